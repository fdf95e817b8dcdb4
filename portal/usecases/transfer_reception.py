"""A move at the receiving provider: the place kept, the person taken over.

The receiver reads the envelope and nothing else of the other provider's. Rules: AST-CAP-01,
AST-TRN-11, AST-PDP-02, AST-CON-01 (the contract's day runs from the programme's presentation).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.capacity import Stay, check_enrolment, demand_confirmed_place
from portal.domain.catalogue import Form
from portal.domain.contract import RUNNING
from portal.domain.violations import refuse
from portal.models import (
    Contract,
    Department,
    HoldState,
    PersonalFileMove,
    Programme,
    Recipient,
    Role,
    Transfer,
    TransferEnvelope,
    VacancyHold,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.envelope_person import Settled, settle_person
from portal.usecases.facts import own
from portal.usecases.places import open_room
from portal.usecases.transaction import transaction
from portal.usecases.transfer_case import case_for_receiver, demand_role, rules_of
from portal.usecases.work_calendar import work_calendar

RECEIVES = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
TAKES_OVER = (*RECEIVES, Role.SOCIAL_WORKER)
TO_RECEIVER = "receiving_provider"


@dataclass(frozen=True, slots=True)
class ConfirmVacancy:
    """A place in a department, kept from ``since`` on until the contract or the move's end."""

    transfer_id: int
    department_id: int
    since: date


def confirm_vacancy(command: ConfirmVacancy, *, region: Region, actor: Actor, now: datetime) -> int:
    """Keep a place for the move; raises no_vacancy when none is free from the day on.

    Raises NotFound for a move that is not to the actor's provider, or not yet notified, and
    value_invalid for a day before today or after the programme.
    """
    demand_role(actor, *RECEIVES)
    today = region.today(now)
    with transaction() as session:
        row = case_for_receiver(session, command.transfer_id, actor)
        last = demand_since(session, row, command.since, today)
        if held(session, row, actor.provider_id) is not None:
            text = "Место для этого перевода уже подтверждено. Второй раз не нужно."
            refuse("duplicate", text, field="since")
        department = own(session, Department, command.department_id, actor.provider_id, lock=True)
        demand_free(session, department, region, Stay(command.since, last))
        hold = VacancyHold(
            provider_id=actor.provider_id,
            transfer_id=row.id,
            department_id=department.id,
            since=command.since,
            state=HoldState.HELD,
            confirmed_at=now,
            confirmed_by_id=actor.membership_id,
        )
        session.add(hold)
        session.flush()
        after = {"transfer": row.id, "department": department.id, "since": hold.since}
        subject = ("vacancy_confirmed", "vacancy_hold", hold.id)
        audit.record(session, actor, now, *subject, after=after)
        return hold.id


def accept_person(transfer_id: int, *, region: Region, actor: Actor, now: datetime) -> Settled:
    """Take the person of the envelope over: the card, the papers, and nothing of the money.

    The card comes into the department of the kept place.

    Raises transition_not_allowed before the recipient has chosen (AST-TRN-11), envelope_missing
    before the envelope came, vacancy_not_confirmed before a place is kept where it must be.
    """
    demand_role(actor, *TAKES_OVER)
    with transaction() as session:
        row = case_for_receiver(session, transfer_id, actor)
        envelope = envelope_for(session, row)
        if envelope is None:
            text = "Конверт ещё не собран. Попросите прежнего поставщика собрать его."
            refuse("envelope_missing", text)
        if row.chosen_provider_id != actor.provider_id:
            text = "Получатель ещё не выбрал, к кому перейдёт. Примите его, когда выбор запишут."
            refuse("transition_not_allowed", text, citation=rules_of(row, region).procedure)
        hold = held(session, row, actor.provider_id)
        capacity = region.rules.capacity_rules.on(row.applied_on)
        demand_confirmed_place(capacity, confirmed=hold is not None)
        if hold is not None and hold.recipient_id is not None:
            text = "Получатель по этому конверту уже принят. Откройте его карточку."
            refuse("duplicate", text, subject=f"recipient:{hold.recipient_id}")
        settled = settle_person(session, envelope, region=region, actor=actor, now=now)
        if hold is not None:
            hold.recipient_id = settled.recipient_id
            _house(session, hold, settled.recipient_id, actor=actor, now=now)
            session.flush()
        return settled


def held(session: Session, row: Transfer, provider_id: int) -> VacancyHold | None:
    """The place that a provider keeps, or has given, for the move."""
    return session.scalars(
        select(VacancyHold)
        .where(
            VacancyHold.provider_id == provider_id,
            VacancyHold.transfer_id == row.id,
            VacancyHold.state != HoldState.RELEASED,
        )
        .order_by(VacancyHold.id.desc())
        .limit(1)
    ).one_or_none()


def file_move(session: Session, row: Transfer) -> PersonalFileMove | None:
    """The last journey of the personal file."""
    return session.scalars(
        select(PersonalFileMove).where(
            PersonalFileMove.provider_id == row.provider_id,
            PersonalFileMove.transfer_id == row.id,
            PersonalFileMove.leg == TO_RECEIVER,
        )
    ).one_or_none()


def envelope_for(session: Session, row: Transfer) -> TransferEnvelope | None:
    """The newest envelope that was made for the move."""
    return session.scalars(
        select(TransferEnvelope)
        .where(
            TransferEnvelope.provider_id == row.provider_id,
            TransferEnvelope.transfer_id == row.id,
            TransferEnvelope.came_in.is_(False),
        )
        .order_by(TransferEnvelope.id.desc())
        .limit(1)
    ).one_or_none()


def new_contract(session: Session, row: Transfer) -> Contract | None:
    """The contract of the receiving provider with the person it has taken over, if it is signed."""
    if row.chosen_provider_id is None:
        return None
    hold = held(session, row, row.chosen_provider_id)
    if hold is None or hold.recipient_id is None:
        return None
    return session.scalars(
        select(Contract)
        .where(
            Contract.provider_id == row.chosen_provider_id,
            Contract.recipient_id == hold.recipient_id,
            Contract.form == Form.STATIONARY,
            Contract.state.in_(RUNNING),
        )
        .order_by(Contract.id.desc())
        .limit(1)
    ).one_or_none()


def first_day_there(session: Session, row: Transfer) -> date | None:
    """The first day at the receiver: its contract's, else the kept place's; None while unknown.

    Until the recipient has chosen, the place is that of the provider the application names.
    """
    receiver = row.chosen_provider_id if row.chosen_name else row.wish_provider_id
    if receiver is None:
        return None
    contract, place = new_contract(session, row), held(session, row, receiver)
    begins = contract.in_force_from if contract else None
    return begins or (place.since if place else None)


def _house(
    session: Session, hold: VacancyHold, recipient_id: int, *, actor: Actor, now: datetime
) -> None:
    """The card in the department of the kept place, unless another contract runs here."""
    person = own(session, Recipient, recipient_id, hold.provider_id, lock=True)
    served = select(Contract.id).where(
        Contract.provider_id == hold.provider_id,
        Contract.recipient_id == person.id,
        Contract.state.in_(RUNNING),
    )
    if person.department_id == hold.department_id or session.scalar(served.limit(1)) is not None:
        return
    before = {"department": person.department_id}
    person.department_id = hold.department_id
    subject = ("recipient_housed", "recipient", person.id)
    after = {"department": hold.department_id}
    audit.record(session, actor, now, *subject, before, after)


def demand_since(session: Session, row: Transfer, since: date, today: date) -> date:
    """A place is kept from today on and while the programme runs; returns its last day.

    Nobody moves after it (AST-TRN-11), so a later day would keep the place for ever.
    """
    if since < today:
        text = "Место держат с сегодняшнего дня или позже. Исправьте день."
        refuse("value_invalid", text, field="since")
    last = own(session, Programme, row.programme_id, row.provider_id).valid_until
    if since > last:
        text = (
            "К этому дню программа получателя закончится (её срок — в конверте), а переезжают, "
            "пока она действует. Введите день раньше."
        )
        refuse("value_invalid", text, field="since")
    return last


def demand_free(session: Session, department: Department, region: Region, stay: Stay) -> None:
    """A residential department with a place for the whole stay; raises no_vacancy (AST-CAP-01)."""
    if department.form is not Form.STATIONARY:
        text = "Это отделение не стационар. Выберите стационарное отделение."
        refuse("value_invalid", text, field="department_id")
    room = open_room(session, department, region, stay.since)
    taken = (*room.stays, *room.kept)
    if check_enrolment(room.limit, taken, stay, work_calendar(session, region)):
        rules = region.rules.capacity_rules.on(stay.since)
        refuse(
            "no_vacancy",
            f"С {stay.since:%d.%m.%Y} места нет: все заняты или обещаны другим. Выберите другой "
            "день или отделение.",
            field="since",
            citation=rules.confirmation or rules.vacancy,
        )
