"""A review of a programme: asked for, its days, and what came of it.

Rules: FED-IPP-06 (who starts one), AST-IPP-02 and AST-IPP-03 (while the programme is in force, by
which day an outcome is expected), AST-FRM-02 (the application says why), AST-REG-02 (its days).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.domain.documents import DocumentRequirement
from portal.domain.printed_forms import PrintedForm
from portal.domain.programme_life import start_review
from portal.domain.programme_rules import ProgrammeRules
from portal.domain.timetable import timetable
from portal.domain.violations import Conflict, RulesBroken, Violation, refuse
from portal.models import Programme, ProgrammeReview, Recipient, ReviewOutcome
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.awaited_review import awaited_review
from portal.usecases.facts import as_data, own
from portal.usecases.missing_people import NotBegun, demand_not_missing
from portal.usecases.programme_changes import demand_standing
from portal.usecases.programme_details import LONGEST_NUMBER, LONGEST_TEXT
from portal.usecases.queries.gone_elsewhere import gone_with
from portal.usecases.review_application import (
    REPRESENTATIVE,
    AskReview,
    application_of,
    demand_enclosures,
    left_empty,
    missing_enclosures,
    reason_of,
)
from portal.usecases.reviewed_programmes import replacements
from portal.usecases.transaction import transaction
from portal.usecases.work_calendar import work_calendar

DAYS = (
    "organisation_received_on",
    "ministry_received_on",
    "conditions_act_on",
    "conditions_act_received_on",
)
_AFTER: Mapping[str, tuple[str, ...]] = {
    "organisation_received_on": ("asked_on",),
    "ministry_received_on": ("organisation_received_on", "asked_on"),
    "conditions_act_received_on": ("conditions_act_on",),
}
"""Which days each one follows: the first of them that is known."""
IN_RECIPIENTS_NAME = ("recipient", REPRESENTATIVE)
"""Who asks for a review in the recipient's name (FED-IPP-06)."""
ASKED = ("application_submitted", "application_registered")


@dataclass(frozen=True, slots=True)
class RecordReviewDays:
    """The days of an application that the authority's register names; None = not known yet."""

    review_id: int
    organisation_received_on: date | None = None
    ministry_received_on: date | None = None
    conditions_act_on: date | None = None
    conditions_act_received_on: date | None = None


@dataclass(frozen=True, slots=True)
class EndReview:
    """What came of a review; ``new_programme_id`` names the programme issued instead.

    ``new_number`` and ``new_issued_on`` name it where it went with the person to another provider.
    """

    review_id: int
    outcome: ReviewOutcome
    decided_on: date
    new_programme_id: int | None = None
    new_number: str = ""
    new_issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """The review's record, the region's form for it, and by when an outcome is expected."""

    id: int
    proposal: bool
    form: str | None
    expected_on: date | None


def ask_review(command: AskReview, *, region: Region, actor: Actor, now: datetime) -> ReviewAsked:
    """Record that a review is asked for; the contract does not change (FED-IPP-06).

    An application by the region's own form is kept as it was written, to be printed. Raises
    programme_expired where a review needs a programme in force, overlap while another is open,
    value_invalid for a strange initiator or day, and for an application without a reason,
    transition_not_allowed once the person has moved away with the programme (AST-TRN-08), and
    not_authorised for a request in the name of somebody whom a court found missing (FED-TER-07).
    """
    today = region.today(now)
    form, facts = application_of(command, region, actor, today)
    reason = reason_of(command)
    missing = _demand_complete(command, form, facts, region)
    _demand_said(reason, command.asked_on, today)
    with transaction() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id, lock=True)
        demand_standing(programme)
        _demand_here(session, programme, command.asked_on, region)
        _demand_may_ask(session, programme, command)
        rules = region.rules.programme_rules.on(command.asked_on)
        started = start_review(
            rules.review,
            command.initiator,
            command.asked_on,
            programme.valid_until,
            rejected=False,
        )
        _demand_no_review(session, programme)
        row = _open(programme, command, reason)
        row.expected_on = _expected_on(session, rules, command.asked_on, region)
        row.inputs = cast("JsonObject", as_data(facts)) if form is not None else {}
        row.recorded_at, row.recorded_by_id = now, actor.membership_id
        session.add(row)
        session.flush()
        subject = ("programme_review_asked", "programme", programme.id)
        after = {
            "initiator": row.initiator,
            "expected_on": row.expected_on,
            "missing": [one.code for one in missing],
        }
        audit.record(session, actor, now, *subject, None, after, reason)
        return ReviewAsked(row.id, started.proposal, started.form, row.expected_on)


def _demand_complete(
    command: AskReview, form: PrintedForm | None, facts: FormFacts, region: Region
) -> tuple[DocumentRequirement, ...]:
    """What the region's own application lacks of its papers; refused while a line is empty."""
    if form is not None and (found := left_empty(form, facts)):
        raise RulesBroken(*found)
    missing = missing_enclosures(command, region) if form is not None else ()
    demand_enclosures(missing, command)
    return missing


def _open(programme: Programme, command: AskReview, reason: str) -> ProgrammeReview:
    return ProgrammeReview(
        provider_id=programme.provider_id,
        programme_id=programme.id,
        initiator=command.initiator,
        reason=reason,
        asked_on=command.asked_on,
        outcome=ReviewOutcome.OPEN,
    )


def _demand_may_ask(session: Session, programme: Programme, command: AskReview) -> None:
    """Nobody asks in the name of whoever is missing; others ask in their own."""
    if command.initiator in IN_RECIPIENTS_NAME:
        person = own(session, Recipient, programme.recipient_id, programme.provider_id)
        asked = NotBegun.OWN_REQUEST.label
        demand_not_missing(person, command.asked_on, field="asked_on", asked=asked)


def _demand_said(reason: str, asked_on: date, today: date) -> None:
    if not reason or len(reason) > LONGEST_TEXT:
        text = f"Напишите, почему нужен пересмотр, не длиннее {LONGEST_TEXT} знаков."
        refuse("value_invalid", text, field="reason")
    if asked_on > today:
        text = "Этот день ещё не наступил. Введите день, когда попросили о пересмотре."
        refuse("value_invalid", text, field="asked_on")


def _expected_on(
    session: Session, rules: ProgrammeRules, asked_on: date, region: Region
) -> date | None:
    """By when an outcome is expected; None where no act names a term (AST-IPP-03)."""
    moment = datetime.combine(asked_on, datetime.min.time())
    dues = timetable(rules.deadlines, dict.fromkeys(ASKED, moment), work_calendar(session, region))
    expected = next((one for one in dues if one.rule.code == rules.review.expected), None)
    return expected.at.date() if expected else None


def record_review_days(
    command: RecordReviewDays, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Write down the register's days; raises value_invalid for days to come or out of order."""
    today = region.today(now)
    with transaction() as session:
        row = own(session, ProgrammeReview, command.review_id, actor.provider_id, lock=True)
        days = {name: getattr(command, name) for name in DAYS}
        if found := _wrong_days(days, row.asked_on, today):
            raise RulesBroken(*found)
        before = {name: getattr(row, name) for name in DAYS}
        for name, day in days.items():
            setattr(row, name, day)
        session.flush()
        subject = ("programme_review_days", "programme", row.programme_id)
        audit.record(session, actor, now, *subject, before, days)


def _wrong_days(
    days: Mapping[str, date | None], asked_on: date, today: date
) -> tuple[Violation, ...]:
    """Days to come, and those before the day they follow."""
    found = [
        Violation("value_invalid", "Этот день ещё не наступил. Запишите его позже.", name)
        for name, day in days.items()
        if day is not None and day > today
    ]
    known = {**days, "asked_on": asked_on}
    for name, earlier in _AFTER.items():
        day = days[name]
        first = next((one for other in earlier if (one := known[other]) is not None), None)
        if day is not None and first is not None and day < first:
            text = f"Раньше {first:%d.%m.%Y} этого быть не могло. Проверьте день."
            found.append(Violation("value_invalid", text, name))
    return tuple(found)


def end_review(command: EndReview, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record what came of a review; raises value_invalid for a day or programme that do not fit.

    A new programme is one that was presented here, issued since the review was asked for and not
    replaced itself; after the person has gone with the old one it is
    presented where it goes, and its number and day stand for it (AST-TRN-08, AST-REG-02).
    """
    today = region.today(now)
    with transaction() as session:
        row = own(session, ProgrammeReview, command.review_id, actor.provider_id, lock=True)
        if row.outcome is not ReviewOutcome.OPEN:
            raise Conflict(
                Violation("conflict", "Исход пересмотра уже записан. Обновите страницу.")
            )
        if not row.asked_on <= command.decided_on <= today:
            text = f"Введите день от {row.asked_on:%d.%m.%Y}, когда попросили, до сегодня."
            refuse("value_invalid", text, field="decided_on")
        if command.outcome is ReviewOutcome.OPEN:
            refuse("value_invalid", "Выберите, чем закончился пересмотр.", field="outcome")
        if command.outcome is ReviewOutcome.NEW_PROGRAMME:
            _name_new_programme(session, command, row, region, today)
        row.outcome, row.outcome_on = command.outcome, command.decided_on
        session.flush()
        subject = ("programme_review_ended", "programme", row.programme_id)
        after = {
            "outcome": row.outcome.value,
            "new_programme": row.new_programme_id,
            "new_number": row.new_number,
        }
        audit.record(session, actor, now, *subject, None, after)


def _demand_here(session: Session, programme: Programme, asked_on: date, region: Region) -> None:
    """Whoever serves the person asks; a provider that was left only for days before the move."""
    gone = gone_with(session, programme, region, asked_on)
    if gone is None or (gone.since is not None and asked_on < gone.since):
        return
    refuse(
        "transition_not_allowed",
        f"{gone.title}. Программа ушла вместе с получателем: о пересмотре просят через того, кто "
        f"его обслуживает ({gone.destination}), или орган, который её выдал.",
        field="asked_on",
        subject=gone.subject or None,
    )


def _demand_no_review(session: Session, programme: Programme) -> None:
    standing = awaited_review(session, programme.provider_id, programme.id)
    if standing is not None:
        refuse(
            "overlap",
            f"О пересмотре уже попросили {standing.asked_on:%d.%m.%Y}. Сначала запишите его исход.",
            field="asked_on",
        )


def _name_new_programme(
    session: Session, command: EndReview, row: ProgrammeReview, region: Region, today: date
) -> None:
    """Write down which programme was issued instead: one of ours, or one that went elsewhere."""
    old = own(session, Programme, row.programme_id, row.provider_id)
    if command.new_programme_id is not None:
        new = own(session, Programme, command.new_programme_id, row.provider_id)
        if new.id == old.id or new.recipient_id != old.recipient_id:
            text = "Выберите другую программу того же получателя."
            refuse("value_invalid", text, field="new_programme_id")
        _demand_outcome(session, new, row.asked_on)
        if command.decided_on < new.issued_on:
            text = (
                f"Новую программу выдали {new.issued_on:%d.%m.%Y}: исход не раньше этого дня. "
                "Проверьте день или выберите другую программу."
            )
            refuse("value_invalid", text, field="decided_on")
        row.new_programme_id = new.id
        return
    if gone_with(session, old, region, today) is None:
        text = "Сначала примите новую программу, затем выберите её здесь."
        refuse("value_invalid", text, field="new_programme_id")
    row.new_number, row.new_issued_on = _issued_elsewhere(command, old, row.asked_on)


def _demand_outcome(session: Session, new: Programme, asked_on: date) -> None:
    """What came of a review was issued after it was asked for, and no review has replaced it."""
    if new.issued_on < asked_on:
        text = (
            f"Программу № {new.number} выдали {new.issued_on:%d.%m.%Y}, до того как попросили о "
            f"пересмотре ({asked_on:%d.%m.%Y}). Примите новую в карточке получателя."
        )
        refuse("value_invalid", text, field="new_programme_id")
    instead = replacements(session, new.provider_id, [new.id]).get(new.id)
    if instead is not None:
        text = (
            f"Программу № {new.number} саму пересмотрели: вместо неё выдана {instead.named}. "
            "Выберите ту, которая действует."
        )
        refuse("value_invalid", text, field="new_programme_id")


def _issued_elsewhere(command: EndReview, old: Programme, asked_on: date) -> tuple[str, date]:
    """The number and the day of what came of the review, so none before it was asked for."""
    number = command.new_number.strip()
    if not any(one.isalnum() for one in number) or len(number) > LONGEST_NUMBER:
        text = f"Впишите номер новой программы, не длиннее {LONGEST_NUMBER} знаков."
        refuse("value_invalid", text, field="new_number")
    first = max(old.issued_on, asked_on)
    day = command.new_issued_on
    if day is None or not first <= day <= command.decided_on:
        since = "попросили о пересмотре" if first == asked_on else "выдали прежнюю"
        text = f"Введите день новой программы: от {first:%d.%m.%Y}, когда {since}, до дня исхода."
        refuse("value_invalid", text, field="new_issued_on")
    if (number, day) == (old.number, old.issued_on):
        text = "Это номер и день прежней программы. Впишите новую."
        refuse("value_invalid", text, field="new_number")
    return number, day
