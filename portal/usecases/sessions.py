"""Signed-in sessions, kept on the server, and the throttle in front of them.

Guessing is counted in the database, so that all processes count together. Neither the answer nor
its time tells whether an account exists.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from portal.domain.people import search_key, short_name
from portal.domain.violations import RulesBroken, Violation
from portal.models import (
    Membership,
    Provider,
    RelativeAccess,
    Role,
    SignInAttempt,
    User,
    UserSession,
)
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.passwords import WRONG_PASSWORD, is_right, plain_code
from portal.usecases.transaction import glancing, reading, take_turn, transaction, write_aside

STAFF_IDLE = timedelta(minutes=30)
RECIPIENT_IDLE = timedelta(minutes=20)
ABSOLUTE = timedelta(hours=12)
TOKEN_BYTES = 32

WINDOW = timedelta(minutes=15)
DAY = timedelta(days=1)
KNOWN_FOR = timedelta(days=90)
ACCOUNT_IN_WINDOW = 5
ACCOUNT_IN_DAY = 10
ADDRESS_IN_WINDOW = 30

# A role begins on its day by the provider's clock; nobody's is further ahead of UTC.
_FURTHEST_AHEAD = timedelta(hours=14)

REFUSED = Violation(
    "not_authorised",
    "Логин и пароль не подошли друг к другу. Проверьте раскладку и введите их ещё раз; если пароль "
    "забыт, обратитесь к администратору учреждения.",
)
CODE_REFUSED = Violation(
    "not_authorised",
    "Логин и одноразовый код не подошли. Проверьте, что оба переписаны с листка без ошибки. Код "
    "действует один раз и не дольше недели: если по нему уже входили, войдите со своим паролем, "
    "если листок старше, попросите у социального работника новый.",
)
"""One sentence for a wrong, a used and an expired code: a stranger learns nothing from it."""


class TooManyAttempts(RulesBroken):
    """Guessing is throttled; ``retry_after`` are the seconds until the next attempt may pass."""

    def __init__(self, retry_after: int) -> None:
        """Say how long to wait."""
        minutes = math.ceil(retry_after / 60)
        super().__init__(
            Violation(
                "not_authorised",
                f"Слишком много неудачных попыток входа. Попробуйте снова через {minutes} мин.",
            )
        )
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class SignIn:
    """What the sign-in form holds, and the address it came from.

    ``by_code``: the form asked for the one-time code, so a refusal speaks of it.
    """

    login: str
    password: str
    address: str
    by_code: bool = False

    @property
    def refused(self) -> RulesBroken:
        """The one answer to everything that does not fit."""
        return RulesBroken(CODE_REFUSED if self.by_code else REFUSED)


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """The token for the browser's cookie: shown once, never stored."""

    token: str
    actor: Actor
    must_change_password: bool


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session that still holds: who acts, for whom, since when."""

    id: int
    actor: Actor
    login: str
    region_code: str
    opened_at: datetime
    must_change_password: bool


def open_session(command: SignIn, *, now: datetime) -> SessionOpened:
    """Sign in with a password or, while one is outstanding, with the one-time code.

    Raises TooManyAttempts, or RulesBroken("not_authorised") without saying what was wrong.
    """
    login_key = search_key(command.login)
    attempt_id = _register_attempt(login_key, command.address, now)
    with reading() as session:
        user = session.scalar(select(User).where(User.login == login_key))
        given, stored = command.password, user.password_hash if user else None
        if user is not None and _holds_code(user, now):
            given, stored = plain_code(given), user.activation_code_hash
        user_id = user.id if user else None
    # Always exactly one verification: the time tells nothing about the account.
    if not is_right(stored, given) or user_id is None or stored is None:
        raise command.refused
    return _admit(user_id, stored, attempt_id, command, now=now)


def live_session(token: str, now: datetime) -> LiveSession | None:
    """The session behind a cookie, or None once it has ended, idled away or lost its role."""
    with glancing() as session:
        row = session.execute(
            select(UserSession, User, Membership, Provider.region_code)
            .join(User, UserSession.user_id == User.id)
            .join(Membership, UserSession.membership_id == Membership.id)
            .join(Provider, UserSession.provider_id == Provider.id)
            .where(
                UserSession.token_hash == hash_token(token),
                UserSession.ended_at.is_(None),
                User.blocked_at.is_(None),
                *in_office(now),
            )
        ).one_or_none()
        if row is None or _has_idled(row[0], row[2].role, now):
            return None
        found, user, membership, region_code = row
        live = LiveSession(
            id=found.id,
            actor=_actor_of(session, user, membership),
            login=user.login,
            region_code=region_code,
            opened_at=found.opened_at,
            must_change_password=user.must_change_password,
        )
    seen = update(UserSession).where(UserSession.id == live.id, UserSession.seen_at < now)
    write_aside(seen.values(seen_at=now))
    return live


def end_session(token: str, now: datetime) -> None:
    """Sign out: a copied cookie opens nothing any more."""
    with transaction() as session:
        session.execute(
            update(UserSession)
            .where(UserSession.token_hash == hash_token(token), UserSession.ended_at.is_(None))
            .values(ended_at=now)
        )


def confirm_password(actor: Actor, password: str, *, address: str, now: datetime) -> None:
    """The reader's own password again, before signing; throttled like signing in."""
    with reading() as session:
        login = session.execute(select(User.login).where(User.id == actor.user_id)).scalar_one()
    attempt_id = _register_attempt(login, address, now)
    with reading() as session:
        user = session.get_one(User, actor.user_id)
        right = is_right(user.password_hash, password)
    if not right:
        raise RulesBroken(WRONG_PASSWORD)
    with transaction(aside=True) as session:
        _mark_succeeded(session, attempt_id)


def end_sessions_of(session: Session, user_id: int, now: datetime) -> None:
    """End every session of a user within the caller's transaction."""
    session.execute(
        update(UserSession)
        .where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def hash_token(token: str) -> str:
    """What is stored of a token. It is random and long, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def in_office(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The condition that a membership holds."""
    return (
        Membership.since <= (now + _FURTHEST_AHEAD).date(),
        Membership.until.is_(None) | (Membership.until > now.date()),
    )


def _register_attempt(login_key: str, address: str, now: datetime) -> int:
    """Count the attempt as failed before it is checked: parallel guesses cannot slip through."""
    with transaction(aside=True) as session:
        take_turn(session, f"sign-in {login_key}")
        retry_after = _retry_after(session, login_key, address, now)
        if retry_after:
            raise TooManyAttempts(retry_after)
        attempt = SignInAttempt(login_key=login_key, address=address, at=now, succeeded=False)
        session.add(attempt)
        session.flush()
        return attempt.id


def _retry_after(session: Session, login_key: str, address: str, now: datetime) -> int:
    """Seconds to wait, 0 when the attempt may go on."""
    login = SignInAttempt.login_key == login_key
    here = SignInAttempt.address == address
    # Who has signed in from here before is not locked out by a stranger's guesses elsewhere.
    account = (login, here) if _is_known(session, login, here, now) else (login,)
    limits = (
        (account, WINDOW, ACCOUNT_IN_WINDOW),
        (account, DAY, ACCOUNT_IN_DAY),
        ((here,), WINDOW, ADDRESS_IN_WINDOW),
    )
    return max(_wait(session, *limit, now) for limit in limits)


def _is_known(
    session: Session, login: ColumnElement[bool], here: ColumnElement[bool], now: datetime
) -> bool:
    success = select(SignInAttempt.id).where(
        login, here, SignInAttempt.succeeded, SignInAttempt.at > now - KNOWN_FOR
    )
    return session.scalar(success.limit(1)) is not None


def _wait(
    session: Session,
    of_whom: tuple[ColumnElement[bool], ...],
    window: timedelta,
    limit: int,
    now: datetime,
) -> int:
    """Seconds until fewer than ``limit`` failures lie within the window."""
    failures = session.scalars(
        select(SignInAttempt.at)
        .where(*of_whom, ~SignInAttempt.succeeded, SignInAttempt.at > now - window)
        .order_by(SignInAttempt.at.desc())
        .limit(limit)
    ).all()
    if len(failures) < limit:
        return 0
    return max(1, math.ceil((failures[-1] + window - now).total_seconds()))


def _holds_code(user: User, now: datetime) -> bool:
    return (
        user.activation_code_hash is not None
        and user.activation_expires_at is not None
        and user.activation_expires_at > now
    )


def _admit(
    user_id: int, verified: str, attempt_id: int, command: SignIn, *, now: datetime
) -> SessionOpened:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction() as session:
        user = session.get_one(User, user_id, with_for_update=True)
        membership = _first_membership(session, user, now)
        # A code works once, and a password changed in between no more.
        used_up = verified not in (user.password_hash, user.activation_code_hash)
        if membership is None or used_up:
            raise command.refused
        _mark_succeeded(session, attempt_id)
        user.activation_code_hash = user.activation_expires_at = None
        session.add(
            UserSession(
                provider_id=membership.provider_id,
                token_hash=hash_token(token),
                user_id=user.id,
                membership_id=membership.id,
                opened_at=now,
                seen_at=now,
                address=command.address,
            )
        )
        actor = _actor_of(session, user, membership)
        audit.record(session, actor, now, "sign_in", "user", user.id)
        return SessionOpened(token, actor, user.must_change_password)


def _mark_succeeded(session: Session, attempt_id: int) -> None:
    session.execute(
        update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(succeeded=True)
    )


def _first_membership(session: Session, user: User, now: datetime) -> Membership | None:
    if user.blocked_at is not None:
        return None
    return session.scalar(
        select(Membership)
        .where(Membership.user_id == user.id, *in_office(now))
        .order_by(Membership.id)
        .limit(1)
    )


def _actor_of(session: Session, user: User, membership: Membership) -> Actor:
    return Actor(
        user_id=user.id,
        membership_id=membership.id,
        provider_id=membership.provider_id,
        role=membership.role,
        name=short_name(user.surname, user.name, user.patronymic),
        relative=_relative(session, membership),
    )


def _relative(session: Session, membership: Membership) -> int | None:
    """The representative behind a recipient's login that is not the recipient's own."""
    if membership.role is not Role.RECIPIENT:
        return None
    return session.scalar(
        select(RelativeAccess.representative_id).where(
            RelativeAccess.membership_id == membership.id
        )
    )


def _has_idled(found: UserSession, role: Role, now: datetime) -> bool:
    idle = RECIPIENT_IDLE if role is Role.RECIPIENT else STAFF_IDLE
    return now - found.seen_at >= idle or now - found.opened_at >= ABSOLUTE
