"""A text that begins before the place that is kept for the person's move here.

One drawn for an earlier transfer, or before the day of the place was changed: signed, it would put
a contract into force beside the former provider's. Rules: AST-CAP-01, AST-TRN-11.
"""

from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState, Party
from portal.domain.violations import refuse
from portal.models import Contract, HoldState, Role, Transfer, VacancyHold
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.signing_returns import open_return
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import NOTHING_CAME


def begins_before_place() -> ColumnElement[bool]:
    """Of rows of contracts: the text's first day comes before the place that is kept for a move.

    A text without a first day of its own begins on the day it was drawn up, at the earliest.
    """
    return _places().correlate(Contract).exists()


def kept_from() -> ScalarSelect[date]:
    """Of rows of contracts: the first day of that place; None where the text may be signed."""
    return _places().correlate(Contract).limit(1).scalar_subquery()


def place_of_text(actor: Actor, contract_id: int) -> date | None:
    """The first day of the kept place that a text on the way to be signed comes before.

    None for a text that may be signed, and for one that was sent back: it is drawn up anew anyway.
    """
    with reading() as session:
        contract = own(session, Contract, contract_id, actor.provider_id)
        waits = contract.state is ContractState.AWAITING_SIGNATURE
        if not waits or open_return(session, contract) is not None:
            return None
        return _place(session, contract)


def demand_text_of_place(
    session: Session, contract: Contract, region: Region, day: date, *, actor: Actor
) -> None:
    """No signature under a text that begins before the kept place: both papers name one day.

    Raises transition_not_allowed, with what to do with the text (AST-CAP-01, AST-TRN-11).
    """
    kept = _place(session, contract)
    if kept is None:
        return
    if actor.role is Role.RECIPIENT:
        then = "Учреждение составит его заново."
    elif any(one.party is Party.PROVIDER for one in contract.signatures):
        then = "Закройте его без подписи на его странице и составьте новый."
    else:
        then = "Верните его без подписи и составьте заново."
    refuse(
        "transition_not_allowed",
        f"Место для переезда держат с {kept:%d.%m.%Y}, а договор № {contract.number} начинается "
        f"раньше: подписать его нельзя. {then}",
        field="party",
        citation=region.rules.transfer_rules.on(day).continuity.citation,
        subject=f"contract:{contract.id}",
    )


def _place(session: Session, contract: Contract) -> date | None:
    return session.scalar(_places().where(Contract.id == contract.id).limit(1))


def _places() -> Select[date]:
    """The places of moves to come that begin after the text of the contract does."""
    return (
        select(VacancyHold.since)
        .join(Transfer, Transfer.id == VacancyHold.transfer_id)
        .where(
            VacancyHold.provider_id == Contract.provider_id,
            VacancyHold.recipient_id == Contract.recipient_id,
            VacancyHold.state != HoldState.RELEASED,
            VacancyHold.since > func.coalesce(Contract.starts_on, Contract.concluded_on),
            Contract.form == Form.STATIONARY,
            Transfer.chosen_provider_id == Contract.provider_id,
            Transfer.moved_on.is_(None),
            Transfer.state.not_in(NOTHING_CAME),
        )
        .order_by(VacancyHold.id.desc())
    )
