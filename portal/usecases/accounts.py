"""Who may sign in: staff accounts, recipients' access, passwords, blocking.

Nobody but its owner ever knows a password: a new account starts with a one-time code that is handed
over on paper, and the owner chooses the password at the first sign-in.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.authorities import BY_DEATH
from portal.domain.contract import ContractRules, authority_basis, check_provider_signer
from portal.domain.e_signatures import Signer
from portal.domain.people import Sex
from portal.domain.violations import NotAllowed, NotFound, RulesBroken, Violation, refuse
from portal.models import Department, Membership, Provider, Recipient, RelativeAccess, Role, User
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.passwords import (
    WRONG_PASSWORD,
    check_new_password,
    hash_password,
    is_right,
    new_code,
)
from portal.usecases.recipient_details import check_names
from portal.usecases.separate_hands import LOGIN_GIVEN, demand_no_slip_of_own
from portal.usecases.sessions import end_sessions_of
from portal.usecases.transaction import transaction

if TYPE_CHECKING:
    from portal.regions.registry import Region

CODE_LIVES = timedelta(days=7)
_KEEPS_ACCOUNTS = (Role.ADMINISTRATOR, Role.DIRECTOR)
OF_AUTHORITY = (Role.OFFICER, Role.ADMINISTRATOR)
"""Who works at an authority: it serves nobody, so nobody else does."""
OF_PROVIDER = tuple(role for role in Role if role not in (Role.OFFICER, Role.RECIPIENT))
GRANTS_ACCESS = (Role.ADMINISTRATOR, Role.DIRECTOR, Role.SOCIAL_WORKER, Role.HEAD_OF_DEPARTMENT)


@dataclass(frozen=True, slots=True)
class CreateUser:
    """A new member of the staff."""

    login: str
    surname: str
    name: str
    patronymic: str | None
    sex: Sex
    role: Role
    position: str
    basis: str = ""
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """The reader's own password; ``current`` is not asked for before the first one is chosen."""

    current: str | None
    new: str


@dataclass(frozen=True, slots=True)
class UserCreated:
    """``code`` is shown once and expires in a week."""

    id: int
    membership_id: int
    login: str
    code: str


class AccessGranted(NamedTuple):
    """What is printed for a person: shown once, the code expires in a week."""

    login: str
    code: str


def create_user(command: CreateUser, *, region: Region, actor: Actor, now: datetime) -> UserCreated:
    """Give a person a login and a role at the actor's provider.

    Raises value_invalid for an officer anywhere but at an authority, and for anybody else there,
    authority_missing for a director without the basis that contracts name (FED-CON-02).
    """
    _demand(actor, _KEEPS_ACCOUNTS)
    if command.role is Role.RECIPIENT:
        refuse("value_invalid", "Доступ получателю открывают в его карточке.", field="role")
    if found := user_violations(command):
        raise RulesBroken(*found)
    with transaction() as session:
        _check_role(session, actor, command.role)
        _check_basis(command, region.rules.contract_rules.on(region.today(now)))
        _check_department(session, actor, command.department_id)
        user = User(
            login=command.login,
            surname=command.surname,
            name=command.name,
            patronymic=command.patronymic,
            sex=command.sex,
            created_at=now,
        )
        code = give_code(user, now)
        session.add(user)
        session.flush()
        membership = _join(
            user,
            actor,
            role=command.role,
            position=command.position,
            basis=command.basis,
            department_id=command.department_id,
            since=region.today(now),
        )
        session.add(membership)
        session.flush()
        after = {"login": user.login, "role": command.role}
        audit.record(session, actor, now, "create_user", "user", user.id, None, after)
        return UserCreated(user.id, membership.id, user.login, code)


def roles_at(session: Session, provider_id: int) -> tuple[Role, ...]:
    """The roles that the staff of a provider, or of an authority, may have."""
    provider = session.get_one(Provider, provider_id)
    return OF_AUTHORITY if provider.is_authority else OF_PROVIDER


def _check_role(session: Session, actor: Actor, role: Role) -> None:
    roles = roles_at(session, actor.provider_id)
    if role not in roles:
        known = ", ".join(one.label for one in roles)
        refuse("value_invalid", f"Такой роли здесь нет. Есть: {known}.", field="role")


def user_violations(command: CreateUser) -> tuple[Violation, ...]:
    """What is wrong with a new colleague's details, all at once; whether the login is free aside.

    The position is printed under signatures, so it is a word and not a sign.
    """
    found = list(check_names(command.surname, command.name, command.patronymic))
    if not command.login.strip():
        found.append(Violation("value_invalid", "Придумайте логин.", "login"))
    if not any(sign.isalpha() for sign in command.position):
        text = "Напишите должность словами, например «социальный работник»: она стоит в документах."
        found.append(Violation("value_invalid", text, "position"))
    return tuple(found)


def grant_recipient_access(
    recipient_id: int, *, region: Region, actor: Actor, now: datetime
) -> AccessGranted:
    """Open the cabinet to a recipient, or give a new code to one who has lost the password.

    Raises not_authorised for whoever printed a code for signing that is still to be used.
    """
    _demand(actor, GRANTS_ACCESS)
    with transaction() as session:
        recipient = own(session, Recipient, recipient_id, actor.provider_id)
        user = session.scalar(
            select(User)
            .join(Membership, Membership.user_id == User.id)
            .where(
                Membership.provider_id == actor.provider_id,
                Membership.recipient_id == recipient_id,
                Membership.id.not_in(select(RelativeAccess.membership_id)),
            )
        )
        _demand_alive(recipient, region.today(now))
        demand_no_slip_of_own(session, Signer(recipient_id), actor, now)
        if user is None:
            user = _recipient_user(session, recipient, now)
            session.add(
                _join(
                    user,
                    actor,
                    role=Role.RECIPIENT,
                    recipient_id=recipient.id,
                    since=region.today(now),
                )
            )
        code = give_code(user, now)
        end_sessions_of(session, user.id, now)
        after = {"login": user.login}
        audit.record(session, actor, now, LOGIN_GIVEN, "recipient", recipient_id, None, after)
        return AccessGranted(user.login, code)


def renew_code(user_id: int, *, region: Region, actor: Actor, now: datetime) -> AccessGranted:
    """A new one-time code for a colleague who has lost the password; the old one stops working."""
    _demand(actor, _KEEPS_ACCOUNTS)
    with transaction() as session:
        user = _colleague(session, actor, user_id)
        code = give_code(user, now)
        end_sessions_of(session, user.id, now)
        audit.record(session, actor, now, "renew_code", "user", user.id)
        return AccessGranted(user.login, code)


def change_password(
    command: ChangePassword, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Choose a new password of one's own; every session ends, this one too."""
    with transaction() as session:
        user = session.get_one(User, actor.user_id, with_for_update=True)
        if user.password_hash and not is_right(user.password_hash, command.current or ""):
            raise RulesBroken(WRONG_PASSWORD)
        check_new_password(command.new, login=user.login)
        user.password_hash = hash_password(command.new)
        user.activation_code_hash = user.activation_expires_at = None
        user.must_change_password = False
        end_sessions_of(session, user.id, now)
        audit.record(session, actor, now, "change_password", "user", user.id)


def block_user(user_id: int, *, region: Region, actor: Actor, now: datetime) -> None:
    """Shut a person out at once: open sessions end, signing in is refused."""
    _demand(actor, _KEEPS_ACCOUNTS)
    if user_id == actor.user_id:
        refuse("not_authorised", "Себя заблокировать нельзя: попросите другого администратора.")
    with transaction() as session:
        user = _colleague(session, actor, user_id)
        user.blocked_at = user.blocked_at or now
        end_sessions_of(session, user.id, now)
        audit.record(session, actor, now, "block_user", "user", user.id)


def unblock_user(user_id: int, *, region: Region, actor: Actor, now: datetime) -> None:
    """Let a blocked person sign in again."""
    _demand(actor, _KEEPS_ACCOUNTS)
    with transaction() as session:
        user = _colleague(session, actor, user_id)
        user.blocked_at = None
        audit.record(session, actor, now, "unblock_user", "user", user.id)


def _demand_alive(recipient: Recipient, today: date) -> None:
    if recipient.died_on is not None and recipient.died_on <= today:
        refuse(
            "not_authorised",
            f"Получатель умер {recipient.died_on:%d.%m.%Y}, кабинет закрыт. Бумаги выдаёт "
            "учреждение.",
            citation=BY_DEATH,
        )


def _demand(actor: Actor, roles: tuple[Role, ...]) -> None:
    if actor.role not in roles:
        raise NotAllowed


def _colleague(session: Session, actor: Actor, user_id: int) -> User:
    """A user of the actor's provider; NotFound for anybody else's."""
    user = session.scalar(
        select(User)
        .where(
            User.id == user_id,
            select(Membership.id)
            .where(Membership.user_id == User.id, Membership.provider_id == actor.provider_id)
            .exists(),
        )
        .with_for_update()
    )
    if user is None:
        raise NotFound
    return user


def _check_basis(command: CreateUser, rules: ContractRules) -> None:
    """Only the director signs for the provider, on a basis that the contract names (FED-CON-02)."""
    if command.role is not Role.DIRECTOR:
        return
    basis = authority_basis(rules.signing, command.basis)
    if found := check_provider_signer(rules, Role.DIRECTOR.value, basis):
        raise RulesBroken(*found)


def _check_department(session: Session, actor: Actor, department_id: int | None) -> None:
    if department_id is None:
        return
    known = select(Department.id).where(
        Department.provider_id == actor.provider_id, Department.id == department_id
    )
    if session.scalar(known) is None:
        raise NotFound


def give_code(user: User, now: datetime) -> str:
    """Replace the password by a one-time code."""
    code = new_code()
    user.password_hash = None
    user.activation_code_hash = hash_password(code)
    user.activation_expires_at = now + CODE_LIVES
    user.must_change_password = True
    return code


def _join(  # noqa: PLR0913 - the columns of one membership
    user: User,
    actor: Actor,
    *,
    role: Role,
    since: date,
    position: str = "",
    basis: str = "",
    department_id: int | None = None,
    recipient_id: int | None = None,
) -> Membership:
    return Membership(
        provider_id=actor.provider_id,
        user_id=user.id,
        role=role,
        position=position,
        basis=basis,
        department_id=department_id,
        recipient_id=recipient_id,
        since=since,
    )


def new_login(session: Session) -> str:
    """A login that says nothing about the person and cannot be guessed from the neighbours'."""
    taken = True
    while taken:
        login = f"{secrets.randbelow(900_000_000) + 100_000_000}"
        taken = session.scalar(select(User.id).where(User.login == login)) is not None
    return login


def _recipient_user(session: Session, recipient: Recipient, now: datetime) -> User:
    user = User(
        login=new_login(session),
        surname=recipient.surname,
        name=recipient.name,
        patronymic=recipient.patronymic,
        sex=recipient.sex,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user
