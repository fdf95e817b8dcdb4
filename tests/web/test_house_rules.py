"""House rules are shown beside what is prohibited, and the director confirms them (FED-RGT-04)."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import HouseRules, Provider, Role
from tests.support.browser import words
from tests.web.conftest import Staff

PAGE = "/settings/house-rules"
BAN = {"words": "1. Посещения запрещены."}


def test_a_text_stands_beside_the_prohibitions_until_the_director_confirms_it(
    rows: Session, provider: Provider, staff: Staff
) -> None:
    """The example of FED-RGT-04: a ban on visits is not found automatically."""
    director = staff.browser(Role.DIRECTOR)
    director.post(PAGE, BAN)
    text = rows.scalars(select(HouseRules)).one()

    page = words(director.get(PAGE))
    assert "Посещения запрещены" in page
    assert "ограничивать права и свободы получателей" in page
    assert "ждёт подтверждения" in words(director.get("/settings"))

    done = director.post(f"{PAGE}/confirm", {"rules": str(text.id)})

    assert done.status_code == 303
    assert "Подтвердил директор" in words(director.get(PAGE))
    assert "ждёт подтверждения" not in words(director.get("/settings"))


@pytest.mark.parametrize(
    ("later", "status"),
    [
        pytest.param(None, 303, id="the text that was read"),
        pytest.param({"words": "1. Посещения с 10 до 20."}, 409, id="a newer text meanwhile"),
    ],
)
def test_only_the_text_that_was_read_is_confirmed(
    rows: Session, provider: Provider, staff: Staff, later: dict[str, str] | None, status: int
) -> None:
    director = staff.browser(Role.DIRECTOR)
    director.post(PAGE, BAN)
    read = rows.scalars(select(HouseRules.id)).one()
    if later:
        director.post(PAGE, later)

    assert director.post(f"{PAGE}/confirm", {"rules": str(read)}).status_code == status


def test_an_administrator_enters_the_text_and_confirms_nothing(
    rows: Session, provider: Provider, staff: Staff
) -> None:
    administrator = staff.browser(Role.ADMINISTRATOR)

    entered = administrator.post(PAGE, BAN)
    again = administrator.post(PAGE, BAN)
    text = rows.scalars(select(HouseRules)).one()

    assert (entered.status_code, again.status_code) == (303, 422)
    assert administrator.post(f"{PAGE}/confirm", {"rules": str(text.id)}).status_code == 403
