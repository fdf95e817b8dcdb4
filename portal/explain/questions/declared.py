"""Questions about what a region declares: its lists, terms, procedures and norms, by their code.

They prove what is data: a list whole and in its order, a term by the day it ends, a procedure by
its arrows. Whatever follows from facts has a question of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import TypeVar

from portal.domain.catalogue import Form
from portal.domain.choices import ChoiceList
from portal.domain.deadlines import END_OF_DAY, DeadlineRule, due
from portal.domain.law import Timeline, Version
from portal.domain.norms import Norm, Place, norms_at
from portal.domain.violations import RulesBroken, refuse
from portal.domain.workflow import Workflow
from portal.explain.answers import Answer, flat_steps
from portal.explain.question import Question
from portal.explain.shapes import Object, choice, day, left_out, moment, only, shown, text
from portal.regions.registry import Region, RegionRules
from portal.regions.walk import Found, children

Declared = TypeVar("Declared", ChoiceList, DeadlineRule, Norm, Workflow)


def _choice_list(case: Object, region: Region) -> Answer:
    """The codes of a list in force on a day, how many, in order, and what each must come with."""
    only(case, frozenset({"list", "day"}))
    found = _named(case, "list", region, ChoiceList, day(case, "day"))
    return {
        "count": len(found.codes),
        "codes": list(found.codes),
        "needs": {item.code: item.needs for item in found.choices if item.needs},
        "rule": found.citation.rule,
        "citation": found.citation.text,
    }


def _term(case: Object, region: Region) -> Answer:
    """When a declared term ends that began with an event."""
    only(case, frozenset({"term", "from"}))
    event = _event(case)
    found = _named(case, "term", region, DeadlineRule, event.date())
    ends = due(found, event, region.calendar)
    return {
        "due": ends.at.isoformat(),
        "counts_from": found.counts_from,
        "rule": found.citation.rule,
        "citation": found.citation.text,
        "steps": flat_steps(ends.steps),
    }


def _workflow(case: Object, region: Region) -> Answer:
    """The states of a procedure and its arrows, each as «source > target» under its code."""
    only(case, frozenset({"workflow", "day"}))
    found = _named(case, "workflow", region, Workflow, day(case, "day"))
    return {
        "states": [state.code for state in found.states],
        "final": [state.code for state in found.states if state.final],
        "steps": {step.code: f"{step.source} > {step.target}" for step in found.steps},
        "actors": {step.code: list(step.actors) for step in found.steps},
        "within": {
            step.code: f"{step.within.amount} {step.within.unit}"
            for step in found.steps
            if step.within
        },
        "rules": sorted({step.citation.rule for step in found.steps}),
    }


def _norm(case: Object, region: Region) -> Answer:
    """Where and when one norm is shown, and the list it speaks of."""
    only(case, frozenset({"norm", "day"}))
    asked_on = day(case, "day")
    norm = _named(case, "norm", region, Norm, asked_on)
    return {
        "shown": any(norm.holds(place, asked_on, None, None) for place in norm.places),
        "places": list(norm.places),
        "forms": list(norm.forms),
        "units": list(norm.unit_codes),
        "items": [item.code for item in norm.items],
        "count": len(norm.items),
        "rule": norm.citation.rule,
        "citation": norm.citation.text,
        "text": norm.text,
    }


def _norms(case: Object, region: Region) -> Answer:
    """The norms of a page on a day; ``area`` keeps those of one area of the rulebook («RGT»)."""
    only(case, frozenset({"place", "day", "form", "unit", "area"}))
    asked_on, area = day(case, "day"), left_out(case, "area", text)
    found = norms_at(
        region.rules.norms.on(asked_on),
        choice(case, "place", Place),
        asked_on,
        form=choice(case, "form", Form) if case.get("form") else None,
        unit_code=left_out(case, "unit", text),
    )
    kept = [norm for norm in found if area is None or f"-{area}-" in norm.citation.rule]
    return {"codes": [norm.code for norm in kept], "count": len(kept)}


def _event(case: Object) -> datetime:
    value = case.get("from")
    if isinstance(value, str) and "T" in value:
        return moment(case, "from")
    return datetime.combine(day(case, "from"), END_OF_DAY)


def _named(
    case: Object, key: str, region: Region, kind: type[Declared], asked_on: date
) -> Declared:
    code = text(case, key)
    known: dict[str, Declared] = {}
    for field in fields(region.rules):
        timeline = getattr(region.rules, field.name)
        for item in _declared(timeline, kind, asked_on):
            known.setdefault(item.code, item)
    if code not in known:
        refuse(
            "value_invalid",
            f"«{shown(code)}» в регионе нет. Есть: {', '.join(sorted(known))}.",
            field=key,
        )
    return known[code]


def _declared(value: object, kind: type[Declared], asked_on: date) -> Iterator[Declared]:
    if isinstance(value, kind):
        yield value
    if isinstance(value, Timeline):
        try:
            in_force = value.on(asked_on)
        except RulesBroken:
            return
        yield from _declared(in_force, kind, asked_on)
    elif isinstance(value, tuple | frozenset):
        for part in value:
            yield from _declared(part, kind, asked_on)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _declared(getattr(value, field.name), kind, asked_on)


def _edition_changes(case: Object, region: Region) -> Answer:
    """What each edition of a hook changed in the one before, by the paths of what differs.

    So an older edition is proved by the newest: whatever is not named here is the same in both.
    """
    only(case, frozenset({"hook"}))
    hook = text(case, "hook")
    if hook not in RegionRules.__dataclass_fields__:
        known = ", ".join(RegionRules.__dataclass_fields__)
        refuse("value_invalid", f"«{shown(hook)}» нет. Есть: {known}.", field="hook")
    timeline: Timeline[object] = getattr(region.rules, hook)
    return {
        "changes": {
            later.since.isoformat(): list(_differences(_whole(earlier), _whole(later)))
            for earlier, later in pairwise(timeline.versions)
        }
    }


def _whole(version: Version[object]) -> Found:
    return Found("", (), version.value, None)


def _differences(earlier: Found, later: Found) -> Iterator[str]:
    if earlier.value == later.value:
        return
    before = {part.name: part for part in children(earlier)}
    after = {part.name: part for part in children(later)}
    if not before or not after:
        yield later.path.removeprefix(".")
        return
    for name in dict.fromkeys((*before, *after)):
        if name in before and name in after:
            yield from _differences(before[name], after[name])
        else:
            yield (after.get(name) or before[name]).path.removeprefix(".")


QUESTIONS: Mapping[str, Question] = {
    "choice_list": _choice_list,
    "term": _term,
    "workflow": _workflow,
    "norm": _norm,
    "norms": _norms,
    "edition_changes": _edition_changes,
}
