"""The lawful ways of a recipient from where the recipient is, and those that were gone.

Rules: FED-TRN-01 to FED-TRN-03, MSK-TRN-01, VLA-TRN-01, AST-TRN-02.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import RUNNING
from portal.domain.moves import Way
from portal.models import Contract, Department, Move, Recipient, Transfer
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.department_days import department_on
from portal.usecases.facts import own
from portal.usecases.move_ways import lawful_ways
from portal.usecases.queries.moves import MoveRow, move_rows
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class ContractWays:
    """A contract in force and the lawful ways from it; a running one is named instead."""

    contract_id: int
    number: str
    form: Form
    ways: tuple[Way, ...]
    move_id: int | None
    transfer_id: int | None


@dataclass(frozen=True, slots=True)
class RecipientWays:
    """Everything about the ways of one recipient."""

    recipient_id: int
    person: str
    contracts: tuple[ContractWays, ...]
    past: tuple[MoveRow, ...]


@dataclass(frozen=True, slots=True)
class OtherDepartment:
    """A contract in force in another department than the card's, and that department."""

    contract_id: int
    number: str
    department: str


def served_in_another_department(
    actor: Actor, recipient_id: int, today: date
) -> OtherDepartment | None:
    """What contradicts the card's department; None while a contract runs there, or none at all.

    A department is changed by a way with its order (FED-TRN-01), never by the card alone.
    """
    here = department_on(today)
    with reading() as session:
        person = own(session, Recipient, recipient_id, actor.provider_id)
        rows = session.execute(
            select(
                Contract.id,
                Contract.number,
                Contract.department_id.label("ordered"),
                Department.id.label("home"),
                Department.name,
            )
            .join(Department, Department.id == here)
            .where(
                Contract.provider_id == actor.provider_id,
                Contract.recipient_id == recipient_id,
                Contract.state.in_(RUNNING),
            )
            .order_by(Contract.id)
        ).all()
    # Before the first day there the card already names the department of the order.
    if not rows or any(person.department_id in {row.home, row.ordered} for row in rows):
        return None
    return OtherDepartment(rows[-1].id, rows[-1].number, rows[-1].name)


def ways_of(actor: Actor, recipient_id: int, region: Region, today: date) -> RecipientWays:
    """The lawful ways from where the recipient is, and those that were gone."""
    with reading() as session:
        person = own(session, Recipient, recipient_id, actor.provider_id)
        contracts = session.scalars(
            select(Contract)
            .where(
                Contract.provider_id == actor.provider_id,
                Contract.recipient_id == recipient_id,
                Contract.state.in_(RUNNING),
            )
            .order_by(Contract.id)
        ).all()
        moves = _open_by_contract(session, actor, recipient_id, Move)
        transfers = _open_by_contract(session, actor, recipient_id, Transfer)
        ways = tuple(
            ContractWays(
                contract_id=contract.id,
                number=contract.number,
                form=contract.form,
                ways=lawful_ways(session, contract, region, today),
                move_id=moves.get(contract.id),
                transfer_id=transfers.get(contract.id),
            )
            for contract in contracts
        )
        past = move_rows(
            session,
            region,
            Move.provider_id == actor.provider_id,
            Move.recipient_id == recipient_id,
        )
    return RecipientWays(recipient_id, person.full_name, ways, past)


def _open_by_contract(
    session: Session, actor: Actor, recipient_id: int, of: type[Move] | type[Transfer]
) -> dict[int, int]:
    """What runs, by the contract it is to end."""
    rows = session.execute(
        select(of.contract_id, of.id).where(
            of.provider_id == actor.provider_id,
            of.recipient_id == recipient_id,
            of.closed_on.is_(None),
        )
    )
    return {row[0]: row[1] for row in rows}
