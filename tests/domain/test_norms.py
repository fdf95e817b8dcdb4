"""Norms are shown in their place, on their days, for their form and department."""

from datetime import date

import pytest

from portal.domain.catalogue import Form
from portal.domain.law import Citation
from portal.domain.norms import Norm, Place, norms_at

LAW = Citation("SMP-RGT-01", "442-FZ", "п. 1")
NORM = Norm(
    code="norm",
    title="Норма",
    text="Текст.",
    places=(Place.CONTRACT,),
    citation=LAW,
    forms=(Form.HOME,),
    unit_codes=("home_care",),
    since=date(2026, 1, 1),
    until=date(2026, 1, 31),
)


@pytest.mark.parametrize(
    ("place", "day", "form", "unit", "shown"),
    [
        pytest.param(Place.CONTRACT, 1, Form.HOME, "home_care", True, id="its first day"),
        pytest.param(Place.CONTRACT, 31, None, None, True, id="its last day, for everybody"),
        pytest.param(Place.ACT, 1, Form.HOME, "home_care", False, id="another page"),
        pytest.param(Place.CONTRACT, 1, Form.STATIONARY, None, False, id="another form"),
        pytest.param(Place.CONTRACT, 1, Form.HOME, "prevention", False, id="another department"),
    ],
)
def test_a_norm_is_shown_where_it_holds(
    place: Place, day: int, form: Form | None, unit: str | None, *, shown: bool
) -> None:
    found = norms_at((NORM,), place, date(2026, 1, day), form=form, unit_code=unit)

    assert (found == (NORM,)) is shown


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 2, 1)])
def test_a_norm_holds_between_its_days(day: date) -> None:
    assert norms_at((NORM,), Place.CONTRACT, day) == ()
