"""Belongings in care: a recipient's lists, and what is still kept after an end (FED-RGT-03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.catalogue import Form
from portal.domain.law import Citation
from portal.domain.people import full_name, short_name
from portal.models import (
    Contract,
    Inventory,
    InventoryItem,
    Membership,
    Recipient,
    Role,
    User,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.authority import acting_on
from portal.usecases.facts import own
from portal.usecases.queries.scope import about_own_people
from portal.usecases.transaction import reading

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ThingView:
    """A thing of a list, and where it went."""

    id: int
    title: str
    features: str
    quantity: int
    returned_on: date | None
    returned_to: str
    returned_paper: str


@dataclass(frozen=True, slots=True)
class InventoryView:
    """A list as its page shows it."""

    id: int
    contract_number: str
    drawn_on: date
    handed_by: str
    accepted_by: str
    witness: str
    paper_id: int
    signed_on: date | None
    struck_on: date | None
    struck_reason: str
    things: tuple[ThingView, ...]

    @property
    def kept(self) -> tuple[ThingView, ...]:
        """What has not been given back; nothing of a list that was struck."""
        return () if self.struck_on else tuple(one for one in self.things if not one.returned_on)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something to choose: a contract, one of the staff, a representative."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class BelongingsView:
    """The lists of a recipient, newest first, and what a new one may name.

    No ``contracts`` = none of a form of service in which things are kept is in its days.
    """

    recipient_id: int
    recipient: str
    citation: Citation
    forms: tuple[Form, ...]
    lists: tuple[InventoryView, ...]
    contracts: tuple[Named, ...]
    staff: tuple[Named, ...]
    representatives: tuple[Named, ...]
    died: bool = False


@dataclass(frozen=True, slots=True)
class KeptThings:
    """Things of somebody who has died or whose contract has ended, still with the provider."""

    recipient_id: int
    recipient: str
    things: int
    died_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Belongings:
    """What a recipient's card and the page of an end say in one line."""

    lists: int
    unsigned: int
    kept: int


def belongings_view(actor: Actor, recipient_id: int, region: Region, day: date) -> BelongingsView:
    """Everything about the belongings of a recipient of the reader's provider; or NotFound."""
    rule = region.rules.information_rules.on(day).inventory
    with reading() as session:
        person = own(
            session,
            Recipient,
            recipient_id,
            actor.provider_id,
            selectinload(Recipient.representatives),
        )
        lists = _lists(session, actor, recipient_id)
        contracts = session.execute(
            select(Contract.id, Contract.number)
            .where(
                Contract.provider_id == actor.provider_id,
                Contract.recipient_id == recipient_id,
                Contract.form.in_(rule.forms),
                Contract.drop_reason.is_(None),
                or_(Contract.ended_on.is_(None), Contract.ended_on >= day),
            )
            .order_by(Contract.id.desc())
        ).all()
        staff = _staff(session, actor, day)
        acting = acting_on(person, person.representatives, day)
        return BelongingsView(
            recipient_id=recipient_id,
            recipient=full_name(person.surname, person.name, person.patronymic),
            citation=rule.citation,
            forms=rule.forms,
            lists=lists,
            contracts=tuple(Named(key, f"№ {number}") for key, number in contracts),
            staff=staff,
            representatives=tuple(
                Named(one.id, full_name(one.surname, one.name, one.patronymic)) for one in acting
            ),
            died=person.died_on is not None,
        )


def belongings_of(actor: Actor, recipient_id: int, region: Region, day: date) -> Belongings | None:
    """The line of the card; None for who has no list and no contract of such a form."""
    rule = region.rules.information_rules.on(day).inventory
    kept = InventoryItem.returned_on.is_(None)
    standing = Inventory.struck_on.is_(None)
    with reading() as session:
        lists, unsigned, things = session.execute(
            select(
                func.count(Inventory.id.distinct()),
                func.count(Inventory.id.distinct()).filter(Inventory.signed_on.is_(None)),
                func.count(InventoryItem.id).filter(kept),
            )
            .select_from(Inventory)
            .join(InventoryItem, InventoryItem.inventory_id == Inventory.id)
            .where(
                Inventory.provider_id == actor.provider_id,
                Inventory.recipient_id == recipient_id,
                standing,
            )
        ).one()
        resident = select(Contract.id).where(
            Contract.provider_id == actor.provider_id,
            Contract.recipient_id == recipient_id,
            Contract.form.in_(rule.forms),
        )
        if not lists and session.scalar(resident.limit(1)) is None:
            return None
    return Belongings(lists, unsigned, things)


def kept_after_end(session: Session, actor: Actor, day: date) -> tuple[KeptThings, ...]:
    """People who died or whose contract ended by the day while their things are still kept."""
    rows = session.execute(
        select(Recipient, func.count(InventoryItem.id), func.max(Contract.ended_on))
        .join(Inventory, Inventory.recipient_id == Recipient.id)
        .join(Contract, Contract.id == Inventory.contract_id)
        .join(InventoryItem, InventoryItem.inventory_id == Inventory.id)
        .where(
            Inventory.provider_id == actor.provider_id,
            Inventory.struck_on.is_(None),
            InventoryItem.returned_on.is_(None),
            or_(Recipient.died_on <= day, Contract.ended_on <= day),
            *about_own_people(actor, Recipient.id),
        )
        .group_by(Recipient.id)
        .order_by(Recipient.id)
        .limit(MOST_SHOWN)
    )
    return tuple(
        KeptThings(
            person.id,
            full_name(person.surname, person.name, person.patronymic),
            things,
            person.died_on,
            ended_on,
        )
        for person, things, ended_on in rows
    )


def _lists(session: Session, actor: Actor, recipient_id: int) -> tuple[InventoryView, ...]:
    rows = session.execute(
        select(Inventory, Contract.number)
        .join(Contract, Contract.id == Inventory.contract_id)
        .where(Inventory.provider_id == actor.provider_id, Inventory.recipient_id == recipient_id)
        .order_by(Inventory.drawn_on.desc(), Inventory.id.desc())
        .options(selectinload(Inventory.items))
    ).all()
    who = {key for row, _ in rows for key in (row.accepted_by_id, row.witness_id)}
    names = _names(session, who)
    return tuple(
        InventoryView(
            id=row.id,
            contract_number=number,
            drawn_on=row.drawn_on,
            handed_by=row.handed_by,
            accepted_by=names[row.accepted_by_id],
            witness=names[row.witness_id],
            paper_id=row.paper_id,
            signed_on=row.signed_on,
            struck_on=row.struck_on,
            struck_reason=row.struck_reason,
            things=tuple(
                ThingView(
                    one.id,
                    one.title,
                    one.features,
                    one.quantity,
                    one.returned_on,
                    one.returned_to,
                    one.returned_paper,
                )
                for one in row.items
            ),
        )
        for row, number in rows
    )


def _names(session: Session, members: set[int]) -> dict[int, str]:
    rows = session.execute(
        select(Membership.id, User.surname, User.name, User.patronymic)
        .join(User, User.id == Membership.user_id)
        .where(Membership.id.in_(members))
    )
    return {row[0]: short_name(row[1], row[2], row[3]) for row in rows}


def _staff(session: Session, actor: Actor, day: date) -> tuple[Named, ...]:
    """Everybody of the staff in office on the day, by name."""
    rows = session.execute(
        select(Membership.id, User.surname, User.name, User.patronymic)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.provider_id == actor.provider_id,
            Membership.role.not_in((Role.RECIPIENT, Role.OFFICER)),
            Membership.since <= day,
            or_(Membership.until.is_(None), Membership.until > day),
            User.blocked_at.is_(None),
        )
        .order_by(User.surname, User.name)
    )
    return tuple(Named(row[0], short_name(row[1], row[2], row[3])) for row in rows)
