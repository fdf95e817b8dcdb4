"""The authority of a region: opened once, with an administrator who gives officers their logins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.people import Sex
from portal.domain.violations import RulesBroken
from portal.models import Membership, Provider, Role
from portal.regions.registry import Region, discover
from portal.usecases.accounts import CreateUser, create_user
from portal.usecases.authorities import OpenAuthority, open_authority
from tests.support import factories

NOW = datetime(2026, 5, 7, 6, 0, tzinfo=UTC)
DETAILS = OpenAuthority(
    code="ministry",
    short_name="Министерство",
    name="Министерство области",
    address="г. Приморск, ул. Первая, д. 1",
    phone="+7 800 000-00-00",
    inn="3000000028",
    login="k.musaeva",
    surname="Мусаева",
    given_name="Карина",
    patronymic="Олеговна",
    sex=Sex.FEMALE,
)


@pytest.fixture
def region() -> Region:
    """A region in which an authority agrees to moves."""
    return next(
        one
        for one in discover().values()
        if one.rules.transfer_rules.on(NOW.date()).agreement is not None
    )


def person(role: Role) -> CreateUser:
    return CreateUser(role.value, "Носова", "Инна", None, Sex.FEMALE, role, "специалист")


def test_an_authority_is_opened_once_and_only_where_somebody_agrees_to_moves(
    session: Session, region: Region
) -> None:
    open_authority(DETAILS, region=region, now=NOW)
    again = replace(DETAILS, code="second", login="second")
    with pytest.raises(RulesBroken, match="уже открыт"):
        open_authority(again, region=region, now=NOW)
    other = next(one for one in discover().values() if one.code != region.code)
    with pytest.raises(RulesBroken, match="ничего не согласует"):
        open_authority(again, region=other, now=NOW)


@pytest.mark.parametrize("field", ["code", "short_name", "name", "address", "phone", "inn"])
def test_an_authority_without_a_detail_is_not_opened(
    session: Session, region: Region, field: str
) -> None:
    empty: dict[str, Any] = {field: " "}
    with pytest.raises(RulesBroken, match="это поле пусто"):
        open_authority(replace(DETAILS, **empty), region=region, now=NOW)


def test_its_administrator_adds_officers_and_nobody_who_serves_people(
    session: Session, region: Region
) -> None:
    opened = open_authority(DETAILS, region=region, now=NOW)
    member = session.get_one(Membership, opened.membership_id)
    administrator = factories.actor_of(session, member)
    assert session.get_one(Provider, member.provider_id).is_authority

    officer = create_user(person(Role.OFFICER), region=region, actor=administrator, now=NOW)
    with pytest.raises(RulesBroken, match="Такой роли здесь нет"):
        create_user(person(Role.SOCIAL_WORKER), region=region, actor=administrator, now=NOW)

    found = session.scalars(select(Membership.role).where(Membership.user_id == officer.id)).one()
    assert found is Role.OFFICER
