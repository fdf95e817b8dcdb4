"""What is wrong with a thing is told wherever a region declares it."""

from dataclasses import replace
from datetime import date

import pytest

from portal.regions.api import (
    FEDERAL_NORMS,
    FEDERAL_PAYMENT,
    FEDERAL_TERMINATION,
    Choice,
    ChoiceList,
    Citation,
    DeadlineRule,
    Gap,
    Norm,
    Place,
    Roll,
    TerminationRules,
    TermUnit,
    Timeline,
    Version,
    WorkCalendar,
)
from portal.regions.checks import check_region
from portal.regions.registry import baseline, build
from portal.regions.structure import check_structure
from tests.regions.fake_region import CITED, CODE, IDENTITY, SINCE, make_plugin

OWN = Citation("FAK-TER-01", "442-FZ", "п. 1 порядка")
FAMILY = Choice("family", "По семейным обстоятельствам")
NORM = Norm("visits", "Посещения", "Родные приходят каждый день.", (Place.RECIPIENT,), OWN)
CALENDAR = WorkCalendar(frozenset({2026}), frozenset(), frozenset(), CITED)


def always(value: object) -> Timeline[object]:
    return Timeline(Version(SINCE, value, CITED))


def ending(**changes: object) -> Timeline[object]:
    rules: TerminationRules = replace(FEDERAL_TERMINATION, **changes)  # type: ignore[arg-type]
    return always(rules)


def reasons(*choices: Choice) -> Timeline[object]:
    return ending(lists=(ChoiceList("reasons", "Причины", choices, OWN),))


def term(amount: int, unit: TermUnit = TermUnit.WORKING_DAY) -> Timeline[object]:
    rule = DeadlineRule("leave", amount, unit, "refusal_submitted", OWN, Roll.NEXT_WORKING_DAY)
    return ending(deadlines=(rule,))


def norms(**changes: object) -> Timeline[object]:
    norm: Norm = replace(NORM, **changes)  # type: ignore[arg-type]
    return always((norm, *FEDERAL_NORMS))


@pytest.mark.parametrize(
    ("hook", "answer", "problem"),
    [
        pytest.param(
            "termination_rules",
            reasons(FAMILY, FAMILY),
            "termination_rules.lists[reasons]: code family is declared 2 times",
            id="a code twice",
        ),
        pytest.param(
            "termination_rules",
            reasons(Choice("family", " ")),
            "termination_rules.lists[reasons]: the code family has no words",
            id="a code without words",
        ),
        pytest.param(
            "termination_rules",
            term(12, TermUnit.YEAR),
            "termination_rules.deadlines[leave]: the term leave cannot be counted: ",
            id="a term that ends after the calendar",
        ),
        pytest.param(
            "norms", norms(text=""), "norms[visits]: the norm has no words", id="a norm unsaid"
        ),
        pytest.param(
            "norms", norms(places=()), "norms[visits]: the norm is shown nowhere", id="unseen"
        ),
        pytest.param(
            "norms",
            norms(since=date(2026, 2, 1), until=date(2026, 1, 31)),
            "norms[visits]: the norm ends before it begins",
            id="a norm that never holds",
        ),
        pytest.param(
            "norms",
            norms(items=(FAMILY, FAMILY)),
            "norms[visits]: item family is declared 2 times",
            id="an item twice",
        ),
        pytest.param(
            "norms",
            norms(unit_codes=("home_care", "ward")),
            "norms[visits].unit_codes: the department ward is unknown",
            id="a norm of a strange department",
        ),
    ],
)
def test_a_problem_is_told_with_its_path(hook: str, answer: object, problem: str) -> None:
    region = build(CODE, make_plugin(**{hook: answer}))

    found = list(check_structure(region))

    assert [item for item in found if item.startswith(problem)], found


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(reasons(FAMILY), id="a list"),
        pytest.param(term(3), id="a term forward"),
        pytest.param(term(0), id="a term of no days"),
        pytest.param(term(-10, TermUnit.CALENDAR_DAY), id="a term backward"),
    ],
)
def test_what_is_whole_passes(answer: object) -> None:
    region = build(CODE, make_plugin(termination_rules=answer))

    assert list(check_structure(region)) == []


def test_a_term_backward_that_does_not_go_back_is_told() -> None:
    region = build(CODE, make_plugin(termination_rules=term(-1)))
    stubborn = replace(region, calendar=_Stubborn(frozenset({2026}), frozenset(), frozenset(), OWN))

    assert any("is not counted back" in item for item in check_structure(stubborn))


class _Stubborn(WorkCalendar):
    """A calendar that cannot go back."""

    __slots__ = ()

    def add_working_days(self, day: date, count: int) -> date:
        return day


def test_a_workflow_is_checked_wherever_it_stands() -> None:
    rules = replace(FEDERAL_PAYMENT, receipt_workflow=None)
    region = build(CODE, make_plugin(payment_rules=always(rules)))

    assert list(check_structure(region)) == []
    assert list(check_structure(baseline())) == []


@pytest.mark.parametrize(
    ("gaps", "problem"),
    [
        ((Gap("FAK-URG-01", ""),), "region_identity: the gap «FAK-URG-01» needs"),
        ((Gap("", "потом"),), "region_identity: the gap «» needs a name and a reason"),
        ((Gap("FAK-URG-01", "потом"),) * 2, "region_identity: gap FAK-URG-01 is declared 2 times"),
    ],
)
def test_a_gap_needs_a_name_and_a_reason(gaps: tuple[Gap, ...], problem: str) -> None:
    region = build(CODE, make_plugin(region_identity=replace(IDENTITY, gaps=gaps)))

    found = check_region(region, None, date(2026, 11, 22))

    assert any(item.startswith(problem) for item in found), found


def test_a_gap_covers_a_rule_or_the_paths_that_begin_so() -> None:
    prices = Gap("reference_values[tariff.", "тарифы не утверждены")

    assert prices.covers("reference_values[tariff.FAK-H-01 2026-01-01].amount")
    assert not prices.covers("reference_values[threshold_multiplier].amount")
    assert not prices.covers(None)
