"""In which department of the provider somebody is served on a day.

An order on another department and an admission to residential care take effect on their own day,
whoever marks the step when (FED-TRN-01). Before the day the department is the one that is left.
"""

from datetime import date

from sqlalchemy import Label, SQLColumnExpression, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.contract import RUNNING
from portal.domain.moves import MoveKind
from portal.models import Contract, Department, Move, Programme, Recipient

_ORDERED = and_(
    # The person's ways are found by an index: a page asks of every contract of the provider.
    Move.provider_id == Contract.provider_id,
    Move.recipient_id == Contract.recipient_id,
    Move.contract_id == Contract.id,
    Move.kind == MoveKind.DEPARTMENT,
    Move.moves_on.is_not(None),
    Move.withdrawal == "",
)
"""Orders on another department that were not withdrawn; a condition beside ``Contract``."""


def department_on(day: date) -> SQLColumnExpression[int | None]:
    """The department of a ``Contract`` on a day, by the orders that move the person."""
    entered = (
        select(Move.to_department_id)
        .where(_ORDERED, Move.moves_on <= day)
        .order_by(Move.moves_on.desc(), Move.id.desc())
        .limit(1)
        .correlate(Contract)
        .scalar_subquery()
    )
    left = (
        select(Move.from_department_id)
        .where(_ORDERED, Move.moves_on > day)
        .order_by(Move.moves_on, Move.id)
        .limit(1)
        .correlate(Contract)
        .scalar_subquery()
    )
    return func.coalesce(entered, left, Contract.department_id)


def leaves_after(day: date) -> SQLColumnExpression[date | None]:
    """The first day in another department after ``day``; None while no order names one."""
    return (
        select(func.min(Move.moves_on))
        .where(_ORDERED, Move.moves_on > day)
        .correlate(Contract)
        .scalar_subquery()
    )


def people_by_department(provider_id: int, day: date) -> Subquery:
    """How many ``people`` a provider's contracts in force serve on a day, by ``department_id``.

    Whoever has two, as when one follows the other, is one person (FED-IPP-06).
    """
    here: Label[int | None] = department_on(day).label("department_id")
    return (
        select(here, func.count(Contract.recipient_id.distinct()).label("people"))
        .where(Contract.provider_id == provider_id, Contract.state.in_(RUNNING))
        .group_by(here)
        .subquery()
    )


def department_of_contract(session: Session, contract: Contract, day: date) -> Department | None:
    """The department of a contract on a day."""
    found = session.scalar(select(department_on(day)).where(Contract.id == contract.id))
    return None if found is None else session.get_one(Department, found)


def change_ahead(session: Session, contract: Contract, day: date) -> tuple[date, Department] | None:
    """The first day in another department and that department, where an order names one."""
    row = session.scalars(
        select(Move)
        .join(Contract, Contract.id == Move.contract_id)
        .where(_ORDERED, Contract.id == contract.id, Move.moves_on > day)
        .order_by(Move.moves_on, Move.id)
        .limit(1)
    ).one_or_none()
    if row is None or row.moves_on is None or row.to_department_id is None:
        return None
    return row.moves_on, session.get_one(Department, row.to_department_id)


def department_of_card(session: Session, person: Recipient, day: date) -> int | None:
    """The department of a person on a day: an open way moves the card on its first day.

    A closed way has written the department into the card.
    """
    begun = (
        select(Contract.id)
        .where(
            Contract.programme_id == Move.new_programme_id,
            Contract.state.in_(RUNNING),
            Contract.in_force_from <= day,
        )
        .exists()
    )
    moved = session.scalar(
        select(Move.to_department_id)
        .where(
            Move.provider_id == person.provider_id,
            Move.recipient_id == person.id,
            Move.to_department_id.is_not(None),
            Move.closed_on.is_(None),
            or_(
                and_(Move.kind == MoveKind.DEPARTMENT, Move.moves_on <= day),
                and_(Move.kind == MoveKind.RESIDENTIAL, begun),
            ),
        )
        .order_by(Move.moves_on.desc(), Move.id.desc())
        .limit(1)
    )
    return person.department_id if moved is None else moved


def admission_of(session: Session, programme: Programme) -> Move | None:
    """The open way to residential care on this programme, once its day of admission is set."""
    return session.scalars(
        select(Move).where(
            Move.provider_id == programme.provider_id,
            Move.new_programme_id == programme.id,
            Move.kind == MoveKind.RESIDENTIAL,
            Move.moves_on.is_not(None),
            Move.closed_on.is_(None),
        )
    ).one_or_none()
