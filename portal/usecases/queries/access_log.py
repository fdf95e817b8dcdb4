"""The journal of access: refusals and looks, the newest first, a page at a time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.domain.people import short_name
from portal.models import AccessEvent, Membership, Recipient, Role, User
from portal.usecases.actor import Actor
from portal.usecases.queries.paging import Page, paged
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class AccessRow:
    """Who looked at what about whom, and whether it was shown; ``at`` is a stored moment."""

    at: datetime
    who: str
    role: Role
    recipient_id: int | None
    recipient: str | None
    subject: str
    path: str
    allowed: bool


def list_access(actor: Actor, *, refused_only: bool, page: int) -> Page[AccessRow]:
    """One page of the provider's log; a page beyond the last is the last."""
    mine = [AccessEvent.provider_id == actor.provider_id]
    if refused_only:
        mine.append(AccessEvent.allowed.is_(False))
    wanted = (
        select(AccessEvent, Membership.role, User, Recipient)
        .join(Membership, Membership.id == AccessEvent.membership_id)
        .join(User, User.id == Membership.user_id)
        .outerjoin(Recipient, Recipient.id == AccessEvent.recipient_id)
        .where(*mine)
        .order_by(AccessEvent.at.desc(), AccessEvent.id.desc())
    )
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(AccessEvent).where(*mine)) or 0
        shown = min(max(page, 1), Page((), total, 1).count)
        rows = tuple(
            AccessRow(
                at=event.at,
                who=short_name(user.surname, user.name, user.patronymic),
                role=role,
                recipient_id=event.recipient_id,
                recipient=_name(person),
                subject=event.subject,
                path=event.path,
                allowed=event.allowed,
            )
            for event, role, user, person in session.execute(paged(wanted, shown))
        )
    return Page(rows, total, shown)


def _name(person: Recipient | None) -> str | None:
    """The page may be about nobody of the provider's."""
    return None if person is None else person.full_name
