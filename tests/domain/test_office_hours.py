"""A term in hours that ends when nobody is at work (FED-CAL-05)."""

from datetime import datetime, time

import pytest

from portal.domain.office_hours import (
    USUAL_HOURS,
    OfficeHours,
    act_by,
    after_hours,
    is_working_moment,
)
from portal.regions.federal.calendar import FEDERAL_CALENDAR

HOURS = OfficeHours(time(8, 30), time(17, 30))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("end", "working"),
    [
        pytest.param("2026-06-16T08:29", False, id="FED-CAL-05: a minute before it opens"),
        pytest.param("2026-06-16T08:30", True, id="FED-CAL-05: the first minute"),
        pytest.param("2026-06-16T17:30", True, id="FED-CAL-05: the last minute"),
        pytest.param("2026-06-16T17:30:59", True, id="seconds are not told and do not count"),
        pytest.param("2026-06-16T17:31", False, id="FED-CAL-05: a minute after it closes"),
        pytest.param("2026-06-11T16:30", True, id="FED-CAL-01: the last minute of a shortened day"),
        pytest.param("2026-06-11T16:31", False, id="FED-CAL-01: a minute after a shortened day"),
        pytest.param("2026-06-12T12:00", False, id="FED-CAL-05: a holiday"),
        pytest.param("2026-06-13T12:00", False, id="a Saturday"),
        pytest.param("2024-04-27T12:00", True, id="FED-CAL-01: a Saturday that is worked"),
        pytest.param("2031-06-14T12:00", True, id="a year whose days off are not known"),
        pytest.param("2031-06-14T07:00", False, id="at night in any year"),
    ],
)
def test_working_moments(end: str, *, working: bool) -> None:
    assert is_working_moment(moment(end), FEDERAL_CALENDAR, HOURS) is working


@pytest.mark.parametrize(
    ("event", "end", "last"),
    [
        pytest.param("2026-06-16T20:00", "2026-06-17T20:00", "2026-06-17T17:30", id="the same day"),
        pytest.param(
            "2026-06-16T07:00", "2026-06-17T07:00", "2026-06-16T17:30", id="the evening before"
        ),
        pytest.param(
            "2026-06-11T16:00", "2026-06-12T16:00", "2026-06-11T16:30", id="before a holiday"
        ),
        pytest.param("2026-06-11T16:30", "2026-06-12T16:30", None, id="closing already"),
        pytest.param("2026-06-12T10:00", "2026-06-13T10:00", None, id="from holiday to Saturday"),
    ],
)
def test_the_last_working_moment_of_a_term(event: str, end: str, last: str | None) -> None:
    found = act_by(moment(event), moment(end), FEDERAL_CALENDAR, HOURS)

    assert found == (moment(last) if last else None)


def test_a_term_that_ends_at_work_needs_no_word() -> None:
    event, end = moment("2026-06-16T10:00"), moment("2026-06-17T10:00")

    assert after_hours(event, end, FEDERAL_CALENDAR, HOURS) is None


@pytest.mark.parametrize(
    ("hours", "event", "words"),
    [
        pytest.param(
            HOURS, "2026-06-16T19:00", "(часы работы поставщика с 8:30 до 17:30)", id="own hours"
        ),
        pytest.param(
            USUAL_HOURS, "2026-06-16T19:00",
            "(часы работы не заданы, считаем обычные: с 9:00 до 18:00)", id="nobody named hours",
        ),
        pytest.param(HOURS, "2026-06-11T10:00", "(это выходной)", id="a holiday"),
        pytest.param(HOURS, "2026-06-11T10:00", "Успейте до 11.06.2026 16:30.", id="the remedy"),
        pytest.param(
            HOURS, "2026-06-12T10:00", "оформите договор сразу", id="no working time is left"
        ),
    ],
)  # fmt: skip
def test_the_warning_says_why_and_what_to_do(hours: OfficeHours, event: str, words: str) -> None:
    since = moment(event)
    found = after_hours(since, since.replace(day=since.day + 1), FEDERAL_CALENDAR, hours)

    assert found is not None
    assert words in found.text
    assert found.citation is not None
    assert found.citation.rule == "FED-CAL-05"
