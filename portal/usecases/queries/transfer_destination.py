"""Where a recipient who moves is awaited: the kept place and the new contract (AST-TRN-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select

from portal.domain.catalogue import Form
from portal.domain.contract import RUNNING
from portal.models import Contract, HoldState, Transfer, VacancyHold
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import reading
from portal.usecases.transfer_reception import held, new_contract


@dataclass(frozen=True, slots=True)
class Destination:
    """What the receiver has ready; ``number`` is "" while its contract is not signed."""

    place_since: date | None
    number: str
    begins: date | None

    @property
    def first_day(self) -> date | None:
        """The first day there: the contract's, else the kept place's."""
        return self.begins or self.place_since


def destination(actor: Actor, transfer_id: int) -> Destination | None:
    """What the chosen provider has ready for a move; None where it does not work in the portal."""
    with reading() as session:
        row = own(session, Transfer, transfer_id, actor.provider_id)
        if row.chosen_provider_id is None:
            return None
        place, contract = held(session, row, row.chosen_provider_id), new_contract(session, row)
        return Destination(
            place_since=place.since if place else None,
            number=contract.number if contract else "",
            begins=contract.in_force_from if contract else None,
        )


def begins_there() -> ColumnElement[date | None]:
    """The first day of the new contract of a move, by which the old one has to end."""
    person = and_(
        VacancyHold.provider_id == Contract.provider_id,
        VacancyHold.recipient_id == Contract.recipient_id,
    )
    return (
        select(func.min(Contract.in_force_from))
        .join(VacancyHold, person)
        .where(
            VacancyHold.transfer_id == Transfer.id,
            VacancyHold.provider_id == Transfer.chosen_provider_id,
            VacancyHold.state != HoldState.RELEASED,
            Contract.form == Form.STATIONARY,
            Contract.state.in_(RUNNING),
        )
        .correlate(Transfer)
        .scalar_subquery()
    )
