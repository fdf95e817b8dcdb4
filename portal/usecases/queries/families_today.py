"""What «Сегодня» shows of families: which wait for a step, which children come of age.

No step of the procedure has a term (VLA-MIN-09), so the age of the state stands in its place.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import add_months
from portal.domain.law import Citation
from portal.domain.people import birthday, full_name
from portal.domain.schedule import AgeEnd, closing_warned_from, must_close
from portal.models import FamilyCase, FamilyMember, FamilyRelation, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.family_rules import FAMILY_CARE, Prevention, prevention_on
from portal.usecases.queries.families import reached
from portal.usecases.transaction import reading

MOST = 5


@dataclass(frozen=True, slots=True)
class WaitingFamilies:
    """Families in one state from which the reader may take them: how many, the longest in days."""

    state: str
    title: str
    step: str
    families: int
    longest: int


@dataclass(frozen=True, slots=True)
class ComingOfAge:
    """A child of a family on the register whose birthday ends the work (VLA-SCH-04)."""

    family_id: int
    family: str
    child: str
    age: int
    day: date
    due: bool
    clause: Citation


@dataclass(frozen=True, slots=True)
class FamiliesToday:
    """The reader's card."""

    waiting: tuple[WaitingFamilies, ...] = ()
    ages: tuple[ComingOfAge, ...] = ()


def families_today(actor: Actor, region: Region, today: date) -> FamiliesToday:
    """What waits for the reader; nothing where the region has no such work."""
    rules = prevention_on(region, today)
    if rules is None or actor.role not in FAMILY_CARE:
        return FamiliesToday()
    with reading() as session:
        ages = _ages(session, actor, rules.age_end, today) if rules.age_end else ()
        return FamiliesToday(_waiting(session, actor, rules, today), ages)


def _waiting(
    session: Session, actor: Actor, rules: Prevention, today: date
) -> tuple[WaitingFamilies, ...]:
    """States with one way out, which is the reader's: work that goes on waits for nobody."""
    workflow = rules.work.workflow
    counted = session.execute(
        select(
            FamilyCase.state,
            func.count().label("families"),
            func.min(FamilyCase.state_since).label("first"),
        )
        .where(*reached(actor), FamilyCase.help_needed.is_not(False))
        .group_by(FamilyCase.state)
    )
    found = {one.state: one for one in counted}
    waiting = []
    for state in workflow.states:
        ways = [one for one in workflow.steps if one.source == state.code]
        if state.code not in found or len(ways) != 1 or actor.role.value not in ways[0].actors:
            continue
        row = found[state.code]
        longest = (today - row.first).days
        waiting.append(
            WaitingFamilies(state.code, state.title, ways[0].title, row.families, longest)
        )
    return tuple(waiting)


def _ages(session: Session, actor: Actor, rule: AgeEnd, today: date) -> tuple[ComingOfAge, ...]:
    # A day more than needed: months differ in length, and the law itself looks below.
    latest = add_months(today + timedelta(days=rule.warn_days + 1), -12 * rule.age)
    birthdate = func.coalesce(Recipient.born, FamilyMember.born)
    rows = session.execute(
        select(FamilyCase, FamilyMember, Recipient)
        .join(FamilyMember, FamilyMember.case_id == FamilyCase.id)
        .outerjoin(Recipient, Recipient.id == FamilyMember.recipient_id)
        .where(
            *reached(actor),
            FamilyCase.ended_by.is_(None),
            FamilyCase.help_needed.is_not(False),
            FamilyMember.relation == FamilyRelation.CHILD,
            birthdate <= latest,
        )
        .order_by(birthdate, FamilyMember.id)
        .limit(MOST)
    )
    found = (_coming(rule, today, *row) for row in rows)
    return tuple(one for one in found if one is not None)


def _coming(
    rule: AgeEnd, today: date, family: FamilyCase, member: FamilyMember, card: Recipient | None
) -> ComingOfAge | None:
    born, name = member.born, member.name
    if card is not None:
        born, name = card.born, full_name(card.surname, card.name, card.patronymic)
    if born is None or closing_warned_from(rule, born) > today:
        return None
    day, due = birthday(born, rule.age), must_close(rule, born, today)
    return ComingOfAge(family.id, family.name, name, rule.age, day, due, rule.ends.citation)
