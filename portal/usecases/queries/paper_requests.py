"""Requests for papers: unanswered ones first due first, and what may be asked for a recipient."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.models import PaperRequest, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.paper_requests import obtainable_papers
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scope import own_people
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request; ``came`` when a paper came with the answer."""

    id: int
    recipient_id: int
    recipient: str
    title: str
    addressee: str
    sent_on: date
    due_on: date | None
    answered_on: date | None
    came: bool
    note: str

    def overdue(self, day: date) -> bool:
        """Whether an answer was due before the day and is not there."""
        return self.answered_on is None and self.due_on is not None and self.due_on < day


def list_requests(actor: Actor, *, page: int = 1, every: bool = False) -> Page[RequestRow]:
    """A page of requests, unanswered ones only unless all are wanted."""
    wanted = (
        select(PaperRequest, Recipient)
        .join(Recipient, Recipient.id == PaperRequest.recipient_id)
        .where(PaperRequest.provider_id == actor.provider_id, *own_people(actor))
        .order_by(PaperRequest.answered_on.is_not(None), PaperRequest.due_on, PaperRequest.id)
    )
    if not every:
        wanted = wanted.where(PaperRequest.answered_on.is_(None))
    with reading() as session:
        total = session.scalar(wanted.with_only_columns(func.count()).order_by(None))
        rows = session.execute(paged(wanted, page)).all()
    return Page(rows=tuple(_row(*one) for one in rows), total=total or 0, number=page)


def get_request(actor: Actor, request_id: int) -> RequestRow:
    """One request; raises NotFound for another provider's."""
    with reading() as session:
        row = own(session, PaperRequest, request_id, actor.provider_id)
        return _row(row, own(session, Recipient, row.recipient_id, actor.provider_id))


def list_obtainable(
    actor: Actor, recipient_id: int, region: Region, day: date
) -> tuple[tuple[str, str], ...]:
    """Code and title of the papers that may be asked for the recipient."""
    with reading() as session:
        found = obtainable_papers(session, actor.provider_id, recipient_id, region, day)
    return tuple((one.code, one.title) for one in found)


def _row(row: PaperRequest, person: Recipient) -> RequestRow:
    return RequestRow(
        id=row.id,
        recipient_id=person.id,
        recipient=person.full_name,
        title=row.title,
        addressee=row.addressee,
        sent_on=row.sent_on,
        due_on=row.due_on,
        answered_on=row.answered_on,
        came=row.document_id is not None,
        note=row.note,
    )
