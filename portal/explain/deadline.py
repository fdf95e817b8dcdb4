"""``portal explain deadline``: an event as JSON becomes the moment something is due.

Any term that the region declares is answered by its code. Three are found in a way of their own:
the contract's, which has a federal neighbour, the window for coming to a provider, and the payment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import NoReturn

from portal.domain.calendar import WorkCalendar, last_day
from portal.domain.contract import ApproachWindow
from portal.domain.contract_due import approach_until, contract_due
from portal.domain.deadlines import END_OF_DAY, DeadlineRule, Due, Unit, due
from portal.domain.explanation import Step, citations
from portal.domain.law import Citation
from portal.domain.payments import payment_due
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.explain.answers import Answer, flat_steps
from portal.explain.editions import in_force
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
from portal.explain.terms import Terms
from portal.regions.registry import Region, baseline

_ALWAYS = frozenset({"region", "deadline", "from"})
_DAYS_OF_MONTH = range(1, 32)
# Counted back from the programme's last day, so its event is that day.
EXPIRY_NOTICE = "programme_expiry_notice"


@dataclass(frozen=True, slots=True)
class DeadlineRegion:
    """What of a region a deadline needs; its terms are looked for once for all cases."""

    region: Region
    terms: Terms


@dataclass(frozen=True, slots=True)
class Found:
    """A due moment, the rule it rests on, and the federal moment when that one is earlier."""

    due: Due
    citation: Citation
    steps: tuple[Step, ...]
    shorter_federal: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A deadline that is found in a way of its own, and the keys it needs."""

    keys: frozenset[str]
    find: Callable[[Object, Region], Found]


def explain_deadline(case: Object, known: DeadlineRegion) -> Answer:
    """The answer for one case; raises Misshapen or RulesBroken with the field's path."""
    try:
        found = _find(text(case, "deadline"), case, known)
    except RulesBroken as broken:
        raise RulesBroken(*(_placed(item, case) for item in broken.violations)) from None
    answer: Answer = {
        "due": found.due.at.isoformat(),
        "counted_due": found.due.counted_at.isoformat(),
        "rule": found.citation.rule,
        "shorter_federal_due": found.shorter_federal.isoformat() if found.shorter_federal else None,
        "steps": flat_steps(found.steps),
        "citation": found.citation.text,
    }
    doubts = _doubtful_years(found.steps, known.region.calendar)
    # Only where there is something to tell: the shape of an answer without doubts stays.
    return {**answer, "warnings": doubts} if doubts else answer


def _doubtful_years(steps: tuple[Step, ...], calendar: WorkCalendar) -> list[str]:
    """What to tell of years that were counted in and not yet held against their decree."""
    cited = frozenset(citations(steps))
    return [
        f"Дни {one.year} года взяты не из текста постановления: сверьте срок с ним. "
        f"{one.citation.note[:1].upper()}{one.citation.note[1:]}."
        for one in calendar.decrees
        if one.citation.verify and one.citation in cited
    ]


def _find(code: str, case: Object, known: DeadlineRegion) -> Found:
    if code in _KNOWN and (code != APPROACH or _has_window(known.region)):
        only(case, _ALWAYS | _KNOWN[code].keys)
        return _KNOWN[code].find(case, known.region)
    if code in known.terms.codes():
        return _declared(code, case, known)
    _refuse_unknown(code, known)


def _placed(violation: Violation, case: Object) -> Violation:
    """A refusal of the calendar, which knows no fields, at the day that it could not count."""
    if violation.field is not None:
        return violation
    field = next((key for key in ("month", "valid_until", "from") if case.get(key)), None)
    return replace(violation, field=field)


def deadlines_of(known: DeadlineRegion) -> tuple[str, ...]:
    """The deadlines that the region knows."""
    own = (code for code in _KNOWN if code != APPROACH or _has_window(known.region))
    return tuple(dict.fromkeys((*own, *known.terms.codes())))


def _refuse_unknown(code: str, known: DeadlineRegion) -> NoReturn:
    refuse(
        "no_such_deadline",
        f"Срока «{shown(code)}» в регионе нет. Есть сроки: {', '.join(deadlines_of(known))}.",
        field="deadline",
    )


def _has_window(region: Region) -> bool:
    return any(
        version.value is not None and version.value.approach_window is not None
        for version in region.rules.contract_rules.versions
    )


def _declared(code: str, case: Object, known: DeadlineRegion) -> Found:
    """A term by its code, and the federal moment where the same term is shorter there."""
    only(case, _ALWAYS | ({"valid_until"} if code == EXPIRY_NOTICE else frozenset()))
    key = "valid_until" if code == EXPIRY_NOTICE else "from"
    if code == EXPIRY_NOTICE:
        left_out(case, "from", _event_day)
    starts_on = _event_day(case, key)
    rule = known.terms.on(starts_on).get(code)
    if rule is None:
        refuse(
            "not_in_force",
            f"На {starts_on:%d.%m.%Y} срока «{code}» в регионе нет. Проверьте дату.",
            field=key,
        )
    event = moment(case, key) if rule.unit is Unit.HOUR else _end_of(starts_on)
    found = due(rule, event, known.region.calendar)
    federal = _shorter_federal(rule, found, event, known.region)
    if federal is None:
        return Found(found, rule.citation, found.steps)
    warning = Step(
        f"Федеральный срок короче: {federal.at:%d.%m.%Y %H:%M}. Лучше успеть к нему.",
        federal.at.isoformat(),
        federal.rule.citation,
    )
    return Found(found, rule.citation, (*found.steps, warning), federal.at)


def _shorter_federal(rule: DeadlineRule, found: Due, event: datetime, region: Region) -> Due | None:
    """The federal term of the same code and event, when it ends earlier."""
    federal = _federal_terms().on(event.date()).get(rule.code)
    if federal is None or federal is rule or federal.counts_from != rule.counts_from:
        return None
    ends = due(federal, event, region.calendar)
    return ends if ends.at < found.at else None


@cache
def _federal_terms() -> Terms:
    return Terms(baseline())


def _end_of(starts_on: date) -> datetime:
    return datetime.combine(starts_on, END_OF_DAY)


def _contract_conclusion(case: Object, region: Region) -> Found:
    event = moment(case, "from")
    rules = in_force(region.rules.contract_rules, event.date(), "from")
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
    key = "from" if case.get("decision_date") is None else "decision_date"
    window = in_force(region.rules.contract_rules, decided_on, key).approach_window
    if window is None:
        refuse(
            "not_in_force",
            f"{decided_on:%d.%m.%Y} срока обращения к поставщику в регионе не было. Проверьте "
            "дату решения.",
            field=key,
        )
    last = datetime.combine(approach_until(window, decided_on, since, until), END_OF_DAY)
    steps = _window_steps(window, decided_on, since, until)
    rule = DeadlineRule(APPROACH, window.days, Unit.CALENDAR_DAY, "decision_made", window.citation)
    return Found(Due(last, last, rule, steps), window.citation, steps)


def _window_steps(
    window: ApproachWindow, decided_on: date, since: date, until: date
) -> tuple[Step, ...]:
    by_days = approach_until(
        replace(window, of_term=None),
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
    if window.of_term is not None:
        text_of_half = (
            f"И не позже половины срока услуг с {since:%d.%m.%Y} по {until:%d.%m.%Y}: "
            f"последний день — {last:%d.%m.%Y}."
        )
        steps.append(Step(text_of_half, last.isoformat(), window.citation))
    return tuple(steps)


def _payment_due(case: Object, region: Region) -> Found:
    of = month(case, "month")
    left_out(case, "from", _event_day)
    rules = in_force(region.rules.payment_rules, last_day(of), "month")
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


def _event_day(case: Object, key: str) -> date:
    """The day of the event; terms in days do not need its hour."""
    value = case.get(key)
    return moment(case, key).date() if isinstance(value, str) and "T" in value else day(case, key)


APPROACH = "approach_provider"
_KNOWN: Mapping[str, Known] = {
    "contract_conclusion": Known(frozenset(), _contract_conclusion),
    APPROACH: Known(frozenset({"decision_date", "valid_from", "valid_until"}), _approach_provider),
    "payment_due": Known(frozenset({"month", "contract_day"}), _payment_due),
}
