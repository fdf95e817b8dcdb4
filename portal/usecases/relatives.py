"""A representative's own login to the recipient's cabinet: what it shows and how long.

It opens nothing from the day on which the authority behind it ends, by paper, revocation, majority,
a court's decision or death (FED-MIN-01); the recipient's own login ends with the recipient's life.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.authorities import BY_DEATH
from portal.domain.cabinet import EVERYTHING, Part
from portal.domain.e_signatures import Signer
from portal.domain.law import Citation
from portal.domain.people import Sex
from portal.domain.violations import NotAllowed, refuse
from portal.models import Membership, Recipient, RelativeAccess, Representative, Role, User
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.accounts import GRANTS_ACCESS, AccessGranted, give_code, new_login
from portal.usecases.actor import Actor
from portal.usecases.authority import acting_on, authority_end_of
from portal.usecases.facts import own
from portal.usecases.separate_hands import RELATIVE_LOGIN_GIVEN, demand_no_slip_of_own
from portal.usecases.sessions import end_sessions_of
from portal.usecases.transaction import reading, transaction


@dataclass(frozen=True, slots=True)
class GrantRelativeAccess:
    """Parts of the cabinet for a representative; no last day = as long as the authority."""

    representative_id: int
    parts: frozenset[Part]
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class CabinetAccess:
    """What the reader of a cabinet is shown on a day; a reason = nothing, and why."""

    parts: frozenset[Part]
    closed: str = ""
    citation: Citation | None = None


def grant_relative_access(
    command: GrantRelativeAccess, *, region: Region, actor: Actor, now: datetime
) -> AccessGranted:
    """Open the cabinet to a representative, or give a new code; refused without an authority.

    And to whoever has printed a slip with a code that this person can still sign by.
    """
    if actor.role not in GRANTS_ACCESS:
        raise NotAllowed
    today = region.today(now)
    with transaction() as session:
        person = own(
            session, Representative, command.representative_id, actor.provider_id, lock=True
        )
        recipient = own(session, Recipient, person.recipient_id, actor.provider_id)
        _check(command, recipient, person, today)
        demand_no_slip_of_own(session, Signer(recipient.id, person.id), actor, now)
        access = _standing(session, person, today)
        user = _user(session, access, person, now)
        if access is None:
            access = _joined(session, user, recipient, person, today)
        access.parts = sorted(command.parts)
        access.until = _first_day_without(command.last_day)
        code = give_code(user, now)
        end_sessions_of(session, user.id, now)
        session.flush()
        after = {"login": user.login, "parts": access.parts, "until": access.until}
        subject = (RELATIVE_LOGIN_GIVEN, "recipient", recipient.id)
        audit.record(session, actor, now, *subject, after=after)
        return AccessGranted(user.login, code)


def cabinet_access(actor: Actor, day: date) -> CabinetAccess:
    """What a recipient's or a representative's login shows on a day."""
    with reading() as session:
        found = session.execute(
            select(Recipient, RelativeAccess, Representative)
            .join(Membership, Membership.recipient_id == Recipient.id)
            .outerjoin(RelativeAccess, RelativeAccess.membership_id == Membership.id)
            .outerjoin(Representative, Representative.id == RelativeAccess.representative_id)
            .where(Membership.id == actor.membership_id)
        ).one_or_none()
    if found is None:
        return CabinetAccess(frozenset(), "Кабинет закрыт.")
    recipient, access, person = found
    if recipient.died_on is not None and recipient.died_on <= day:
        text = f"Кабинет закрыт с {recipient.died_on:%d.%m.%Y}. Бумаги выдаёт учреждение."
        return CabinetAccess(frozenset(), text, BY_DEATH)
    if access is None:
        return CabinetAccess(EVERYTHING)
    return _of_relative(recipient, access, person, day)


def _of_relative(
    recipient: Recipient, access: RelativeAccess, person: Representative, day: date
) -> CabinetAccess:
    if not acting_on(recipient, (person,), day):
        end = authority_end_of(recipient, person)
        why = f": {end.told}" if end is not None else ""
        text = f"Доступ представителя закрыт{why}. Обратитесь в учреждение."
        return CabinetAccess(frozenset(), text, end.citation if end else None)
    if day < access.since or (access.until is not None and access.until <= day):
        return CabinetAccess(
            frozenset(), "Срок доступа представителя закончился. Обратитесь в учреждение."
        )
    return CabinetAccess(frozenset(Part(part) for part in access.parts))


def _check(
    command: GrantRelativeAccess, recipient: Recipient, person: Representative, today: date
) -> None:
    if not acting_on(recipient, (person,), today):
        end = authority_end_of(recipient, person)
        refuse(
            "not_authorised",
            "Этот человек сейчас не действует за получателя, открыть ему кабинет нельзя. Внесите "
            "новый документ о полномочиях.",
            field="parts",
            citation=end.citation if end else None,
        )
    if not command.parts:
        refuse("value_invalid", "Отметьте, что представитель увидит в кабинете.", field="parts")
    if command.last_day is not None and command.last_day < today:
        text = "Этот день уже прошёл. Введите последний день доступа или оставьте пустым."
        refuse("value_invalid", text, field="last_day")


def _first_day_without(last_day: date | None) -> date | None:
    return None if last_day is None else date.fromordinal(last_day.toordinal() + 1)


def _standing(session: Session, person: Representative, today: date) -> RelativeAccess | None:
    """The access that stands; one that has ended stays as it was, and a new one begins."""
    return session.scalars(
        select(RelativeAccess)
        .where(
            RelativeAccess.representative_id == person.id,
            RelativeAccess.until.is_(None) | (RelativeAccess.until > today),
        )
        .order_by(RelativeAccess.id.desc())
        .limit(1)
    ).one_or_none()


def _user(
    session: Session, access: RelativeAccess | None, person: Representative, now: datetime
) -> User:
    if access is not None:
        member = session.get_one(Membership, access.membership_id)
        return session.get_one(User, member.user_id)
    user = User(
        login=new_login(session),
        surname=person.surname,
        name=person.name,
        patronymic=person.patronymic,
        sex=Sex.FEMALE if (person.patronymic or "").endswith("на") else Sex.MALE,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def _joined(
    session: Session, user: User, recipient: Recipient, person: Representative, today: date
) -> RelativeAccess:
    member = Membership(
        provider_id=recipient.provider_id,
        user_id=user.id,
        role=Role.RECIPIENT,
        recipient_id=recipient.id,
        since=today,
    )
    session.add(member)
    session.flush()
    access = RelativeAccess(
        provider_id=recipient.provider_id,
        representative_id=person.id,
        membership_id=member.id,
        parts=[],
        since=today,
    )
    session.add(access)
    return access
