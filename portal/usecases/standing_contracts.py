"""The contract that stands on a programme: drafted, signed or in force, but not over."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.models import Contract, Programme


def standing_contract(session: Session, programme: Programme) -> Contract | None:
    """The one contract on a programme that is not terminated, if there is one."""
    return session.scalars(
        select(Contract).where(
            Contract.provider_id == programme.provider_id,
            Contract.programme_id == programme.id,
            Contract.state != ContractState.TERMINATED,
        )
    ).one_or_none()
