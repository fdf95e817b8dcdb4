"""One family as its page shows it: what is next, its people, its file, its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.choices import Choice
from portal.domain.documents import DocumentRequirement
from portal.domain.families import HEAD_DECISION, PROGRAMME_PAPER
from portal.domain.law import Citation
from portal.domain.people import age_on, birthday, full_name
from portal.domain.schedule import AgeEnd, closing_warned_from, must_close
from portal.domain.violations import NotFound
from portal.domain.workflow import WorkflowStep, open_steps
from portal.models import (
    Department,
    FamilyCase,
    FamilyMember,
    FamilyPaper,
    FamilyRelation,
    Membership,
    Programme,
    Recipient,
    User,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.families import demand_reached
from portal.usecases.family_rules import Prevention, demanded
from portal.usecases.family_steps import programmes_of
from portal.usecases.queries.families import FamilyRow, name_of, names_of, row_of
from portal.usecases.queries.scope import own_people
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a family; ``recipient_id`` only for whom the reader may open."""

    position: int
    name: str
    relation: FamilyRelation
    born: date | None
    age: int | None
    occupation: str
    recipient_id: int | None
    linked: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """A paper the file must hold, and the sheets of it that are there."""

    requirement: DocumentRequirement
    sheets: tuple[FamilyPaper, ...]
    filled: bool


@dataclass(frozen=True, slots=True)
class PastStep:
    """A step that was taken, by whom it was recorded, and the state after it."""

    title: str
    state: str
    day: date
    by: str
    participants: str
    question: str
    decision: str
    words: str


@dataclass(frozen=True, slots=True)
class AgeOfChild:
    """A child whose birthday ends the work soon or already has (VLA-SCH-04)."""

    name: str
    day: date
    due: bool


@dataclass(frozen=True, slots=True)
class FamilyView:
    """One family: where it stands, what is next, its people, its file, its history."""

    row: FamilyRow
    rules: Prevention
    address: str
    phone: str
    department: str
    specialist: str
    specialist_id: int | None
    received_on: date
    sender: str
    channel: str
    circumstances: str
    ground: str | None
    help_needed: bool | None
    programme: Programme | None
    ended_by: str | None
    kept_at: str
    people: tuple[Person, ...]
    file: tuple[FileLine, ...]
    next_steps: tuple[WorkflowStep, ...]
    history: tuple[PastStep, ...]
    ages: tuple[AgeOfChild, ...]
    version: int


@dataclass(frozen=True, slots=True)
class StepDesk:
    """A step that may be taken now, with what its form chooses from."""

    view: FamilyView
    step: WorkflowStep
    asked: frozenset[str]
    missing: tuple[DocumentRequirement, ...]
    programmes: tuple[tuple[int, str], ...]
    citation: Citation


def get_family(actor: Actor, family_id: int, region: Region, today: date) -> FamilyView:
    """One family; raises NotFound for another provider's and for another worker's."""
    rules = demanded(region, today)
    with reading() as session:
        return _view(session, _case(session, actor, family_id), actor, rules, today)


def step_desk(actor: Actor, family_id: int, code: str, region: Region, today: date) -> StepDesk:
    """A step of the procedure for its form; raises NotFound for one it has not."""
    rules = demanded(region, today)
    with reading() as session:
        case = _case(session, actor, family_id)
        step = next((one for one in rules.work.workflow.steps if one.code == code), None)
        if step is None:
            raise NotFound
        demands = rules.work.demands(code)
        asked = frozenset(name for one in demands for name in (one.code, *one.instead))
        have = {one.code for one in case.papers}
        listed = programmes_of(session, case, actor)
        return StepDesk(
            view=_view(session, case, actor, rules, today),
            step=step,
            asked=asked,
            missing=tuple(
                one
                for one in rules.requirements
                if one.code in asked - {HEAD_DECISION} and one.code not in have
            ),
            programmes=tuple(
                (one.id, f"{one.recipient.full_name}: № {one.number} от {one.issued_on:%d.%m.%Y}")
                for one in listed
                if one.valid_until >= today
            ),
            citation=step.citation,
        )


def _case(session: Session, actor: Actor, family_id: int) -> FamilyCase:
    parts = (
        selectinload(FamilyCase.members),
        selectinload(FamilyCase.papers),
        selectinload(FamilyCase.steps),
    )
    found: FamilyCase = own(session, FamilyCase, family_id, actor.provider_id, *parts)
    demand_reached(session, found, actor)
    return found


def _view(
    session: Session, case: FamilyCase, actor: Actor, rules: Prevention, today: date
) -> FamilyView:
    names = names_of(session, [case])
    writers = _writers(session, case)
    department = session.get_one(Department, case.department_id)
    ends = rules.age_end.ends.choices if rules.age_end else ()
    return FamilyView(
        row=row_of(case, rules, today, names),
        rules=rules,
        address=case.address,
        phone=case.phone,
        department=department.name,
        specialist=writers.get(case.specialist_id or 0, ""),
        specialist_id=case.specialist_id,
        received_on=case.received_on,
        sender=case.sender,
        channel=case.channel,
        circumstances=case.circumstances,
        ground=_title(rules.grounds.grounds.choices, case.ground),
        help_needed=case.help_needed,
        programme=session.get(Programme, case.programme_id) if case.programme_id else None,
        ended_by=_title(ends, case.ended_by),
        kept_at=case.kept_at,
        people=_people(session, case, names, actor, today),
        file=_file(case, rules),
        next_steps=_next(case, rules),
        history=_history(case, rules, writers),
        ages=_ages(case, names, rules.age_end, today),
        version=case.version,
    )


def _next(case: FamilyCase, rules: Prevention) -> tuple[WorkflowStep, ...]:
    """The arrows from here; none once the head has found that no help is needed."""
    return () if case.help_needed is False else open_steps(rules.work.workflow, case.state)


def _title(choices: Iterable[Choice], code: str | None) -> str | None:
    return next((one.title for one in choices if one.code == code), code)


def _people(
    session: Session, case: FamilyCase, names: dict[int, Recipient], actor: Actor, today: date
) -> tuple[Person, ...]:
    """The people of a family; the card of a colleague's recipient is no link (FED-PDP-01)."""
    own_cards = select(Recipient.id).where(Recipient.id.in_(names), *own_people(actor))
    opened = frozenset(session.scalars(own_cards)) if names else frozenset()
    return tuple(_person(one, names, opened, today) for one in case.members)


def _person(
    member: FamilyMember, names: dict[int, Recipient], opened: frozenset[int], today: date
) -> Person:
    card = names.get(member.recipient_id or 0)
    born = card.born if card else member.born
    return Person(
        position=member.position,
        name=name_of(member, names),
        relation=member.relation,
        born=born,
        age=age_on(born, today) if born else None,
        occupation=member.occupation,
        recipient_id=card.id if card and card.id in opened else None,
        linked=card is not None,
    )


def _file(case: FamilyCase, rules: Prevention) -> tuple[FileLine, ...]:
    """The list of the file, each paper with its sheets (VLA-DOC-07)."""
    lines = []
    for one in rules.requirements:
        sheets = tuple(paper for paper in case.papers if paper.code == one.code)
        joined = one.code == PROGRAMME_PAPER and case.programme_id is not None
        lines.append(FileLine(one, sheets, bool(sheets) or joined))
    return tuple(lines)


def _history(case: FamilyCase, rules: Prevention, writers: dict[int, str]) -> tuple[PastStep, ...]:
    return tuple(
        PastStep(
            title=one.title,
            state=rules.work.workflow.state(one.target).title,
            day=one.day,
            by=writers.get(one.recorded_by_id, ""),
            participants=one.participants,
            question=one.question,
            decision=one.decision,
            words=one.words,
        )
        for one in reversed(case.steps)
    )


def _writers(session: Session, case: FamilyCase) -> dict[int, str]:
    ids = {one.recorded_by_id for one in case.steps} | {case.specialist_id or 0}
    rows = session.execute(
        select(Membership.id, User.surname, User.name, User.patronymic)
        .join(User, User.id == Membership.user_id)
        .where(Membership.id.in_(ids))
    )
    return {one.id: full_name(one.surname, one.name, one.patronymic) for one in rows}


def _ages(
    case: FamilyCase, names: dict[int, Recipient], rule: AgeEnd | None, today: date
) -> tuple[AgeOfChild, ...]:
    """Children who come of age within the days of warning, by birthday (VLA-SCH-04)."""
    if rule is None or case.ended_by is not None:
        return ()
    found = []
    for one in case.members:
        card = names.get(one.recipient_id or 0)
        born = card.born if card else one.born
        if one.relation is not FamilyRelation.CHILD or born is None:
            continue
        if closing_warned_from(rule, born) <= today:
            day, due = birthday(born, rule.age), must_close(rule, born, today)
            found.append(AgeOfChild(name_of(one, names), day, due))
    return tuple(sorted(found, key=lambda one: one.day))
