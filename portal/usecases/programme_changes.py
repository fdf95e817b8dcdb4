"""The later life of a programme: a review asked for, completion marks, the end, a move away.

Rules: FED-IPP-06 (who starts a review), FED-IPP-08 (marks), AST-IPP-01, AST-NOT-01 and AST-NOT-02
(notice and conclusion before the end), FED-TRN-03 (a move to another region).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.printed_forms import PrintedForm
from portal.domain.programme_life import start_review
from portal.domain.programme_rules import check_mark
from portal.domain.timetable import timetable
from portal.domain.violations import Conflict, RulesBroken, Violation, refuse
from portal.models import (
    Programme,
    ProgrammeEnding,
    ProgrammeMark,
    ProgrammeReview,
    ReviewOutcome,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.transaction import demand_version, transaction
from portal.usecases.work_calendar import work_calendar

CONCLUSION = "conclusion"
ASKED = ("application_submitted", "application_registered")


@dataclass(frozen=True, slots=True)
class AskReview:
    """Who asks to review a programme, when and why."""

    programme_id: int
    initiator: str
    asked_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class EndReview:
    """What came of a review; ``new_programme_id`` names the programme issued instead."""

    review_id: int
    outcome: ReviewOutcome
    decided_on: date
    new_programme_id: int | None = None


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
    conclusion_sent_on: date | None = None
    copies: int | None = None
    receipt: str = ""
    moved_on: date | None = None
    moved_to: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """The review's record, the region's form for it, and by when an outcome is expected."""

    id: int
    proposal: bool
    form: str | None
    expected_on: date | None


def ask_review(command: AskReview, *, region: Region, actor: Actor, now: datetime) -> ReviewAsked:
    """Record that a review is asked for; the contract does not change (FED-IPP-06).

    Raises programme_expired where a review needs a programme in force, overlap while another is
    open, value_invalid for a strange initiator or day.
    """
    today = region.today(now)
    reason = command.reason.strip()
    if not reason or len(reason) > LONGEST_TEXT:
        text = f"Напишите, почему нужен пересмотр, не длиннее {LONGEST_TEXT} знаков."
        refuse("value_invalid", text, field="reason")
    if command.asked_on > today:
        text = "Этот день ещё не наступил. Введите день, когда попросили о пересмотре."
        refuse("value_invalid", text, field="asked_on")
    with transaction() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id, lock=True)
        _demand_standing(programme)
        rules = region.rules.programme_rules.on(command.asked_on)
        started = start_review(
            rules.review,
            command.initiator,
            command.asked_on,
            programme.valid_until,
            rejected=False,
        )
        _demand_no_review(session, programme)
        moment = datetime.combine(command.asked_on, datetime.min.time())
        dues = timetable(
            rules.deadlines, dict.fromkeys(ASKED, moment), work_calendar(session, region)
        )
        expected = next((one for one in dues if one.rule.code == rules.review.expected), None)
        row = ProgrammeReview(
            provider_id=actor.provider_id,
            programme_id=programme.id,
            initiator=command.initiator,
            reason=reason,
            asked_on=command.asked_on,
            expected_on=expected.at.date() if expected else None,
            outcome=ReviewOutcome.OPEN,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        subject = ("programme_review_asked", "programme", programme.id)
        after = {"initiator": row.initiator, "expected_on": row.expected_on}
        audit.record(session, actor, now, *subject, None, after, reason)
        return ReviewAsked(row.id, started.proposal, started.form, row.expected_on)


def end_review(command: EndReview, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record what came of a review; raises value_invalid for a day or programme that do not fit."""
    with transaction() as session:
        row = own(session, ProgrammeReview, command.review_id, actor.provider_id, lock=True)
        if row.outcome is not ReviewOutcome.OPEN:
            raise Conflict(
                Violation("conflict", "Исход пересмотра уже записан. Обновите страницу.")
            )
        if not row.asked_on <= command.decided_on <= region.today(now):
            text = f"Введите день от {row.asked_on:%d.%m.%Y}, когда попросили, до сегодня."
            refuse("value_invalid", text, field="decided_on")
        if command.outcome is ReviewOutcome.OPEN:
            refuse("value_invalid", "Выберите, чем закончился пересмотр.", field="outcome")
        new = _new_programme(session, command, row)
        row.outcome, row.outcome_on = command.outcome, command.decided_on
        row.new_programme_id = new.id if new else None
        session.flush()
        subject = ("programme_review_ended", "programme", row.programme_id)
        after = {"outcome": row.outcome.value, "new_programme": row.new_programme_id}
        audit.record(session, actor, now, *subject, None, after)


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
        _demand_standing(programme)
        codes = {service.code for service in programme.services}
        if codes != set(command.marks):
            refuse("value_invalid", "Отметьте каждую услугу программы, и только их.", field="marks")
        found: list[Violation] = []
        for code, (mark, reason) in command.marks.items():
            try:
                check_mark(rules, mark, reason)
            except RulesBroken as error:
                field = f"marks.{code}.{error.violations[0].field}"
                first = error.violations[0]
                found.append(Violation(first.code, first.text, field, first.citation))
        if found:
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


def record_ending(command: RecordEnding, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record the notice, the conclusion sent and a move away: one line a programme.

    Raises documents_missing for a conclusion without marks, value_invalid for fewer copies than the
    region's form has (AST-NOT-02), for days to come and a move without a region.
    """
    today = region.today(now)
    with transaction() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id, lock=True)
        _demand_standing(programme)
        form = conclusion_form(programme, region, today)
        if found := _ending_shape(command, form, today):
            raise RulesBroken(*found)
        if command.conclusion_sent_on or command.moved_on:
            _demand_marks(session, programme, region, today)
        row = session.scalar(
            select(ProgrammeEnding).where(
                ProgrammeEnding.provider_id == actor.provider_id,
                ProgrammeEnding.programme_id == programme.id,
            )
        )
        if command.version is not None:
            demand_version(row.version if row else 0, command.version)
        if row is None:
            row = ProgrammeEnding(provider_id=actor.provider_id, programme_id=programme.id)
            session.add(row)
        row.notice_delivered_on = command.notice_delivered_on
        row.conclusion_sent_on, row.copies = command.conclusion_sent_on, command.copies
        row.receipt = command.receipt.strip()
        row.moved_on = command.moved_on
        row.moved_to = command.moved_to.strip() or None
        row.recorded_at, row.recorded_by_id = now, actor.membership_id
        session.flush()
        subject = ("programme_ending_recorded", "programme", programme.id)
        after = {
            "notice_delivered_on": row.notice_delivered_on,
            "conclusion_sent_on": row.conclusion_sent_on,
            "copies": row.copies,
            "moved_on": row.moved_on,
            "moved_to": row.moved_to,
        }
        audit.record(session, actor, now, *subject, None, after)


def conclusion_form(programme: Programme, region: Region, day: date) -> PrintedForm | None:
    """The region's conclusion on a programme of this form of service; None where it has none."""
    forms = region.rules.printed_forms.on(day)
    found = next((one for one in forms if one.code == CONCLUSION), None)
    fits = found is not None and found.is_for(programme.form, programme.unit_code)
    return found if fits else None


def _demand_standing(programme: Programme) -> None:
    if programme.withdrawn_at is not None:
        refuse("value_invalid", "Эту программу отозвали как внесённую по ошибке.")


def _demand_no_review(session: Session, programme: Programme) -> None:
    standing = session.scalar(
        select(ProgrammeReview.asked_on).where(
            ProgrammeReview.programme_id == programme.id,
            ProgrammeReview.outcome == ReviewOutcome.OPEN,
        )
    )
    if standing is not None:
        refuse(
            "overlap",
            f"О пересмотре уже попросили {standing:%d.%m.%Y}. Сначала запишите его исход.",
            field="asked_on",
        )


def _new_programme(session: Session, command: EndReview, row: ProgrammeReview) -> Programme | None:
    if command.outcome is not ReviewOutcome.NEW_PROGRAMME:
        return None
    if command.new_programme_id is None:
        text = "Сначала примите новую программу, затем выберите её здесь."
        refuse("value_invalid", text, field="new_programme_id")
    new = own(session, Programme, command.new_programme_id, row.provider_id)
    old = own(session, Programme, row.programme_id, row.provider_id)
    if new.id == old.id or new.recipient_id != old.recipient_id:
        text = "Выберите другую программу того же получателя."
        refuse("value_invalid", text, field="new_programme_id")
    return new


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


def _ending_shape(
    command: RecordEnding, form: PrintedForm | None, today: date
) -> tuple[Violation, ...]:
    found: list[Violation] = []

    def wrong(field: str, text: str, *, of_form: bool = False) -> None:
        citation = form.citation if form and of_form else None
        found.append(Violation("value_invalid", text, field, citation))

    for field in ("notice_delivered_on", "conclusion_sent_on", "moved_on"):
        day = getattr(command, field)
        if day is not None and day > today:
            wrong(field, "Этот день ещё не наступил. Запишите его, когда сделаете.")
    sent, copies = command.conclusion_sent_on, command.copies
    if (sent is None) != (copies is None):
        wrong("copies", "День отправки и число экземпляров вносят вместе.")
    if form is not None and copies is not None and copies < form.copies:
        text = f"Заключение направляют в {form.copies} экземплярах. Отправьте недостающее."
        wrong("copies", text, of_form=True)
    if copies is not None and copies < 1:
        wrong("copies", "Экземпляров не меньше одного.")
    if (command.moved_on is None) != (not command.moved_to.strip()):
        wrong("moved_to", "Переезд записывают с днём и регионом. Внесите оба.")
    return tuple(found)
