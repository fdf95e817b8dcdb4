"""``portal explain deadline``: an event as JSON becomes the moment something is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NoReturn

from portal.domain.calendar import last_day
from portal.domain.contract import ApproachWindow, approach_until, contract_due
from portal.domain.deadlines import END_OF_DAY, DeadlineRule, Due, Unit, due
from portal.domain.explanation import Step
from portal.domain.law import Citation
from portal.domain.payments import payment_due
from portal.domain.programme import LONGEST_YEARS, THREE_YEARS
from portal.domain.violations import refuse
from portal.explain.answers import Answer, flat_steps
from portal.explain.shapes import (
    Misshapen,
    Object,
    day,
    left_out,
    moment,
    month,
    only,
    shown,
    text,
)
from portal.regions.registry import Region

_ALWAYS = frozenset({"region", "deadline", "from"})
_DAYS_OF_MONTH = range(1, 32)
PROGRAMME_REVIEW = DeadlineRule(
    # The last day of a programme is a date, no term for an act: days off keep it (FED-CAL-03).
    "programme_review", LONGEST_YEARS, Unit.YEAR, "programme_issued", THREE_YEARS
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A due moment, the rule it rests on, and the federal moment when that one is earlier."""

    due: Due
    citation: Citation
    steps: tuple[Step, ...]
    shorter_federal: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A deadline the portal can count: the keys it needs and how it is found."""

    keys: frozenset[str]
    find: Callable[[Object, Region], Found]


def explain_deadline(case: Object, region: Region) -> Answer:
    """The answer for one case; raises Misshapen or RulesBroken with the field's path."""
    code = text(case, "deadline")
    known = _KNOWN.get(code)
    if known is None or (code == APPROACH and not _has_window(region)):
        _refuse_unknown(code, region)
    only(case, _ALWAYS | known.keys)
    found = known.find(case, region)
    return {
        "due": found.due.at.isoformat(),
        "counted_due": found.due.counted_at.isoformat(),
        "rule": found.citation.rule,
        "shorter_federal_due": found.shorter_federal.isoformat() if found.shorter_federal else None,
        "steps": flat_steps(found.steps),
        "citation": found.citation.text,
    }


def deadlines_of(region: Region) -> tuple[str, ...]:
    """The deadlines that the region knows."""
    return tuple(code for code in _KNOWN if code != APPROACH or _has_window(region))


def _refuse_unknown(code: str, region: Region) -> NoReturn:
    refuse(
        "no_such_deadline",
        f"Срока «{shown(code)}» в регионе нет. Есть сроки: {', '.join(deadlines_of(region))}.",
        field="deadline",
    )


def _has_window(region: Region) -> bool:
    return any(
        version.value is not None and version.value.approach_window is not None
        for version in region.rules.contract_rules.versions
    )


def _contract_conclusion(case: Object, region: Region) -> Found:
    event = moment(case, "from")
    rules = region.rules.contract_rules.on(event.date())
    found = contract_due(rules, event, region.calendar)
    federal = found.shorter_federal
    return Found(found.due, rules.conclusion.citation, found.steps, federal.at if federal else None)


def _approach_provider(case: Object, region: Region) -> Found:
    event = left_out(case, "from", _event_day)
    decided_on = left_out(case, "decision_date", day) or event or day(case, "decision_date")
    since, until = day(case, "valid_from"), day(case, "valid_until")
    if until < since:
        raise Misshapen(
            "valid_until", "Срок услуг кончается раньше, чем начинается. Проверьте даты."
        )
    window = region.rules.contract_rules.on(decided_on).approach_window
    if window is None:
        _refuse_unknown(APPROACH, region)
    last = datetime.combine(approach_until(window, decided_on, since, until), END_OF_DAY)
    steps = _window_steps(window, decided_on, since, until)
    rule = DeadlineRule(APPROACH, window.days, Unit.CALENDAR_DAY, "decision_made", window.citation)
    return Found(Due(last, last, rule, steps), window.citation, steps)


def _window_steps(
    window: ApproachWindow, decided_on: date, since: date, until: date
) -> tuple[Step, ...]:
    by_days = approach_until(
        ApproachWindow(window.days, half_of_term=False, citation=window.citation),
        decided_on,
        since,
        until,
    )
    last = approach_until(window, decided_on, since, until)
    steps = [
        Step(
            f"{window.days} дней после решения {decided_on:%d.%m.%Y}: по {by_days:%d.%m.%Y}.",
            by_days.isoformat(),
            window.citation,
        )
    ]
    if window.half_of_term:
        text_of_half = (
            f"И не позже половины срока услуг с {since:%d.%m.%Y} по {until:%d.%m.%Y}: "
            f"последний день — {last:%d.%m.%Y}."
        )
        steps.append(Step(text_of_half, last.isoformat(), window.citation))
    return tuple(steps)


def _payment_due(case: Object, region: Region) -> Found:
    of = month(case, "month")
    left_out(case, "from", _event_day)
    rules = region.rules.payment_rules.on(last_day(of))
    # Where the region itself sets the term, the contract's day is not asked for.
    read = _contract_day if rules.term is None or "contract_day" in case else _any_day
    found = payment_due(rules, of, read(case), region.calendar)
    return Found(found, found.rule.citation, found.steps)


def _contract_day(case: Object) -> int:
    value = case.get("contract_day")
    if type(value) is int and value in _DAYS_OF_MONTH:
        return value
    raise Misshapen(
        "contract_day",
        "День оплаты в этом регионе называет договор. Добавьте его числом от 1 до 31: "
        '"contract_day": 10.',
    )


def _any_day(_case: Object) -> int:
    return 1


def _programme_review(case: Object, region: Region) -> Found:
    event = datetime.combine(_event_day(case, "from"), END_OF_DAY)
    found = due(PROGRAMME_REVIEW, event, region.calendar)
    return Found(found, PROGRAMME_REVIEW.citation, found.steps)


def _event_day(case: Object, key: str) -> date:
    """The day of the event; terms in days do not need its hour."""
    value = case.get(key)
    return moment(case, key).date() if isinstance(value, str) and "T" in value else day(case, key)


APPROACH = "approach_provider"
_KNOWN: Mapping[str, Known] = {
    "contract_conclusion": Known(frozenset(), _contract_conclusion),
    APPROACH: Known(frozenset({"decision_date", "valid_from", "valid_until"}), _approach_provider),
    "payment_due": Known(frozenset({"month", "contract_day"}), _payment_due),
    "programme_review": Known(frozenset(), _programme_review),
}
