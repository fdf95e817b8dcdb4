"""Income that was recorded for an earlier application than the one a contract is drawn up on."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.law import Citation
from portal.models import Contract, ContractTerms, IncomeAssessment, Programme
from portal.regions.registry import Region


@dataclass(frozen=True, slots=True)
class OlderIncome:
    """The day of the earlier application, and the rule that counts by the day of each."""

    applied_on: date
    citation: Citation


def income_of_earlier_application(
    session: Session, programme: Programme, region: Region, day: date
) -> OlderIncome | None:
    """The newest record of income, where a contract on another programme already rests on it.

    Free or paid is decided on the day of the application (FED-FEE-02): whoever applies anew has a
    window, a threshold and an income of a new day. One application may lead to two programmes, so
    it is for people to decide and nothing is refused.
    """
    newest = session.execute(
        select(IncomeAssessment.id, IncomeAssessment.applied_on)
        .where(
            IncomeAssessment.provider_id == programme.provider_id,
            IncomeAssessment.recipient_id == programme.recipient_id,
            IncomeAssessment.applied_on <= day,
        )
        .order_by(IncomeAssessment.applied_on.desc(), IncomeAssessment.id.desc())
        .limit(1)
    ).one_or_none()
    if newest is None:
        return None
    elsewhere = session.scalar(
        select(
            select(ContractTerms.id)
            .join(Contract, Contract.id == ContractTerms.contract_id)
            .where(
                Contract.provider_id == programme.provider_id,
                ContractTerms.assessment_id == newest.id,
                Contract.programme_id != programme.id,
            )
            .exists()
        )
    )
    if not elsewhere:
        return None
    return OlderIncome(newest.applied_on, region.rules.fee_rules.on(day).free_by_income)
