"""The average per capita income under both decrees (FED-FEE-08 to FED-FEE-12)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.calendar import month_of, next_month
from portal.domain.explanation import as_text
from portal.domain.income import (
    HouseholdMember,
    IncomeAssessment,
    IncomeItem,
    IncomeRules,
    assess_income,
    income_window,
    missing_months,
    warn_of_missing,
    warn_of_outside,
    why_not_family,
)
from portal.domain.people import Relation
from portal.domain.violations import RulesBroken
from portal.regions.federal.fees import FEDERAL_FEE
from tests.support.fee_facts import APPLIED, WINDOW_STARTS, make_incomes, make_member

OLD = FEDERAL_FEE.income.on(date(2024, 12, 31))
NEW = FEDERAL_FEE.income.on(date(2025, 1, 1))


def assess(*members: HouseholdMember) -> IncomeAssessment:
    return assess_income(members, APPLIED, NEW)


@pytest.mark.parametrize(
    ("applied", "first", "last"),
    [
        pytest.param(
            date(2024, 11, 20), date(2023, 11, 1), date(2024, 10, 1),
            id="FED-FEE-08, VLA-FEE-06: twelve months before the month of application",
        ),
        pytest.param(
            date(2024, 12, 31), date(2023, 12, 1), date(2024, 11, 1),
            id="the last day of Decree 1075",
        ),
        pytest.param(
            date(2025, 1, 1), date(2023, 12, 1), date(2024, 11, 1),
            id="the first day of Decree 1873",
        ),
        pytest.param(
            date(2026, 3, 16), date(2025, 2, 1), date(2026, 1, 1),
            id="FED-FEE-09: the month before the application is left out",
        ),
    ],
)  # fmt: skip
def test_the_day_of_the_application_picks_the_window(
    applied: date, first: date, last: date
) -> None:
    assert income_window(applied, FEDERAL_FEE.income.on(applied)) == (first, last)


def test_a_couple_under_the_old_decree() -> None:
    since = date(2023, 11, 1)
    husband = make_member(incomes=make_incomes("24000.00", since=since))
    wife = make_member(Relation.SPOUSE, incomes=make_incomes("21000.00", since=since))

    found = assess_income((husband, wife), date(2024, 11, 20), OLD)

    assert found.average == Decimal("22500.00")
    assert found.household_size == 2


def test_a_month_after_the_window_is_not_counted() -> None:
    incomes = (
        *make_incomes("26000.00", months=11),
        IncomeItem(date(2026, 1, 1), Decimal("28600.00")),
        IncomeItem(date(2026, 2, 1), Decimal("28600.00")),
    )

    found = assess(make_member(incomes=incomes))

    assert found.average == Decimal("26216.67")
    assert found.months_counted == 12
    assert found.window == (date(2025, 2, 1), date(2026, 1, 1))
    assert found.warnings == (
        "Доход за 02.2026 не считаем: это позже двенадцати месяцев, за которые его берут "
        "(с 02.2025 по 01.2026).",
    )


@pytest.mark.parametrize(
    ("month", "word"),
    [
        pytest.param(date(2025, 1, 1), "раньше", id="FED-FEE-09: the month before the window"),
        pytest.param(date(2025, 2, 1), None, id="the first month of the window"),
        pytest.param(date(2026, 1, 1), None, id="the last month of the window"),
        pytest.param(date(2026, 2, 1), "позже", id="FED-FEE-09: the month after the window"),
    ],
)
def test_a_month_that_does_not_count_is_told_and_not_dropped(month: date, word: str | None) -> None:
    found = assess(make_member(incomes=(IncomeItem(month, Decimal("12000.00")),)))
    told = [text for text in found.warnings if "не считаем" in text]

    assert bool(told) is (word is not None)
    assert all(f"за {month:%m.%Y}" in text and str(word) in text for text in told)
    assert found.average == Decimal("0.00" if word else "1000.00")
    window = found.steps[0]
    assert [step.text for step in window.children] == told
    assert all(step.citation == window.citation for step in window.children)


@pytest.mark.parametrize(
    ("months", "words"),
    [
        pytest.param(4, "за 02.2024, 03.2024, 04.2024, 05.2024 не считаем", id="four are named"),
        pytest.param(
            5, "за 5 мес. с 02.2024 по 06.2024 не считаем", id="five are told by their ends"
        ),
    ],
)
def test_a_long_row_of_months_is_told_shortly(months: int, words: str) -> None:
    incomes = make_incomes("10.00", since=date(2024, 2, 1), months=months)

    found = assess(make_member(incomes=incomes))

    assert words in found.warnings[-1]


def test_months_of_somebody_who_is_no_family_need_no_word() -> None:
    early = (IncomeItem(date(2025, 1, 1), Decimal("5.00")),)
    friend = make_member(Relation.OTHER, incomes=early)

    found = assess(make_member(amount="26000.00"), friend)

    assert found.warnings == ()


def test_a_working_daughter_of_forty_is_no_family() -> None:
    daughter = make_member(Relation.CHILD, "90000.00", born=date(1986, 3, 1))

    found = assess(make_member(amount="20000.00"), daughter)

    assert found.household_size == 1
    assert found.average == Decimal("20000.00")
    assert "сын или дочь — старше 18 лет" in as_text(found.steps)


def test_payments_outside_the_income_are_shown_as_left_out() -> None:
    once = IncomeItem(WINDOW_STARTS, Decimal("63000.00"), "social_contract")
    recipient = make_member(incomes=(*make_incomes("20000.00"), once))

    found = assess(recipient)

    assert found.average == Decimal("20000.00")
    assert "63\u00a0000,00\u00a0₽ за 02.2025 не считаем" in as_text(found.steps)


def test_several_kinds_of_a_month_add_up() -> None:
    recipient = make_member(
        incomes=(
            *make_incomes("18000.00"),
            *make_incomes("3000.00", kind="monthly_cash_payment"),
        )
    )

    assert assess(recipient).average == Decimal("21000.00")


def test_months_without_a_figure_count_as_zero_with_a_warning() -> None:
    found = assess(make_member(incomes=make_incomes("24000.00", months=6)))

    assert found.average == Decimal("12000.00")
    assert found.months_counted == 6
    assert "За 6 мес. из 12" in found.warnings[0]


@pytest.mark.parametrize(
    ("months", "asked"),
    [
        pytest.param(12, (), id="every month"),
        pytest.param(11, ("за 01.2026.",), id="a month less is asked for by its name"),
    ],
)
def test_a_month_that_the_certificate_lacks_is_asked_for(
    months: int, asked: tuple[str, ...]
) -> None:
    """MSK-FEE-09."""
    found = assess(make_member(incomes=make_incomes("24000.00", months=months)))

    assert tuple(text[text.rindex("за ") :] for text in found.warnings) == asked


@pytest.mark.parametrize(
    ("member", "old", "new"),
    [
        pytest.param(make_member(), True, True, id="the recipient"),
        pytest.param(make_member(Relation.SPOUSE), True, True, id="the spouse"),
        pytest.param(make_member(Relation.PARENT), True, False, id="FED-FEE-10: a parent"),
        pytest.param(make_member(Relation.SIBLING), False, False, id="a brother"),
        pytest.param(make_member(Relation.OTHER), False, False, id="another relative"),
        pytest.param(
            make_member(Relation.CHILD, born=date(2008, 3, 17)), True, True, id="seventeen"
        ),
        pytest.param(
            make_member(Relation.CHILD, born=date(2008, 3, 16)), False, False, id="eighteen today"
        ),
        pytest.param(
            make_member(Relation.CHILD, born=date(2003, 3, 17), student=True), False, True,
            id="FED-FEE-10: a student of twenty-two",
        ),
        pytest.param(
            make_member(Relation.CHILD, born=date(2003, 3, 16), student=True), False, False,
            id="FED-FEE-10: a student of twenty-three",
        ),
        pytest.param(
            make_member(Relation.CHILD, born=date(2008, 3, 17), married=True), True, False,
            id="FED-FEE-10: married at seventeen",
        ),
        pytest.param(make_member(Relation.CHILD, born=None), False, False, id="of unknown age"),
    ],
)  # fmt: skip
def test_who_is_family(member: HouseholdMember, *, old: bool, new: bool) -> None:
    assert (why_not_family(member, APPLIED, OLD) is None) is old
    assert (why_not_family(member, APPLIED, NEW) is None) is new


@pytest.mark.parametrize(
    ("household", "field"),
    [
        ((), "household"),
        ((make_member(Relation.SPOUSE),), "household"),
        ((make_member(), make_member()), "household"),
        ((make_member(), make_member(Relation.CHILD, born=None)), "household[1].born"),
        (
            (make_member(incomes=(*make_incomes("1.00", months=1), *make_incomes("2.00"))),),
            "household[0].incomes[1].month",
        ),
        (
            (
                make_member(),
                make_member(Relation.SPOUSE, incomes=make_incomes("-0.01", months=1)),
            ),
            "household[1].incomes[0].amount",
        ),
    ],
)
def test_a_household_that_cannot_be_is_refused_by_its_field(
    household: tuple[HouseholdMember, ...], field: str
) -> None:
    with pytest.raises(RulesBroken) as caught:
        assess(*household)

    assert caught.value.code == "value_invalid"
    assert caught.value.violations[0].field == field


@given(st.permutations(range(12)), st.permutations(range(3)))
def test_the_order_of_incomes_and_members_does_not_matter(
    months: list[int], members: list[int]
) -> None:
    incomes = tuple(
        IncomeItem(item.month, Decimal(1000 * index))
        for index, item in enumerate(make_incomes("1.00"), start=1)
    )
    household = (
        make_member(incomes=incomes),
        make_member(Relation.SPOUSE, "7000.01"),
        make_member(Relation.CHILD, "90000.00", born=date(1986, 3, 1)),
    )

    shuffled = (
        make_member(incomes=tuple(incomes[index] for index in months)),
        *household[1:],
    )
    found = assess(*(shuffled[index] for index in members))

    assert found.average == assess(*household).average
    assert found.household_size == 2


@given(st.dates(date(2015, 1, 1), date(2040, 12, 31)))
def test_the_window_has_twelve_months_before_the_application(applied: date) -> None:
    first, last = income_window(applied, FEDERAL_FEE.income.on(applied))

    assert next_month(first, 11) == last
    assert last < month_of(applied)
    assert first.day == last.day == 1


@given(st.permutations(make_incomes("26000.00") + make_incomes("1.01", kind="wage")))
def test_the_order_of_incomes_changes_nothing(incomes: list[IncomeItem]) -> None:
    assert assess(make_member(incomes=tuple(incomes))).average == Decimal("26001.01")


@pytest.mark.parametrize(
    ("covers", "missing", "warnings"),
    [
        pytest.param((date(2025, 3, 1), date(2026, 2, 1)), ["2025-02"], 2, id="MSK-FEE-09"),
        pytest.param((date(2025, 2, 1), date(2026, 1, 1)), [], 0, id="the window itself"),
        pytest.param((date(2025, 1, 1), date(2026, 1, 1)), [], 1, id="a month more before it"),
        pytest.param((date(2025, 2, 1), date(2025, 12, 1)), ["2026-01"], 1, id="a month less"),
    ],
)
def test_a_certificate_is_held_against_the_window(
    covers: tuple[date, date], missing: list[str], warnings: int
) -> None:
    window = income_window(APPLIED, NEW)

    first, last = covers
    months = (next_month(date(2025, 1, 1), index) for index in range(14))
    covered = {month for month in months if first <= month <= last}
    found = (*warn_of_missing(window, covered), *warn_of_outside(window, covered))

    assert [f"{month:%Y-%m}" for month in missing_months(window, covered)] == missing
    assert len(found) == warnings


@pytest.mark.parametrize(
    ("rules", "kind", "known"),
    [
        pytest.param(NEW, "status_payment", True, id="FED-FEE-12: counted"),
        pytest.param(NEW, "care_payment", True, id="FED-FEE-11: named, though not counted"),
        pytest.param(OLD, "care_payment", True, id="counted until 2025"),
        pytest.param(NEW, "lottery", False, id="in no list"),
    ],
)
def test_only_named_kinds_of_income_are_recorded(
    rules: IncomeRules, kind: str, *, known: bool
) -> None:
    members = (make_member(incomes=make_incomes("1.00", kind=kind)),)

    if known:
        assert assess_income(members, APPLIED, rules).household_size == 1
        return
    with pytest.raises(RulesBroken) as caught:
        assess_income(members, APPLIED, rules)
    assert caught.value.violations[0].field == "household[0].incomes[0].kind"


@pytest.mark.parametrize(
    ("others", "field"),
    [
        pytest.param([Relation.SPOUSE], None, id="one spouse"),
        pytest.param([Relation.SPOUSE] * 2, "household[2].relation", id="two spouses"),
        pytest.param([Relation.PARENT] * 2, None, id="two parents"),
        pytest.param([Relation.PARENT] * 3, "household[3].relation", id="three parents"),
    ],
)
def test_a_family_is_no_larger_than_a_family_can_be(
    others: list[Relation], field: str | None
) -> None:
    members = (make_member(), *(make_member(one) for one in others))

    if field is None:
        assert assess_income(members, APPLIED, NEW).window
        return
    with pytest.raises(RulesBroken) as caught:
        assess_income(members, APPLIED, NEW)
    assert caught.value.violations[0].field == field


@pytest.mark.parametrize(
    ("born", "field"),
    [
        pytest.param(APPLIED, None, id="born on the day of the application"),
        pytest.param(date(2026, 3, 17), "household[1].born", id="born a day after it"),
    ],
)
def test_nobody_born_after_the_application_is_family(born: date, field: str | None) -> None:
    members = (make_member(), make_member(Relation.CHILD, born=born))

    if field is None:
        assert assess_income(members, APPLIED, NEW).household_size == 2
        return
    with pytest.raises(RulesBroken) as caught:
        assess_income(members, APPLIED, NEW)
    assert caught.value.violations[0].field == field
