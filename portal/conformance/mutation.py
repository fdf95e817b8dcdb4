"""The mutation check: nudge every constant of a region and see who notices.

First the examples are asked, those of the constant's rule before the others, then the scenarios
that name the rule. A constant that nobody notices is unproved: either an example is missing, or the
region says in its gaps why there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from multiprocessing import get_context

from portal.conformance.readings import hooks_read
from portal.conformance.shipped import Shipped, shipped_by
from portal.explain.examples import Example, ask
from portal.regions.constants import Constant, constants_of, with_constant
from portal.regions.identity import Gap
from portal.regions.registry import Region, baseline, discover
from portal.scenarios.loader import Scenario
from portal.scenarios.runner import play

PORTION = 16
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Nudge:
    """What came of nudging one constant: who noticed, or None."""

    path: str
    text: str
    rule: str | None
    noticed_by: str | None


@dataclass(frozen=True, slots=True)
class Left:
    """A constant that nobody proves, and the reason that the region gives for it."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class MutationResult:
    """How many constants there are, and which of them nothing proves."""

    constants: int
    proved: int
    left: tuple[Left, ...]
    unproved: tuple[Nudge, ...]


class Judge:
    """A region with everything that can notice a change in it."""

    def __init__(self, region: Region, shipped: Shipped) -> None:
        """Find out once what each example reads; one that fails already proves nothing."""
        self._region = region
        self._shipped = shipped
        self._sound: dict[str, bool] = {}
        self._readers = [
            (example, hooks_read(example, region))
            for example in shipped.examples
            if ask(example, region).passed
        ]

    def judge(self, constant: Constant) -> Nudge:
        """Nudge one constant and ask until somebody notices."""
        return Nudge(constant.path, constant.text, constant.rule, self._noticed_by(constant))

    def _noticed_by(self, constant: Constant) -> str | None:
        try:
            nudged = with_constant(self._region, constant)
        except ValueError as refusal:
            return f"the region cannot be built: {refusal}"
        for example in self._examples(constant):
            if not _holds(partial(_answers, example, nudged)):
                return example.name
        for scenario in self._scenarios(constant):
            if not _holds(partial(_plays, scenario, nudged)) and self._is_sound(scenario):
                return scenario.name
        return None

    def _examples(self, constant: Constant) -> Iterator[Example]:
        readers = [example for example, hooks in self._readers if constant.hooks & hooks]
        yield from sorted(readers, key=lambda example: constant.rule not in example.rules)

    def _scenarios(self, constant: Constant) -> Iterator[Scenario]:
        return (one for one in self._shipped.scenarios if constant.rule in one.rules)

    def _is_sound(self, scenario: Scenario) -> bool:
        """Whether the scenario passes when nothing is nudged: only then it can notice anything."""
        if scenario.name not in self._sound:
            self._sound[scenario.name] = _holds(partial(_plays, scenario, self._region))
        return self._sound[scenario.name]


def _answers(example: Example, region: Region) -> bool:
    return ask(example, region).passed


def _plays(scenario: Scenario, region: Region) -> bool:
    return play(replace(scenario, region=region)).passed


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        # Whatever breaks an example has noticed the change.
        return False


def nudge_all(region: Region, *, workers: int, progress: Progress) -> MutationResult:
    """Nudge every constant that the region declares itself; the baseline's are proved with it.

    With several workers the region is loaded anew in each by its code, so it must be installed.
    """
    constants = own_constants(region)
    if workers > 1:
        found = _in_processes(region.code, len(constants), workers)
    else:
        judge = Judge(region, shipped_by(region))
        found = map(judge.judge, constants)
    nudges: list[Nudge] = []
    for nudge in found:
        nudges.append(nudge)
        progress(len(nudges), len(constants))
    return result_of(nudges, region.identity.gaps)


def own_constants(region: Region) -> tuple[Constant, ...]:
    """The constants to be proved with this region."""
    federal = baseline()
    return tuple(constants_of(region, None if region.code == federal.code else federal))


def result_of(nudges: Iterable[Nudge], gaps: tuple[Gap, ...]) -> MutationResult:
    """What was noticed, what the region leaves with a reason, what nobody proves."""
    every = tuple(nudges)
    unnoticed = [nudge for nudge in every if nudge.noticed_by is None]
    left: list[Left] = []
    unproved: list[Nudge] = []
    for nudge in unnoticed:
        reason = next((gap.reason for gap in gaps if gap.covers(nudge.path)), None)
        if reason is None:
            unproved.append(nudge)
        else:
            left.append(Left(nudge.path, reason))
    return MutationResult(len(every), len(every) - len(unnoticed), tuple(left), tuple(unproved))


def _in_processes(code: str, count: int, workers: int) -> Iterator[Nudge]:
    # A fresh process: nothing of this one, threads least of all, is carried over.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_judge_at, [code] * count, range(count), chunksize=PORTION)


def _judge_at(code: str, index: int) -> Nudge:
    judge, constants = _prepared(code)
    return judge.judge(constants[index])


@cache
def _prepared(code: str) -> tuple[Judge, tuple[Constant, ...]]:
    region = installed()[code]
    return Judge(region, shipped_by(region)), own_constants(region)


def installed() -> Mapping[str, Region]:
    """Every region the kit knows: the federal baseline first, then the installed ones."""
    federal = baseline()
    return {federal.code: federal, **discover()}
