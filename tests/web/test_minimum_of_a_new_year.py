"""A year without its own subsistence minimum: pages that decide a fee say so (VLA-FEE-05)."""

import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Provider, Role, TariffDay
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.test_rehearsals import address
from tests.web.test_tariff_days import DRAFT, make_paying

MISSING = "Прожиточного минимума на 2027 год для группы «пенсионеры» нет"
REMEDY = "Администратор может добавить его в справочниках"
TARIFF = "код;группа;значение\nVLA-H-01;;130,00\n"
MINIMUMS = "".join(
    f"subsistence_minimum;{group};15000,00\n" for group in ("pensioners", "working_age", "children")
)


@pytest.mark.parametrize(
    ("applied_on", "missing"),
    [
        pytest.param("2026-12-31", False, id="the last day of a known minimum, VLA-FEE-05"),
        pytest.param("2027-01-01", True, id="the first day of a year without one, VLA-FEE-05"),
    ],
)
def test_what_if_is_not_answered_by_last_years_minimum(
    accountant: Browser, applied_on: str, *, missing: bool
) -> None:
    dates = {"applied_on": applied_on, "rules_day": "2027-01-20", "month": "2027-01"}
    page = words(accountant.get(address(dates, dates)))

    assert (MISSING in page) is missing
    assert (REMEDY in page) is missing
    assert ("Предельная величина дохода" in page) is not missing


@pytest.mark.parametrize("missing", [True, False])
def test_a_tariff_day_of_a_new_year_needs_its_minimum(
    accountant: Browser, staff: Staff, rows: Session, provider: Provider, *, missing: bool
) -> None:
    staff.actor(Role.DIRECTOR)
    make_paying(rows, provider)
    table = TARIFF if missing else TARIFF + MINIMUMS
    form = {
        **DRAFT,
        "since": "01.02.2027",
        "file": (io.BytesIO(table.encode()), "tariffs.csv"),
    }
    assert accountant.post("/tariff-days/new", form).status_code == 303
    day_id = rows.scalars(select(TariffDay.id)).one()

    accountant.post(f"/tariff-days/{day_id}/rehearse")

    page = words(accountant.get(f"/tariff-days/{day_id}"))
    assert (MISSING in page) is missing
