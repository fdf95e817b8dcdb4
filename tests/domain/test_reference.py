"""Dated values: the day picks one, a missing one is never guessed (FED-FEE-03, FED-FEE-15)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from portal.domain.law import Citation
from portal.domain.people import PopulationGroup
from portal.domain.reference import (
    ReferenceBook,
    ReferenceValue,
    minimums_to_load,
    tariff_key,
)
from portal.domain.violations import RulesBroken

CITED = Citation("FED-FEE-15", "442-FZ", "ст. 30 442-ФЗ")
PENSIONERS = PopulationGroup.PENSIONERS


def make_value(
    key: str, amount: str, since: date, group: PopulationGroup | None = None
) -> ReferenceValue:
    return ReferenceValue(key, group, Decimal(amount), since, CITED, date(2026, 11, 22))


BOOK = ReferenceBook(
    (
        make_value(tariff_key("S1"), "160.00", date(2026, 4, 1)),
        make_value(tariff_key("S1"), "150.00", date(2026, 1, 1)),
        make_value("subsistence_minimum", "14000.00", date(2026, 1, 1), PENSIONERS),
        make_value("threshold_multiplier", "1.5", date(2015, 1, 1)),
    )
)


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        pytest.param(date(2026, 1, 1), "150.00", id="the first day"),
        pytest.param(date(2026, 3, 31), "150.00", id="FED-FEE-15: the day before a new tariff"),
        pytest.param(date(2026, 4, 1), "160.00", id="FED-FEE-15: the day of a new tariff"),
    ],
)
def test_the_day_of_the_service_picks_the_tariff(day: date, amount: str) -> None:
    assert BOOK.tariff("S1", day).amount == Decimal(amount)


def test_of_two_values_of_one_day_the_later_given_wins() -> None:
    corrected = make_value(tariff_key("S1"), "151.00", date(2026, 1, 1))

    book = ReferenceBook((make_value(tariff_key("S1"), "150.00", date(2026, 1, 1)), corrected))

    assert book.tariff("S1", date(2026, 2, 1)) is corrected


def test_values_of_a_group_are_its_own() -> None:
    day = date(2026, 5, 1)

    assert BOOK.subsistence_minimum(PENSIONERS, day).amount == Decimal("14000.00")
    with pytest.raises(RulesBroken, match="«дети»"):
        BOOK.subsistence_minimum(PopulationGroup.CHILDREN, day)


def test_a_missing_value_names_its_key_and_the_remedy() -> None:
    questions: tuple[tuple[Callable[..., object], tuple[object, ...], str], ...] = (
        (BOOK.tariff, ("S1",), "tariff.S1"),
        (BOOK.subsistence_minimum, (PENSIONERS,), "subsistence_minimum"),
        (BOOK.threshold_multiplier, (), "threshold_multiplier"),
    )

    for ask, about, field in questions:
        with pytest.raises(RulesBroken, match="Администратор может добавить") as caught:
            ask(*about, date(2014, 12, 31))
        assert caught.value.code == "reference_missing"
        assert caught.value.violations[0].field == field


@pytest.mark.parametrize("amount", ["1.5", "2"])
def test_a_threshold_of_one_and_a_half_minimums_or_more_is_lawful(amount: str) -> None:
    book = ReferenceBook((make_value("threshold_multiplier", amount, date(2015, 1, 1)),))

    assert book.threshold_multiplier(date(2026, 1, 1)).amount == Decimal(amount)


@pytest.mark.parametrize("amount", ["1.4", "1.49"])
def test_a_lower_multiplier_is_refused(amount: str) -> None:
    book = ReferenceBook((make_value("threshold_multiplier", amount, date(2015, 1, 1)),))

    with pytest.raises(RulesBroken, match="меньше 1,5") as caught:
        book.threshold_multiplier(date(2026, 1, 1))

    citation = caught.value.violations[0].citation
    assert citation is not None
    assert citation.rule == "FED-FEE-03"


@pytest.mark.parametrize(
    ("day", "groups"),
    [
        pytest.param(date(2026, 11, 30), 0, id="November asks for nothing"),
        pytest.param(date(2026, 12, 1), 3, id="MSK-FEE-04: December asks for next year's"),
        pytest.param(date(2025, 12, 1), 2, id="one group has its value"),
    ],
)
def test_next_years_minimums_are_asked_for_in_december(day: date, groups: int) -> None:
    assert len(minimums_to_load(BOOK, day)) == groups


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        pytest.param(date(2025, 12, 31), True, id="MSK-FEE-04: the day before its year"),
        pytest.param(date(2026, 1, 1), False, id="MSK-FEE-04: the first day of its year"),
        pytest.param(date(2026, 12, 31), False, id="MSK-FEE-04: the last day of its year"),
        pytest.param(date(2027, 1, 1), True, id="VLA-FEE-05: a year without its own minimum"),
    ],
)
def test_a_minimum_covers_its_calendar_year_alone(day: date, *, refused: bool) -> None:
    if not refused:
        assert BOOK.subsistence_minimum(PENSIONERS, day).since == date(2026, 1, 1)
        return

    with pytest.raises(RulesBroken, match="Администратор может добавить") as caught:
        BOOK.subsistence_minimum(PENSIONERS, day)

    assert caught.value.code == "reference_missing"
    assert caught.value.violations[0].field == "subsistence_minimum"
    assert BOOK.find("subsistence_minimum", PENSIONERS, day) is None


def test_a_minimum_that_has_ended_is_named_with_its_year() -> None:
    with pytest.raises(RulesBroken, match="на 2027 год") as caught:
        BOOK.subsistence_minimum(PENSIONERS, date(2027, 1, 1))

    assert "последний — за 2026 год" in caught.value.violations[0].text


def test_a_minimum_of_a_later_year_is_back_in_force() -> None:
    newer = make_value("subsistence_minimum", "15100.00", date(2028, 1, 1), PENSIONERS)
    book = ReferenceBook(
        (newer, make_value("subsistence_minimum", "1.00", date(2026, 1, 1), PENSIONERS))
    )

    assert book.find("subsistence_minimum", PENSIONERS, date(2027, 12, 31)) is None
    assert book.subsistence_minimum(PENSIONERS, date(2028, 1, 1)) is newer


@pytest.mark.parametrize("day", [date(2026, 12, 31), date(2031, 7, 1)])
def test_a_tariff_and_the_multiplier_run_on_until_replaced(day: date) -> None:
    assert BOOK.tariff("S1", day).amount == Decimal("160.00")
    assert BOOK.threshold_multiplier(day).amount == Decimal("1.5")
