"""Work that an age ends: whom it concerns now, and the same for one contract (VLA-SCH-04)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.domain.calendar import add_months
from portal.domain.contract import ContractState
from portal.domain.law import Citation
from portal.domain.people import birthday, full_name
from portal.domain.schedule import AgeEnd, closing_warned_from, must_close
from portal.models import Contract, Department, Programme, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.department_days import department_on
from portal.usecases.queries.scope import served_by
from portal.usecases.transaction import reading

MOST_TASKS = 20


@dataclass(frozen=True, slots=True)
class AgeTask:
    """Somebody whose work ends with an age: ``due`` when that day has come.

    ``number`` is the contract's; without a contract it is the programme's and ``contract_id`` None.
    """

    programme_id: int
    contract_id: int | None
    number: str
    recipient_id: int
    recipient: str
    day: date
    age: int
    due: bool
    clause: Citation


def coming_of_age(actor: Actor, region: Region, today: date) -> tuple[AgeTask, ...]:
    """Contracts and programmes on the way to one that an age ends soon, by birthday."""
    rules = region.rules.schedule_rules.on(today).age_ends
    with reading() as session:
        found = [task for rule in rules for task in _tasks(session, rule, actor, today)]
    return tuple(sorted(found, key=lambda one: one.day)[:MOST_TASKS])


def age_task(actor: Actor, contract_id: int, region: Region, today: date) -> AgeTask | None:
    """The same for one contract; None when no age ends it or the day is far."""
    rules = region.rules.schedule_rules.on(today).age_ends
    return _first(actor, rules, today, Contract.id == contract_id)


def age_task_of_programme(
    actor: Actor, programme_id: int, region: Region, today: date
) -> AgeTask | None:
    """The same for a programme and the contract that is drawn up on it."""
    rules = region.rules.schedule_rules.on(today).age_ends
    return _first(actor, rules, today, Programme.id == programme_id)


def age_task_of(actor: Actor, recipient_id: int, region: Region, today: date) -> AgeTask | None:
    """The same for a recipient."""
    rules = region.rules.schedule_rules.on(today).age_ends
    return _first(actor, rules, today, Recipient.id == recipient_id)


def _first(
    actor: Actor, rules: Iterable[AgeEnd], today: date, which: ColumnElement[bool]
) -> AgeTask | None:
    with reading() as session:
        found = (task for rule in rules for task in _tasks(session, rule, actor, today, which))
        return next(found, None)


def _tasks(
    session: Session, rule: AgeEnd, actor: Actor, today: date, *which: ColumnElement[bool]
) -> list[AgeTask]:
    """One statement a rule: a region has one or two of them."""
    # A day more than needed: months differ in length, and the law itself looks below.
    latest = add_months(today + timedelta(days=rule.warn_days + 1), -12 * rule.age)
    served = Contract.state != ContractState.TERMINATED
    on_it = and_(
        Contract.provider_id == Programme.provider_id,
        Contract.recipient_id == Programme.recipient_id,
        Contract.programme_id == Programme.id,
    )
    drawn_up = select(Contract.id).where(on_it).correlate(Programme)
    # Before the contract the programme already says where the work will be, and until when.
    awaited = and_(
        ~drawn_up.exists(), Programme.withdrawn_at.is_(None), Programme.valid_until >= today
    )
    rows = session.execute(
        select(Programme, Contract, Recipient)
        .join(Recipient, Recipient.id == Programme.recipient_id)
        .outerjoin(Contract, and_(on_it, served))
        .outerjoin(Department, Department.id == department_on(today))
        .where(
            Programme.provider_id == actor.provider_id,
            or_(Contract.id.is_not(None), awaited),
            or_(Programme.unit_code == rule.unit_code, Department.unit_code == rule.unit_code),
            Recipient.born <= latest,
            *served_by(actor),
            *which,
        )
        .order_by(Recipient.born, Programme.id, Contract.id)
    )
    return [
        _task(rule, today, *row) for row in rows if closing_warned_from(rule, row[2].born) <= today
    ]


def _task(
    rule: AgeEnd, today: date, programme: Programme, contract: Contract | None, person: Recipient
) -> AgeTask:
    return AgeTask(
        programme_id=programme.id,
        contract_id=contract.id if contract else None,
        number=contract.number if contract else programme.number,
        recipient_id=person.id,
        recipient=full_name(person.surname, person.name, person.patronymic),
        day=birthday(person.born, rule.age),
        age=rule.age,
        due=must_close(rule, person.born, today),
        clause=rule.ends.citation,
    )
