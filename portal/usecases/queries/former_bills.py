"""The former provider's bill of a contract, and whether there is one to ask for (AST-FEE-01)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain.calendar import last_day, month_of
from portal.domain.catalogue import Form
from portal.domain.fee_bounds import rest_of_cap
from portal.domain.law import Citation
from portal.domain.people import full_name
from portal.domain.violations import NotFound
from portal.models import (
    Act,
    Contract,
    ContractTerms,
    FormerBill,
    HoldState,
    Recipient,
    TransferEnvelope,
    VacancyHold,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading

MOST = 50


@dataclass(frozen=True, slots=True)
class FormerBillView:
    """A contract in its first month, with what the former provider billed for it.

    ``cap`` is the month's bound, None where nothing is paid or nothing limits it.
    """

    contract_id: int
    number: str
    recipient: str
    month: date
    clause: Citation
    amount: Decimal | None
    provider_name: str
    certificate_number: str
    certificate_on: date | None
    cap: Decimal | None

    @property
    def left(self) -> Decimal | None:
        """What of the bound is left for this contract."""
        if self.cap is None or self.amount is None:
            return None
        return rest_of_cap(self.cap, self.amount)


def shared_clause(region: Region, form: Form, day: date) -> Citation | None:
    """The clause by which two providers of a month share the bound of a form of service."""
    caps = region.rules.fee_rules.on(day).caps
    return next((cap.shared for cap in caps if cap.form is form), None)


@dataclass(frozen=True, slots=True)
class MissingBill:
    """A contract of somebody who came from another provider, whose bill nobody has recorded."""

    contract_id: int
    number: str
    recipient: str
    clause: Citation


def missing_bills(actor: Actor, month: date, region: Region) -> tuple[MissingBill, ...]:
    """Contracts begun within a month by a move, paid for under a bound that two bills share.

    A move of the first day leaves the former provider no day of the month. At most ``MOST``.
    """
    caps = region.rules.fee_rules.on(last_day(month)).caps
    clauses = {cap.form: cap.shared for cap in caps if cap.shared is not None}
    if not clauses:
        return ()
    with reading() as session:
        rows = session.execute(
            select(Contract, Recipient)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .where(
                Contract.provider_id == actor.provider_id,
                Contract.form.in_(clauses),
                Contract.in_force_from > month,
                Contract.in_force_from <= last_day(month),
                _came(VacancyHold.recipient_id, VacancyHold.state != HoldState.RELEASED)
                | _came(TransferEnvelope.recipient_id, TransferEnvelope.came_in.is_(True)),
                _bounded(month),
                ~_of_month(FormerBill, month),
                ~_of_month(Act, month),
            )
            .order_by(Recipient.name_key, Contract.id)
            .limit(MOST)
        ).all()
    return tuple(
        MissingBill(row.id, row.number, person.full_name, clauses[row.form]) for row, person in rows
    )


def _came(
    recipient_id: InstrumentedAttribute[int | None], which: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Whether the contract's recipient stands in such a row of the same provider."""
    table = recipient_id.class_
    return (
        select(table.id)
        .where(
            table.provider_id == Contract.provider_id, recipient_id == Contract.recipient_id, which
        )
        .exists()
    )


def _bounded(month: date) -> ColumnElement[bool]:
    return (
        select(ContractTerms.id)
        .where(
            ContractTerms.contract_id == Contract.id,
            ContractTerms.free.is_(False),
            ContractTerms.fee_cap.is_not(None),
            ContractTerms.since <= last_day(month),
        )
        .exists()
    )


def _of_month(kind: type[FormerBill | Act], month: date) -> ColumnElement[bool]:
    return select(kind.id).where(kind.contract_id == Contract.id, kind.month == month).exists()


def month_cap(session: Session, contract_id: int, month: date) -> Decimal | None:
    """The highest bound among the contract's terms of a month that are paid for."""
    return session.scalar(
        select(func.max(ContractTerms.fee_cap)).where(
            ContractTerms.contract_id == contract_id,
            ContractTerms.free.is_(False),
            ContractTerms.since <= last_day(month),
            ContractTerms.until.is_(None) | (ContractTerms.until > month),
        )
    )


def get_former_bill(actor: Actor, contract_id: int, region: Region) -> FormerBillView:
    """The bill of the contract's first month; NotFound where no bound is shared."""
    with reading() as session:
        row = session.execute(
            select(Contract, Recipient)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .where(Contract.provider_id == actor.provider_id, Contract.id == contract_id)
        ).one_or_none()
        if row is None:
            raise NotFound
        contract, recipient = row
        month = month_of(contract.in_force_from or contract.concluded_on)
        clause = shared_clause(region, contract.form, last_day(month))
        if clause is None:
            raise NotFound
        bill = session.scalars(
            select(FormerBill).where(
                FormerBill.contract_id == contract_id, FormerBill.month == month
            )
        ).one_or_none()
        return FormerBillView(
            contract_id=contract.id,
            number=contract.number,
            recipient=full_name(recipient.surname, recipient.name, recipient.patronymic),
            month=month,
            clause=clause,
            amount=bill.amount if bill else None,
            provider_name=bill.provider_name if bill else "",
            certificate_number=bill.certificate_number if bill else "",
            certificate_on=bill.certificate_on if bill else None,
            cap=month_cap(session, contract.id, month),
        )
