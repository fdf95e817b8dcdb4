"""The whole kit for one region: checks, papers, examples, scenarios, people, every constant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from portal.conformance.forms import TEMPLATES, check_forms
from portal.conformance.invariants import check_people
from portal.conformance.mutation import MutationResult, nudge_all, own_constants
from portal.conformance.shipped import Shipped, shipped_by
from portal.conformance.usage import answered_only, portals_usage
from portal.domain.violations import RulesBroken
from portal.explain.examples import ask
from portal.explain.yaml_text import YamlError
from portal.regions.checks import check_region
from portal.regions.passport import Passport, passport_of
from portal.regions.proof import Proof, Unproved, fingerprint_of
from portal.regions.registry import Region, baseline
from portal.regions.structure import check_structure
from portal.scenarios.runner import play

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: problems in sentences, and the passport; without any problem it passes."""

    problems: tuple[str, ...]
    passport: Passport
    examples: int
    scenarios: int
    proof: Proof | None

    @property
    def passed(self) -> bool:
        """Whether the region may be relied on."""
        return not self.problems


def examine(region: Region, day: date, *, quick: bool, workers: int, say: Say) -> Report:
    """Ask everything of a region as of ``day``; ``quick`` leaves the constants alone.

    ``say`` hears how far it has come.
    """
    federal = region.code == baseline().code
    problems: list[str] = []
    say("объявления, сроки, ссылки")
    problems += check_structure(region) if federal else check_region(region, TEMPLATES, day)
    say("печатные формы")
    problems += _asked(lambda: check_forms(region, day))
    try:
        shipped = shipped_by(region)
    except YamlError as wrong:
        problems.append(str(wrong))
        shipped = Shipped((), ())
    say(f"примеры: {len(shipped.examples)}")
    problems += _examples(region, shipped)
    say(f"сценарии: {len(shipped.scenarios)}")
    problems += _scenarios(shipped)
    if not federal:
        say("выдуманные получатели")
        problems += _asked(lambda: check_people(region, day))
    proof = None
    if not quick:
        result = nudge_all(region, workers=workers, progress=_told_by(say))
        problems += _unproved(result)
        problems += _idle_gaps(region, result)
        proof = _proof(region, shipped, result, day)
    return Report(
        problems=tuple(problems),
        passport=passport_of(region, proof),
        examples=len(shipped.examples),
        scenarios=len(shipped.scenarios),
        proof=proof,
    )


def _asked(check: Callable[[], Iterator[str]]) -> list[str]:
    """The problems of a check; a rule that is not in force is one too."""
    try:
        return list(check())
    except RulesBroken as broken:
        return [str(broken)]


def _examples(region: Region, shipped: Shipped) -> Iterator[str]:
    for example in shipped.examples:
        outcome = ask(example, region)
        if not outcome.passed:
            yield f"{example.path}:{example.line}: «{example.name}»: {outcome.actual}"


def _scenarios(shipped: Shipped) -> Iterator[str]:
    for scenario in shipped.scenarios:
        outcome = play(scenario)
        if not outcome.passed:
            wrong = next(step for step in outcome.steps if not step.passed)
            yield f"{scenario.path}:{wrong.line}: «{scenario.name}», {wrong.do}: {wrong.actual}"


def _told_by(say: Say) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        if done == total or done % 100 == 0:
            say(f"константы: {done} из {total}")

    return progress


def _unproved(result: MutationResult) -> Iterator[str]:
    for nudge in result.unproved:
        yield f"unproved {nudge.rule}: {nudge.text}"


def _idle_gaps(region: Region, result: MutationResult) -> Iterator[str]:
    """Gaps of constants that everything proves by now, or that are no longer there."""
    paths = [one.path for one in result.left]
    for gap in region.identity.gaps:
        is_rule = gap.of.isupper()
        if not is_rule and not any(gap.covers(path) for path in paths):
            yield f"region_identity: the gap «{gap.of}» covers no unproved constant: take it out"


def _proof(region: Region, shipped: Shipped, result: MutationResult, day: date) -> Proof:
    return Proof(
        checked_on=day,
        fingerprint=fingerprint_of(own_constants(region)),
        constants=result.constants,
        proved=result.proved,
        examples=len(shipped.examples),
        scenarios=len(shipped.scenarios),
        unproved=(
            *(Unproved(one.path, one.reason) for one in result.left),
            *(Unproved(one.path) for one in result.unproved),
        ),
        answered=answered_only(region, portals_usage()),
    )
