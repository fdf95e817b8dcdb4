"""What a court or the registry said of a recipient: capacity, death. Rule: FED-MIN-01."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.domain.authorities import BY_CAPACITY, Capacity, decision_day
from portal.domain.documents import names_document
from portal.domain.people import SIGNS_WITH_CONSENT, birthday
from portal.domain.violations import refuse
from portal.models import Membership, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.meanwhile import demand_person_seen
from portal.usecases.recipient_details import LONGEST_TEXT, clean
from portal.usecases.sessions import end_sessions_of
from portal.usecases.transaction import transaction


@dataclass(frozen=True, slots=True)
class RecordCapacity:
    """A court's decision, in force from ``since``; ``basis`` names the court, number and day.

    ``version``: of the card as the writer saw it, here and below.
    """

    recipient_id: int
    capacity: Capacity
    since: date
    basis: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class RecordDeath:
    """The day of death by a certificate; no day = recorded by mistake, ``basis`` says why."""

    recipient_id: int
    died_on: date | None
    basis: str
    version: int | None = None


def record_capacity(
    command: RecordCapacity, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Record what a court decided: from its day another person signs, and attorneys do not.

    Raises Conflict where the card has changed since the writer saw it.
    """
    ask = "Назовите суд, номер и дату решения: «решение районного суда № 2-15 от 02.03.2026»."
    basis = _basis(command.basis, ask)
    if "суд" not in basis.casefold():
        refuse("value_invalid", ask, field="basis", citation=BY_CAPACITY)
    decided = decision_day(basis)
    if decided is not None and decided > command.since:
        refuse(
            "value_invalid",
            f"Решение от {decided:%d.%m.%Y} не могло вступить в силу {command.since:%d.%m.%Y}: "
            "день решения не позже дня, с которого оно действует. Сверьте обе даты с решением.",
            field="basis",
            citation=BY_CAPACITY,
        )
    with transaction() as session:
        recipient = own(session, Recipient, command.recipient_id, actor.provider_id, lock=True)
        demand_person_seen(session, recipient, _court_told(recipient), command.version)
        first = birthday(recipient.born, SIGNS_WITH_CONSENT)
        if not first <= command.since <= region.today(now):
            refuse(
                "value_invalid",
                f"Решение вступает в силу не раньше {first:%d.%m.%Y}, четырнадцатилетия, и не "
                "позже сегодняшнего дня. Проверьте дату.",
                field="since",
                citation=BY_CAPACITY,
            )
        before = _capacity(recipient)
        recipient.capacity, recipient.capacity_since = command.capacity, command.since
        recipient.capacity_basis = basis
        session.flush()
        subject = ("capacity_recorded", "recipient", recipient.id)
        audit.record(session, actor, now, *subject, before, _capacity(recipient), reason=basis)


def record_death(command: RecordDeath, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record a death: from that day nobody signs, and logins about the person open nothing.

    The papers stay with the office. A day recorded by mistake is taken back by giving none.
    Raises Conflict where the card has changed since the writer saw it.
    """
    ask = "Назовите свидетельство: номер, дату, кем выдано. При исправлении напишите причину."
    basis = _basis(command.basis, ask)
    with transaction() as session:
        recipient = own(session, Recipient, command.recipient_id, actor.provider_id, lock=True)
        demand_person_seen(session, recipient, _death_told(recipient), command.version)
        if command.died_on is None and recipient.died_on is None:
            refuse("value_invalid", "Введите день смерти по свидетельству.", field="died_on")
        if command.died_on and not recipient.born <= command.died_on <= region.today(now):
            text = "День смерти не раньше рождения и не позже сегодняшнего дня. Проверьте дату."
            refuse("value_invalid", text, field="died_on")
        before = {"died_on": recipient.died_on, "basis": recipient.death_basis}
        recipient.died_on = command.died_on
        recipient.death_basis = basis if command.died_on else None
        flag_modified(recipient, "died_on")
        session.flush()
        if command.died_on is not None:
            _close_logins(session, recipient, now)
        after = {"died_on": recipient.died_on, "basis": recipient.death_basis}
        subject = ("death_recorded", "recipient", recipient.id)
        audit.record(session, actor, now, *subject, before, after, reason=basis)


def _basis(text: str, ask: str) -> str:
    basis = clean(text)
    if not names_document(basis) or len(basis) > LONGEST_TEXT:
        refuse("value_invalid", ask, field="basis")
    return basis


def _court_told(recipient: Recipient) -> str:
    """What the card says of the court's decision, for who has seen another."""
    if recipient.capacity is None:
        return "в карточке нет решения суда о дееспособности"
    since = f"с {recipient.capacity_since:%d.%m.%Y}"
    return f"в карточке решение суда: {recipient.capacity.label} {since}"


def _death_told(recipient: Recipient) -> str:
    day = recipient.died_on
    return f"в карточке день смерти {day:%d.%m.%Y}" if day else "в карточке нет дня смерти"


def _capacity(recipient: Recipient) -> dict[str, object]:
    return {
        "capacity": recipient.capacity,
        "since": recipient.capacity_since,
        "basis": recipient.capacity_basis,
    }


def _close_logins(session: Session, recipient: Recipient, now: datetime) -> None:
    users = session.scalars(
        select(Membership.user_id).where(
            Membership.provider_id == recipient.provider_id,
            Membership.recipient_id == recipient.id,
        )
    ).all()
    for user_id in users:
        end_sessions_of(session, user_id, now)
