"""What acts come to by their corrections: the sums that hold in the place of the issued ones."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal

from sqlalchemy import Select, SQLColumnExpression, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain.money import ZERO
from portal.models import Act, ActCorrection, ActLine
from portal.models.types import Kopecks
from portal.usecases.act_correction_paper import kept_lines


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


def fee_freed(session: Session, act_ids: Collection[int] | Select[int]) -> Mapping[int, Decimal]:
    """What corrections took off the fee of acts, in rubles; services beyond the programme apart."""
    freed: dict[int, Decimal] = defaultdict(lambda: ZERO)
    rows = session.scalars(select(ActCorrection).where(ActCorrection.act_id.in_(act_ids))).all()
    if not rows:
        return freed
    beyond = select(ActLine.act_id, ActLine.position).where(
        ActLine.act_id.in_({row.act_id for row in rows}), ActLine.additional
    )
    additional = {(act_id, position) for act_id, position in session.execute(beyond)}
    for row in rows:
        lost = (
            one.amount_before - one.amount
            for one in kept_lines(row)
            if (row.act_id, one.position) in additional
        )
        freed[row.act_id] += row.payable_before - row.payable - sum(lost, ZERO)
    return freed
