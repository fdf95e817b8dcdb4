"""Plans of the sample recipients: as many visits as the programme gives, in any month."""

from datetime import date, timedelta

import pytest

from portal.demo.planning import weeks_of
from portal.domain.calendar import next_month
from portal.domain.visit_plan import PlanLine

MONTHS = [next_month(date(2025, 5, 1), count) for count in range(19)]


@pytest.mark.parametrize("volume", [1, 2, 3, 4, 8, 12, 20])
def test_no_month_plans_more_than_the_programme_gives(volume: int) -> None:
    """FED-SCH-02: a weekday comes five times in some months."""
    lines = [PlanLine("one", day, weeks) for day, weeks in enumerate(weeks_of(volume))]

    planned = {
        first: sum(
            line.holds(first + timedelta(days=ahead)) for line in lines for ahead in range(n)
        )
        for first in MONTHS
        if (n := (next_month(first, 1) - first).days)
    }

    assert 0 < len(lines) <= 5
    assert max(planned.values()) <= volume
    assert min(planned.values()) >= volume - len(lines)
