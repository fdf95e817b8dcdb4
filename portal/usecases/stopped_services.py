"""Services that a written refusal has stopped while the document of the end is not recorded yet.

The refusal stops them from its own day (FED-TER-01, MSK-TER-01); the contract ends once the copy of
the document was signed or handed over (MSK-TER-03).
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.endings import REFUSAL, EndingState
from portal.models import Contract, Termination

_STOPPED = (
    Termination.state == EndingState.PENDING,
    Termination.ground == REFUSAL,
    Termination.confirmed_at.is_not(None),
)


def last_days(session: Session, contract_ids: Iterable[int]) -> Mapping[int, date]:
    """The last day with services of those contracts that a confirmed refusal has stopped."""
    rows = session.execute(
        select(Termination.contract_id, Termination.last_day).where(
            *_STOPPED, Termination.contract_id.in_(tuple(contract_ids))
        )
    )
    return {contract_id: last for contract_id, last in rows if last is not None}


def stopped_before(day: date) -> ColumnElement[bool]:
    """Whether the services of ``Contract`` were stopped before the day."""
    return (
        select(Termination.id)
        .where(
            *_STOPPED,
            Termination.provider_id == Contract.provider_id,
            Termination.contract_id == Contract.id,
            Termination.last_day < day,
        )
        .correlate(Contract)
        .exists()
    )
