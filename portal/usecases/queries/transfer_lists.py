"""Lists of moves: those from the reader's provider, those to it, those that wait for an authority.

The receiver reads of a move from the notification on, the authority what was sent to it. Rule:
AST-TRN-07.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, or_, select

from portal.domain.people import full_name
from portal.domain.violations import NotAllowed
from portal.domain.workflow import open_steps, whose_turn
from portal.models import Provider, Recipient, Role, Transfer, TransferEnvelope, TransferOffer
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.paging import PAGE_SIZE, Page, paged
from portal.usecases.queries.scope import about_own_people
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import NOTIFIED, SHOWN_TO_RECEIVER, due_of, rules_of

QUEUED = ("submitted", "registered", "agreed")


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A move in a list; ``due`` is the term of the next step, ``person`` the full name.

    ``turn`` is who may take that step, by the roles of the region's path.
    """

    id: int
    person: str
    born: date
    state: str
    title: str
    turn: tuple[str, ...]
    provider: str
    wish: str
    due: date | None
    received_on: date | None
    manual: bool

    def overdue(self, today: date) -> bool:
        """Whether the term of the next step is over."""
        return self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """Another provider of the region that works in the portal."""

    id: int
    name: str


def list_own(
    actor: Actor, region: Region, *, page: int = 1, size: int = PAGE_SIZE
) -> Page[TransferRow]:
    """The moves from the reader's provider, the running ones first."""
    which = and_(
        Transfer.provider_id == actor.provider_id,
        *about_own_people(actor, Transfer.recipient_id),
    )
    order = (Transfer.closed_on.is_not(None), Transfer.id.desc())
    return _page(which, order, region, page, size)


def list_incoming(actor: Actor, region: Region) -> tuple[TransferRow, ...]:
    """The moves to the reader's provider, from the notification on; no name before the envelope."""
    page = _page(sent_to(actor), (Transfer.id.desc(),), region, 1, PAGE_SIZE)
    with reading() as session:
        named = set(
            session.scalars(
                select(TransferEnvelope.transfer_id).where(
                    TransferEnvelope.transfer_id.in_([row.id for row in page.rows]),
                    TransferEnvelope.came_in.is_(False),
                )
            )
        )
    return tuple(row if row.id in named else replace(row, person="") for row in page.rows)


def list_queue(
    actor: Actor, region: Region, *, page: int = 1, size: int = PAGE_SIZE
) -> Page[TransferRow]:
    """What waits for the reader's authority, the earliest term first."""
    _demand_officer(actor)
    which = and_(Transfer.authority_id == actor.provider_id, Transfer.state.in_(QUEUED))
    term = func.coalesce(Transfer.notice_due, Transfer.register_due, Transfer.received_on)
    return _page(which, (term, Transfer.id), region, page, size)


def list_providers(actor: Actor, region: Region) -> tuple[ProviderChoice, ...]:
    """The other providers of the region, by name: whom a recipient may wish for."""
    with reading() as session:
        rows = session.execute(
            select(Provider.id, Provider.short_name)
            .where(
                Provider.region_code == region.code,
                Provider.is_authority.is_(False),
                Provider.id != actor.provider_id,
            )
            .order_by(Provider.short_name)
        )
        return tuple(ProviderChoice(*row) for row in rows)


def sent_to(actor: Actor) -> ColumnElement[bool]:
    """Moves that the reader's provider may know of; the same as ``is_receiver`` of one row."""
    offered = select(TransferOffer.id).where(
        TransferOffer.transfer_id == Transfer.id, TransferOffer.offered_id == actor.provider_id
    )
    wished = and_(
        Transfer.state == NOTIFIED,
        Transfer.wish_provider_id == actor.provider_id,
        offered.exists(),
    )
    later = tuple(state for state in SHOWN_TO_RECEIVER if state != NOTIFIED)
    chosen = and_(Transfer.state.in_(later), Transfer.chosen_provider_id == actor.provider_id)
    return or_(wished, chosen)


def _demand_officer(actor: Actor) -> None:
    if actor.role is not Role.OFFICER:
        raise NotAllowed


def joined() -> Select[Transfer, Recipient, str]:
    """Moves with their people and the names of the providers they leave."""
    return (
        select(Transfer, Recipient, Provider.short_name)
        .join(Recipient, Recipient.id == Transfer.recipient_id)
        .join(Provider, Provider.id == Transfer.provider_id)
    )


def _page(
    which: ColumnElement[bool],
    order: Sequence[SQLColumnExpression[Any]],
    region: Region,
    page: int,
    size: int,
) -> Page[TransferRow]:
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(Transfer).where(which)) or 0
        rows = session.execute(paged(joined().where(which).order_by(*order), page, size)).all()
        listed = tuple(row_of(row, person, name, region) for row, person, name in rows)
    return Page(listed, total, page, size)


def row_of(row: Transfer, person: Recipient, provider: str, region: Region) -> TransferRow:
    """A move as lists show it, with the term of its next step."""
    rules = rules_of(row, region)
    state = rules.workflow.state(row.state)
    terms = (due_of(row, step) for step in open_steps(rules.workflow, row.state))
    return TransferRow(
        id=row.id,
        person=full_name(person.surname, person.name, person.patronymic),
        born=person.born,
        state=row.state,
        title=state.title,
        turn=whose_turn(rules.workflow, row.state),
        provider=provider,
        wish=row.chosen_name or row.wish_name,
        due=next((day for day in terms if day is not None), None),
        received_on=row.received_on,
        manual=row.manual,
    )
