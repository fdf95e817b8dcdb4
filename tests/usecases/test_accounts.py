"""Accounts: nobody but the owner knows a password, and a blocked person is out at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.people import Sex
from portal.domain.violations import Conflict, NotAllowed, NotFound, RulesBroken
from portal.models import AuditEvent, Membership, Provider, Role, User
from portal.regions.registry import Region
from portal.usecases import passwords
from portal.usecases.accounts import (
    ChangePassword,
    CreateUser,
    block_user,
    change_password,
    create_user,
    grant_recipient_access,
    renew_code,
    unblock_user,
)
from portal.usecases.actor import Actor
from portal.usecases.passwords import new_code, plain_code
from portal.usecases.sessions import SessionOpened, SignIn, live_session, open_session
from tests.support.factories import (
    PASSWORD,
    make_department,
    make_provider,
    make_recipient,
    make_staff,
    make_user,
)

ADDRESS = "192.0.2.1"
NEW = "зимний трамвай едет медленно"


@pytest.fixture
def director(session: Session) -> Actor:
    return make_staff(session, make_provider(session))


def a_worker(**changes: object) -> CreateUser:
    values: dict[str, object] = {
        "login": "Смирнова",
        "surname": "Смирнова",
        "name": "Ольга",
        "patronymic": "Игоревна",
        "sex": Sex.FEMALE,
        "role": Role.SOCIAL_WORKER,
        "position": "социальный работник",
    }
    return CreateUser(**values | changes)  # type: ignore[arg-type]


def sign_in(login: str, password: str, now: datetime) -> SessionOpened:
    return open_session(SignIn(login, password, ADDRESS), now=now)


def refused(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(RulesBroken) as refusal:
        act()
    return refusal.value.code, refusal.value.violations[0].field


def test_a_director_is_not_taken_on_without_what_contracts_name_as_the_basis(
    session: Session, region: Region, director: Actor, now: datetime
) -> None:
    successor = a_worker(role=Role.DIRECTOR, position="директор")

    found = refused(lambda: create_user(successor, region=region, actor=director, now=now))
    assert found == ("authority_missing", "basis")
    named = replace(successor, basis="Доверенность № 5 от 12.01.2026")
    assert create_user(named, region=region, actor=director, now=now).code


def test_new_colleague_signs_in_with_the_code_and_chooses_a_password(
    session: Session, region: Region, director: Actor, now: datetime
) -> None:
    created = create_user(a_worker(), region=region, actor=director, now=now)

    opened = sign_in("смирнова", created.code, now)
    assert opened.must_change_password
    assert opened.actor.role is Role.SOCIAL_WORKER

    chosen = ChangePassword(current=None, new=NEW)
    change_password(chosen, region=region, actor=opened.actor, now=now)
    assert live_session(opened.token, now) is None
    assert not sign_in("смирнова", NEW, now).must_change_password
    membership = session.get_one(Membership, created.membership_id)
    assert (membership.provider_id, membership.since) == (director.provider_id, region.today(now))
    assert [event.what for event in session.scalars(select(AuditEvent))] == [
        "create_user",
        "sign_in",
        "change_password",
        "sign_in",
    ]


def test_code_works_once(region: Region, director: Actor, now: datetime) -> None:
    created = create_user(a_worker(), region=region, actor=director, now=now)
    sign_in(created.login, created.code, now)

    assert refused(lambda: sign_in(created.login, created.code, now))[0] == "not_authorised"


@pytest.mark.parametrize(
    ("later", "works"),
    [
        pytest.param(timedelta(days=7) - timedelta(seconds=1), True, id="the last second"),
        pytest.param(timedelta(days=7), False, id="a week"),
    ],
)
def test_code_lives_a_week(
    region: Region, director: Actor, now: datetime, later: timedelta, *, works: bool
) -> None:
    created = create_user(a_worker(), region=region, actor=director, now=now)

    if works:
        sign_in(created.login, created.code, now + later)
    else:
        assert refused(lambda: sign_in(created.login, created.code, now + later))


def test_code_is_read_however_it_is_typed() -> None:
    code = new_code()

    assert len(code) == 19
    assert plain_code(f" {code.lower().replace('-', ' ')} ") == code


@pytest.mark.parametrize("field", ["login", "surname", "name"])
def test_person_without_a_name_is_refused(
    region: Region, director: Actor, now: datetime, field: str
) -> None:
    command = a_worker(**{field: " "})

    answer = refused(lambda: create_user(command, region=region, actor=director, now=now))

    assert answer == ("value_invalid", field)


def test_taken_login_is_refused_whatever_its_case(
    session: Session, region: Region, director: Actor, now: datetime
) -> None:
    make_user(session, login="СМИРНОВА")

    with pytest.raises(Conflict) as conflict:
        create_user(a_worker(), region=region, actor=director, now=now)

    assert (conflict.value.code, conflict.value.violations[0].field) == ("duplicate", "login")


def test_recipient_is_not_made_a_colleague(region: Region, director: Actor, now: datetime) -> None:
    command = a_worker(role=Role.RECIPIENT)

    answer = refused(lambda: create_user(command, region=region, actor=director, now=now))

    assert answer == ("value_invalid", "role")


def test_department_of_another_provider_is_not_found(
    session: Session, region: Region, director: Actor, now: datetime
) -> None:
    strange = make_department(session, make_provider(session))
    command = a_worker(department_id=strange.id)

    with pytest.raises(NotFound):
        create_user(command, region=region, actor=director, now=now)


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.SOCIAL_WORKER, Role.RECIPIENT])
def test_only_administrator_and_director_keep_accounts(
    session: Session, region: Region, now: datetime, role: Role
) -> None:
    provider = make_provider(session)
    recipient_id = make_recipient(session, provider).id if role is Role.RECIPIENT else None
    actor = make_staff(session, provider, role, recipient_id=recipient_id)

    with pytest.raises(NotAllowed):
        create_user(a_worker(), region=region, actor=actor, now=now)
    with pytest.raises(NotAllowed):
        block_user(actor.user_id, region=region, actor=actor, now=now)


def test_recipient_gets_a_login_and_later_a_new_code_for_it(
    session: Session, region: Region, director: Actor, now: datetime
) -> None:
    recipient = make_recipient(session, session.get_one(Provider, director.provider_id))

    first = grant_recipient_access(recipient.id, region=region, actor=director, now=now)
    opened = sign_in(first.login, first.code, now)
    again = grant_recipient_access(recipient.id, region=region, actor=director, now=now)

    assert (opened.actor.role, opened.actor.name) == (Role.RECIPIENT, recipient.short_name)
    assert again.login == first.login
    assert live_session(opened.token, now) is None
    assert sign_in(again.login, again.code, now).must_change_password
    memberships = select(Membership).where(Membership.recipient_id == recipient.id)
    assert len(session.scalars(memberships).all()) == 1


def test_access_to_a_strangers_recipient_is_not_found(
    session: Session, region: Region, director: Actor, now: datetime
) -> None:
    stranger = make_recipient(session, make_provider(session))

    with pytest.raises(NotFound):
        grant_recipient_access(stranger.id, region=region, actor=director, now=now)


def test_old_password_is_asked_for_before_a_new_one(
    session: Session, region: Region, director: Actor, now: datetime
) -> None:
    def change(current: str | None) -> None:
        command = ChangePassword(current=current, new=NEW)
        change_password(command, region=region, actor=director, now=now)

    assert refused(lambda: change("не тот пароль"))[0] == "not_authorised"
    assert refused(lambda: change(None))[0] == "not_authorised"
    change(PASSWORD)
    assert sign_in(session.get_one(User, director.user_id).login, NEW, now).actor == director


@pytest.mark.parametrize(
    ("password", "fine"),
    [
        pytest.param("a1b2c3d4e5f", False, id="eleven characters"),
        pytest.param("a1b2c3d4e5f6", True, id="twelve characters"),
        pytest.param("абвгд" * 51, True, id="255 characters"),
        pytest.param("абвгд" * 52, False, id="260 characters"),
        pytest.param("aaaabbbbcccc", False, id="three different characters"),
        pytest.param("Пароль123456", False, id="two common words"),
        pytest.param("qwertyQWERTY2026", False, id="keys in a row and a year"),
        pytest.param("пароль от сарая", True, id="a common word among others"),
    ],
)
def test_password_is_long_and_not_monotonous(
    region: Region, director: Actor, now: datetime, password: str, *, fine: bool
) -> None:
    command = ChangePassword(current=PASSWORD, new=password)

    def change() -> None:
        change_password(command, region=region, actor=director, now=now)

    if fine:
        change()
    else:
        assert refused(change) == ("value_invalid", "new")


def test_short_login_forbids_no_password(session: Session, region: Region, now: datetime) -> None:
    user = make_user(session, login="ива")
    actor = make_staff(session, make_provider(session), user=user)

    command = ChangePassword(current=PASSWORD, new="старая ива у реки")
    change_password(command, region=region, actor=actor, now=now)

    assert sign_in("ива", "старая ива у реки", now).actor == actor


def test_password_does_not_hold_the_login(session: Session, region: Region, now: datetime) -> None:
    user = make_user(session, login="орлова")
    actor = make_staff(session, make_provider(session), user=user)
    command = ChangePassword(current=PASSWORD, new="Орлова-2026-весна")

    answer = refused(lambda: change_password(command, region=region, actor=actor, now=now))

    assert answer == ("value_invalid", "new")


def test_blocked_person_is_out_at_once_and_unblocked_may_come_back(
    session: Session, region: Region, now: datetime
) -> None:
    provider = make_provider(session)
    director = make_staff(session, provider)
    worker = make_staff(session, provider, Role.SOCIAL_WORKER)
    login = session.get_one(User, worker.user_id).login
    token = sign_in(login, PASSWORD, now).token

    block_user(worker.user_id, region=region, actor=director, now=now)
    assert live_session(token, now) is None
    assert refused(lambda: sign_in(login, PASSWORD, now))[0] == "not_authorised"

    unblock_user(worker.user_id, region=region, actor=director, now=now)
    assert live_session(token, now) is None
    assert sign_in(login, PASSWORD, now).actor == worker


def test_nobody_blocks_oneself_or_a_stranger(
    session: Session, region: Region, director: Actor, now: datetime
) -> None:
    stranger = make_staff(session, make_provider(session))

    def block(user_id: int) -> None:
        block_user(user_id, region=region, actor=director, now=now)

    assert refused(lambda: block(director.user_id))[0] == "not_authorised"
    with pytest.raises(NotFound):
        block(stranger.user_id)


def test_lost_password_is_replaced_by_a_code(
    session: Session, region: Region, now: datetime
) -> None:
    provider = make_provider(session)
    director = make_staff(session, provider)
    worker = make_staff(session, provider, Role.SOCIAL_WORKER)
    token = sign_in(session.get_one(User, worker.user_id).login, PASSWORD, now).token

    renewed = renew_code(worker.user_id, region=region, actor=director, now=now)

    assert live_session(token, now) is None
    assert refused(lambda: sign_in(renewed.login, PASSWORD, now))[0] == "not_authorised"
    assert sign_in(renewed.login, renewed.code, now).must_change_password


def test_a_password_costs_a_guesser_what_owasp_asks() -> None:
    """Tests hash at the least cost; what the portal itself takes is named here."""
    assert passwords.TIME_COST >= 2
    assert passwords.MEMORY_COST >= 19 * 1024
