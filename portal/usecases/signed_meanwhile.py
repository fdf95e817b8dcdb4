"""Another director was quicker: who has signed what waited, and on which day."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentState
from portal.domain.contract import ContractState, Party
from portal.models import (
    Act,
    Amendment,
    AmendmentSignature,
    Contract,
    FeeProposal,
    Signature,
    Termination,
)
from portal.regions.registry import Region
from portal.usecases.facts import own
from portal.usecases.queries.issued_papers import member_name

SignedRow = Contract | Amendment | Act | Termination | FeeProposal
"""What the director signs."""


def signed_meanwhile(
    session: Session, kind: type[SignedRow], key: int, provider_id: int, region: Region
) -> str:
    """Which director has signed what still stands, and on which day; empty when nobody has."""
    row = own(session, kind, key, provider_id)
    if isinstance(row, Termination):
        by, on = row.confirmed_by_id, None if row.withdrawn_at else row.confirmed_on
    elif isinstance(row, FeeProposal):
        by = row.decided_by_id
        on = region.today(row.decided_at) if row.amendment_id and row.decided_at else None
    else:
        return _signed_paper(session, row)
    return f"{member_name(session, by)}, {on:%d.%m.%Y}" if by and on else ""


def _signed_paper(session: Session, row: Contract | Amendment | Act) -> str:
    if row.state in (ContractState.TERMINATED, AmendmentState.WITHDRAWN):
        return ""
    signature, of_it = _SIGNATURES[type(row)]
    # The signature under an act that was drawn anew since is none under this text.
    found = session.execute(
        select(signature.signer, signature.signed_on).where(
            signature.provider_id == row.provider_id,
            of_it == row.id,
            signature.paper_id == row.paper_id,
            signature.party == Party.PROVIDER,
        )
    ).first()
    return f"{found.signer}, {found.signed_on:%d.%m.%Y}" if found else ""


_SIGNATURES: Mapping[type[SignedRow], tuple[Any, Any]] = {
    Contract: (Signature, Signature.contract_id),
    Amendment: (AmendmentSignature, AmendmentSignature.amendment_id),
    Act: (Signature, Signature.act_id),
}
