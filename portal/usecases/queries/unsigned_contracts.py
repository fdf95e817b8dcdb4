"""The contracts that wait for the director's hand, as «Сегодня» and the queue list them."""

from sqlalchemy import ColumnElement, and_, select

from portal.domain.contract import ContractState, Party
from portal.models import Contract, Signature
from portal.usecases.early_texts import begins_before_place
from portal.usecases.queries.gone_elsewhere import never_comes
from portal.usecases.signing_returns import sent_back_unsettled


def awaits_director(provider_id: int) -> ColumnElement[bool]:
    """Of ``Contract`` joined with ``Programme``: nobody has signed it for the provider yet.

    Neither one that was sent back, nor one with a person who never comes or comes later
    than the text begins (AST-TRN-11).
    """
    signed = (
        select(Signature.id)
        .where(
            Signature.provider_id == Contract.provider_id,
            Signature.contract_id == Contract.id,
            Signature.party == Party.PROVIDER,
        )
        .exists()
    )
    return and_(
        Contract.provider_id == provider_id,
        Contract.state == ContractState.AWAITING_SIGNATURE,
        ~signed,
        ~sent_back_unsettled(),
        ~never_comes(),
        ~begins_before_place(),
    )
