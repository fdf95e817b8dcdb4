"""A representative's login shows what was granted, and nothing from the day the authority ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from portal.domain.authorities import Capacity
from portal.domain.cabinet import EVERYTHING, Part
from portal.domain.violations import NotAllowed, NotFound
from portal.models import Recipient, Representative, RepresentativeKind, Role
from portal.usecases.accounts import AccessGranted, grant_recipient_access
from portal.usecases.actor import Actor
from portal.usecases.relatives import (
    CabinetAccess,
    GrantRelativeAccess,
    cabinet_access,
    grant_relative_access,
)
from portal.usecases.sessions import SignIn, open_session
from tests.support.factories import make_provider, make_representative, make_staff
from tests.support.sample_region import CODE
from tests.usecases.procedures import MORNING, TODAY, House, expect_refusal, register

EVE, DAY = date(2026, 6, 30), date(2026, 7, 1)


def person(house: House, **changes: object) -> Representative:
    recipient = house.session.get_one(Recipient, register(house))
    return make_representative(house.session, recipient, **changes)


def grant(
    house: House,
    row: Representative,
    parts: frozenset[Part] = EVERYTHING,
    last_day: date | None = None,
    now: datetime = MORNING,
) -> AccessGranted:
    return grant_relative_access(
        GrantRelativeAccess(row.id, parts, last_day),
        region=house.region,
        actor=house.worker,
        now=now,
    )


def enter(granted: AccessGranted, now: datetime = MORNING) -> Actor:
    return open_session(SignIn(granted.login, granted.code, "127.0.0.1"), now=now).actor


def opened(house: House, row: Representative, last_day: date | None = None) -> Actor:
    return enter(grant(house, row, last_day=last_day))


def on(actor: Actor, day: date) -> CabinetAccess:
    return cabinet_access(actor, day)


def test_a_representative_reads_the_granted_parts_and_is_known_as_one(house: House) -> None:
    row = person(house)

    actor = enter(grant(house, row, frozenset({Part.ACTS})))

    assert actor.role is Role.RECIPIENT
    assert actor.relative == row.id
    assert on(actor, TODAY) == CabinetAccess(frozenset({Part.ACTS}))


def test_the_recipients_own_login_is_another_one(session: Session, house: House) -> None:
    row = person(house)
    relative = grant(house, row)

    own = grant_recipient_access(
        row.recipient_id, region=house.region, actor=house.worker, now=MORNING
    )

    assert own.login != relative.login
    assert enter(own).relative is None
    assert on(enter(relative), TODAY).parts == EVERYTHING


def end_by_paper(row: Representative, recipient: Recipient) -> None:
    row.until = DAY


def end_by_revocation(row: Representative, recipient: Recipient) -> None:
    row.revoked_on = DAY


def end_by_majority(row: Representative, recipient: Recipient) -> None:
    row.kind, recipient.born = RepresentativeKind.PARENT, date(2008, 7, 1)


def end_by_court(row: Representative, recipient: Recipient) -> None:
    recipient.capacity, recipient.capacity_since = Capacity.INCAPABLE, DAY


def end_by_death(row: Representative, recipient: Recipient) -> None:
    recipient.died_on = DAY


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        (end_by_paper, "срок полномочий закончился 30.06.2026"),
        (end_by_revocation, "полномочия отозваны 01.07.2026"),
        (end_by_majority, "исполнилось 18 лет 01.07.2026"),
        (end_by_court, "суд решил"),
        (end_by_death, "Кабинет закрыт с 01.07.2026"),
    ],
)
def test_the_login_opens_on_the_eve_and_not_on_the_day(
    session: Session, house: House, ends: object, told: str
) -> None:
    row = person(house)
    actor = opened(house, row)
    recipient = session.get_one(Recipient, row.recipient_id)
    ends(session.get_one(Representative, row.id), recipient)  # type: ignore[operator]
    session.commit()

    assert on(actor, EVE).parts == EVERYTHING
    assert on(actor, DAY).parts == frozenset()
    assert told in on(actor, DAY).closed


def test_the_login_has_a_last_day_of_its_own(house: House) -> None:
    actor = opened(house, person(house), EVE)

    assert on(actor, EVE).parts == EVERYTHING
    assert "Срок доступа" in on(actor, DAY).closed


def test_the_recipients_own_login_closes_on_the_day_of_death(
    session: Session, house: House
) -> None:
    recipient_id = register(house)
    own = grant_recipient_access(recipient_id, region=house.region, actor=house.worker, now=MORNING)
    actor = enter(own)
    session.get_one(Recipient, recipient_id).died_on = DAY
    session.commit()

    assert on(actor, EVE).parts == EVERYTHING
    assert on(actor, DAY).closed
    with expect_refusal(session, "not_authorised"):
        grant_recipient_access(
            recipient_id,
            region=house.region,
            actor=house.worker,
            now=datetime(2026, 7, 1, 9, 0, tzinfo=UTC),
        )


def test_a_new_code_keeps_the_login_and_changes_the_parts(house: House) -> None:
    row = person(house)
    first = grant(house, row)

    second = grant(house, row, frozenset({Part.CONTRACT}))

    assert first.login == second.login
    assert on(enter(second), TODAY).parts == {Part.CONTRACT}


def test_no_access_without_an_authority_or_parts(session: Session, house: House) -> None:
    row = person(house, until=TODAY)
    with expect_refusal(session, "not_authorised", "parts"):
        grant(house, row)
    row = make_representative(session, session.get_one(Recipient, row.recipient_id))
    with expect_refusal(session, "value_invalid", "parts"):
        grant(house, row, frozenset())
    with expect_refusal(session, "value_invalid", "last_day"):
        grant(house, row, last_day=TODAY - timedelta(days=1))


def test_who_may_not_open_the_cabinet_is_refused(session: Session, house: House) -> None:
    row = person(house)
    accountant = make_staff(session, make_provider(session, CODE), Role.ACCOUNTANT)
    with pytest.raises(NotAllowed):
        grant(replace(house, worker=accountant), row)
    stranger = make_staff(session, make_provider(session, CODE), Role.DIRECTOR)
    with pytest.raises(NotFound):
        grant(replace(house, worker=stranger), row)
