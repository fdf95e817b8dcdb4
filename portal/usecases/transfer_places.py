"""A place kept for a move, kept from another day or given up (AST-CAP-01, AST-TRN-11)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Never

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.capacity import Stay
from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.violations import refuse
from portal.models import Contract, Department, HoldState, Transfer, VacancyHold
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.signing_returns import open_return
from portal.usecases.transaction import transaction
from portal.usecases.transfer_case import NOTHING_CAME, case_for_receiver, demand_role
from portal.usecases.transfer_reception import RECEIVES, demand_free, demand_since, held


@dataclass(frozen=True, slots=True)
class ChangeVacancy:
    """Another first day of the kept place."""

    transfer_id: int
    since: date


def change_vacancy(command: ChangeVacancy, *, region: Region, actor: Actor, now: datetime) -> None:
    """Keep the place from another day; raises no_vacancy, value_invalid as when it was kept.

    A place that a contract has taken needs no other, and keeps to the contract's first day: raises
    transition_not_allowed while that contract is not sent back, and for a day after the first one
    of a contract that is in force.
    """
    demand_role(actor, *RECEIVES)
    with transaction() as session:
        row, hold = _kept(session, command.transfer_id, actor)
        before, state = {"since": hold.since}, hold.state
        last = demand_since(session, row, command.since, region.today(now))
        if state is HoldState.HELD:
            _demand_not_begun(session, hold, command.since)
            department = own(session, Department, hold.department_id, actor.provider_id, lock=True)
            # The place does not stand in its own way.
            hold.state = HoldState.RELEASED
            session.flush()
            demand_free(session, department, region, Stay(command.since, last))
        else:
            _demand_nobody_signs(session, hold)
        hold.state, hold.since = state, command.since
        session.flush()
        subject = ("vacancy_changed", "vacancy_hold", hold.id)
        audit.record(session, actor, now, *subject, before, {"since": hold.since})


def release_vacancy(transfer_id: int, *, actor: Actor, now: datetime) -> None:
    """Give the place up; raises transition_not_allowed once the person has been taken over."""
    demand_role(actor, *RECEIVES)
    with transaction() as session:
        _row, hold = _kept(session, transfer_id, actor)
        if hold.recipient_id is not None:
            text = "Получатель уже принят на это место. Если он не переедет, перевод отзывают."
            refuse("transition_not_allowed", text, subject=f"recipient:{hold.recipient_id}")
        hold.state = HoldState.RELEASED
        session.flush()
        subject = ("vacancy_released", "vacancy_hold", hold.id)
        audit.record(session, actor, now, *subject, after={"transfer": transfer_id})


def _demand_nobody_signs(session: Session, hold: VacancyHold) -> None:
    """Both papers of a move name one day (AST-TRN-11), so a contract's is not moved behind it."""
    contract = _contract_of(session, hold)
    if contract is not None and open_return(session, contract) is None:
        _refuse_day_of(contract)


def _demand_not_begun(session: Session, hold: VacancyHold, since: date) -> None:
    """Nor does a place move behind the first day of a contract that is signed already."""
    contract = _contract_of(session, hold)
    signed = contract.in_force_from if contract is not None else None
    if contract is not None and signed is not None and signed < since:
        _refuse_day_of(contract)


def _contract_of(session: Session, hold: VacancyHold) -> Contract | None:
    """The newest contract with the person whom the place is kept for."""
    return session.scalars(
        select(Contract)
        .where(
            Contract.provider_id == hold.provider_id,
            Contract.recipient_id == hold.recipient_id,
            Contract.form == Form.STATIONARY,
            Contract.state != ContractState.TERMINATED,
        )
        .order_by(Contract.id.desc())
        .limit(1)
    ).one_or_none()


def _refuse_day_of(contract: Contract) -> Never:
    signed = contract.in_force_from
    then = (
        f"Он подписан и действует с {signed:%d.%m.%Y}: перевод завершают с этого дня."
        if signed
        else "Сначала верните его без подписи, потом измените день и составьте договор заново."
    )
    refuse(
        "transition_not_allowed",
        f"На это место уже составлен договор № {contract.number}. {then}",
        field="since",
        subject=f"contract:{contract.id}",
    )


def give_place_back(session: Session, contract: Contract) -> None:
    """The place of a text that nobody will sign is kept for the move again, while it is to come."""
    ahead = select(Transfer.id).where(
        Transfer.moved_on.is_(None), Transfer.state.not_in(NOTHING_CAME)
    )
    session.execute(
        update(VacancyHold)
        .where(
            VacancyHold.provider_id == contract.provider_id,
            VacancyHold.recipient_id == contract.recipient_id,
            VacancyHold.state == HoldState.USED,
            VacancyHold.transfer_id.in_(ahead),
        )
        .values(state=HoldState.HELD)
    )


def _kept(session: Session, transfer_id: int, actor: Actor) -> tuple[Transfer, VacancyHold]:
    """The running move and the place that the actor's provider keeps for it."""
    row = case_for_receiver(session, transfer_id, actor)
    hold = held(session, row, actor.provider_id)
    if hold is None or row.closed_on is not None:
        text = "Места для этого перевода уже не держат. Обновите страницу."
        refuse("transition_not_allowed", text)
    return row, hold
