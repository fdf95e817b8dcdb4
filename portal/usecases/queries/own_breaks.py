"""The breaks in the service that their recipient reads about: why, until when, what ends them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.domain.contract import RUNNING
from portal.domain.money import ZERO
from portal.domain.suspension import names_breach
from portal.domain.violations import NotFound
from portal.models import Contract, Recipient, Suspension, SuspensionOrder, SuspensionWarning
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.papers import paper_bytes
from portal.usecases.queries.awaited_papers import still_awaited
from portal.usecases.queries.break_readiness import PAID
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.queries.signed_papers import readable
from portal.usecases.suspension_orders import ending_text
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class OwnBreak:
    """A break that runs or is ahead; ``until`` is the first day of services again, if it is known.

    ``followed``: the next break begins on that very day. ``waits``: what one without a day waits
    for. ``debt``: what is overdue, in rubles, where paying ends it; ``breach``: what is to be put
    right; ``missing``: what is to be brought (MSK-SUS-01, FED-SUS-01). ``orders`` are ids and
    numbers of printed ones.
    """

    contract_id: int
    ground: str
    since: date
    until: date | None
    followed: bool
    waits: str
    debt: Decimal
    breach: str
    missing: tuple[str, ...]
    orders: tuple[tuple[int, str], ...]
    warning_id: int | None


def own_breaks(actor: Actor, region: Region, day: date) -> tuple[OwnBreak, ...]:
    """Breaks of the reader's contracts that are not over, the earliest first."""
    with reading() as session:
        rows = session.execute(
            select(Contract, Suspension)
            .join(Recipient, Recipient.id == Contract.recipient_id)
            .join(Suspension, Suspension.contract_id == Contract.id)
            .where(
                *readable(actor),
                Contract.state.in_(RUNNING),
                Suspension.until.is_(None)
                | ((Suspension.until > day) & (Suspension.until > Suspension.since)),
            )
            .order_by(Suspension.since, Suspension.id)
        ).all()
        return tuple(_view(session, contract, row, region, day) for contract, row in rows)


def own_break_order(actor: Actor, order_id: int) -> bytes:
    """The frozen order about an own break; NotFound for anybody else's or one without a paper."""
    return _paper(
        actor,
        select(SuspensionOrder.paper_id)
        .join(Suspension, Suspension.id == SuspensionOrder.suspension_id)
        .join(Contract, Contract.id == Suspension.contract_id)
        .where(*readable(actor), SuspensionOrder.id == order_id),
    )


def own_break_warning(actor: Actor, warning_id: int) -> bytes:
    """The frozen warning that an own break follows; NotFound as above."""
    return _paper(
        actor,
        select(SuspensionWarning.paper_id)
        .join(Contract, Contract.id == SuspensionWarning.contract_id)
        .where(
            *readable(actor),
            SuspensionWarning.id == warning_id,
            SuspensionWarning.suspension_id.is_not(None),
        ),
    )


def _paper(actor: Actor, wanted: Select[int | None]) -> bytes:
    with reading() as session:
        paper_id = session.scalar(wanted.join(Recipient, Recipient.id == Contract.recipient_id))
    if paper_id is None:
        raise NotFound
    return paper_bytes(actor.provider_id, paper_id)


def _view(
    session: Session, contract: Contract, row: Suspension, region: Region, day: date
) -> OwnBreak:
    rules = region.rules.suspension_rules.on(row.since)
    ground = next((one for one in rules.grounds if one.code == row.ground), None)
    pays = ground is not None and ground.ends_when == PAID
    return OwnBreak(
        contract_id=contract.id,
        ground=ground.title if ground else row.ground,
        since=row.since,
        until=row.until,
        followed=_followed(session, row),
        waits=ending_text(ground),
        debt=balance_of(session, contract.id, day).debt if pays else ZERO,
        breach=row.reason if ground and names_breach(ground) else "",
        missing=still_awaited(session, contract, row, ground, region, day),
        orders=_orders(session, row),
        warning_id=session.scalar(
            select(SuspensionWarning.id).where(
                SuspensionWarning.provider_id == row.provider_id,
                SuspensionWarning.suspension_id == row.id,
                SuspensionWarning.paper_id.is_not(None),
            )
        ),
    )


def _followed(session: Session, row: Suspension) -> bool:
    """Whether another break of the contract begins where this one ends."""
    return row.until is not None and (
        session.scalar(
            select(Suspension.id)
            .where(
                Suspension.provider_id == row.provider_id,
                Suspension.contract_id == row.contract_id,
                Suspension.since == row.until,
                Suspension.until.is_(None) | (Suspension.until > Suspension.since),
            )
            .limit(1)
        )
        is not None
    )


def _orders(session: Session, row: Suspension) -> tuple[tuple[int, str], ...]:
    found = session.execute(
        select(SuspensionOrder.id, SuspensionOrder.number)
        .where(
            SuspensionOrder.provider_id == row.provider_id,
            SuspensionOrder.suspension_id == row.id,
            SuspensionOrder.paper_id.is_not(None),
        )
        .order_by(SuspensionOrder.sequence)
    )
    return tuple((order_id, number) for order_id, number in found)
