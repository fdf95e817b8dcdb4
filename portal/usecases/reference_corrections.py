"""A minimum or a multiplier set back in time: what was counted by the value that stands.

Rules: FED-FEE-02, FED-FEE-03. A tariff that acts have used stays as it was (FED-FEE-15); a minimum
may be found wrong later, so it is corrected with a reason and with sight of what rests on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import month_of
from portal.domain.reference import SUBSISTENCE_MINIMUM, THRESHOLD_FLOOR, THRESHOLD_MULTIPLIER
from portal.domain.reference import ReferenceValue as Value
from portal.domain.violations import refuse
from portal.models import Act, Contract, ContractTerms, Provider

OF_THRESHOLD = frozenset({SUBSISTENCE_MINIMUM, THRESHOLD_MULTIPLIER})
MOST_NAMED = 20
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class CountedBy:
    """Contracts and acts of a region since a day; ``numbers`` are of the reader's own provider."""

    contracts: int
    acts: int
    numbers: tuple[str, ...]
    more: int


def counted_since(
    session: Session, region_code: str, since: date, provider_id: int
) -> CountedBy | None:
    """What rests on a threshold of the day or later; None where nothing does."""
    on_threshold = (ContractTerms.rules_day >= since, ContractTerms.threshold.is_not(None))
    contracts = session.scalar(
        select(func.count(ContractTerms.contract_id.distinct()))
        .join(Provider, Provider.id == ContractTerms.provider_id)
        .where(Provider.region_code == region_code, *on_threshold)
    )
    acts = session.scalar(
        select(func.count(Act.id))
        .join(Provider, Provider.id == Act.provider_id)
        .where(Provider.region_code == region_code, Act.month >= month_of(since))
    )
    if not contracts and not acts:
        return None
    own = (
        select(Contract.number)
        .join(ContractTerms, ContractTerms.contract_id == Contract.id)
        .where(Contract.provider_id == provider_id, *on_threshold)
        .group_by(Contract.id, Contract.number)
    )
    total = session.scalar(select(func.count()).select_from(own.subquery())) or 0
    numbers = tuple(session.scalars(own.order_by(Contract.id).limit(MOST_NAMED)))
    return CountedBy(contracts or 0, acts or 0, numbers, total - len(numbers))


def changes_what_stands(key: str, amount: object, standing: Value | None) -> bool:
    """Whether a threshold of a day is another than fees of that day were counted by."""
    return key in OF_THRESHOLD and standing is not None and standing.amount != amount


def demand_reason(counted: CountedBy, reason: str, since: date) -> None:
    """Refuse a correction of a threshold that contracts and acts rest on, unless it says why."""
    said = " ".join(reason.split())
    if any(sign.isalpha() for sign in said) and len(said) <= LONGEST_REASON:
        return
    refuse(
        "reason_required",
        f"На {since:%d.%m.%Y} или более поздний день плату уже рассчитали: договоров "
        f"{counted.contracts}, актов {counted.acts}. Напишите, почему значение исправляют задним "
        f"числом, не длиннее {LONGEST_REASON} знаков, или введите более поздний день.",
        field="reason",
        citation=THRESHOLD_FLOOR,
    )
