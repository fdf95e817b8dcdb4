"""Which texts of contracts may still be signed, for every list that asks for a hand or for none."""

from sqlalchemy import ColumnElement, and_, or_, select

from portal.domain.contract import ContractState, Party
from portal.models import Contract, Signature
from portal.usecases.early_texts import begins_before_place
from portal.usecases.queries.gone_elsewhere import never_comes
from portal.usecases.signing_returns import sent_back_unsettled


def may_be_signed() -> ColumnElement[bool]:
    """Of ``Contract`` joined with ``Programme``: the text waits, and hands may sign it.

    Neither one that was sent back (it is drawn up anew), nor one with a person who never comes or
    comes later than the text begins (AST-TRN-11).
    """
    return and_(_waits(), ~sent_back_unsettled(), ~never_comes(), ~begins_before_place())


def to_be_closed() -> ColumnElement[bool]:
    """The opposite, as far as a text must go: it waits, and nobody is to sign it (AST-TRN-11).

    With a person who never comes, even one that was sent back. One that begins too early
    (``early_texts.kept_from`` says why) unless it was sent back: that is drawn up anew anyway.
    """
    return and_(_waits(), or_(never_comes(), and_(begins_before_place(), ~sent_back_unsettled())))


def awaits_director(provider_id: int) -> ColumnElement[bool]:
    """Of ``Contract`` joined with ``Programme``: it may be signed, nobody has for the provider."""
    signed = (
        select(Signature.id)
        .where(
            Signature.provider_id == Contract.provider_id,
            Signature.contract_id == Contract.id,
            Signature.party == Party.PROVIDER,
        )
        .exists()
    )
    return and_(Contract.provider_id == provider_id, may_be_signed(), ~signed)


def _waits() -> ColumnElement[bool]:
    return Contract.state == ContractState.AWAITING_SIGNATURE
