"""The register of applications: who asked for services, in what capacity, and what came of it.

Rules: FED-REC-01 (who may apply and how), MSK-REG-01 and MSK-FRM-02 (the register), MSK-REC-07 (a
new application after a refusal).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session, selectinload

from portal.domain.admission import APPLICANTS, AdmissionRules, application_path
from portal.domain.catalogue import Form
from portal.domain.documents import names_document, names_number
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Application, Outcome, Programme, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.application_person import Asks, demand_may_ask
from portal.usecases.child_opinions import NO_OPINION, Opinion, check_place
from portal.usecases.earliest_days import too_early
from portal.usecases.facts import own
from portal.usecases.numbering import take_number
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.recognition_refusals import record_ground
from portal.usecases.recorded_sheets import (
    DECISION,
    DECISION_NUMBER,
    Sheet,
    SheetKey,
    keep_sheet,
)
from portal.usecases.repeat_applications import AfterRefusal, link_repeat
from portal.usecases.transaction import demand_version, transaction

SERIES = "application"
CHANNELS = "application_channels"
CITIZEN = "citizen"
NEEDS_WORDS = (Outcome.REFUSED, Outcome.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class RegisterApplication:
    """Who asks for services for whom: ``citizen`` when the card does not exist yet.

    ``applied_on`` is the day written in the application; ``submitted_by`` who brought it, when it
    is not the citizen; ``kind`` the kind of service in the applicant's words; ``opinion`` what a
    child has said of the parents' application; ``after`` the refused one it repeats.
    """

    applicant: str
    channel: str
    applied_on: date
    form: Form
    recipient_id: int | None = None
    citizen: str = ""
    submitted_by: str = ""
    kind: str = ""
    opinion: Opinion = NO_OPINION
    after: AfterRefusal | None = None


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """What came of an application; the order is that of enrolment, where there is one.

    ``ground`` is the authority's ground of a refusal, by the region's list (MSK-REC-06),
    ``decision_number`` that of its decision, whichever it is (FED-REC-03).
    """

    application_id: int
    outcome: Outcome
    decided_on: date
    note: str = ""
    programme_id: int | None = None
    enrolled_on: date | None = None
    order_number: str = ""
    order_date: date | None = None
    version: int | None = None
    ground: str = ""
    decision_number: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationRegistered:
    """The line of the register; ``contract_allowed`` = a contract may be built on it."""

    id: int
    number: str
    contract_allowed: bool


def register_application(
    command: RegisterApplication, *, region: Region, actor: Actor, now: datetime
) -> ApplicationRegistered:
    """Enter an application in the register under the next number of the year.

    Raises value_invalid for an applicant or a way of applying that the law does not name, for a day
    to come or before the law, and for somebody else's application without a name.
    """
    today = region.today(now)
    rules = region.rules.admission_rules.on(today)
    path = application_path(rules, command.applicant, for_contract=False)
    rules.named(CHANNELS).choice(command.channel, field="channel")
    if found := _shape(command, today):
        raise RulesBroken(*found)
    with transaction() as session:
        row = _row(command, _citizen(session, command, actor, region), actor, today)
        row.sequence = take_number(session, actor.provider_id, SERIES, today.year)
        row.recorded_at = now
        session.add(row)
        session.flush()
        link_repeat(session, row, command.after, rules)
        subject = ("application_registered", "application", row.id)
        repeats = command.after.refused_id if command.after else None
        audit.record(session, actor, now, *subject, after=_summary(row) | {"repeats": repeats})
        return ApplicationRegistered(row.id, row.number, path.contract_allowed)


def _citizen(session: Session, command: RegisterApplication, actor: Actor, region: Region) -> str:
    """Whom the application is about; refused where the recipient of a card may not ask so."""
    if command.recipient_id is None:
        return command.citizen.strip()
    people = selectinload(Recipient.representatives)
    person = own(session, Recipient, command.recipient_id, actor.provider_id, people)
    asks = Asks(command.applicant, command.applied_on, command.form, command.opinion)
    demand_may_ask(person, asks, region)
    return person.full_name


def _row(command: RegisterApplication, citizen: str, actor: Actor, today: date) -> Application:
    """The application as it is entered, without its number."""
    opinion = command.opinion
    return Application(
        provider_id=actor.provider_id,
        year=today.year,
        registered_on=today,
        applied_on=command.applied_on,
        recipient_id=command.recipient_id,
        citizen=citizen,
        applicant=command.applicant,
        submitted_by=command.submitted_by.strip(),
        channel=command.channel,
        form=command.form,
        kind=command.kind.strip(),
        opinion=opinion.words.strip(),
        opinion_on=opinion.obtained_on,
        opinion_by=opinion.obtained_by.strip(),
        opinion_exception=opinion.exception,
        opinion_reason=opinion.reason.strip(),
        outcome=Outcome.OPEN,
        recorded_by_id=actor.membership_id,
    )


def record_outcome(
    command: RecordOutcome, *, region: Region, actor: Actor, now: datetime
) -> Application:
    """Write into the line what came of it; the line itself and its number never change.

    Raises not_authorised when a programme is to be taken up on somebody else's appeal (FED-REC-01),
    value_invalid for days out of order or words left out.
    """
    today = region.today(now)
    with transaction() as session:
        row = own(session, Application, command.application_id, actor.provider_id, lock=True)
        if command.version is not None:
            demand_version(row.version, command.version)
        if found := _outcome_shape(command, row, today):
            raise RulesBroken(*found)
        rules = region.rules.admission_rules.on(today)
        if command.outcome is Outcome.PRESENTED:
            application_path(rules, row.applicant, for_contract=True)
        programme = _programme(session, command, row)
        if command.enrolled_on is not None and (found := _of_place(region, row, programme)):
            raise RulesBroken(*found)
        before = _summary(row)
        row.outcome, row.outcome_on = command.outcome, command.decided_on
        row.outcome_note = command.note.strip()
        row.programme_id = programme.id if programme else None
        if programme is not None and row.recipient_id is None:
            row.recipient_id = programme.recipient_id
        row.enrolled_on, row.order_date = command.enrolled_on, command.order_date
        row.order_number = command.order_number.strip()
        record_ground(session, row, command.ground, rules)
        number = Sheet({DECISION_NUMBER: command.decision_number})
        keep_sheet(session, SheetKey(DECISION, application_id=row.id), number, actor=actor, now=now)
        session.flush()
        subject = ("application_outcome", "application", row.id)
        audit.record(session, actor, now, *subject, before, _summary(row), row.outcome_note)
        session.expunge(row)
        return row


def applicants_of(rules: AdmissionRules) -> tuple[tuple[str, str], ...]:
    """Who may apply: code and title (FED-REC-01)."""
    return tuple((one.code, one.title) for one in rules.named(APPLICANTS).choices)


def _shape(command: RegisterApplication, today: date) -> tuple[Violation, ...]:
    found: list[Violation] = []

    def wrong(field: str, text: str) -> None:
        found.append(Violation("value_invalid", text, field))

    if command.applied_on > today:
        wrong("applied_on", "Этот день ещё не наступил. Введите день, указанный в заявлении.")
    found.extend(too_early(command.applied_on, date.min, "applied_on"))
    if command.recipient_id is None and not command.citizen.strip():
        wrong("citizen", "Напишите, кому нужны услуги: фамилию, имя и отчество.")
    if command.applicant != CITIZEN and not names_document(command.submitted_by):
        wrong("submitted_by", "Напишите, кто подал: имя или название организации.")
    for field in ("citizen", "submitted_by", "kind"):
        if len(getattr(command, field)) > LONGEST_TEXT:
            wrong(field, f"Сократите до {LONGEST_TEXT} знаков.")
    return tuple(found)


def _outcome_shape(command: RecordOutcome, row: Application, today: date) -> tuple[Violation, ...]:
    found: list[Violation] = []

    def wrong(field: str, text: str) -> None:
        found.append(Violation("value_invalid", text, field))

    if command.outcome is Outcome.OPEN:
        wrong("outcome", "Выберите, чем закончилось заявление.")
    if not row.registered_on <= command.decided_on <= today:
        wrong(
            "decided_on",
            f"Введите день от {row.registered_on:%d.%m.%Y}, когда заявление записали, до сегодня.",
        )
    if command.outcome in NEEDS_WORDS and not names_document(command.note):
        wrong("note", "Напишите, почему: это останется в журнале.")
    if len(command.note) > LONGEST_TEXT:
        wrong("note", f"Сократите до {LONGEST_TEXT} знаков.")
    enrolment = (command.enrolled_on, command.order_date, command.order_number.strip() or None)
    if any(enrolment) and not all(enrolment):
        text = "День зачисления пишут вместе с номером приказа и его датой. Внесите всё."
        wrong("enrolled_on", text)
    if any(enrolment) and command.outcome is not Outcome.PRESENTED:
        wrong("enrolled_on", "Зачисляют по программе. Выберите «предъявлена программа».")
    return (*found, *_outcome_papers(command, row, today))


def _outcome_papers(command: RecordOutcome, row: Application, today: date) -> Iterator[Violation]:
    """The order's days are between the application and today; a number holds a digit."""
    for field, day in (("enrolled_on", command.enrolled_on), ("order_date", command.order_date)):
        if day is not None and not row.applied_on <= day <= today:
            text = f"Введите день от {row.applied_on:%d.%m.%Y}, когда подали заявление, до сегодня."
            yield Violation("value_invalid", text, field)
    for field in ("order_number", "decision_number"):
        number = getattr(command, field).strip()
        if number and not names_number(number):
            text = f"В номере «{number}» нет ни одной цифры. Впишите номер с бумаги."
            yield Violation("value_invalid", text, field)


def _programme(session: Session, command: RecordOutcome, row: Application) -> Programme | None:
    if command.programme_id is None:
        return None
    programme = own(session, Programme, command.programme_id, row.provider_id)
    if row.recipient_id not in (None, programme.recipient_id):
        text = "Это программа другого человека. Выберите программу того, о ком заявление."
        refuse("value_invalid", text, field="programme_id")
    return programme


def _of_place(
    region: Region, row: Application, programme: Programme | None
) -> tuple[Violation, ...]:
    """Nobody is enrolled in a department for children without a programme (VLA-MIN-01)."""
    registered = programme is not None
    found = check_place(
        region, row.form, row.applicant, row.applied_on, programme_registered=registered
    )
    return tuple(replace(one, field="programme_id") for one in found)


def _summary(row: Application) -> dict[str, object]:
    return {
        "number": row.number,
        "recipient": row.recipient_id,
        "applicant": row.applicant,
        "outcome": row.outcome.value,
        "outcome_on": row.outcome_on,
        "programme": row.programme_id,
        "enrolled_on": row.enrolled_on,
        "order_number": row.order_number,
        "order_date": row.order_date,
    }
