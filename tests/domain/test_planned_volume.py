"""Days of a service within its volume a month, for a paper of both sides (FED-SCH-02)."""

from datetime import date
from decimal import Decimal

import pytest

from portal.domain.planned_volume import days_within, frequency_within, outgrown
from portal.domain.visit_plan import Frequency, PlanLine, VisitPlan, Weeks

MON, TUE, WED, THU, FRI = range(5)
TWICE = (PlanLine("S1", MON), PlanLine("S1", THU))
EIGHT = (PlanLine("S1", MON), PlanLine("S1", TUE, Weeks.FIRST_THIRD))
THRICE = (PlanLine("S1", MON), PlanLine("S1", WED), PlanLine("S1", FRI, Weeks.FIRST_THIRD))


def plan(*lines: PlanLine) -> VisitPlan:
    return VisitPlan(date(2026, 3, 1), lines)


@pytest.mark.parametrize(
    ("lines", "volume", "days"),
    [
        pytest.param(TWICE, 10, "пн, чт", id="five weeks fit"),
        pytest.param(TWICE, 9, "пн, чт; всего не больше 9 в месяц", id="a fifth week may not"),
        pytest.param(TWICE, 8, "пн, чт; всего не больше 8 в месяц", id="four weeks just fit"),
        pytest.param(TWICE, 7, "", id="four weeks do not"),
        pytest.param(THRICE, 12, "пн, ср; в 1-ю и 3-ю неделю: пт", id="the old volume"),
        pytest.param(
            THRICE,
            10,
            "пн, ср; в 1-ю и 3-ю неделю: пт; всего не больше 10 в месяц",
            id="two less",
        ),
        pytest.param(EIGHT, 2, "", id="far less"),
        pytest.param((), 2, "", id="nothing planned"),
    ],
)
def test_days_are_named_only_within_the_volume(
    lines: tuple[PlanLine, ...], volume: int, days: str
) -> None:
    assert days_within(plan(*lines), "S1", Decimal(volume)) == days
    assert days_within(None, "S1", Decimal(volume)) == ""


@pytest.mark.parametrize(("volume", "found"), [("8", ()), ("7", ("S1",)), ("0.5", ("S1",))])
def test_what_the_plan_has_too_much_of_in_any_month(volume: str, found: tuple[str, ...]) -> None:
    volumes = {"S1": Decimal(volume), "S2": Decimal(1)}

    assert outgrown(plan(*TWICE), volumes) == found
    assert outgrown(None, volumes) == ()


@pytest.mark.parametrize(
    ("told", "volume", "text"),
    [
        pytest.param(Frequency.TWICE_A_WEEK, "8", "2 раза в неделю", id="has room"),
        pytest.param(Frequency.TWICE_A_WEEK, "7", "7 в месяц", id="has none"),
        pytest.param(Frequency.AS_NEEDED, "2", "по мере необходимости", id="counts otherwise"),
        pytest.param(None, "2", "2 в месяц", id="less than the programme"),
        pytest.param(None, "10", "", id="all of the programme"),
    ],
)
def test_the_frequency_is_the_programmes_or_the_volume(
    told: Frequency | None, volume: str, text: str
) -> None:
    assert frequency_within(told, Decimal(volume), Decimal(10)) == text
