"""Two contracts of one form on the same days: the later one serves, the former one ends.

A new programme takes the place of the one that a review was asked for; the contract on the old one
stands until then (FED-IPP-06). No day is recorded twice (FED-ACT-03).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.contract import RUNNING, ContractState
from portal.domain.violations import refuse
from portal.models import Contract, Delivery, Programme
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.reviewed_programmes import issued_instead
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class LaterContract:
    """The contract that serves from ``since`` on; ``replaces``: on the programme of the review."""

    contract_id: int
    number: str
    since: date
    replaces: bool

    @property
    def eve(self) -> date:
        """The last day of the former contract."""
        return self.since - timedelta(days=1)


def later_contract(session: Session, contract: Contract) -> LaterContract | None:
    """The first contract of the same form that begins while this one still runs; None without one.

    In the same department, where both programmes name one, or in any on the programme of a review.
    """
    if contract.in_force_from is None:
        return None
    former = own(session, Programme, contract.programme_id, contract.provider_id)
    replaces = issued_instead(contract.provider_id, former.id, Contract.programme_id)
    begins = or_(
        Contract.in_force_from > contract.in_force_from,
        and_(Contract.in_force_from == contract.in_force_from, Contract.id > contract.id),
    )
    row = session.execute(
        select(Contract.id, Contract.number, Contract.in_force_from, replaces)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(
            *beside(former),
            begins,
            Contract.in_force_from <= (contract.ended_on or contract.valid_until),
        )
        .order_by(Contract.in_force_from, Contract.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return LaterContract(row[0], row[1], cast("date", row[2]), replaces=row[3])


@dataclass(frozen=True, slots=True)
class Successor:
    """The contract that has served since the last day of another one, whose programme was reviewed.

    ``programme``: what the review has ended with, «№ … от …».
    """

    contract_id: int
    number: str
    since: date
    programme: str

    @property
    def words(self) -> str:
        """What the papers of the former contract's end print of it."""
        return (
            f"Программа пересмотрена: выдана {self.programme}; с {self.since:%d.%m.%Y} услуги "
            f"по договору № {self.number}"
        )


def successor(session: Session, contract: Contract, last: date | None) -> Successor | None:
    """The contract on the programme of a review from the day after ``last`` on (FED-IPP-06)."""
    if last is None:
        return None
    row = session.execute(
        select(Contract.id, Contract.number, Programme.number, Programme.issued_on)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(
            Contract.provider_id == contract.provider_id,
            Contract.recipient_id == contract.recipient_id,
            Contract.form == contract.form,
            Contract.state.in_((*RUNNING, ContractState.TERMINATED)),
            Contract.in_force_from == last + timedelta(days=1),
            issued_instead(contract.provider_id, contract.programme_id, Contract.programme_id),
        )
        .order_by(Contract.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    since = last + timedelta(days=1)
    return Successor(row[0], row[1], since, f"№ {row[2]} от {row[3]:%d.%m.%Y}")


@dataclass(frozen=True, slots=True)
class Succession:
    """What comes after a contract: another ``contract``, or a ``programme`` without one.

    ``programme`` is its number and day by the id of its page. ``serves``: this one is ended, or its
    last day is fixed, and that one follows.
    """

    contract: LaterContract | None = None
    serves: Successor | None = None
    programme_id: int | None = None
    programme: str = ""


def succession(actor: Actor, contract_id: int) -> Succession | None:
    """What the page of a contract says of its successor; None where nothing has come (FED-IPP-06).

    After a fixed last day only the contract on the programme of a review is told.
    """
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        if contract.ended_on is not None:
            serves = successor(session, contract, contract.ended_on)
            return Succession(serves=serves) if serves else None
        if contract.state not in RUNNING:
            return None
        if later := later_contract(session, contract):
            return Succession(contract=later)
        drawn = select(Contract.id).where(Contract.programme_id == Programme.id)
        row = session.execute(
            select(Programme.id, Programme.number, Programme.issued_on)
            .where(
                Programme.provider_id == actor.provider_id,
                Programme.recipient_id == contract.recipient_id,
                issued_instead(actor.provider_id, contract.programme_id, Programme.id),
                Programme.form == contract.form,
                Programme.withdrawn_at.is_(None),
                ~drawn.exists(),
            )
            .order_by(Programme.id.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        return Succession(programme_id=row[0], programme=f"№ {row[1]} от {row[2]:%d.%m.%Y}")


def last_of_programme(session: Session, contract: Contract, programme: Programme) -> date:
    """The last day on which the programme of a contract holds.

    Its term, or the eve of the contract on the one that was issued instead (FED-IPP-06).
    """
    later = later_contract(session, contract)
    eves = [later.eve] if later is not None and later.replaces else []
    return min([programme.valid_until, *eves])


def demand_one_contract(session: Session, contract: Contract, day: date) -> None:
    """No service of a day that another contract of the same form has (FED-ACT-03).

    From its first day on the later contract records; on a day that the former one has recorded it
    does not. Raises overlap.
    """
    later = later_contract(session, contract)
    if later is not None and later.since <= day:
        refuse(
            "overlap",
            f"С {later.since:%d.%m.%Y} услуги этой формы оказывают по договору № {later.number}: "
            "запишите их в нём, а этот договор прекратите накануне.",
            field="day",
            subject=f"contract:{later.contract_id}",
        )
    former = _recorded_before(session, contract, day)
    if former is not None:
        refuse(
            "overlap",
            f"За {day:%d.%m.%Y} услуги уже записаны по договору № {former.number}: один день в "
            "двух договорах не записывают. Если та запись ошибочна, сначала снимите её.",
            field="day",
            subject=f"contract:{former.id}",
        )


def demand_not_followed(
    session: Session, contract: Contract, first: date, *, field: str, then: str = ""
) -> None:
    """No text on a replaced programme comes into force once the contract on the new one serves.

    ``first`` is the day from which the text would serve, ``then`` what to do with it. Raises
    transition_not_allowed (FED-IPP-06).
    """
    follows = session.execute(
        select(Contract.id, Contract.number, Contract.in_force_from)
        .where(
            Contract.provider_id == contract.provider_id,
            Contract.recipient_id == contract.recipient_id,
            Contract.form == contract.form,
            Contract.state.in_(RUNNING),
            Contract.in_force_from <= first,
            issued_instead(contract.provider_id, contract.programme_id, Contract.programme_id),
        )
        .limit(1)
    ).one_or_none()
    if follows is not None:
        refuse(
            "transition_not_allowed",
            f"Программу этого договора пересмотрели, и по новой уже действует договор "
            f"№ {follows.number} с {follows.in_force_from:%d.%m.%Y}.{then}",
            field=field,
            subject=f"contract:{follows.id}",
        )


def _recorded_before(session: Session, contract: Contract, day: date) -> Contract | None:
    """The former contract that still runs and has recorded something of the day."""
    programme = own(session, Programme, contract.programme_id, contract.provider_id)
    recorded = select(Delivery.id).where(
        Delivery.contract_id == Contract.id, Delivery.day == day, Delivery.quantity > 0
    )
    return session.scalars(
        select(Contract)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(
            *beside(programme),
            Contract.in_force_from <= (contract.in_force_from or day),
            func.coalesce(Contract.ended_on, Contract.valid_until) >= day,
            recorded.exists(),
        )
        .limit(1)
    ).one_or_none()


def beside(programme: Programme) -> tuple[ColumnElement[bool], ...]:
    """Of ``Contract``, joined with its programme: others of the form and department that run.

    Of the person of ``programme``; one that a review has put in the place of the other, or the
    other way round, is of no other department.
    """
    unit = func.coalesce(programme.unit_code, Programme.unit_code, "")
    provider = programme.provider_id
    return (
        Contract.provider_id == provider,
        Contract.recipient_id == programme.recipient_id,
        Contract.form == programme.form,
        Contract.state.in_(RUNNING),
        Contract.programme_id != programme.id,
        or_(
            # A programme that names no department is of any.
            func.coalesce(Programme.unit_code, unit) == unit,
            issued_instead(provider, Contract.programme_id, programme.id),
            issued_instead(provider, programme.id, Contract.programme_id),
        ),
    )
