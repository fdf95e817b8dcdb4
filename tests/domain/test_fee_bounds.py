"""One bound for several bills: courses (VLA-FEE-09), months with two providers (AST-FEE-01)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.catalogue import Form
from portal.domain.fee_bounds import cap_period, rest_of_cap, share_between_providers, share_cap
from portal.domain.fees import CapPeriod, CourseCap
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken
from portal.regions.federal.fees import FEDERAL_FEE

DAY_CARE = FEDERAL_FEE.cap(Form.SEMI_STATIONARY)
RESIDENTIAL = FEDERAL_FEE.cap(Form.STATIONARY)
COURSE = CourseCap(("day_care",), Citation("VLA-FEE-09", "vla", "п. 5, 11 порядка"))
SHARED = replace(RESIDENTIAL, shared=Citation("AST-FEE-01", "442-FZ", "ч. 4 ст. 32 442-ФЗ"))
SUMS = st.decimals(0, 50000, places=2)


def sums(*texts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(text) for text in texts)


@pytest.mark.parametrize(
    ("costs", "course", "month"),
    [
        pytest.param(
            ("1300.00", "900.00"), ("1300.00", "450.00"), ("1300.00", "900.00"),
            id="VLA-FEE-09: May takes what April has left",
        ),
        pytest.param(
            ("1750.00", "900.00"), ("1750.00", "0.00"), ("1750.00", "900.00"),
            id="April takes all",
        ),
        pytest.param(
            ("1749.99", "900.00"), ("1749.99", "0.01"), ("1749.99", "900.00"),
            id="April leaves a kopeck",
        ),
        pytest.param(
            ("2000.00", "2000.00"), ("1750.00", "0.00"), ("1750.00", "1750.00"),
            id="both over the bound",
        ),
        pytest.param(
            ("0.00", "900.00"), ("0.00", "900.00"), ("0.00", "900.00"), id="April is free"
        ),
        pytest.param((), (), (), id="no month"),
    ],
)  # fmt: skip
def test_a_course_spends_one_bound_month_by_month(
    costs: tuple[str, ...], course: tuple[str, ...], month: tuple[str, ...]
) -> None:
    cap = Decimal("1750.00")

    assert share_cap(cap, sums(*costs), CapPeriod.COURSE) == sums(*course)
    assert share_cap(cap, sums(*costs), CapPeriod.MONTH) == sums(*month)


def test_only_the_named_department_has_a_bound_for_the_course() -> None:
    cap = replace(DAY_CARE, course=COURSE)

    assert cap_period(cap, "day_care") == (CapPeriod.COURSE, COURSE.citation)
    assert cap_period(cap, "child_rehabilitation") == (CapPeriod.MONTH, cap.citation)
    assert cap_period(cap, None) == (CapPeriod.MONTH, cap.citation)
    assert cap_period(DAY_CARE, "day_care") == (CapPeriod.MONTH, DAY_CARE.citation)


def test_the_other_reading_is_a_setting() -> None:
    cap = replace(DAY_CARE, course=replace(COURSE, period=CapPeriod.MONTH))

    assert cap_period(cap, "day_care") == (CapPeriod.MONTH, COURSE.citation)


@pytest.mark.parametrize(
    ("former", "receiving", "due"),
    [
        pytest.param("6000.00", "9000.00", ("6000.00", "7500.00"), id="AST-FEE-01: the rest"),
        pytest.param("6000.00", "7500.00", ("6000.00", "7500.00"), id="together at the bound"),
        pytest.param("6000.00", "7500.01", ("6000.00", "7500.00"), id="a kopeck over it"),
        pytest.param("13500.00", "0.01", ("13500.00", "0.00"), id="nothing is left"),
    ],
)
def test_two_providers_share_the_bound_of_the_month(
    former: str, receiving: str, due: tuple[str, str]
) -> None:
    first, second, steps = share_between_providers(
        Decimal("13500.00"), Decimal(former), Decimal(receiving), SHARED
    )

    assert (first, second) == sums(*due)
    assert steps[0].citation == SHARED.shared


def test_where_the_region_does_not_share_it_is_refused() -> None:
    with pytest.raises(RulesBroken, match="не делится"):
        share_between_providers(Decimal(1), Decimal(1), Decimal(1), RESIDENTIAL)


def test_the_rest_of_a_bound_is_never_negative() -> None:
    assert rest_of_cap(Decimal("1.00"), Decimal("2.00")) == 0


@given(SUMS, st.lists(SUMS, max_size=4))
def test_the_months_of_a_course_never_exceed_its_bound(cap: Decimal, costs: list[Decimal]) -> None:
    shares = share_cap(cap, costs, CapPeriod.COURSE)

    assert sum(shares) == min(cap, sum(costs))
    assert all(share <= cost for share, cost in zip(shares, costs, strict=True))
