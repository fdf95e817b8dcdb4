"""The authority of a region opened in the portal, with the first person who may sign in there.

It serves nobody: it has an administrator, who gives its officers their logins, and the officers
decide what providers ask for (AST-TRN-04 to AST-TRN-06).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.people import Sex
from portal.domain.violations import RulesBroken, refuse
from portal.models import Membership, Provider, Role, User
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.accounts import CreateUser, UserCreated, give_code, user_violations
from portal.usecases.transaction import transaction

POSITION = "администратор"


@dataclass(frozen=True, slots=True)
class OpenAuthority:
    """The names and address of an authority, and its first administrator."""

    code: str
    short_name: str
    name: str
    address: str
    phone: str
    inn: str
    login: str
    surname: str
    given_name: str
    patronymic: str | None
    sex: Sex


def open_authority(command: OpenAuthority, *, region: Region, now: datetime) -> UserCreated:
    """Open the authority of a region, once; returns the administrator's login and first code.

    Raises value_invalid where nobody of the region agrees to anything or a detail is empty,
    duplicate for a second authority, a code or a login that is taken.
    """
    today = region.today(now)
    if region.rules.transfer_rules.on(today).agreement is None:
        text = f"В регионе «{region.identity.name}» орган в портале ничего не согласует."
        refuse("value_invalid", text, field="region")
    person = CreateUser(
        command.login,
        command.surname,
        command.given_name,
        command.patronymic,
        command.sex,
        Role.ADMINISTRATOR,
        POSITION,
    )
    if found := user_violations(person):
        raise RulesBroken(*found)
    _demand_filled(command)
    with transaction() as session:
        _demand_new(session, command, region)
        authority = _row(command, region)
        user = _administrator(command)
        user.created_at = now
        code = give_code(user, now)
        session.add_all((authority, user))
        session.flush()
        member = _membership(authority, user, today)
        session.add(member)
        session.flush()
        after = {"region": region.code, "code": authority.code, "login": user.login}
        audit.record(session, None, now, "authority_opened", "provider", authority.id, after=after)
        return UserCreated(user.id, member.id, user.login, code)


def _demand_filled(command: OpenAuthority) -> None:
    for field in ("code", "short_name", "name", "address", "phone", "inn"):
        if not getattr(command, field).strip():
            refuse("value_invalid", "Заполните сведения об органе: это поле пусто.", field=field)


def _membership(authority: Provider, user: User, since: date) -> Membership:
    return Membership(
        provider_id=authority.id,
        user_id=user.id,
        role=Role.ADMINISTRATOR,
        position=POSITION,
        basis="",
        since=since,
    )


def _administrator(command: OpenAuthority) -> User:
    return User(
        login=command.login,
        surname=command.surname,
        name=command.given_name,
        patronymic=command.patronymic,
        sex=command.sex,
    )


def _demand_new(session: Session, command: OpenAuthority, region: Region) -> None:
    standing = session.scalar(
        select(Provider.short_name).where(
            Provider.region_code == region.code, Provider.is_authority.is_(True)
        )
    )
    if standing is not None:
        text = f"Орган региона уже открыт: {standing}. Сотрудников добавляет его администратор."
        refuse("duplicate", text, field="region")
    if session.scalar(select(Provider.id).where(Provider.code == command.code)) is not None:
        refuse("duplicate", "Такой код уже есть. Придумайте другой.", field="code")


def _row(command: OpenAuthority, region: Region) -> Provider:
    """An authority prints no bills: its bank details stay empty."""
    empty = dict.fromkeys(
        ("kpp", "city", "bank_name", "bic", "account", "correspondent_account"), ""
    )
    return Provider(
        code=command.code.strip(),
        region_code=region.code,
        name=command.name.strip(),
        short_name=command.short_name.strip(),
        genitive_name=command.name.strip(),
        inn=command.inn.strip(),
        address=command.address.strip(),
        phone=command.phone.strip(),
        is_authority=True,
        **empty,
    )
