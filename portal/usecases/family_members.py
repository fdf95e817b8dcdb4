"""Who belongs to a family: children, parents, others; recipients among them are linked.

Rules: VLA-MIN-09.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.people import full_name, search_key
from portal.domain.violations import NotFound, refuse
from portal.models import FamilyCase, FamilyMember, FamilyRelation, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.families import changed, demand_care, demand_day, family
from portal.usecases.queries.scope import own_people
from portal.usecases.transaction import transaction

MOST_MEMBERS = 30


@dataclass(frozen=True, slots=True)
class AddFamilyMember:
    """Somebody of the family; a recipient with this name and birthday is linked by the portal."""

    family_id: int
    relation: FamilyRelation
    name: str
    born: date | None = None
    occupation: str = ""
    version: int | None = None


def add_family_member(
    command: AddFamilyMember, *, region: Region, actor: Actor, now: datetime
) -> int | None:
    """Add somebody to the family; returns the recipient the line was linked with, if any.

    Raises duplicate for somebody who is there already.
    """
    demand_care(actor)
    if not command.name.strip():
        refuse("value_invalid", "Имя не указано. Впишите фамилию, имя, отчество.", field="name")
    if command.born is not None:
        demand_day(command.born, region.today(now), field="born")
    with transaction() as session:
        row = family(session, command.family_id, actor, version=command.version)
        if len(row.members) >= MOST_MEMBERS:
            text = f"В семье записано {MOST_MEMBERS} человек, больше портал не хранит."
            refuse("value_invalid", f"{text} Уберите лишнюю строку.", field="name")
        _demand_new(row, command)
        found = recipients_named(session, actor, [(command.name, command.born)])
        linked = found[0].id if len(found) == 1 else None
        if linked is not None and any(one.recipient_id == linked for one in row.members):
            refuse("duplicate", "Этот человек уже записан в составе семьи.", field="name")
        row.members.append(
            FamilyMember(
                provider_id=actor.provider_id,
                position=1 + max((one.position for one in row.members), default=0),
                relation=command.relation,
                recipient_id=linked,
                name=" ".join(command.name.split()),
                born=command.born,
                occupation=command.occupation.strip(),
            )
        )
        changed(session, row)
        after = {"name": command.name, "relation": command.relation, "recipient": linked}
        audit.record(session, actor, now, "family_member_added", "family", row.id, after=after)
        return linked


def remove_family_member(
    family_id: int, position: int, *, actor: Actor, now: datetime, version: int | None = None
) -> None:
    """Strike a line of the family entered by mistake; the audit keeps it."""
    demand_care(actor)
    with transaction() as session:
        row = family(session, family_id, actor, version=version)
        gone = next((one for one in row.members if one.position == position), None)
        if gone is None:
            raise NotFound
        row.members.remove(gone)
        changed(session, row)
        before = {"name": gone.name, "relation": gone.relation, "recipient": gone.recipient_id}
        audit.record(session, actor, now, "family_member_removed", "family", row.id, before)


def recipients_named(
    session: Session, actor: Actor, people: list[tuple[str, date | None]]
) -> list[Recipient]:
    """The reader's recipients with exactly these names and birthdays."""
    wanted = {(search_key(name), born) for name, born in people if born is not None}
    if not wanted:
        return []
    rows = session.scalars(
        select(Recipient)
        .where(
            Recipient.provider_id == actor.provider_id,
            Recipient.born.in_({born for _, born in wanted}),
            *own_people(actor),
        )
        .order_by(Recipient.id)
    )
    return [
        one
        for one in rows
        if (search_key(full_name(one.surname, one.name, one.patronymic)), one.born) in wanted
    ]


def _demand_new(row: FamilyCase, command: AddFamilyMember) -> None:
    same = (search_key(command.name), command.born)
    if any((search_key(one.name), one.born) == same for one in row.members):
        refuse("duplicate", "Этот человек уже записан в составе семьи.", field="name")
