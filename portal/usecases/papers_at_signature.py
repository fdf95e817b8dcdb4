"""The papers that a region looks at when the recipient's side signs (MSK-DOC-04).

They hold up neither the text nor the director, so pages name them before anybody goes to sign.
"""

from datetime import date

from sqlalchemy.orm import Session, selectinload

from portal.domain.contract import ContractState, Party
from portal.models import Contract
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.contract_fee import LackingPapers, lacking_at_signature
from portal.usecases.facts import load_case, own
from portal.usecases.transaction import reading


def lacking_to_sign(
    session: Session, contract: Contract, region: Region, day: date
) -> LackingPapers | None:
    """What the recipient's side lacks on the day to sign this contract; None when nothing."""
    lists = region.rules.required_documents.on(day)
    if not any(one.at_signature for papers in lists for one in papers.requirements):
        return None
    case = load_case(
        session,
        contract.provider_id,
        contract.recipient_id,
        day=day,
        programme_id=contract.programme_id,
    )
    represented = contract.representative_id is not None
    return lacking_at_signature(case, region, represented=represented)


def papers_to_bring(
    actor: Actor, contract_id: int, region: Region, day: date
) -> LackingPapers | None:
    """The same while the signature of the recipient's side is waited for."""
    with reading() as session:
        signatures = selectinload(Contract.signatures)
        contract = own(session, Contract, contract_id, actor.provider_id, signatures)
        if contract.state is not ContractState.AWAITING_SIGNATURE:
            return None
        if any(one.party is not Party.PROVIDER for one in contract.signatures):
            return None
        return lacking_to_sign(session, contract, region, day)
