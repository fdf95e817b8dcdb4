"""Years of the calendar: checked, confirmed, a region's own, and counted with everywhere."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import Conflict, RulesBroken
from portal.models import AddedYear, AuditEvent, Programme
from portal.usecases.csv_lines import LARGEST_TABLE, text_of
from portal.usecases.queries.calendar import list_years
from portal.usecases.uploads import Upload
from portal.usecases.work_calendar import (
    AddCalendarYear,
    add_calendar_year,
    check_year,
    work_calendar,
)
from tests.support.sample_region import CITY_TERM, with_contract_rules
from tests.support.year_2028 import ACT, TABLE, WORKING_DAYS, YEAR, as_upload, table_with
from tests.usecases.procedures import (
    MORNING,
    House,
    expect_refusal,
    make_house,
    present,
    register,
)

LATE = datetime(2028, 1, 7, 7, 0, tzinfo=UTC)


def add(house: House, table: str = TABLE, current: int | None = None, year: int = YEAR) -> int:
    command = AddCalendarYear(year, table, ACT, current)
    return add_calendar_year(command, region=house.region, actor=house.director, now=MORNING)


def test_a_term_runs_through_an_added_year(session: Session) -> None:
    house = make_house(session, with_contract_rules(conclusion=CITY_TERM))
    recipient_id = register(house)
    with expect_refusal(session, "reference_missing"):
        present(house, recipient_id, LATE, valid_from=date(2028, 1, 1))

    add(house)

    presented = present(house, recipient_id, LATE, valid_from=date(2028, 1, 1))
    due = session.get_one(Programme, presented.id).contract_due_at
    # Friday 7 January, Christmas; Monday the 10th is off as well.
    assert house.region.today(due) == date(2028, 1, 11)


def test_the_total_is_shown_before_anything_is_written(session: Session, house: House) -> None:
    checked = check_year(AddCalendarYear(YEAR, TABLE, ACT), work_calendar(session, house.region))

    assert checked.total == WORKING_DAYS
    assert checked.known is None
    assert session.scalars(select(AddedYear)).all() == []


def test_an_added_year_is_kept_with_its_decree(session: Session, house: House) -> None:
    row_id = add(house)

    newest = list_years(house.region)[0]
    entry = session.scalars(select(AuditEvent)).one()
    assert (newest.year, newest.act, newest.added_id, newest.total) == (
        YEAR,
        ACT,
        row_id,
        WORKING_DAYS,
    )
    assert entry.after is not None
    assert (entry.what, entry.after["working_days"]) == ("calendar_year_added", WORKING_DAYS)


def test_a_correction_replaces_the_year_and_keeps_the_old_rows(
    session: Session, house: House
) -> None:
    first = add(house)
    second = add(house, table_with("13.11.2028;выходной"), current=first)

    assert session.get_one(AddedYear, first).replaced_at == MORNING
    assert not work_calendar(session, house.region).is_working(date(2028, 11, 13))
    assert list_years(house.region)[0].added_id == second


@pytest.mark.parametrize("word", ["рабочий сокращённый", "Рабочий, сокращенный"])
def test_a_moved_saturday_before_a_holiday_is_worked_an_hour_less(
    session: Session, house: House, word: str
) -> None:
    """FED-CAL-01."""
    add(house, table_with(f"04.03.2028;{word}"))

    calendar = work_calendar(session, house.region)
    saturday = date(2028, 3, 4)
    assert calendar.is_working(saturday)
    assert saturday in calendar.shortened
    shown = dict(list_years(house.region)[0].days)[saturday]
    assert [kind.label for kind in shown] == ["рабочий", "сокращённый"]


@pytest.mark.parametrize("seen", [None, 999])
def test_a_year_somebody_has_just_added_is_not_replaced_unseen(
    session: Session, house: House, seen: int | None
) -> None:
    add(house)

    with pytest.raises(Conflict):
        add(house, current=seen)
    assert len(session.scalars(select(AddedYear)).all()) == 1


def test_a_year_belongs_to_its_region(session: Session, house: House) -> None:
    add(house)
    elsewhere = replace(house.region, identity=replace(house.region.identity, code="elsewhere"))

    with pytest.raises(RulesBroken) as unknown:
        work_calendar(session, elsewhere).is_working(date(2028, 3, 1))
    assert unknown.value.code == "reference_missing"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        pytest.param(table_with("32.01.2028;выходной"), "Строка 15: «32.01.2028»", id="no date"),
        pytest.param(table_with("13.11.2028;праздник"), "вид «праздник»", id="an unknown kind"),
        pytest.param(table_with("12.06.2028;выходной"), "уже есть выше", id="a day twice"),
        pytest.param(table_with("13.11.2029;выходной"), "не 2028 год", id="another year"),
        pytest.param(table_with(without="12.06"), "12.06.2028", id="no Day of Russia"),
        pytest.param(table_with("04.03.2028;сокращённый"), "выходной. Если", id="a bare Saturday"),
        pytest.param(
            table_with("06.03.2028;рабочий сокращённый"), "и так рабочий", id="a Monday as moved"
        ),
        pytest.param("   \n", "нет ни одной строки", id="nothing"),
    ],
)
def test_a_table_that_cannot_be_is_refused(
    session: Session, house: House, table: str, words: str
) -> None:
    with expect_refusal(session, "value_invalid", "file") as caught:
        add(house, table)

    assert words in str(caught.value)


@pytest.mark.parametrize("year", [2014, 2101])
def test_a_year_out_of_reach_is_refused(session: Session, house: House, year: int) -> None:
    with expect_refusal(session, "value_invalid", "year"):
        add(house, year=year)


def test_a_year_without_a_decree_is_refused(session: Session, house: House) -> None:
    command = AddCalendarYear(YEAR, TABLE, " ")

    with expect_refusal(session, "value_invalid", "act"):
        add_calendar_year(command, region=house.region, actor=house.director, now=MORNING)


@pytest.mark.parametrize(
    ("letters", "told"),
    [
        pytest.param("выходной".encode()[:-1], "кодировка UTF-8 обрывается", id="UTF-8 cut short"),
        pytest.param("выходной".encode("cp1251")[:-1], None, id="Windows-1251 cut short"),
    ],
)
def test_a_file_cut_short_is_told_as_such(letters: bytes, told: str | None) -> None:
    upload = Upload("days.csv", b"03.01.2028;" + letters)

    if told is None:
        assert text_of(upload) == "03.01.2028;выходно"
        return
    with pytest.raises(RulesBroken, match=told) as caught:
        text_of(upload)
    assert caught.value.violations[0].field == "file"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_a_table_is_read_as_office_programs_save_it(
    session: Session, house: House, encoding: str, separator: str
) -> None:
    table = text_of(as_upload(TABLE.replace(";", separator), encoding))

    assert add(house, table)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04 a workbook", id="a workbook"),
        pytest.param(b"01.01.2028;\x00", id="binary"),
        pytest.param(b"1;" * LARGEST_TABLE, id="too large"),
    ],
)
def test_a_file_that_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(RulesBroken) as refused:
        text_of(Upload("calendar.csv", content))

    assert refused.value.violations[0].field == "file"
