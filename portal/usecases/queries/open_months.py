"""From which day a contract's services may still be recorded: after its acts and closed months."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import next_month
from portal.models import Act, Contract, MonthClosing, MonthState


def first_open_days(session: Session, contract_ids: Collection[int]) -> Mapping[int, date]:
    """The first day after the last closed month of each contract; one with none is left out."""
    if not contract_ids:
        return {}
    closed = (
        select(Contract.id, MonthClosing.month)
        .join(MonthClosing, MonthClosing.provider_id == Contract.provider_id)
        .where(Contract.id.in_(contract_ids), MonthClosing.state == MonthState.CLOSED)
        .union_all(select(Act.contract_id, Act.month).where(Act.contract_id.in_(contract_ids)))
        .subquery()
    )
    rows = session.execute(select(closed.c.id, func.max(closed.c.month)).group_by(closed.c.id))
    return {contract_id: next_month(month) for contract_id, month in rows.all()}
