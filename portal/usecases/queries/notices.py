"""What the pages of notices read: to whom, by when, handed over or not.

Every statement is limited to the reader's provider.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select

from portal.documents.changes import FeeNoticeFacts
from portal.documents.typography import unnumbered
from portal.domain.contract import RUNNING
from portal.domain.endings import Handover
from portal.domain.explanation import Step, from_data
from portal.domain.notices import is_on_time
from portal.domain.people import full_name
from portal.domain.violations import NotFound
from portal.models import Contract, Notice, NoticeEvent, Recipient
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scope import about_own_people
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice: to whom, about what, by when, and what came of it.

    ``change`` is what a notice of conditions tells, in the provider's words; ``unnumbered`` are the
    acts behind a fee whose day and number are to be written in by hand. ``running``: the contract
    is in force.
    """

    id: int
    contract_id: int
    number: str
    recipient: str
    event: NoticeEvent
    since: date
    due_on: date
    drafted_at: datetime
    handed_on: date | None
    answer: str | None
    answered_on: date | None
    steps: tuple[Step, ...]
    handed: Handover | None = None
    change: str = ""
    unnumbered: tuple[str, ...] = ()
    running: bool = False
    version: int = 1

    @property
    def late(self) -> bool:
        """Whether it was handed over after its term (FED-NOT-02)."""
        return self.handed_on is not None and not is_on_time(self.due_on, self.handed_on)


def list_notices(actor: Actor, tariff_day_id: int, *, page: int = 1) -> Page[NoticeRow]:
    """A page of the day's notices: those not handed over first, then by name."""
    which = (Notice.provider_id == actor.provider_id, Notice.tariff_day_id == tariff_day_id)
    ordered = _notices(which).order_by(Notice.handed_on.is_not(None), Recipient.name_key, Notice.id)
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(Notice).where(*which)) or 0
        rows = session.execute(paged(ordered, page)).all()
    return Page(
        rows=tuple(_notice(row, contract, person) for row, contract, person in rows),
        total=total,
        number=page,
    )


def get_notice(actor: Actor, notice_id: int) -> NoticeRow:
    """One notice of the reader's provider; NotFound for any other."""
    which = (Notice.provider_id == actor.provider_id, Notice.id == notice_id)
    with reading() as session:
        found = session.execute(_notices(which)).one_or_none()
    if found is None:
        raise NotFound
    return replace(_notice(*found), unnumbered=_unnumbered(found[0]))


def contract_notices(actor: Actor, contract_id: int) -> tuple[NoticeRow, ...]:
    """Every notice about a contract, the newest change first; the reader's own contract only."""
    which = (
        Notice.provider_id == actor.provider_id,
        Notice.contract_id == contract_id,
        *about_own_people(actor, Contract.recipient_id),
    )
    with reading() as session:
        rows = session.execute(
            _notices(which).order_by(Notice.since.desc(), Notice.id.desc())
        ).all()
    return tuple(_notice(row, contract, person) for row, contract, person in rows)


def _unnumbered(row: Notice) -> tuple[str, ...]:
    if row.event is not NoticeEvent.FEE_CHANGED:
        return ()
    return tuple(unnumbered(read_facts(FeeNoticeFacts, row.inputs).steps))


def _change(row: Notice) -> str:
    values = row.inputs.get("values") if row.event is NoticeEvent.CONDITIONS_CHANGED else None
    return str(values.get("change", "")) if isinstance(values, dict) else ""


def _notices(which: tuple[ColumnElement[bool], ...]) -> Select[Notice, Contract, Recipient]:
    return (
        select(Notice, Contract, Recipient)
        .join(Contract, Contract.id == Notice.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(*which)
    )


def _notice(row: Notice, contract: Contract, person: Recipient) -> NoticeRow:
    return NoticeRow(
        id=row.id,
        contract_id=row.contract_id,
        number=contract.number,
        recipient=full_name(person.surname, person.name, person.patronymic),
        event=row.event,
        since=row.since,
        due_on=row.due_on,
        drafted_at=row.drafted_at,
        handed_on=row.handed_on,
        answer=row.answer,
        answered_on=row.answered_on,
        steps=from_data(row.due_steps),
        handed=row.handed,
        change=_change(row),
        running=contract.state in RUNNING,
        version=row.version,
    )
