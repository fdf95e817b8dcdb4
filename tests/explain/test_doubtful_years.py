"""A term counted in a year that nobody has compared with its decree says so (FED-CAL-01)."""

import pytest

from portal.explain.deadline import DeadlineRegion, explain_deadline
from portal.explain.terms import Terms
from portal.regions.registry import baseline


@pytest.mark.parametrize(
    ("began", "warned"),
    [
        pytest.param("2026-12-28", False, id="ends within the year that is compared"),
        pytest.param("2026-12-30", True, id="ends in January 2027"),
    ],
)
def test_a_deadline_in_a_doubtful_year_carries_a_warning(began: str, warned: bool) -> None:
    known = DeadlineRegion(baseline(), Terms(baseline()))
    case = {"deadline": "fee_change_notice", "from": began}

    answer = explain_deadline(case, known)

    warnings = answer.get("warnings", [])
    assert isinstance(warnings, list)
    assert any("2027" in text for text in warnings) is warned


@pytest.mark.parametrize(("month", "warned"), [("2026-11", False), ("2026-12", True)])
def test_so_does_the_day_of_a_payment_by_the_contract(month: str, warned: bool) -> None:
    known = DeadlineRegion(baseline(), Terms(baseline()))

    answer = explain_deadline(
        {"deadline": "payment_due", "month": month, "contract_day": 10}, known
    )

    assert bool(answer.get("warnings")) is warned
