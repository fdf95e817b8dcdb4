"""Terms and the moments they end at (FED-CAL-02 to FED-CAL-05)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.deadlines import (
    END_OF_DAY,
    DeadlineRule,
    Roll,
    Unit,
    due,
)
from portal.domain.explanation import as_text
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken
from portal.regions.federal.calendar import FEDERAL_CALENDAR

SOME_CLAUSE = Citation("FED-CON-01", "442-FZ", "ч. 1 ст. 17 442-ФЗ")


def make_term(amount: int, unit: Unit, roll: Roll = Roll.KEEP) -> DeadlineRule:
    return DeadlineRule("term", amount, unit, "event", SOME_CLAUSE, roll)


TEN_DAYS = make_term(10, Unit.CALENDAR_DAY, Roll.NEXT_WORKING_DAY)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("term", "event", "end"),
    [
        pytest.param(
            make_term(10, Unit.WORKING_DAY), "2026-04-20T09:00", "2026-05-05",
            id="FED-CAL-02: ten working days, 1 May is a day off",
        ),
        pytest.param(
            make_term(1, Unit.WORKING_DAY), "2025-12-30T16:00", "2026-01-12",
            id="FED-CAL-01: one working day over the new year",
        ),
        pytest.param(
            TEN_DAYS, "2026-04-30T09:00", "2026-05-12",
            id="FED-CAL-03: Sunday 10 May and a day off after it",
        ),
        pytest.param(
            TEN_DAYS, "2026-04-28T09:00", "2026-05-08",
            id="a working day stays",
        ),
        pytest.param(
            make_term(10, Unit.CALENDAR_DAY), "2026-04-30T09:00", "2026-05-10",
            id="FED-CAL-03: a period of service is not moved",
        ),
        pytest.param(
            make_term(6, Unit.MONTH), "2026-03-31T09:00", "2026-09-30",
            id="FED-CAL-04: six months",
        ),
        pytest.param(
            make_term(3, Unit.YEAR), "2024-03-15T09:00", "2027-03-15",
            id="FED-IPP-05: three years",
        ),
        pytest.param(
            make_term(0, Unit.CALENDAR_DAY), "2026-03-16T09:00", "2026-03-16",
            id="on the day itself",
        ),
        pytest.param(
            make_term(-30, Unit.CALENDAR_DAY, Roll.PREVIOUS_WORKING_DAY), "2026-06-10T09:00",
            "2026-05-08", id="counted back to a day off, so earlier",
        ),
    ],
)  # fmt: skip
def test_a_term_in_days_ends_with_its_last_day(term: DeadlineRule, event: str, end: str) -> None:
    found = due(term, moment(event), FEDERAL_CALENDAR)

    assert found.at == datetime.combine(date.fromisoformat(end), END_OF_DAY)
    assert found.rule is term


@pytest.mark.parametrize(
    ("event", "end", "told"),
    [
        pytest.param("2026-06-11T16:30", "2026-06-12T16:30", True, id="FED-CAL-05: into a holiday"),
        pytest.param("2026-03-02T10:30", "2026-03-03T10:30", False, id="an ordinary day"),
        pytest.param("2026-12-31T23:59", "2027-01-01T23:59", True, id="over the new year"),
        pytest.param("2031-06-11T16:30", "2031-06-12T16:30", False, id="a year without data"),
    ],
)
def test_a_term_in_hours_runs_through_nights_and_days_off(
    event: str, end: str, *, told: bool
) -> None:
    found = due(make_term(24, Unit.HOUR), moment(event), FEDERAL_CALENDAR)

    assert found.at == found.counted_at == moment(end)
    assert [step.citation.rule for step in found.steps if step.citation] == [
        "FED-CON-01",
        *["FED-CAL-05"] * (1 + told),
    ]
    assert ("не переносится" in found.steps[-1].text) is told


def test_a_shift_off_a_day_off_shows_both_days() -> None:
    found = due(TEN_DAYS, moment("2026-04-30T09:00"), FEDERAL_CALENDAR)

    assert found.counted_at.date() == date(2026, 5, 10)
    text = as_text(found.steps)
    assert "10.05.2026 — выходной, срок переходит на следующий рабочий день: 12.05.2026." in text
    assert "ст. 193 ГК РФ" in text


def test_a_shift_backwards_rests_on_the_rule_that_orders_it() -> None:
    term = make_term(-30, Unit.CALENDAR_DAY, Roll.PREVIOUS_WORKING_DAY)

    found = due(term, moment("2026-06-10T09:00"), FEDERAL_CALENDAR)

    assert "на предыдущий рабочий день: 08.05.2026" in found.steps[-1].text
    assert found.steps[-1].citation == SOME_CLAUSE
    assert "Отсчитываем назад от 10.06.2026" in found.steps[1].text


@pytest.mark.parametrize(
    ("unit", "event", "texts"),
    [
        pytest.param(
            Unit.CALENDAR_DAY,
            "2026-03-16T09:00",
            ["Срок — в день события, 16.03.2026: следующих дней не ждут."],
            id="the day of the event, AST-TRN-04",
        ),
        pytest.param(
            Unit.WORKING_DAY,
            "2026-05-09T09:00",
            [
                "Срок — в день события, 09.05.2026: следующих дней не ждут.",
                "09.05.2026 — выходной, срок переходит на следующий рабочий день: 12.05.2026.",
            ],
            id="a day off is passed over, AST-TRN-04",
        ),
        pytest.param(
            Unit.HOUR,
            "2026-05-09T09:00",
            ["Срок — немедленно, 09.05.2026 09:00: дни не отсчитываются."],
            id="at once, whatever the day, FED-REC-03, FED-URG-02",
        ),
    ],
)
def test_a_term_of_no_length_counts_no_days(unit: Unit, event: str, texts: list[str]) -> None:
    found = due(make_term(0, unit, Roll.NEXT_WORKING_DAY), moment(event), FEDERAL_CALENDAR)

    assert [step.text for step in found.steps] == texts
    assert {step.citation for step in found.steps[:1]} == {SOME_CLAUSE}


@pytest.mark.parametrize(
    ("term", "event", "years"),
    [
        pytest.param(make_term(1, Unit.WORKING_DAY), "2026-12-29T09:00", [2026], id="in the year"),
        pytest.param(
            make_term(1, Unit.WORKING_DAY), "2026-12-30T09:00", [2026, 2027],
            id="FED-CAL-01: over the new year both decrees count",
        ),
        pytest.param(
            make_term(1, Unit.WORKING_DAY), "2026-12-31T09:00", [2027],
            id="from the last day of the year",
        ),
        pytest.param(TEN_DAYS, "2026-12-20T09:00", [2026], id="FED-CAL-03: no day off at the end"),
        pytest.param(
            TEN_DAYS, "2026-12-21T09:00", [2026, 2027],
            id="FED-CAL-03: the last day of the year is off and the term moves on",
        ),
        pytest.param(make_term(10, Unit.CALENDAR_DAY), "2026-12-25T09:00", [], id="calendar days"),
        pytest.param(make_term(24, Unit.HOUR), "2026-12-30T09:00", [], id="hours"),
    ],
)  # fmt: skip
def test_a_term_names_the_decrees_of_the_years_it_counted_in(
    term: DeadlineRule, event: str, years: list[int]
) -> None:
    found = due(term, moment(event), FEDERAL_CALENDAR)

    cited = [child.citation for step in found.steps for child in step.children]
    assert cited == [FEDERAL_CALENDAR.decree(year) for year in years]
    told = as_text(found.steps)
    assert all(f"рабочие дни {year} года" in told for year in years)


@pytest.mark.parametrize("event", ["2030-06-03T09:00", "2027-12-30T09:00"])
def test_a_term_in_calendar_days_needs_no_calendar_of_working_days(event: str) -> None:
    """A contract runs into a year whose days off nobody has set yet (FED-CAL-03)."""
    plain = due(make_term(365, Unit.CALENDAR_DAY), moment(event), FEDERAL_CALENDAR)

    assert plain.at.date() == moment(event).date() + timedelta(days=365)
    with pytest.raises(RulesBroken, match="Нет производственного календаря"):
        due(make_term(5, Unit.WORKING_DAY), moment(event), FEDERAL_CALENDAR)


@given(
    st.datetimes(moment("2024-02-01T00:00"), moment("2027-06-30T00:00")),
    st.integers(0, 60),
    st.sampled_from(list(Unit)),
    st.sampled_from([Roll.KEEP, Roll.NEXT_WORKING_DAY]),
)
def test_a_term_never_ends_before_its_event(
    event: datetime, amount: int, unit: Unit, roll: Roll
) -> None:
    if unit in (Unit.MONTH, Unit.YEAR):
        amount = amount % 3 if unit is Unit.MONTH else 0

    found = due(make_term(amount, unit, roll), event, FEDERAL_CALENDAR)

    assert found.at >= event - timedelta(seconds=1)
    assert found.at >= found.counted_at


@given(
    st.datetimes(moment("2024-02-01T00:00"), moment("2027-06-30T00:00")),
    st.integers(1, 60),
    st.sampled_from([Unit.HOUR, Unit.WORKING_DAY, Unit.CALENDAR_DAY]),
    st.sampled_from([Roll.KEEP, Roll.NEXT_WORKING_DAY]),
)
def test_a_positive_term_ends_after_its_event(
    event: datetime, amount: int, unit: Unit, roll: Roll
) -> None:
    assert due(make_term(amount, unit, roll), event, FEDERAL_CALENDAR).at > event


@given(st.datetimes(moment("2024-06-01T00:00"), moment("2027-06-30T00:00")), st.integers(-60, -1))
def test_a_term_counted_back_ends_before_its_event(event: datetime, amount: int) -> None:
    term = make_term(amount, Unit.CALENDAR_DAY, Roll.PREVIOUS_WORKING_DAY)

    found = due(term, event, FEDERAL_CALENDAR)

    assert found.at < event
    assert found.at <= found.counted_at


@given(st.dates(date(2024, 3, 1), date(2027, 3, 1)), st.integers(0, 20), st.integers(0, 20))
def test_a_longer_term_never_ends_earlier(day: date, some: int, more: int) -> None:
    event = datetime.combine(day, END_OF_DAY)

    def ends(amount: int) -> datetime:
        return due(make_term(amount, Unit.WORKING_DAY), event, FEDERAL_CALENDAR).at

    assert ends(some) <= ends(some + more)
