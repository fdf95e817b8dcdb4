"""A question on a contract's term in hours: does it end while somebody is at work (FED-CAL-05)."""

from collections.abc import Mapping
from datetime import datetime, time

from portal.domain.contract_due import contract_due
from portal.domain.deadlines import Unit
from portal.domain.office_hours import OfficeHours, after_hours
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.shapes import Misshapen, Object, moment, only, text
from portal.regions.registry import Region


def _term_ends(case: Object, region: Region) -> Answer:
    """Whether the term ends outside the provider's hours, and what the portal says of it then."""
    only(case, frozenset({"programme_presented_at", "opens", "closes"}))
    presented = moment(case, "programme_presented_at")
    hours = OfficeHours(_hour(case, "opens"), _hour(case, "closes"))
    rules = region.rules.contract_rules.on(presented.date())
    clock = contract_due(rules, presented, region.calendar)
    found, federal = clock.due, clock.shorter_federal
    warnings = [
        after_hours(presented, term.at, region.calendar, hours, term=name)
        for name, term in (("Срок", found), ("Федеральный срок", federal))
        if term is not None and term.rule.unit is Unit.HOUR
    ]
    warning = next((one for one in warnings if one is not None), None)
    return {
        "due": found.at.isoformat(),
        "federal_due": federal.at.isoformat() if federal else None,
        "after_hours": warning is not None,
        "warning": warning.text if warning else None,
        "rule": warning.citation.rule if warning and warning.citation else None,
    }


def _hour(case: Object, key: str) -> time:
    try:
        return datetime.strptime(text(case, key), "%H:%M").time()  # noqa: DTZ007 - a clock's face
    except ValueError:
        raise Misshapen(key, f"«{key}» — время, например 09:00.") from None


QUESTIONS: Mapping[str, Question] = {"term_ends": _term_ends}
