"""The recipient's own move: where it stands, who is recommended, what may be decided now."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import NotFound, Violation
from portal.domain.workflow import open_steps
from portal.models import Provider, Transfer, TransferLetter, TransferOffer, TransferStep
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.papers import paper_bytes
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import NOTIFIED, due_of, rules_of
from portal.usecases.transfer_letters import TELLS
from portal.usecases.transfer_own import newest_move, not_alone, own_case
from portal.usecases.way_over import closed_by


@dataclass(frozen=True, slots=True)
class Offer:
    """A recommended provider; ``id`` is None for one that does not work in this portal."""

    id: int | None
    name: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """A letter about the move that the reader may open."""

    id: int
    title: str
    printed_on: date


@dataclass(frozen=True, slots=True)
class OwnMove:
    """The newest move; ``due`` ends the term of the next step, ``alone`` says why not alone.

    ``passed`` are the states it has come to, each with its day; ``closed_by`` put its end on
    record.
    """

    id: int
    version: int
    state: str
    over_on: date | None
    closed_by: str
    wish: str
    applied_on: date
    due: date | None
    offers: tuple[Offer, ...]
    chosen: str
    chosen_on: date | None
    moved_on: date | None
    refusal: str
    passed: tuple[tuple[str, date], ...]
    letters: tuple[OwnLetter, ...]
    may_choose: bool
    may_withdraw: bool
    alone: Violation | None


def get_own_move(actor: Actor, region: Region, today: date) -> OwnMove | None:
    """The newest move of the person whose cabinet it is; None when there was none."""
    with reading() as session:
        row = newest_move(session, actor)
        if row is None:
            return None
        alone = not_alone(session, row.recipient_id, region, actor, today)
        steps = open_steps(rules_of(row, region).workflow, row.state)
        terms = (due_of(row, step) for step in steps)
        over = row.closed_on is not None
        return OwnMove(
            id=row.id,
            version=row.version,
            state=row.state,
            over_on=row.closed_on,
            closed_by=closed_by(session, row) if over else "",
            wish=row.wish_name,
            applied_on=row.applied_on,
            due=next((day for day in terms if day is not None), None),
            offers=_offers(session, row),
            chosen=row.chosen_name,
            chosen_on=row.chosen_on,
            moved_on=row.moved_on,
            refusal=row.decision_reason,
            passed=_passed(session, row, region),
            letters=_letters(session, row, region),
            may_choose=row.state == NOTIFIED and alone is None,
            may_withdraw=not over and alone is None,
            alone=None if over else alone,
        )


def own_letter(actor: Actor, letter_id: int) -> tuple[bytes, str]:
    """A letter to the reader with its title; raises NotFound for any other paper."""
    with reading() as session:
        row = own_case(session, actor)
        found = session.scalars(
            select(TransferLetter).where(
                TransferLetter.provider_id == row.provider_id,
                TransferLetter.transfer_id == row.id,
                TransferLetter.id == letter_id,
                TransferLetter.code.in_(TELLS),
            )
        ).one_or_none()
        if found is None:
            raise NotFound
        return paper_bytes(actor.provider_id, found.paper_id), found.title


def _offers(session: Session, row: Transfer) -> tuple[Offer, ...]:
    rows = session.execute(
        select(TransferOffer, Provider.address, Provider.phone)
        .outerjoin(Provider, Provider.id == TransferOffer.offered_id)
        .where(TransferOffer.provider_id == row.provider_id, TransferOffer.transfer_id == row.id)
        .order_by(TransferOffer.position)
    )
    return tuple(
        Offer(one.offered_id, one.name, address or "", phone or "") for one, address, phone in rows
    )


def _passed(session: Session, row: Transfer, region: Region) -> tuple[tuple[str, date], ...]:
    workflow = rules_of(row, region).workflow
    taken = session.execute(
        select(TransferStep.target, TransferStep.taken_on)
        .where(TransferStep.provider_id == row.provider_id, TransferStep.transfer_id == row.id)
        .order_by(TransferStep.id)
    )
    return tuple((workflow.state(target).title, on) for target, on in taken)


def _letters(session: Session, row: Transfer, region: Region) -> tuple[OwnLetter, ...]:
    rows = session.scalars(
        select(TransferLetter)
        .where(
            TransferLetter.provider_id == row.provider_id,
            TransferLetter.transfer_id == row.id,
            TransferLetter.code.in_(TELLS),
        )
        .order_by(TransferLetter.id.desc())
    )
    return tuple(OwnLetter(one.id, one.title, region.today(one.printed_at)) for one in rows)
