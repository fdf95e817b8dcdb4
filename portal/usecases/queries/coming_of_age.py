"""Work that an age ends: whom it concerns now, and the same for one contract (VLA-SCH-04)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.calendar import add_months
from portal.domain.contract import ContractState
from portal.domain.law import Citation
from portal.domain.people import birthday, full_name
from portal.domain.schedule import AgeEnd, closing_warned_from, must_close
from portal.models import Contract, Department, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.scope import served_by
from portal.usecases.transaction import reading

MOST_TASKS = 20


@dataclass(frozen=True, slots=True)
class AgeTask:
    """Somebody whose work ends with an age: ``due`` when that day has come."""

    contract_id: int
    number: str
    recipient_id: int
    recipient: str
    day: date
    age: int
    due: bool
    clause: Citation


def coming_of_age(actor: Actor, region: Region, today: date) -> tuple[AgeTask, ...]:
    """Contracts that an age ends soon or has ended, the first birthday first."""
    rules = region.rules.schedule_rules.on(today).age_ends
    with reading() as session:
        found = [task for rule in rules for task in _tasks(session, rule, actor, today)]
    return tuple(sorted(found, key=lambda one: one.day)[:MOST_TASKS])


def age_task(actor: Actor, contract_id: int, region: Region, today: date) -> AgeTask | None:
    """The same for one contract; None when no age ends it or the day is far."""
    rules = region.rules.schedule_rules.on(today).age_ends
    return _first(actor, rules, today, Contract.id == contract_id)


def age_task_of(actor: Actor, recipient_id: int, region: Region, today: date) -> AgeTask | None:
    """The same for a recipient."""
    rules = region.rules.schedule_rules.on(today).age_ends
    return _first(actor, rules, today, Contract.recipient_id == recipient_id)


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
    rows = session.execute(
        select(Contract, Recipient)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Department, Department.id == Contract.department_id)
        .where(
            Contract.provider_id == actor.provider_id,
            Contract.state != ContractState.TERMINATED,
            Department.unit_code == rule.unit_code,
            Recipient.born <= latest,
            *served_by(actor),
            *which,
        )
        .order_by(Recipient.born, Contract.id)
    )
    return [
        AgeTask(
            contract_id=contract.id,
            number=contract.number,
            recipient_id=person.id,
            recipient=full_name(person.surname, person.name, person.patronymic),
            day=birthday(person.born, rule.age),
            age=rule.age,
            due=must_close(rule, person.born, today),
            clause=rule.ends.citation,
        )
        for contract, person in rows
        if closing_warned_from(rule, person.born) <= today
    ]
