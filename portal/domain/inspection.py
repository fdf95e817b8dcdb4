"""The inspection before a programme is drafted: who must be in the commission, by when it comes.

Rules: MSK-REC-03, MSK-REC-09. A region that names no members has no such commission.
"""

from collections.abc import Mapping
from datetime import date, datetime, time

from portal.domain.admission import AdmissionRules, earliest
from portal.domain.calendar import WorkCalendar
from portal.domain.choices import ChoiceList
from portal.domain.deadlines import Due
from portal.domain.timetable import timetable
from portal.domain.violations import Violation

MEMBERS = "commission_members"
SUBMITTED, REGISTERED = "application_submitted", "application_registered"


def commission_of(rules: AdmissionRules) -> ChoiceList | None:
    """Whose representatives must be in the commission; None where no act asks for one."""
    return next((one for one in rules.lists if one.code == MEMBERS), None)


def inspection_due(
    rules: AdmissionRules, applied_on: date, registered_on: date, calendar: WorkCalendar
) -> Due | None:
    """The earlier of the terms that two acts set for the visit; None where none does."""
    events = {
        SUBMITTED: datetime.combine(applied_on, time()),
        REGISTERED: datetime.combine(registered_on, time()),
    }
    return earliest(rules, timetable(rules.deadlines, events, calendar))


def commission_violations(
    required: ChoiceList, members: Mapping[str, str]
) -> tuple[Violation, ...]:
    """What an order on the commission lacks: a name for each organisation the act asks for."""
    return tuple(
        Violation(
            "value_invalid",
            f"В комиссии должна быть {one.title}. Назовите её представителя.",
            one.code,
            required.citation,
        )
        for one in required.choices
        if not members.get(one.code, "").strip()
    )
