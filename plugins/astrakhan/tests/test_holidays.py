"""Every clock of a move and of a break on both sides of the May holidays and of New Year.

The days are counted by hand from article 112 and the decrees on moved days off: in 2025 off were
1 to 4 and 8 to 11 May, from 31 December 2025 to 11 January 2026, in 2026 1 to 3 and 9 to 11 May.
"""

from datetime import date, datetime

import pytest

from portal.domain.contract_due import contract_due
from portal.domain.deadlines import due
from portal.domain.notices import notice_due
from portal.domain.transfer import transfer_terms
from portal.domain.transfer_package import package_state
from portal.regions.federal.suspension import FEDERAL_SUSPENSION
from portal.regions.registry import build
from portal_astrakhan import plugin
from portal_astrakhan.transfer_papers import PACKAGES, VALIDITY

ASTRAKHAN = build("astrakhan", plugin)
CALENDAR = ASTRAKHAN.calendar


def day(text: str) -> date:
    """A day written as people do."""
    number, month, year = (int(part) for part in text.split("."))
    return date(year, month, number)


@pytest.mark.parametrize(
    ("came", "register", "agree", "notify"),
    [
        ("30.04.2025", "30.04.2025", "06.05.2025", "07.05.2025"),
        ("01.05.2025", "05.05.2025", "07.05.2025", "12.05.2025"),
        ("02.05.2025", "05.05.2025", "07.05.2025", "12.05.2025"),
        ("07.05.2025", "07.05.2025", "13.05.2025", "14.05.2025"),
        ("08.05.2025", "12.05.2025", "14.05.2025", "15.05.2025"),
        ("12.05.2025", "12.05.2025", "14.05.2025", "15.05.2025"),
        ("30.04.2026", "30.04.2026", "05.05.2026", "06.05.2026"),
        ("01.05.2026", "04.05.2026", "06.05.2026", "07.05.2026"),
        ("07.05.2026", "07.05.2026", "12.05.2026", "13.05.2026"),
        ("08.05.2026", "08.05.2026", "13.05.2026", "14.05.2026"),
        ("11.05.2026", "12.05.2026", "14.05.2026", "15.05.2026"),
        ("26.12.2025", "26.12.2025", "30.12.2025", "12.01.2026"),
        ("29.12.2025", "29.12.2025", "12.01.2026", "13.01.2026"),
        ("30.12.2025", "30.12.2025", "13.01.2026", "14.01.2026"),
        ("31.12.2025", "12.01.2026", "14.01.2026", "15.01.2026"),
        ("09.01.2026", "12.01.2026", "14.01.2026", "15.01.2026"),
        ("12.01.2026", "12.01.2026", "14.01.2026", "15.01.2026"),
    ],
)
def test_the_authority_registers_agrees_and_notifies_around_holidays(
    came: str, register: str, agree: str, notify: str
) -> None:
    rules = ASTRAKHAN.rules.transfer_rules.on(day(came))

    found = transfer_terms(rules, day(came), CALENDAR)

    dues = [one for one in (found.register, found.agreement, found.notice) if one]
    assert [one.rule.citation.rule for one in dues] == ["AST-TRN-04", "AST-TRN-05", "AST-TRN-06"]
    assert [one.at.date() for one in dues] == [day(register), day(agree), day(notify)]


@pytest.mark.parametrize(
    ("notified", "told"),
    [
        ("30.04.2025", "05.05.2025"),
        ("07.05.2025", "12.05.2025"),
        ("30.04.2026", "04.05.2026"),
        ("08.05.2026", "12.05.2026"),
        ("12.05.2026", "13.05.2026"),
        ("30.12.2025", "12.01.2026"),
        ("12.01.2026", "13.01.2026"),
    ],
)
def test_the_recipient_is_told_within_a_working_day(notified: str, told: str) -> None:
    notices = ASTRAKHAN.rules.notices.on(day(notified)).notices
    rule = next(one for one in notices if one.code == "transfer_agreed")

    found = notice_due(rule, day(notified), CALENDAR)

    assert found is not None
    assert (found.rule.citation.rule, found.at.date()) == ("AST-NOT-03", day(told))


@pytest.mark.parametrize(
    ("issued", "last"),
    [
        ("31.10.2025", "30.04.2026"),
        ("01.11.2025", "01.05.2026"),
        ("09.11.2025", "09.05.2026"),
        ("12.11.2025", "12.05.2026"),
        ("30.06.2025", "30.12.2025"),
        ("01.07.2025", "01.01.2026"),
        ("12.07.2025", "12.01.2026"),
    ],
)
@pytest.mark.parametrize("late", [0, 1])
def test_a_sheet_holds_six_months_and_no_holiday_prolongs_it(
    issued: str, last: str, late: int
) -> None:
    filed = date.fromordinal(day(last).toordinal() + late)
    package = next(one for one in PACKAGES if not one.minor)

    found = package_state(package, {"clearance_sheet": day(issued)}, filed, filed, CALENDAR)

    assert VALIDITY.citation.rule == "AST-DOC-03"
    assert found.lasts["clearance_sheet"] == day(last)
    assert ("clearance_sheet" in {one.code for one in found.missing}) is bool(late)


@pytest.mark.parametrize(
    ("presented", "until"),
    [
        ("2025-04-30T11:00", "2025-05-01T11:00"),
        ("2026-04-30T11:00", "2026-05-01T11:00"),
        ("2026-05-08T23:30", "2026-05-09T23:30"),
        ("2025-12-30T11:00", "2025-12-31T11:00"),
        ("2025-12-31T11:00", "2026-01-01T11:00"),
        ("2026-01-12T09:00", "2026-01-13T09:00"),
    ],
)
def test_the_receiver_contracts_within_24_hours_holiday_or_not(presented: str, until: str) -> None:
    moment = datetime.fromisoformat(presented)

    found = contract_due(ASTRAKHAN.rules.contract_rules.on(moment.date()), moment, CALENDAR)

    assert found.due.rule.citation.rule == "AST-CON-01"
    assert found.due.at == datetime.fromisoformat(until)


@pytest.mark.parametrize(
    ("ends", "by"),
    [
        ("30.05.2026", "30.04.2026"),
        ("31.05.2026", "30.04.2026"),
        ("03.06.2026", "04.05.2026"),
        ("10.06.2025", "07.05.2025"),
        ("11.06.2025", "12.05.2025"),
        ("29.01.2026", "30.12.2025"),
        ("30.01.2026", "30.12.2025"),
        ("10.02.2026", "30.12.2025"),
        ("11.02.2026", "12.01.2026"),
    ],
)
def test_thirty_days_before_a_programme_ends_a_holiday_brings_the_letter_forward(
    ends: str, by: str
) -> None:
    notices = ASTRAKHAN.rules.notices.on(day(ends)).notices
    rule = next(one for one in notices if one.code == "programme_expires")

    found = notice_due(rule, day(ends), CALENDAR)

    assert found is not None
    assert (found.rule.citation.rule, found.at.date()) == ("AST-NOT-01", day(by))


@pytest.mark.parametrize(
    ("since", "looked_at"),
    [
        ("31.03.2026", "30.04.2026"),
        ("01.04.2026", "01.05.2026"),
        ("12.04.2026", "12.05.2026"),
        ("01.12.2025", "31.12.2025"),
        ("13.12.2025", "12.01.2026"),
    ],
)
def test_a_break_without_an_end_is_looked_at_after_thirty_calendar_days(
    since: str, looked_at: str
) -> None:
    rule = FEDERAL_SUSPENSION.open_ended
    assert rule is not None

    found = due(rule, datetime.combine(day(since), datetime.min.time()), CALENDAR)

    assert (found.rule.citation.rule, found.at.date()) == ("FED-SUS-03", day(looked_at))
