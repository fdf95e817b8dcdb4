"""The later life of a programme: completion marks, what is done before the end, a move away.

Rules: FED-IPP-08 (marks), AST-IPP-01, AST-NOT-01 and AST-NOT-02
(notice and conclusion before the end), FED-TRN-03 (a move to another region).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.endings import Handover
from portal.domain.notices import NoticeRule, check_dispatch
from portal.domain.printed_forms import PrintedForm
from portal.domain.programme_rules import ProgrammeRules, check_mark
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import (
    Paper,
    Programme,
    ProgrammeEnding,
    ProgrammeMark,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.numbering import OUTGOING, take_number
from portal.usecases.refusal_receivers import told_of
from portal.usecases.region_names import region_violations
from portal.usecases.signatories import demand_receiver
from portal.usecases.transaction import demand_version, transaction

CONCLUSION = "conclusion"
"""The form of the conclusion; beside it the notices by which it and the letter are told."""
CONCLUSION_SENT = "conclusion_sent"
PROGRAMME_EXPIRES = "programme_expires"
_OUT = {
    "notice_delivered_on": "notice_paper_id",
    "conclusion_sent_on": "conclusion_paper_id",
}
"""The day each paper went out, by the frozen paper itself."""


@dataclass(frozen=True, slots=True)
class RecordMarks:
    """The completion mark of each service, with the reason where the mark asks for one."""

    programme_id: int
    marks: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RecordEnding:
    """What was done before the programme ends; a day left out is not done yet."""

    programme_id: int
    notice_delivered_on: date | None = None
    notice_handed: Handover | None = None
    conclusion_sent_on: date | None = None
    dispatch_number: str = ""
    copies: int | None = None
    receipt: str = ""
    moved_on: date | None = None
    moved_to: str = ""
    version: int | None = None


def record_marks(command: RecordMarks, *, region: Region, actor: Actor, now: datetime) -> None:
    """Mark every service of a programme (FED-IPP-08).

    Raises reason_required for a service not fulfilled without a reason, value_invalid for a service
    that is left out, is not the programme's, or has a strange mark.
    """
    rules = region.rules.programme_rules.on(region.today(now))
    with transaction() as session:
        programme = own(
            session,
            Programme,
            command.programme_id,
            actor.provider_id,
            selectinload(Programme.services),
            lock=True,
        )
        demand_standing(programme)
        codes = {service.code for service in programme.services}
        if codes != set(command.marks):
            refuse("value_invalid", "Отметьте каждую услугу программы, и только их.", field="marks")
        if found := _mark_violations(command, rules):
            raise RulesBroken(*found)
        of_programme = ProgrammeMark.programme_id == programme.id
        session.execute(delete(ProgrammeMark).where(of_programme))
        session.add_all(
            ProgrammeMark(
                provider_id=actor.provider_id,
                programme_id=programme.id,
                code=code,
                mark=mark,
                reason=reason.strip(),
                recorded_at=now,
                recorded_by_id=actor.membership_id,
            )
            for code, (mark, reason) in command.marks.items()
        )
        session.flush()
        subject = ("programme_marked", "programme", programme.id)
        after = {code: mark for code, (mark, _reason) in command.marks.items()}
        audit.record(session, actor, now, *subject, None, after)


def _mark_violations(command: RecordMarks, rules: ProgrammeRules) -> tuple[Violation, ...]:
    """What is wrong with the marks, each under the field of its service."""
    found: list[Violation] = []
    for code, (mark, reason) in command.marks.items():
        try:
            check_mark(rules, mark, reason)
        except RulesBroken as error:
            first = error.violations[0]
            field = f"marks.{code}.{first.field}"
            found.append(Violation(first.code, first.text, field, first.citation))
    return tuple(found)


def record_ending(command: RecordEnding, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record the notice, the conclusion sent and a move away: one line a programme.

    Raises documents_missing for a conclusion without marks, value_invalid for fewer copies than the
    region demands (AST-NOT-02), for days to come or before the paper was drawn up, for a notice
    without the way it was handed over (AST-NOT-01), for a move without another region, before the
    programme was issued or to come after its end (FED-TRN-03).
    """
    today = region.today(now)
    with transaction() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id, lock=True)
        demand_standing(programme)
        sending = end_notice(programme, region, CONCLUSION_SENT, today)
        shape = _ending_shape(command, sending, today)
        if found := (*shape, *_move(command, programme, region, today)):
            raise RulesBroken(*found)
        if command.conclusion_sent_on or command.moved_on:
            _demand_marks(session, programme, region, today)
        row = ending_line(session, actor.provider_id, programme.id)
        if command.version is not None:
            demand_version(row.version if row else 0, command.version)
        told = end_notice(programme, region, PROGRAMME_EXPIRES, today)
        _demand_order(session, command, programme, row, region, told)
        if row is None:
            row = ProgrammeEnding(provider_id=actor.provider_id, programme_id=programme.id)
            session.add(row)
        _write(row, command)
        row.recorded_at, row.recorded_by_id = now, actor.membership_id
        row.dispatch_number = _dispatch_number(session, command, row, sending, today)
        session.flush()
        subject = ("programme_ending_recorded", "programme", programme.id)
        after = {
            "notice_delivered_on": row.notice_delivered_on,
            "conclusion_sent_on": row.conclusion_sent_on,
            "copies": row.copies,
            "dispatch_number": row.dispatch_number,
            "moved_on": row.moved_on,
            "moved_to": row.moved_to,
        }
        audit.record(session, actor, now, *subject, None, after)


def ending_line(session: Session, provider_id: int, programme_id: int) -> ProgrammeEnding | None:
    """What is kept of a programme's end; None before anything of it is recorded."""
    return session.scalar(
        select(ProgrammeEnding).where(
            ProgrammeEnding.provider_id == provider_id,
            ProgrammeEnding.programme_id == programme_id,
        )
    )


def _write(row: ProgrammeEnding, command: RecordEnding) -> None:
    """What the form says, over what stood there before."""
    row.notice_delivered_on = command.notice_delivered_on
    row.notice_handed = command.notice_handed if command.notice_delivered_on else None
    row.conclusion_sent_on, row.copies = command.conclusion_sent_on, command.copies
    row.receipt = command.receipt.strip()
    row.moved_on = command.moved_on
    row.moved_to = command.moved_to.strip() or None


def _dispatch_number(
    session: Session,
    command: RecordEnding,
    row: ProgrammeEnding,
    sending: NoticeRule | None,
    today: date,
) -> str:
    """Under which number the conclusion left: the office's own, else the next of its letters."""
    if command.conclusion_sent_on is None or sending is None:
        return command.dispatch_number.strip() if command.copies else ""
    kept = command.dispatch_number.strip() or row.dispatch_number
    if kept:
        return kept
    return f"{take_number(session, row.provider_id, OUTGOING, today.year)}/{today.year}"


def conclusion_form(programme: Programme, region: Region, day: date) -> PrintedForm | None:
    """The region's conclusion on a programme of this form of service; None where it has none."""
    forms = region.rules.printed_forms.on(day)
    found = next((one for one in forms if one.code == CONCLUSION), None)
    fits = found is not None and found.is_for(programme.form, programme.unit_code)
    return found if fits else None


def end_notice(programme: Programme, region: Region, code: str, day: date) -> NoticeRule | None:
    """The region's notice before the end, by its code, for this form of service; None without."""
    rules = region.rules.notices.on(day).notices
    found = next((one for one in rules if one.code == code), None)
    fits = found is not None and (not found.forms or programme.form in found.forms)
    return found if fits else None


def demand_standing(programme: Programme) -> None:
    """Refuse to write anything down about a programme that was entered by mistake."""
    if programme.withdrawn_at is not None:
        refuse("value_invalid", "Эту программу отозвали как внесённую по ошибке.")


def _demand_marks(session: Session, programme: Programme, region: Region, today: date) -> None:
    marked = session.scalar(
        select(ProgrammeMark.id).where(ProgrammeMark.programme_id == programme.id).limit(1)
    )
    if marked is None:
        refuse(
            "documents_missing",
            "Отметок о выполнении услуг ещё нет. Сначала поставьте их: без них заключение и "
            "программу не отдают.",
            field="marks",
            citation=region.rules.programme_rules.on(today).marks.citation,
        )


def _stood(row: ProgrammeEnding | None, command: RecordEnding) -> bool:
    """Whether the handover is on record already as the form shows it."""
    asked = (command.notice_delivered_on, command.notice_handed)
    return row is not None and asked == (row.notice_delivered_on, row.notice_handed)


def _demand_order(
    session: Session,
    command: RecordEnding,
    programme: Programme,
    row: ProgrammeEnding | None,
    region: Region,
    told: NoticeRule | None,
) -> None:
    """Refuse a handover without its manner, and a new day before there was anything to hand over.

    A day that stands already is not asked about again: its paper may be drawn afterwards.
    """
    found: list[Violation] = []
    citation = told.citation if told else None
    handed = command.notice_delivered_on
    if handed is not None and command.notice_handed is not None and not _stood(row, command):
        signing = told_of(session, programme.recipient_id, programme.provider_id, handed)
        demand_receiver(signing, command.notice_handed, field="notice_handed")
    if handed is not None and command.notice_handed is None:
        text = "Выберите, как вручено: этим подтверждают, что получатель знает о конце программы."
        found.append(Violation("value_invalid", text, "notice_handed", citation))
    if handed is None and command.notice_handed is not None:
        text = "Введите день, когда уведомление вручено, или уберите, как вручено."
        found.append(Violation("value_invalid", text, "notice_delivered_on", citation))
    for field, paper in _OUT.items():
        on = getattr(command, field)
        if on is None or (row is not None and on == getattr(row, field)):
            continue
        drawn = session.get(Paper, getattr(row, paper) or 0) if row is not None else None
        first = region.today(drawn.issued_at) if drawn else programme.issued_on
        if on < first:
            text = (
                f"Бумага составлена {first:%d.%m.%Y}: раньше её отдать не могли."
                if drawn
                else f"Программу выдали {first:%d.%m.%Y}: раньше о её конце не сообщают."
            )
            found.append(Violation("value_invalid", f"{text} Проверьте день.", field))
    if found:
        raise RulesBroken(*found)


def _ending_shape(
    command: RecordEnding, sending: NoticeRule | None, today: date
) -> tuple[Violation, ...]:
    found: list[Violation] = []

    def wrong(field: str, text: str) -> None:
        found.append(Violation("value_invalid", text, field))

    for field in ("notice_delivered_on", "conclusion_sent_on"):
        day = getattr(command, field)
        if day is not None and day > today:
            wrong(field, "Этот день ещё не наступил. Запишите его, когда сделаете.")
    sent, copies = command.conclusion_sent_on, command.copies
    if (sent is None) != (copies is None):
        wrong("copies", "День отправки и число экземпляров вносят вместе.")
    found.extend(_too_few(copies, sending))
    if (command.moved_on is None) != (not command.moved_to.strip()):
        wrong("moved_to", "Переезд записывают с днём и регионом. Внесите оба.")
    return tuple(found)


def _move(
    command: RecordEnding, programme: Programme, region: Region, today: date
) -> tuple[Violation, ...]:
    """A move names another region and a day of the programme, which may be to come (FED-TRN-03).

    The programme with its marks is handed out before somebody leaves.
    """
    if command.moved_on is None or not command.moved_to.strip():
        return ()
    remedy = "Назовите тот, в который получатель переезжает."
    found = list(region_violations(command.moved_to, region, field="moved_to", remedy=remedy))
    if command.moved_on < programme.issued_on:
        text = (
            f"Программу выдали {programme.issued_on:%d.%m.%Y}: с ней раньше не переезжали. "
            "Проверьте день."
        )
        found.append(Violation("value_invalid", text, "moved_on"))
    if command.moved_on > max(today, programme.valid_until):
        text = (
            f"Программа действует по {programme.valid_until:%d.%m.%Y}: позже переезжают уже без "
            "неё. Проверьте день."
        )
        found.append(Violation("value_invalid", text, "moved_on"))
    return tuple(found)


def _too_few(copies: int | None, sending: NoticeRule | None) -> tuple[Violation, ...]:
    """A conclusion in fewer copies than the region demands (AST-NOT-02), or in none."""
    if copies is None:
        return ()
    if sending is None:
        text = "Экземпляров не меньше одного."
        return () if copies >= 1 else (Violation("value_invalid", text, "copies"),)
    try:
        check_dispatch(sending, copies=copies, written=True)
    except RulesBroken as error:
        return error.violations
    return ()
