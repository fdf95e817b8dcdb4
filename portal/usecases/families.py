"""Families of the department of prevention: the message that begins, the papers of the file.

Rules: VLA-MIN-09, VLA-DOC-07, VLA-NOT-02. People stand in ``family_members``, the steps of the work
in ``family_steps``.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.families import HEAD_DECISION, INFORMATION_PAPER
from portal.domain.violations import NotAllowed, NotFound, RulesBroken, Violation, refuse
from portal.models import (
    Department,
    FamilyCase,
    FamilyPaper,
    Membership,
    Role,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.family_rules import FAMILY_CARE, Prevention, rules_of_day
from portal.usecases.queries.scope import own_families
from portal.usecases.transaction import demand_version, transaction
from portal.usecases.uploads import Upload, store_scan

GIVES = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
"""Who says which specialist leads a family."""


@dataclass(frozen=True, slots=True)
class OpenFamily:
    """A message about a family: who sent it, how and when it came, what has happened."""

    name: str
    received_on: date
    sender: str
    circumstances: str
    channel: str = ""
    address: str = ""
    phone: str = ""
    department_id: int | None = None
    scan: Upload | None = None


@dataclass(frozen=True, slots=True)
class AddFamilyPaper:
    """A paper for the family's file, by its code in the region's list."""

    family_id: int
    code: str
    drawn_on: date
    number: str = ""
    scan: Upload | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class LeadFamily:
    """Who leads a family from now on; None = anybody of the department."""

    family_id: int
    specialist_id: int | None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper of the file: its code, its day, its number and scan if there are any."""

    code: str
    drawn_on: date
    number: str = ""
    file_id: int | None = None


def open_family(command: OpenFamily, *, region: Region, actor: Actor, now: datetime) -> int:
    """Enter a message about a family: the work begins in the first state of the procedure.

    Raises value_invalid for what is left empty, for a day to come and for a provider without the
    department; NotFound where the region has no such work.
    """
    demand_care(actor)
    rules = rules_of_day(region, command.received_on, region.today(now), field="received_on")
    _demand_told(command)
    with transaction() as session:
        row = FamilyCase(
            provider_id=actor.provider_id,
            department_id=_department(session, command, rules, actor).id,
            specialist_id=actor.membership_id if actor.role is Role.SOCIAL_WORKER else None,
            name=command.name.strip(),
            address=command.address.strip(),
            phone=command.phone.strip(),
            received_on=command.received_on,
            sender=command.sender.strip(),
            channel=command.channel.strip(),
            circumstances=command.circumstances.strip(),
            state=rules.work.workflow.start,
            state_since=command.received_on,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
            papers=[],
        )
        if rules.paper(INFORMATION_PAPER):
            scan = store_scan(session, command.scan, provider_id=actor.provider_id, now=now)
            day = command.received_on
            put_paper(row, rules, Sheet(INFORMATION_PAPER, day, file_id=scan), actor, now)
        session.add(row)
        session.flush()
        after = {"name": row.name, "sender": row.sender, "received_on": row.received_on}
        audit.record(session, actor, now, "family_opened", "family", row.id, after=after)
        return row.id


def add_family_paper(
    command: AddFamilyPaper, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Put a paper into the family's file (VLA-DOC-07).

    Raises value_invalid for a paper that the list has not; the head's decision is a step of its
    own, and its sheet may be added after it; a programme comes from its own record.
    """
    demand_care(actor)
    rules = rules_of_day(region, command.drawn_on, region.today(now), field="drawn_on")
    with transaction() as session:
        row = family(session, command.family_id, actor, version=command.version)
        demand_file_open(row)
        if command.code == HEAD_DECISION and row.ground is None:
            text = (
                "Решения заведующего ещё нет. Сначала запишите шаг «принять решение», потом лист."
            )
            refuse(
                "head_decision_missing", text, field="code", citation=rules.grounds.grounds.citation
            )
        scan = store_scan(session, command.scan, provider_id=actor.provider_id, now=now)
        sheet = Sheet(command.code, command.drawn_on, command.number, scan)
        put_paper(row, rules, sheet, actor, now)
        changed(session, row)
        after = {"code": command.code, "drawn_on": command.drawn_on, "scan": scan}
        audit.record(session, actor, now, "family_paper_added", "family", row.id, after=after)


def lead_family(command: LeadFamily, *, actor: Actor, now: datetime) -> None:
    """Give a family to a specialist, who alone of her colleagues then sees it (FED-PDP-01).

    Raises NotAllowed for a social worker, and value_invalid for who is not one of the provider's.
    """
    if actor.role not in GIVES:
        raise NotAllowed
    with transaction() as session:
        row = family(session, command.family_id, actor, version=command.version)
        if command.specialist_id is not None:
            _demand_specialist(session, command.specialist_id, actor)
        before = {"specialist": row.specialist_id}
        row.specialist_id = command.specialist_id
        changed(session, row)
        after = {"specialist": row.specialist_id}
        audit.record(session, actor, now, "family_given", "family", row.id, before, after)


def put_paper(
    row: FamilyCase, rules: Prevention, sheet: Sheet, actor: Actor, now: datetime
) -> None:
    """Add a paper of the list to a case within the caller's transaction."""
    listed = rules.paper(sheet.code)
    if listed is None:
        text = "Такой бумаги в перечне дела семьи нет. Выберите бумагу из списка."
        refuse("value_invalid", text, field="code")
    row.papers.append(
        FamilyPaper(
            provider_id=actor.provider_id,
            code=sheet.code,
            title=listed.title,
            number=sheet.number.strip(),
            drawn_on=sheet.drawn_on,
            file_id=sheet.file_id,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
    )


def family(
    session: Session, family_id: int, actor: Actor, *, version: int | None = None
) -> FamilyCase:
    """A family the reader works with, locked, with its parts; raises NotFound and Conflict."""
    parts = (
        selectinload(FamilyCase.members),
        selectinload(FamilyCase.papers),
        selectinload(FamilyCase.steps),
    )
    row: FamilyCase = own(session, FamilyCase, family_id, actor.provider_id, *parts, lock=True)
    demand_reached(session, row, actor)
    if version is not None:
        demand_version(row.version, version)
    return row


def demand_file_open(row: FamilyCase) -> None:
    """Refuse a change of a file that is put away (VLA-MIN-09)."""
    if row.kept_at:
        text = f"Дело закрыто и хранится: {row.kept_at}. Состав семьи и бумаги в нём не меняют."
        refuse("transition_not_allowed", text)


def demand_reached(session: Session, row: FamilyCase, actor: Actor) -> None:
    """Raise NotFound for a family that is not the reader's work (FED-PDP-01)."""
    conditions = own_families(actor)
    reached = select(FamilyCase.id).where(FamilyCase.id == row.id, *conditions)
    if conditions and session.scalar(reached) is None:
        raise NotFound


def demand_care(actor: Actor) -> None:
    """Raise NotAllowed for whoever does not work with families."""
    if actor.role not in FAMILY_CARE:
        raise NotAllowed


def demand_day(day: date, today: date, *, field: str) -> None:
    """Raise value_invalid for a day to come."""
    if day > today:
        text = f"{day:%d.%m.%Y} ещё не наступило. Проверьте дату."
        refuse("value_invalid", text, field=field)


def _demand_specialist(session: Session, membership_id: int, actor: Actor) -> None:
    found = session.scalar(
        select(Membership.id).where(
            Membership.provider_id == actor.provider_id,
            Membership.id == membership_id,
            Membership.role == Role.SOCIAL_WORKER,
        )
    )
    if found is None:
        text = "Такого социального работника в учреждении нет. Выберите из списка."
        refuse("value_invalid", text, field="specialist_id")


def _demand_told(command: OpenFamily) -> None:
    needed = (
        ("name", command.name, "Семья не названа. Впишите фамилию семьи."),
        ("sender", command.sender, "Не указано, от кого сведения. Впишите, кто сообщил."),
        ("circumstances", command.circumstances, "Не записано, что случилось. Впишите кратко."),
    )
    empty = [
        Violation("value_invalid", text, name) for name, told, text in needed if not told.strip()
    ]
    if empty:
        raise RulesBroken(*empty)


def _department(
    session: Session, command: OpenFamily, rules: Prevention, actor: Actor
) -> Department:
    found = session.scalars(
        select(Department)
        .where(Department.provider_id == actor.provider_id, Department.unit_code == rules.unit_code)
        .order_by(Department.id)
    ).all()
    if not found:
        text = (
            "Отделения профилактики в учреждении нет. Попросите администратора завести его: "
            "«Места и очередь» покажет отделения."
        )
        refuse(
            "value_invalid", text, field="department_id", citation=rules.grounds.grounds.citation
        )
    if command.department_id is None:
        return found[0]
    chosen = next((one for one in found if one.id == command.department_id), None)
    if chosen is None:
        raise NotFound
    return chosen


def changed(session: Session, row: FamilyCase) -> None:
    """A part of the case has changed: whoever read it before is told."""
    row.version += 1
    session.flush()
