"""Editions of the law and how they are cited."""

from datetime import date
from decimal import Decimal

import pytest

from portal.domain.law import Citation, LegalAct, Timeline, Version
from portal.domain.violations import NotInForce

RULE = Citation("FED-FEE-03", "442-FZ", "ч. 5 ст. 31 442-ФЗ")
REPEALED = Timeline(
    Version(date(2015, 1, 1), Decimal("1.5"), RULE),
    Version(date(2020, 1, 1), Decimal(2), RULE),
    Version(date(2026, 1, 1), None, RULE),
)


def make_act(**changes: object) -> LegalAct:
    facts: dict[str, object] = {
        "key": "442-FZ",
        "kind": "Федеральный закон",
        "number": "442-ФЗ",
        "dated": date(2013, 12, 28),
        "title": "Об основах социального обслуживания",
        "url": "http://pravo.gov.ru",
        "edition": "первая",
        "checked_on": date(2026, 11, 22),
    }
    return LegalAct(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "value"),
    [
        pytest.param(date(2015, 1, 1), "1.5", id="the first day of an edition is its own"),
        pytest.param(date(2019, 12, 31), "1.5", id="the day before the next edition"),
        pytest.param(date(2020, 1, 1), "2", id="the day of the next edition"),
        pytest.param(date(2025, 12, 31), "2", id="the last day before a repeal"),
    ],
)
def test_the_day_of_the_event_picks_the_edition(day: date, value: str) -> None:
    assert REPEALED.on(day) == Decimal(value)


@pytest.mark.parametrize("day", [date(2014, 12, 31), date(2026, 1, 1)])
def test_outside_every_edition_nothing_is_in_force(day: date) -> None:
    with pytest.raises(NotInForce) as caught:
        REPEALED.on(day)

    assert caught.value.code == "not_in_force"
    assert caught.value.violations[0].citation == RULE
    text = caught.value.violations[0].text
    assert f"{day:%d.%m.%Y}" in text
    assert ("он считает с 01.01.2015" in text) is (day.year < 2015)
    assert (RULE.rule in text) is (day.year > 2015)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(date.min, "Дата не указана, поэтому не выбрать редакцию", id="no day at all"),
        pytest.param(
            date(201, 3, 5),
            "На 05.03.0201 портал не считает: он считает с 01.01.2015",
            id="a lost digit",
        ),
    ],
)
def test_a_day_without_a_proper_year_is_told_in_words(day: date, words: str) -> None:
    with pytest.raises(NotInForce) as caught:
        REPEALED.on(day)

    assert caught.value.violations[0].text.startswith(words)


def test_a_repeal_is_an_edition_without_a_value() -> None:
    assert REPEALED.version_on(date(2026, 5, 1)).value is None


def test_a_timeline_is_made_of_editions_in_order() -> None:
    later = Version(date(2020, 1, 1), 1, RULE)

    with pytest.raises(ValueError, match="at least one"):
        Timeline[int]()
    with pytest.raises(ValueError, match="out of order"):
        Timeline(later, Version(date(2015, 1, 1), 2, RULE))
    with pytest.raises(ValueError, match="out of order"):
        Timeline(later, later)


def test_a_region_changes_every_edition_and_keeps_its_days() -> None:
    doubled = REPEALED.changed(lambda value: value * 2)

    assert doubled.on(date(2016, 1, 1)) == Decimal("3.0")
    assert doubled.on(date(2021, 1, 1)) == Decimal(4)
    assert doubled.version_on(date(2026, 1, 1)).value is None
    assert [version.since for version in doubled.versions] == [
        version.since for version in REPEALED.versions
    ]


def test_timelines_are_compared_by_value() -> None:
    same = Timeline(*REPEALED.versions)

    assert same == REPEALED
    assert hash(same) == hash(REPEALED)
    assert REPEALED != "editions"
    assert REPEALED.changed(lambda value: value + 1) != REPEALED
    assert repr(same) == "Timeline(2015-01-01, 2020-01-01, 2026-01-01)"


def test_an_act_is_called_by_kind_day_and_number() -> None:
    assert make_act().short == "Федеральный закон от 28.12.2013 № 442-ФЗ"


def test_an_act_that_came_without_number_and_day_invents_none() -> None:
    assert (
        make_act(kind="Порядок учреждения", number=None, dated=None).short == "Порядок учреждения"
    )


@pytest.mark.parametrize(
    ("number", "called"),
    [
        ("442-ФЗ", "Федеральный закон от 28.12.2013 № 442-ФЗ; редакция: "),
        (None, "Федеральный закон «Об основах социального обслуживания»; редакция: "),
    ],
)
def test_an_act_without_a_number_is_told_from_others_by_its_title(
    number: str | None, called: str
) -> None:
    act = make_act(number=number, dated=date(2013, 12, 28) if number else None)

    assert act.in_edition.startswith(called)


def test_a_citation_is_read_as_its_clause() -> None:
    assert RULE.text == "ч. 5 ст. 31 442-ФЗ"
