"""Which contracts of a list a refusal has stopped before its document is recorded (MSK-TER-03)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from portal.usecases.stopped_services import last_days
from portal.usecases.transaction import reading


def stopped_by_refusal(contract_ids: Collection[int]) -> Mapping[int, date]:
    """The last day with services by contract; ``contract_ids`` are those the reader sees."""
    if not contract_ids:
        return {}
    with reading() as session:
        return last_days(session, contract_ids)
