"""What the law says stands on the page where somebody needs it, with its clause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.law import Citation, Timeline, Version
from portal.domain.norms import Norm, Place
from portal.models import Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.served import serve

CITED = Citation("FED-RGT-01", "442-FZ", "ст. 9 442-ФЗ", verify=True)
Declare = Callable[..., None]
NORM = Norm("visits", "Посещения", "Навещать можно днём и вечером.", (Place.CONTRACT,), CITED)


@pytest.fixture
def declare(app: Flask, staff: Staff) -> Declare:
    """Let the provider's region declare these norms alone."""

    def _declare(*norms: Norm) -> None:
        code = staff.provider.region_code
        regions = dict(app.extensions["regions"])
        timeline = Timeline(Version(date(2015, 1, 1), norms, CITED))
        regions[code] = replace(regions[code], rules=replace(regions[code].rules, norms=timeline))
        app.extensions["regions"] = regions

    return _declare


@pytest.mark.parametrize(
    ("norm", "shown"),
    [
        (NORM, True),
        (replace(NORM, places=(Place.ACT,)), False),
        (replace(NORM, until=date(2026, 3, 15)), False),
        (replace(NORM, until=date(2026, 3, 16)), True),
        (replace(NORM, since=date(2026, 3, 17)), False),
        (replace(NORM, since=date(2026, 3, 16)), True),
    ],
)
def test_a_norm_is_shown_at_its_place_in_its_days(
    rows: Session, staff: Staff, director: Browser, declare: Declare, norm: Norm, shown: bool
) -> None:
    served = serve(rows, staff)
    declare(norm)

    page = words(director.get(f"/contracts/{served.contract.id}"))

    assert ("Навещать можно днём и вечером." in page) is shown
    assert ("(ст. 9 442-ФЗ, FED-RGT-01, сверить с действующим текстом )" in page) is shown


def test_a_norm_of_another_form_of_service_is_not_shown(
    rows: Session, staff: Staff, director: Browser, declare: Declare
) -> None:
    served = serve(rows, staff)
    norm = replace(NORM, places=(Place.PROGRAMME,), forms=(Form.STATIONARY,))
    declare(norm, replace(norm, code="home", title="Дома", forms=(Form.HOME,)))

    page = words(director.get(f"/programmes/{served.programme.id}"))

    assert "Дома" in page
    assert "Посещения" not in page


def test_every_role_reads_rights_and_rules(rows: Session, staff: Staff, declare: Declare) -> None:
    declare(NORM)
    served = serve(rows, staff)
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, served.recipient)

    for role in Role:
        page = staff.browser(role).get("/law")
        assert page.status_code == 200
        assert "Навещать можно днём и вечером." in words(page)


def test_a_region_without_norms_says_so(staff: Staff, declare: Declare) -> None:
    declare()

    assert "Правил пока нет" in words(staff.browser(Role.DIRECTOR).get("/law"))
