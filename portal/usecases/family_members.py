"""Who belongs to a family: children, parents, others; recipients among them are linked.

Rules: VLA-MIN-08, VLA-MIN-09 (the minors of a family), VLA-SCH-04 (a birthday ends the work).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.people import MAJORITY, SIGNS_WITH_CONSENT, age_on, full_name, search_key
from portal.domain.violations import NotFound, refuse
from portal.models import FamilyCase, FamilyMember, FamilyRelation, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.families import changed, demand_care, demand_day, demand_file_open, family
from portal.usecases.family_rules import Prevention, demanded
from portal.usecases.queries.scope import own_people
from portal.usecases.recipient_details import OLDEST, is_name
from portal.usecases.transaction import transaction

MOST_MEMBERS = 30
_YOUNGEST = {FamilyRelation.PARENT: SIGNS_WITH_CONSENT, FamilyRelation.GUARDIAN: MAJORITY}
"""The least age at which the portal believes that somebody is what is written."""


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

    Raises duplicate for somebody who is there already, value_invalid for what is no name and for
    a birthday that does not suit who somebody is: a child is a minor whose birthday is known.
    """
    demand_care(actor)
    today = region.today(now)
    _demand_name(command.name)
    _demand_age(command, demanded(region, today), today)
    with transaction() as session:
        row = family(session, command.family_id, actor, version=command.version)
        demand_file_open(row)
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
        demand_file_open(row)
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


def _demand_name(name: str) -> None:
    if not name.strip():
        refuse("value_invalid", "Имя не указано. Впишите фамилию, имя, отчество.", field="name")
    if not is_name(" ".join(name.split())):
        text = "В имени могут быть только буквы, дефис и пробел. Впишите фамилию, имя, отчество."
        refuse("value_invalid", text, field="name")


def _demand_age(command: AddFamilyMember, rules: Prevention, today: date) -> None:
    """The birthday fits the relation; the day of a child's majority is what ends the work."""
    clause = rules.age_end.ends.citation if rules.age_end else rules.grounds.grounds.citation
    is_child = command.relation is FamilyRelation.CHILD
    if command.born is None:
        if is_child:
            text = "Без дня рождения портал не узнает о восемнадцатилетии ребёнка. Введите день."
            refuse("value_invalid", text, field="born", citation=clause)
        return
    demand_day(command.born, today, field="born")
    age = age_on(command.born, today)
    least = _YOUNGEST.get(command.relation, 0)
    majority = rules.age_end.age if rules.age_end else MAJORITY
    if age > OLDEST:
        text = f"По дате рождения человеку больше {OLDEST} лет. Проверьте год."
    elif is_child and age >= majority:
        text = (
            f"По дате рождения ребёнку уже исполнилось {majority} лет, а работают с "
            "несовершеннолетними. Проверьте год или запишите его другим членом семьи."
        )
        refuse("value_invalid", text, field="born", citation=clause)
    elif age < least:
        text = (
            f"По дате рождения ему меньше {least} лет: {command.relation.label} так записан быть "
            "не может. Проверьте год или кто это в семье."
        )
    else:
        return
    refuse("value_invalid", text, field="born")


def _demand_new(row: FamilyCase, command: AddFamilyMember) -> None:
    """Nobody is written down twice; a father and a son may share a name, their birthdays known."""
    for one in row.members:
        namesakes = (
            one.relation is not command.relation
            and None not in (one.born, command.born)
            and one.born != command.born
        )
        if search_key(one.name) == search_key(command.name) and not namesakes:
            text = (
                "Этот человек уже записан в составе семьи. Чтобы исправить строку, уберите её и "
                "внесите заново."
            )
            refuse("duplicate", text, field="name")
