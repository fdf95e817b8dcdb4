"""Whether the days agreed for a service fit its volume a month: FED-SCH-01, FED-SCH-02.

A paper of both sides never names days on which more is given than it says a few lines above.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from portal.domain.money import quantity_text
from portal.domain.visit_plan import Frequency, PlanLine, VisitPlan, Weeks, days_text

WEEKS_OF_MONTH = 4
FOUR_WEEKS: Mapping[Weeks, int] = {
    Weeks.EVERY: WEEKS_OF_MONTH,
    Weeks.FIRST_THIRD: 2,
    Weeks.SECOND_FOURTH: 2,
    Weeks.FIRST: 1,
}
"""On how many days of a month of four weeks a line falls: a unit each time."""


def least_planned(lines: Iterable[PlanLine], code: str) -> int:
    """Units of a service in the shortest month, one of four weeks."""
    return sum(FOUR_WEEKS[line.weeks] for line in lines if line.code == code)


def outgrown(plan: VisitPlan | None, volumes: Mapping[str, Decimal]) -> tuple[str, ...]:
    """The services of which the plan has more in every month than these volumes (FED-SCH-02)."""
    if plan is None:
        return ()
    return tuple(
        code for code, volume in volumes.items() if least_planned(plan.lines, code) > volume
    )


def days_within(plan: VisitPlan | None, code: str, volume: Decimal) -> str:
    """A service's days for a paper, with the volume where a fifth week would go beyond it.

    Nothing where they never fit: the sides then agree on the days anew (FED-SCH-01).
    """
    if plan is None or outgrown(plan, {code: volume}):
        return ""
    lines = [line for line in plan.lines if line.code == code]
    weekly = sum(line.weeks is Weeks.EVERY for line in lines)
    days = days_text(lines)
    if least_planned(lines, code) + weekly <= volume:
        return days
    return f"{days}; всего не больше {quantity_text(volume)} в месяц"


def is_cut_short(
    told: Frequency | None, volume: Decimal | None, prescribed: Decimal | None
) -> bool:
    """Whether an agreed volume below the programme's has no room for so many times a week."""
    a_week = told.times_a_week if told else None
    if a_week is None or volume is None or prescribed is None:
        return False
    return volume < prescribed and a_week * WEEKS_OF_MONTH > volume


def frequency_within(told: Frequency | None, volume: Decimal, prescribed: Decimal | None) -> str:
    """How often within an agreed volume: as the programme says, or the volume where that is less.

    Empty where neither says it: the paper then refers to the programme's volume.
    """
    if is_cut_short(told, volume, prescribed):
        return f"{quantity_text(volume)} в месяц"
    if told is not None:
        return told.label
    less = prescribed is not None and volume < prescribed
    return f"{quantity_text(volume)} в месяц" if less else ""
