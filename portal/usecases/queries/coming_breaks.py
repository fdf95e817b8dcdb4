"""Which contracts of a list have a break that is ordered and has not begun yet (FED-SUS-04)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import func, or_, select

from portal.models import Suspension
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading


def coming_breaks(actor: Actor, contract_ids: Collection[int], day: date) -> Mapping[int, date]:
    """The first day of the next break by contract; nothing of one in which a break runs."""
    if not contract_ids:
        return {}
    ahead = or_(Suspension.until.is_(None), Suspension.until > day)
    wanted = (
        select(Suspension.contract_id, func.min(Suspension.since))
        .where(
            Suspension.provider_id == actor.provider_id,
            Suspension.contract_id.in_(contract_ids),
            ahead,
        )
        .group_by(Suspension.contract_id)
        .having(func.min(Suspension.since) > day)
    )
    with reading() as session:
        return dict(session.execute(wanted).all())
