"""Whose services a worker gives in a month: how much is planned, how much is recorded.

A social worker sees the recipients given to her and those given to nobody; the others of the staff
see all of the provider.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, Subquery, func, or_, select

from portal.domain.calendar import last_day
from portal.domain.catalogue import Form
from portal.domain.people import full_name, search_key
from portal.models import (
    Contract,
    ContractService,
    ContractTerms,
    Delivery,
    Recipient,
)
from portal.models.types import Quantity
from portal.usecases.actor import Actor
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scope import served_by, services_of_month
from portal.usecases.stopped_services import stopped_before
from portal.usecases.transaction import reading

VISITS_A_PAGE = 20
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A recipient of the month: how much is planned and how much is recorded."""

    contract_id: int
    number: str
    recipient: str
    address: str
    form: Form
    planned: Decimal
    done: Decimal


@dataclass(frozen=True, slots=True)
class Rounds:
    """A page of the month's recipients with the totals of all pages."""

    page: Page[RoundRow]
    planned: Decimal
    done: Decimal
    unrecorded: int


@dataclass(frozen=True, slots=True)
class RoundFilter:
    """Which recipients: by name, only those with nothing recorded."""

    words: str = ""
    unrecorded: bool = False


def list_rounds(actor: Actor, month: date, wanted: RoundFilter, *, page: int = 1) -> Rounds:
    """The recipients whose services the reader records in a month, by name."""
    planned, done = _planned(actor, month), _done(actor, month)
    base = (
        served_contracts(actor, month)
        .outerjoin(planned, planned.c.contract_id == Contract.id)
        .outerjoin(done, done.c.contract_id == Contract.id)
    )
    amounts = (_volume(planned.c.quantity), _volume(done.c.quantity))
    narrowed = base.where(*_words(wanted.words))
    if wanted.unrecorded:
        narrowed = narrowed.where(done.c.quantity.is_(None))
    rows = narrowed.add_columns(*amounts).order_by(Recipient.name_key, Contract.id)
    totals = base.with_only_columns(
        func.coalesce(func.sum(amounts[0]), 0, type_=Quantity()),
        func.coalesce(func.sum(amounts[1]), 0, type_=Quantity()),
        func.count().filter(done.c.quantity.is_(None)),
    )
    with reading() as session:
        found = session.execute(paged(rows, page)).all()
        total = session.scalar(narrowed.with_only_columns(func.count())) or 0
        all_planned, all_done, unrecorded = session.execute(totals).one()
    listed = tuple(_round(contract, person, plan, given) for contract, person, plan, given in found)
    return Rounds(Page(listed, total, page), all_planned, all_done, unrecorded)


def served_contracts(actor: Actor, month: date | None) -> Select[Contract, Recipient]:
    """Contracts in force, in a month when one is given, that the reader may record services of."""
    statement = (
        select(Contract, Recipient)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(
            Contract.provider_id == actor.provider_id,
            Contract.in_force_from.is_not(None),
            *served_by(actor),
        )
    )
    if month is not None:
        statement = statement.where(
            Contract.in_force_from <= last_day(month),
            Contract.valid_until >= month,
            or_(Contract.ended_on.is_(None), Contract.ended_on >= month),
            ~stopped_before(month),
        )
    return statement


def _words(words: str) -> list[ColumnElement[bool]]:
    key = search_key(words)
    if not key:
        return []
    return [
        or_(
            Recipient.name_key.startswith(key, autoescape=True),
            Contract.number.startswith(key, autoescape=True),
        )
    ]


def _volume(column: ColumnElement[Decimal]) -> ColumnElement[Decimal]:
    return func.coalesce(column, 0, type_=Quantity())


def _planned(actor: Actor, month: date) -> Subquery:
    return (
        select(
            ContractTerms.contract_id,
            func.sum(ContractService.quantity_per_month).label("quantity"),
        )
        .join(ContractService, ContractService.terms_id == ContractTerms.id)
        .where(ContractTerms.provider_id == actor.provider_id, services_of_month(month))
        .group_by(ContractTerms.contract_id)
        .subquery("planned")
    )


def _done(actor: Actor, month: date) -> Subquery:
    return (
        select(Delivery.contract_id, func.sum(Delivery.quantity).label("quantity"))
        .where(
            Delivery.provider_id == actor.provider_id,
            Delivery.day.between(month, last_day(month)),
            Delivery.additional.is_(False),
        )
        .group_by(Delivery.contract_id)
        .subquery("done")
    )


def _round(contract: Contract, person: Recipient, planned: Decimal, done: Decimal) -> RoundRow:
    return RoundRow(
        contract_id=contract.id,
        number=contract.number,
        recipient=full_name(person.surname, person.name, person.patronymic),
        address=person.address,
        form=contract.form,
        planned=planned,
        done=done,
    )
