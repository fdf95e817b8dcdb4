"""The one file of a tariff day's notices: whether it is there, what it holds, what is undrawn."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from portal.domain.printed_forms import NOTICES
from portal.models import Notice, Paper
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """The notices of a day for the printer; ``paper_id`` None while no file was made.

    ``complete``: nothing is undrawn, and the file holds everything that is drawn.
    """

    paper_id: int | None
    notices: int
    pages: int
    made_at: datetime | None
    complete: bool


def notice_file(actor: Actor, tariff_day_id: int, since: date) -> NoticeFile:
    """What of the day's notices is joined; no bytes are read."""
    with reading() as session:
        drawn = session.scalars(
            select(Notice.paper_id).where(notices_of_day(actor.provider_id, tariff_day_id))
        ).all()
        newest = newest_file(session, actor.provider_id, since)
    if newest is None:
        return NoticeFile(None, 0, 0, None, complete=not drawn)
    held = joined_notices(newest)
    return NoticeFile(
        paper_id=newest.id,
        notices=len(held),
        pages=newest.pages,
        made_at=newest.issued_at,
        complete=set(held) == set(drawn),
    )


def newest_file(session: Session, provider_id: int, since: date) -> Paper | None:
    """The last joined file; a provider sets one tariff day for a date at most."""
    return session.scalars(
        select(Paper)
        .where(
            Paper.provider_id == provider_id,
            Paper.form_code == NOTICES,
            Paper.rules_day == since,
        )
        .order_by(Paper.id.desc())
        .limit(1)
    ).one_or_none()


def joined_notices(paper: Paper) -> tuple[int, ...]:
    """The ids of the papers that a joined file holds, in their order."""
    ids = paper.inputs["papers"]
    return tuple(ids) if isinstance(ids, list) else ()


def notices_of_day(provider_id: int, tariff_day_id: int) -> ColumnElement[bool]:
    """The notices a tariff day drafted, as a condition on ``Notice``."""
    return and_(Notice.provider_id == provider_id, Notice.tariff_day_id == tariff_day_id)
