"""What the pages of families read: the list, one family with what is next, what may be chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.people import full_name
from portal.domain.workflow import State
from portal.models import (
    Department,
    FamilyCase,
    FamilyMember,
    FamilyPaper,
    FamilyRelation,
    Recipient,
    StoredFile,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.family_rules import Prevention, demanded, prevention_on
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scans import ScanView, scan_where
from portal.usecases.queries.scope import own_families
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A line of the list; ``days`` is how long the family has been in its state."""

    id: int
    name: str
    number: str | None
    state: State
    since: date
    days: int
    children: tuple[str, ...]
    idle: bool


@dataclass(frozen=True, slots=True)
class OwnFamily:
    """The family of a recipient, for the card."""

    id: int
    name: str
    state: str


def works_with_families(region: Region, day: date) -> bool:
    """Whether the region has a procedure of work with families at all."""
    return prevention_on(region, day) is not None


def list_families(
    actor: Actor, region: Region, today: date, *, page: int = 1, state: str = ""
) -> Page[FamilyRow]:
    """Families the reader works with, those in a state for the longest time first."""
    rules = demanded(region, today)
    conditions = list(reached(actor))
    if state:
        conditions.append(FamilyCase.state == state)
    else:
        finals = [one.code for one in rules.work.workflow.states if one.final]
        conditions.append(FamilyCase.state.not_in(finals))
    wanted = (
        select(FamilyCase)
        .where(*conditions)
        .options(selectinload(FamilyCase.members))
        .order_by(FamilyCase.state_since, FamilyCase.id)
    )
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(FamilyCase).where(*conditions))
        cases = session.scalars(paged(wanted, page)).all()
        names = names_of(session, cases)
        shown = tuple(row_of(one, rules, today, names) for one in cases)
    return Page(rows=shown, total=total or 0, number=page)


def count_by_state(actor: Actor) -> dict[str, int]:
    """How many of the reader's families are in each state."""
    counted = (
        select(FamilyCase.state, func.count().label("families"))
        .where(*reached(actor))
        .group_by(FamilyCase.state)
    )
    with reading() as session:
        return {one.state: one.families for one in session.execute(counted)}


def departments_of_prevention(actor: Actor, region: Region, day: date) -> tuple[str, ...]:
    """The names of the departments a new family may come to."""
    rules = demanded(region, day)
    wanted = (
        select(Department.id, Department.name)
        .where(Department.provider_id == actor.provider_id, Department.unit_code == rules.unit_code)
        .order_by(Department.id)
    )
    with reading() as session:
        return tuple(name for _, name in session.execute(wanted))


def family_of(actor: Actor, recipient_id: int, region: Region, today: date) -> OwnFamily | None:
    """The family a recipient belongs to, the newest; None when the reader leads none."""
    rules = prevention_on(region, today)
    if rules is None:
        return None
    wanted = (
        select(FamilyCase)
        .join(FamilyMember, FamilyMember.case_id == FamilyCase.id)
        .where(*reached(actor), FamilyMember.recipient_id == recipient_id)
        .order_by(FamilyCase.id.desc())
        .limit(1)
    )
    with reading() as session:
        found = session.scalars(wanted).first()
        if found is None:
            return None
        state = rules.work.workflow.state(found.state)
        return OwnFamily(found.id, found.name, state.title)


def get_family_scan(actor: Actor, family_id: int, number: int) -> ScanView:
    """The scan of a paper of the file; raises NotFound without one."""
    with reading() as session:
        return scan_where(
            session,
            StoredFile.id == FamilyPaper.file_id,
            FamilyPaper.id == number,
            FamilyPaper.case_id == FamilyCase.id,
            FamilyCase.id == family_id,
            *reached(actor),
        )


def reached(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """The provider's families that are the reader's work (FED-PDP-01)."""
    return (FamilyCase.provider_id == actor.provider_id, *own_families(actor))


def names_of(session: Session, cases: Iterable[FamilyCase]) -> dict[int, Recipient]:
    """The recipients among the people of these families."""
    ids = {one.recipient_id for case in cases for one in case.members if one.recipient_id}
    if not ids:
        return {}
    rows = session.scalars(select(Recipient).where(Recipient.id.in_(ids)))
    return {one.id: one for one in rows}


def row_of(
    case: FamilyCase, rules: Prevention, today: date, names: dict[int, Recipient]
) -> FamilyRow:
    """A line of the list."""
    children = (one for one in case.members if one.relation is FamilyRelation.CHILD)
    state = rules.work.workflow.state(case.state)
    return FamilyRow(
        id=case.id,
        name=case.name,
        number=case.number,
        state=state,
        since=case.state_since,
        days=(today - case.state_since).days,
        children=tuple(name_of(one, names) for one in children),
        idle=case.help_needed is False,
    )


def name_of(member: FamilyMember, names: dict[int, Recipient]) -> str:
    """How somebody is called: as the card says, if there is one."""
    person = names.get(member.recipient_id or 0)
    if person is None:
        return member.name
    return full_name(person.surname, person.name, person.patronymic)
