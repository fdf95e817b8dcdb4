"""What acts come to by their corrections: the sums that hold in the place of the issued ones."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import ActCorrection


def payable_of_corrected(session: Session, act_ids: Collection[int]) -> Mapping[int, Decimal]:
    """The payable sums in rubles of those of the acts that were corrected (FED-ACT-04)."""
    if not act_ids:
        return {}
    rows = session.execute(
        select(ActCorrection.act_id, ActCorrection.payable)
        .where(ActCorrection.act_id.in_(act_ids))
        .order_by(ActCorrection.act_id, ActCorrection.sequence)
    )
    return dict(rows.all())
