"""Everything that happened to a contract in one list: one statement, the newest first, paged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, union_all

from portal.domain.people import short_name
from portal.models import Membership, User
from portal.usecases.actor import Actor
from portal.usecases.queries.amendments import AmendmentRow, list_amendments
from portal.usecases.queries.contract_happenings import happenings
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.timeline_lines import Happened, Reach
from portal.usecases.role_access import Subject, sees
from portal.usecases.transaction import reading

LINES = 30
"""Lines of one page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: when, what, who, and what its page and paper are found by.

    ``key`` is the row's number, ``part`` that of a file, a paper or a place in a series; ``thing``
    the kind of what is signed. The other words and days are as the row keeps them.
    """

    at: datetime
    what: Happened
    key: int
    part: int | None
    thing: str
    code: str
    how: str
    number: str
    words: str
    day: date | None
    until: date | None
    who: str


@dataclass(frozen=True, slots=True)
class ContractTimeline:
    """A page of lines, and the changes that lines speak of, by number."""

    page: Page[Line]
    amendments: Mapping[int, AmendmentRow]


def contract_timeline(
    actor: Actor, contract_id: int, *, page: int = 1, size: int = LINES
) -> ContractTimeline:
    """A page of a contract's life; whoever asks has been shown the contract itself before.

    Who is not shown the fee reads of changes those of services and nothing else (FED-PDP-01).
    """
    terms, acts = sees(actor, Subject.CONTRACT), sees(actor, Subject.ACTS)
    shown = {row.id: row for row in list_amendments(actor, contract_id) if row.services or terms}
    reach = Reach(actor.provider_id, contract_id, tuple(shown), terms=terms, acts=acts)
    told = union_all(*happenings(reach)).subquery("told")
    rows = (
        select(told, User)
        .outerjoin(Membership, Membership.id == told.c.member)
        .outerjoin(User, User.id == Membership.user_id)
        # Of one moment the recipient's signature is the later one: a code sorts behind "provider".
        .order_by(*(told.c[name].desc() for name in ("at", "rank", "key", "code", "part")))
    )
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(told)) or 0
        found = session.execute(paged(rows, page, size)).all()
    return ContractTimeline(Page(tuple(_line(row) for row in found), total, page, size), shown)


def _line(row: Any) -> Line:
    user = row.User
    return Line(
        at=row.at,
        what=Happened(row.what),
        key=row.key,
        part=row.part,
        thing=row.thing,
        code=row.code,
        how=row.how,
        number=row.number,
        words=row.words,
        day=row.day,
        until=row.until,
        who=short_name(user.surname, user.name, user.patronymic) if user else row.who,
    )
