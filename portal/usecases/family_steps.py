"""The steps of work with a family: visit, decision, file, programme, discussion, removal.

Rules: VLA-MIN-08, VLA-MIN-09, VLA-DOC-07, VLA-SCH-04, VLA-SCH-06. Which steps there are, who takes
them and what each asks for is the region's; here each fact gets its record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.documents import holding_up, names_document
from portal.domain.families import (
    COLLEGIAL_DECISION,
    FILE_KEPT,
    HEAD_DECISION,
    HELP_NEEDED,
    NEED_TO_DISCUSS,
    PROGRAMME_REGISTERED,
    WORK_CONTINUES,
    JointRecord,
    check_child,
    check_discussion,
    end_facts,
    facts_on_record,
)
from portal.domain.minors import advance_guarded, check_case_opened
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.domain.workflow import WorkflowStep
from portal.models import FamilyCase, FamilyRelation, FamilyStep, Programme
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.families import (
    Sheet,
    demand_care,
    family,
    put_paper,
)
from portal.usecases.family_members import recipients_named
from portal.usecases.family_rules import Prevention, rules_of_day
from portal.usecases.numbering import take_number
from portal.usecases.transaction import transaction

SERIES = "family_file"


@dataclass(frozen=True, slots=True)
class FamilyTold:
    """What is told with a step; a step keeps what it asks for and leaves the rest.

    ``papers`` are codes of the file's list with their days. ``ground`` and ``help_needed`` are the
    head's decision, ``ended_by`` a code of the region's ends, ``kept_at`` where the file is kept.
    """

    papers: tuple[tuple[str, date], ...] = ()
    ground: str | None = None
    help_needed: bool | None = None
    programme_id: int | None = None
    participants: str = ""
    question: str = ""
    decision: str = ""
    work_continues: bool = False
    ended_by: str | None = None
    kept_at: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class TakeFamilyStep:
    """A step of the procedure on a day, by its code in the region's workflow."""

    family_id: int
    step: str
    day: date
    told: FamilyTold = field(default_factory=FamilyTold)
    version: int | None = None


@dataclass(frozen=True, slots=True)
class _Taking:
    """A step that is being taken: the case, the law, and what was told."""

    session: Session
    row: FamilyCase
    rules: Prevention
    command: TakeFamilyStep
    actor: Actor
    now: datetime

    @property
    def told(self) -> FamilyTold:
        return self.command.told

    @property
    def asked(self) -> frozenset[str]:
        """The facts the step asks for, or accepts instead."""
        demands = self.rules.work.demands(self.command.step)
        return frozenset(code for one in demands for code in (one.code, *one.instead))

    @property
    def joint(self) -> JointRecord:
        """The record of a discussion, if there was one."""
        told = self.told
        return JointRecord(self.command.day, told.participants, told.question, told.decision)


def take_family_step(
    command: TakeFamilyStep, *, region: Region, actor: Actor, now: datetime
) -> str:
    """Take a step and return the state after it.

    Raises the refusal of the first fact that is missing on the way to the step (such as
    head_decision_missing), transition_not_allowed, not_authorised, ground_missing, ground_unknown,
    documents_missing and value_invalid for a day before the last step.
    """
    demand_care(actor)
    rules = rules_of_day(region, command.day, region.today(now), field="day")
    for code, drawn_on in command.told.papers:
        entered = min(drawn_on, command.day)
        rules_of_day(region, entered, region.today(now), field=f"papers[{code}]")
    with transaction() as session:
        row = family(session, command.family_id, actor, version=command.version)
        _demand_after(row, command.day)
        taking = _Taking(session, row, rules, command, actor, now)
        before = row.state
        facts = _on_record(row) | (taking.asked & _told(taking))
        target = advance_guarded(rules.work, before, command.step, actor.role.value, facts)
        _record(taking)
        _write(taking, _arrow(rules, before, command.step))
        row.state, row.state_since = target, command.day
        session.flush()
        after = {"state": target, "step": command.step, "day": command.day}
        what = "family_step_taken"
        audit.record(session, actor, now, what, "family", row.id, {"state": before}, after)
        return target


def programmes_of(session: Session, row: FamilyCase, actor: Actor) -> list[Programme]:
    """Programmes of the family's people, the linked and those known by name and birthday."""
    unlinked = [(one.name, one.born) for one in row.members if one.recipient_id is None]
    known = {one.recipient_id for one in row.members if one.recipient_id is not None}
    known |= {one.id for one in recipients_named(session, actor, unlinked)}
    if not known:
        return []
    people = joinedload(Programme.recipient)
    wanted = (
        select(Programme)
        .options(people)
        .where(
            Programme.provider_id == actor.provider_id,
            Programme.recipient_id.in_(known),
            Programme.withdrawn_at.is_(None),
        )
    )
    return list(session.scalars(wanted.order_by(Programme.id.desc())))


def _on_record(row: FamilyCase) -> frozenset[str]:
    return facts_on_record(
        {one.code for one in row.papers},
        decided=row.ground is not None,
        help_needed=bool(row.help_needed),
        programme=row.programme_id is not None,
    )


def _told(taking: _Taking) -> frozenset[str]:
    """The facts that are told with the step."""
    told = taking.told
    facts = {code for code, _ in told.papers} - {HEAD_DECISION}
    marks = {
        HEAD_DECISION: told.help_needed is not None,
        PROGRAMME_REGISTERED: _programme(taking) is not None,
        NEED_TO_DISCUSS: bool(told.question.strip()),
        WORK_CONTINUES: told.work_continues,
        FILE_KEPT: names_document(told.kept_at),
    }
    facts |= {code for code, holds in marks.items() if holds}
    if COLLEGIAL_DECISION in taking.asked:
        rules, row = taking.rules, taking.row
        births = [one.born for one in row.members if one.relation is FamilyRelation.CHILD]
        facts |= end_facts(rules.age_end, rules.discussion, told.ended_by, taking.joint, births)
    return frozenset(facts)


def _record(taking: _Taking) -> None:
    """Keep what the step asks for."""
    _keep_papers(taking)
    for code, keep in _KEEPING.items():
        if code in taking.asked:
            keep(taking)


def _keep_papers(taking: _Taking) -> None:
    """Papers that come with the step; one that is drawn up after it is none of it."""
    for code, drawn_on in taking.told.papers:
        # The head's decision is no sheet: it is recorded with its ground.
        if code not in taking.asked or code == HEAD_DECISION:
            continue
        if drawn_on > taking.command.day:
            text = "Бумага составлена позже этого шага. Проверьте даты."
            refuse("value_invalid", text, field=f"papers[{code}]")
        put_paper(taking.row, taking.rules, Sheet(code, drawn_on), taking.actor, taking.now)


def _decide(taking: _Taking) -> None:
    """The head's decision: on which ground, and whether the family needs help (VLA-MIN-08)."""
    row, rules, told = taking.row, taking.rules, taking.told
    decided = told.help_needed is not None
    by = taking.actor.role.value
    if broken := check_case_opened(rules.grounds, told.ground, decided=decided, by=by):
        raise RulesBroken(*broken)
    row.ground, row.help_needed = told.ground, told.help_needed
    if rules.paper(HEAD_DECISION):
        sheet = Sheet(HEAD_DECISION, taking.command.day)
        put_paper(row, rules, sheet, taking.actor, taking.now)


def _open_file(taking: _Taking) -> None:
    """The file gets its number once everything that must be in it first is there (VLA-DOC-07)."""
    row, year = taking.row, taking.command.day.year
    births = [one.born for one in row.members if one.relation is FamilyRelation.CHILD]
    procedure = _arrow(taking.rules, row.state, taking.command.step).citation
    if wrong := check_child(taking.rules.age_end, births, taking.command.day, procedure):
        raise RulesBroken(*wrong)
    have = {one.code for one in row.papers}
    missing = holding_up(one for one in taking.rules.requirements if one.code not in have)
    if missing:
        titles = ", ".join(f"«{one.title}»" for one in missing)
        text = f"В деле нет: {titles}. Внесите эти бумаги, потом заводите дело."
        raise RulesBroken(Violation("documents_missing", text, "papers", missing[0].citation))
    number = take_number(taking.session, row.provider_id, SERIES, year)
    row.year, row.sequence = year, number


def _join_programme(taking: _Taking) -> None:
    """The programme joins the file; people with a card by now are linked with it."""
    if (found := _programme(taking)) is not None:
        taking.row.programme_id = found.id
    taken = {one.recipient_id for one in taking.row.members}
    for member in taking.row.members:
        if member.recipient_id is not None:
            continue
        named = [(member.name, member.born)]
        found_people = recipients_named(taking.session, taking.actor, named)
        if len(found_people) == 1 and found_people[0].id not in taken:
            member.recipient_id = found_people[0].id
            taken.add(found_people[0].id)


def _discuss(taking: _Taking) -> None:
    """The record of the discussion is whole, or there is none (VLA-SCH-06)."""
    if broken := check_discussion(taking.rules.discussion, taking.joint):
        raise RulesBroken(*broken)


def _end(taking: _Taking) -> None:
    taking.row.ended_by = taking.told.ended_by or COLLEGIAL_DECISION


def _keep_file(taking: _Taking) -> None:
    taking.row.kept_at = taking.told.kept_at.strip()


_KEEPING: Mapping[str, Callable[[_Taking], None]] = {
    HEAD_DECISION: _decide,
    HELP_NEEDED: _open_file,
    PROGRAMME_REGISTERED: _join_programme,
    NEED_TO_DISCUSS: _discuss,
    COLLEGIAL_DECISION: _end,
    FILE_KEPT: _keep_file,
}
"""What a fact of the procedure leaves in the case."""


def _programme(taking: _Taking) -> Programme | None:
    """The chosen programme of somebody of the family, if it has not run out."""
    wanted = taking.told.programme_id
    if PROGRAMME_REGISTERED not in taking.asked and wanted is None:
        return None
    listed = programmes_of(taking.session, taking.row, taking.actor)
    if wanted is None:
        running = any(one.valid_until >= taking.command.day for one in listed)
        if running and taking.row.programme_id is None:
            text = "Программа семьи принята, но не выбрана. Выберите её из списка."
            refuse("programme_registered_missing", text, field="programme_id")
        return None
    found = next((one for one in listed if one.id == wanted), None)
    if found is None or found.valid_until < taking.command.day:
        text = "Это не действующая программа кого-то из семьи. Выберите программу из списка."
        refuse("value_invalid", text, field="programme_id")
    return found


def _demand_after(row: FamilyCase, day: date) -> None:
    if day < row.state_since:
        text = f"Прошлый шаг был {row.state_since:%d.%m.%Y}, этот не может быть раньше."
        refuse("value_invalid", f"{text} Проверьте дату.", field="day")


def _arrow(rules: Prevention, state: str, code: str) -> WorkflowStep:
    steps = rules.work.workflow.steps
    return next(one for one in steps if one.code == code and one.source == state)


def _write(taking: _Taking, step: WorkflowStep) -> None:
    """The line of the family's history."""
    row, told = taking.row, taking.told
    joint = bool(taking.asked & {NEED_TO_DISCUSS, COLLEGIAL_DECISION})
    row.steps.append(
        FamilyStep(
            provider_id=row.provider_id,
            position=1 + len(row.steps),
            code=step.code,
            title=step.title,
            target=step.target,
            day=taking.command.day,
            participants=told.participants.strip() if joint else "",
            question=told.question.strip() if joint else "",
            decision=told.decision.strip() if joint else "",
            words=told.words.strip(),
            recorded_at=taking.now,
            recorded_by_id=taking.actor.membership_id,
        )
    )
