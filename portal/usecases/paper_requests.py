"""Papers the provider asks for itself: the request, by when it is answered, what came (VLA-DOC-03).

Such a paper is no reason to turn anybody away: the recipient may bring it, and need not.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.documents import DocumentRequirement, names_document, required_documents
from portal.domain.timetable import timetable
from portal.domain.violations import Conflict, Violation, refuse
from portal.models import PaperRequest
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.documents import SubmitDocument, receive
from portal.usecases.facts import case_traits, load_case, own, papers_list
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.transaction import transaction
from portal.usecases.work_calendar import work_calendar

RECEIVED_BY_AGENCY = "request_received_by_agency"


@dataclass(frozen=True, slots=True)
class RequestPaper:
    """Which paper of the region's list is asked for, whom and when."""

    recipient_id: int
    code: str
    addressee: str
    sent_on: date


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """What came back: a paper of ``issued_on``, or a note why there is none."""

    request_id: int
    answered_on: date
    issued_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperRequested:
    """The request, and by when the answer is due where an act says."""

    id: int
    due_on: date | None


def request_paper(
    command: RequestPaper, *, region: Region, actor: Actor, now: datetime
) -> PaperRequested:
    """Record a request for a paper that the region lets the provider ask for itself.

    Raises value_invalid for another paper or a day to come, duplicate while one is unanswered.
    """
    today = region.today(now)
    addressee = command.addressee.strip()
    if not names_document(addressee) or len(addressee) > LONGEST_TEXT:
        refuse("value_invalid", "Напишите, у кого запрашиваете бумагу.", field="addressee")
    if command.sent_on > today:
        text = "Этот день ещё не наступил. Введите день, когда запрос отправлен."
        refuse("value_invalid", text, field="sent_on")
    with transaction() as session:
        paper = _obtainable(session, command, region=region, actor=actor, today=today)
        _demand_unasked(session, command)
        moment = datetime.combine(command.sent_on, datetime.min.time())
        rules = region.rules.admission_rules.on(command.sent_on)
        # No receipt is at hand: the agency is taken to have the request on the day it was sent.
        calendar = work_calendar(session, region)
        dues = timetable(rules.deadlines, {RECEIVED_BY_AGENCY: moment}, calendar)
        row = PaperRequest(
            provider_id=actor.provider_id,
            recipient_id=command.recipient_id,
            code=paper.code,
            title=paper.title,
            addressee=addressee,
            sent_on=command.sent_on,
            due_on=dues[0].at.date() if dues else None,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after = {"code": row.code, "addressee": row.addressee, "due_on": row.due_on}
        subject = ("paper_requested", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, after=after)
        return PaperRequested(row.id, row.due_on)


def answer_request(command: AnswerRequest, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record the answer; a paper that came is entered among the recipient's documents at once.

    Raises value_invalid for a day out of order and for no paper without a word.
    """
    with transaction() as session:
        row = own(session, PaperRequest, command.request_id, actor.provider_id, lock=True)
        if row.answered_on is not None:
            text = "Ответ на этот запрос уже записан. Обновите страницу."
            raise Conflict(Violation("conflict", text))
        if not row.sent_on <= command.answered_on <= region.today(now):
            text = f"Введите день от {row.sent_on:%d.%m.%Y}, когда отправлен запрос, до сегодня."
            refuse("value_invalid", text, field="answered_on")
        note = command.note.strip()
        if command.issued_on is None and not names_document(note):
            text = "Бумага не пришла: напишите, что ответили. Или введите дату бумаги."
            refuse("value_invalid", text, field="note")
        if command.issued_on is not None:
            paper = SubmitDocument(row.recipient_id, row.code, command.issued_on)
            row.document_id = receive(session, paper, region=region, actor=actor, now=now).id
        row.answered_on, row.note = command.answered_on, note[:LONGEST_TEXT]
        session.flush()
        after = {"code": row.code, "answered_on": row.answered_on, "document": row.document_id}
        subject = ("paper_request_answered", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, after=after, reason=row.note)


def obtainable_papers(
    session: Session, provider_id: int, recipient_id: int, region: Region, day: date
) -> tuple[DocumentRequirement, ...]:
    """The papers of the recipient's list that the provider may ask for itself."""
    case = load_case(session, provider_id, recipient_id, day=day)
    papers = papers_list(case, region)
    if papers is None:
        return ()
    traits = case_traits(case, region.rules.fee_rules.on(day))
    listed = required_documents(papers, traits)
    return tuple(one for one in listed if one.obtainable_by_provider)


def _obtainable(
    session: Session, command: RequestPaper, *, region: Region, actor: Actor, today: date
) -> DocumentRequirement:
    offered = obtainable_papers(session, actor.provider_id, command.recipient_id, region, today)
    for paper in offered:
        if paper.code == command.code:
            return paper
    words = ", ".join(one.title for one in offered) or "таких бумаг в перечне нет"
    text = f"Эту бумагу приносит получатель. Самим можно запросить: {words}."
    refuse("value_invalid", text, field="code")


def _demand_unasked(session: Session, command: RequestPaper) -> None:
    sent = session.scalar(
        select(PaperRequest.sent_on).where(
            PaperRequest.recipient_id == command.recipient_id,
            PaperRequest.code == command.code,
            PaperRequest.answered_on.is_(None),
        )
    )
    if sent is not None:
        text = f"Эту бумагу уже запросили {sent:%d.%m.%Y}. Сначала запишите ответ."
        refuse("duplicate", text, field="code")
