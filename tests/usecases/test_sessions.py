"""Sessions end where they must, and guessing is hopeless."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import RulesBroken
from portal.models import Membership, Role, User, UserSession
from portal.usecases import sessions
from portal.usecases.actor import Actor
from portal.usecases.passwords import hash_password, is_right
from portal.usecases.sessions import (
    SessionOpened,
    SignIn,
    TooManyAttempts,
    confirm_password,
    end_session,
    live_session,
    open_session,
)
from tests.support.factories import (
    PASSWORD,
    make_provider,
    make_recipient,
    make_recipient_access,
    make_staff,
    make_user,
)

HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
LOGIN = "орлова"


@pytest.fixture
def actor(session: Session) -> Actor:
    user = make_user(session, login=LOGIN)
    return make_staff(session, make_provider(session), Role.ACCOUNTANT, user=user)


def sign_in(
    now: datetime, password: str = PASSWORD, login: str = LOGIN, address: str = HOME
) -> SessionOpened:
    return open_session(SignIn(login, password, address), now=now)


def outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except TooManyAttempts:
        return "wait"
    except RulesBroken:
        return "refused"
    return "in"


def fail(times: int, now: datetime, login: str = LOGIN, address: str = HOME) -> list[str]:
    return [outcome(lambda: sign_in(now, "не тот", login, address)) for _ in range(times)]


def test_session_knows_who_acts(session: Session, actor: Actor, now: datetime) -> None:
    opened = sign_in(now, login=" ОРЛОВА ")

    live = live_session(opened.token, now)

    assert live is not None
    assert live.actor == opened.actor == actor
    assert (live.login, live.region_code, live.opened_at) == (LOGIN, "vladimir", now)
    assert not live.must_change_password


def test_token_itself_is_nowhere_in_the_database(
    session: Session, actor: Actor, now: datetime
) -> None:
    opened = sign_in(now)

    stored = session.scalars(select(UserSession.token_hash)).one()

    assert opened.token not in stored
    assert len(opened.token) >= 43
    assert opened.token != sign_in(now).token


def test_signing_out_ends_a_copied_cookie_too(actor: Actor, now: datetime) -> None:
    opened, other = sign_in(now), sign_in(now)

    end_session(opened.token, now)

    assert live_session(opened.token, now) is None
    assert live_session(other.token, now) is not None
    assert live_session("no such token", now) is None


@pytest.mark.parametrize(
    ("idle", "lives"),
    [
        pytest.param(30 * MINUTE - SECOND, True, id="the last second of half an hour"),
        pytest.param(30 * MINUTE, False, id="half an hour"),
    ],
)
def test_staff_idles_out_after_half_an_hour(
    actor: Actor, now: datetime, idle: timedelta, *, lives: bool
) -> None:
    opened = sign_in(now)
    assert live_session(opened.token, now + 10 * MINUTE)

    assert bool(live_session(opened.token, now + 10 * MINUTE + idle)) is lives


@pytest.mark.parametrize(
    ("idle", "lives"),
    [
        pytest.param(20 * MINUTE - SECOND, True, id="the last second of twenty minutes"),
        pytest.param(20 * MINUTE, False, id="twenty minutes"),
    ],
)
def test_recipient_idles_out_after_twenty_minutes(
    session: Session, now: datetime, idle: timedelta, *, lives: bool
) -> None:
    recipient = make_recipient(session, make_provider(session))
    make_recipient_access(session, recipient, user=make_user(session, login="910"))
    opened = sign_in(now, login="910")

    assert bool(live_session(opened.token, now + idle)) is lives


@pytest.mark.parametrize(
    ("age", "lives"),
    [
        pytest.param(timedelta(hours=12) - SECOND, True, id="the last second"),
        pytest.param(timedelta(hours=12), False, id="twelve hours"),
    ],
)
def test_busy_session_ends_after_twelve_hours(
    actor: Actor, now: datetime, age: timedelta, *, lives: bool
) -> None:
    opened = sign_in(now)
    for quarter in range(1, 48):
        assert live_session(opened.token, now + quarter * 15 * MINUTE)

    assert bool(live_session(opened.token, now + age)) is lives


def test_session_dies_with_the_role(session: Session, actor: Actor, now: datetime) -> None:
    opened = sign_in(now)
    assert live_session(opened.token, now)

    session.get_one(Membership, actor.membership_id).until = now.date()
    session.commit()

    assert live_session(opened.token, now) is None
    assert outcome(lambda: sign_in(now)) == "refused"


def test_session_dies_with_the_block(session: Session, actor: Actor, now: datetime) -> None:
    opened = sign_in(now)

    session.get_one(User, actor.user_id).blocked_at = now
    session.commit()

    assert live_session(opened.token, now) is None


def test_person_without_a_role_is_refused(session: Session, now: datetime) -> None:
    make_user(session, login=LOGIN)

    assert outcome(lambda: sign_in(now)) == "refused"


def test_unknown_and_known_accounts_are_refused_alike(actor: Actor, now: datetime) -> None:
    def sentence(login: str) -> str:
        with pytest.raises(RulesBroken) as refusal:
            sign_in(now, "не тот", login)
        return str(refusal.value)

    assert sentence(LOGIN) == sentence("кого нет")


def test_every_refusal_takes_one_verification(
    session: Session, actor: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_user(session, login="заблокирован", blocked_at=now)
    make_user(
        session,
        login="новичок",
        password_hash=None,
        activation_code_hash=hash_password("ABCD-EFGH-JKLM-NPQR"),
        activation_expires_at=now + MINUTE,
    )
    verified: list[str | None] = []

    def noted(stored: str | None, given: str) -> bool:
        verified.append(stored)
        return is_right(stored, given)

    monkeypatch.setattr(sessions, "is_right", noted)

    for login in (LOGIN, "кого нет", "заблокирован", "новичок"):
        assert fail(1, now, login=login) == ["refused"]

    assert len(verified) == 4


def test_sixth_attempt_waits_until_the_first_is_a_quarter_of_an_hour_old(
    actor: Actor, now: datetime
) -> None:
    assert fail(5, now) == ["refused"] * 5

    assert outcome(lambda: sign_in(now)) == "wait"
    with pytest.raises(TooManyAttempts) as throttled:
        sign_in(now + 10 * MINUTE)
    assert throttled.value.retry_after == 300
    assert "через 5 мин" in throttled.value.violations[0].text
    assert outcome(lambda: sign_in(now + 15 * MINUTE - SECOND)) == "wait"
    assert outcome(lambda: sign_in(now + 15 * MINUTE)) == "in"


def test_fifth_attempt_may_still_be_right(actor: Actor, now: datetime) -> None:
    fail(4, now)

    assert outcome(lambda: sign_in(now)) == "in"


def test_unknown_account_is_throttled_alike(session: Session, now: datetime) -> None:
    assert fail(6, now, login="кого нет") == ["refused"] * 5 + ["wait"]


def test_eleventh_attempt_of_a_day_waits(actor: Actor, now: datetime) -> None:
    for quarter in range(2):
        assert fail(5, now + quarter * 20 * MINUTE) == ["refused"] * 5

    assert outcome(lambda: sign_in(now + timedelta(hours=3))) == "wait"
    assert outcome(lambda: sign_in(now + timedelta(days=1))) == "in"


def test_address_that_tries_many_accounts_waits(actor: Actor, now: datetime) -> None:
    outcomes = [fail(1, now, login=f"кто-то {number}")[0] for number in range(30)]

    assert outcomes == ["refused"] * 30
    assert outcome(lambda: sign_in(now)) == "wait"
    assert outcome(lambda: sign_in(now, address=ELSEWHERE)) == "in"
    assert outcome(lambda: sign_in(now + 15 * MINUTE)) == "in"


def test_guesses_elsewhere_do_not_lock_out_who_is_known_here(actor: Actor, now: datetime) -> None:
    sign_in(now)
    fail(5, now, address=ELSEWHERE)

    assert outcome(lambda: sign_in(now, address=ELSEWHERE)) == "wait"
    assert outcome(lambda: sign_in(now)) == "in"


def test_own_password_again_is_checked_and_throttled(actor: Actor, now: datetime) -> None:
    def confirm(password: str) -> str:
        return outcome(lambda: confirm_password(actor, password, address=HOME, now=now))

    assert confirm(PASSWORD) == "in"
    assert [confirm("не тот") for _ in range(5)] == ["refused"] * 5
    assert confirm(PASSWORD) == "wait"
