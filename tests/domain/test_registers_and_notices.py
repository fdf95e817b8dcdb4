"""Registers tell what they lack; notices keep their terms, in writing, in enough copies."""

from datetime import date

import pytest

from portal.domain.notices import check_dispatch, is_on_time, notice_due
from portal.domain.registers import Column, RegisterRules, RegisterSpec, left_out, line_of
from portal.domain.violations import RulesBroken
from portal.regions.federal.calendar import FEDERAL_CALENDAR
from portal.regions.federal.notices import CHANGES, FEDERAL_NOTICES, NEW_FEE
from portal.regions.federal.registers import PROVIDERS

SPEC = RegisterSpec(
    "book",
    "Книга",
    "line",
    "provider",
    (Column("number", "№"), Column("note", "Примечание", needed=False)),
    PROVIDERS,
)


@pytest.mark.parametrize(("number", "out"), [("1", 0), ("", 1), ("  ", 1)])
def test_a_line_without_a_needed_column_is_left_out(number: str, out: int) -> None:
    assert len(left_out(SPEC, [{"number": number}])) == out


def test_a_line_reads_in_the_order_of_the_columns() -> None:
    assert line_of(SPEC, {"note": "дома", "number": "1"}) == ("1", "дома")


def test_a_strange_column_and_a_strange_register_are_refused() -> None:
    with pytest.raises(RulesBroken, match="нет графы «salary»"):
        line_of(SPEC, {"salary": "1"})
    with pytest.raises(RulesBroken, match="Есть: book"):
        RegisterRules((SPEC,)).register("journal")


@pytest.mark.parametrize(
    ("given_on", "kept"), [(date(2026, 3, 19), True), (date(2026, 3, 20), False)]
)
def test_a_new_fee_is_told_within_two_days(given_on: date, kept: bool) -> None:
    told = notice_due(NEW_FEE, date(2026, 3, 17), FEDERAL_CALENDAR)

    assert told is not None
    assert is_on_time(told.at.date(), given_on) is kept


def test_a_notice_without_a_term_is_never_late() -> None:
    assert notice_due(CHANGES, date(2026, 3, 17), FEDERAL_CALENDAR) is None
    assert is_on_time(None, date(2027, 3, 17))


@pytest.mark.parametrize(("copies", "written"), [(0, True), (1, False)])
def test_a_word_or_a_missing_copy_is_no_notice(copies: int, written: bool) -> None:
    with pytest.raises(RulesBroken):
        check_dispatch(NEW_FEE, copies=copies, written=written)


def test_a_strange_notice_is_refused_with_those_there_are() -> None:
    with pytest.raises(RulesBroken, match="fee_changed"):
        FEDERAL_NOTICES.notice("birthday")
