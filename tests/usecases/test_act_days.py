"""The month of a move is divided between two acts where the region says so (AST-ACT-01)."""

from datetime import date

import pytest

from portal.regions.registry import discover
from portal.usecases.queries.act_days import act_days


@pytest.mark.parametrize(
    ("region", "moved_on", "former_until", "receiving_from"),
    [
        pytest.param("astrakhan", date(2026, 10, 2), 1, 2, id="on the second"),
        pytest.param("astrakhan", date(2026, 10, 31), 30, 31, id="on the last day"),
        pytest.param("astrakhan", date(2026, 10, 1), None, None, id="no day of it at the former"),
        pytest.param("astrakhan", None, None, None, id="nobody has moved"),
        pytest.param("moscow", date(2026, 10, 12), None, None, id="no such rule"),
    ],
)
def test_who_makes_an_act_of_which_days(
    region: str, moved_on: date | None, former_until: int | None, receiving_from: int | None
) -> None:
    found = act_days(discover()[region], moved_on)

    assert (found.former[1].day if found else None) == former_until
    assert (found.receiving[0].day if found else None) == receiving_from
