"""What acts come to by their corrections: the sums that hold in the place of the issued ones."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from sqlalchemy import SQLColumnExpression, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.models import Act, ActCorrection
from portal.models.types import Kopecks


def standing_payable() -> SQLColumnExpression[Decimal]:
    """What is payable by the ``Act`` of a row: by its last correction, else as it was issued."""
    return func.coalesce(_corrected(ActCorrection.payable), Act.payable, type_=Kopecks())


def standing_cost() -> SQLColumnExpression[Decimal]:
    """What the services of the ``Act`` of a row cost by its last correction, else as issued."""
    issued = Act.cost_at_tariffs + Act.additional_cost
    return func.coalesce(_corrected(ActCorrection.cost), issued, type_=Kopecks())


def is_corrected() -> SQLColumnExpression[bool]:
    """Whether the ``Act`` of a row was corrected."""
    return select(ActCorrection.id).where(ActCorrection.act_id == Act.id).correlate(Act).exists()


def _corrected(sum_of: InstrumentedAttribute[Decimal]) -> SQLColumnExpression[Decimal | None]:
    return (
        select(sum_of)
        .where(ActCorrection.act_id == Act.id)
        .order_by(ActCorrection.sequence.desc())
        .limit(1)
        .correlate(Act)
        .scalar_subquery()
    )


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
