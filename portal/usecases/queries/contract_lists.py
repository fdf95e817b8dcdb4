"""The list of contracts: narrowed by state and words, with the fee of the day.

Every statement is limited to the reader's provider; a social worker sees those of her recipients.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, or_, select

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState, DropReason
from portal.domain.people import full_name, search_key
from portal.models import Contract, ContractTerms, Programme, Recipient
from portal.usecases.actor import Actor
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scope import latest_terms, served_by
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class ContractFilter:
    """What the list is narrowed to; empty means everything."""

    state: ContractState | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A line of the list."""

    id: int
    number: str
    recipient_id: int
    recipient: str
    state: ContractState
    drop_reason: DropReason | None
    begins: date | None
    form: Form
    valid_until: date
    monthly_fee: Decimal | None
    free: bool
    due_at: datetime | None


def list_contracts(
    actor: Actor, wanted: ContractFilter, *, page: int = 1, day: date | None = None
) -> Page[ContractRow]:
    """A page of the provider's contracts, the newest first, with the fee of the day."""
    statement = (
        select(Contract, Recipient, ContractTerms, Programme.contract_due_at)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .join(ContractTerms, ContractTerms.contract_id == Contract.id)
        .where(*_wanted(actor, wanted), latest_terms(day))
        .order_by(Contract.year.desc(), Contract.sequence.desc())
    )
    counting = (
        select(func.count())
        .select_from(Contract)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(*_wanted(actor, wanted))
    )
    with reading() as session:
        total = session.scalar(counting) or 0
        rows = session.execute(paged(statement, page)).all()
    return Page(
        rows=tuple(
            _row(contract, recipient, terms, due) for contract, recipient, terms, due in rows
        ),
        total=total,
        number=page,
    )


def _wanted(actor: Actor, wanted: ContractFilter) -> list[ColumnElement[bool]]:
    conditions = [Contract.provider_id == actor.provider_id, *served_by(actor)]
    if wanted.state is not None:
        conditions.append(Contract.state == wanted.state)
    if words := search_key(wanted.words):
        conditions.append(
            or_(
                Recipient.name_key.startswith(words, autoescape=True),
                Contract.number.startswith(words, autoescape=True),
            )
        )
    return conditions


def _row(
    contract: Contract, recipient: Recipient, terms: ContractTerms, due_at: datetime | None
) -> ContractRow:
    waits = contract.state is ContractState.AWAITING_SIGNATURE
    return ContractRow(
        id=contract.id,
        number=contract.number,
        recipient_id=recipient.id,
        recipient=full_name(recipient.surname, recipient.name, recipient.patronymic),
        state=contract.state,
        drop_reason=contract.drop_reason,
        begins=contract.in_force_from,
        form=contract.form,
        valid_until=contract.valid_until,
        monthly_fee=terms.monthly_fee if terms.fee_known else None,
        free=terms.free,
        due_at=due_at if waits else None,
    )
