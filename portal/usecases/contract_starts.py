"""The first day of a contract where it is not the day of the last signature.

A contract may name a later day itself (FED-CON-06). After a move it is the first day without the
former contract: neither a day without care nor one that is served twice (AST-CAP-01, FED-TRN-01).
"""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.contract import check_start
from portal.domain.violations import RulesBroken, refuse
from portal.models import (
    Contract,
    Delivery,
    HoldState,
    Programme,
    Transfer,
    VacancyHold,
)
from portal.regions.registry import Region
from portal.usecases.transfer_reception import new_contract


def proposed_start(session: Session, programme: Programme, today: date) -> date | None:
    """A later first day than ``today`` that follows from the record, None when nothing does.

    That of the place kept for a move, or the day after an ended contract on the same programme.
    """
    kept = _place_kept_from(session, programme)
    if kept is not None:
        return kept if kept > today else None
    ended = session.scalar(
        select(Contract.ended_on)
        .where(
            Contract.provider_id == programme.provider_id,
            Contract.programme_id == programme.id,
            Contract.ended_on >= today,
        )
        .order_by(Contract.ended_on.desc())
        .limit(1)
    )
    return ended + timedelta(days=1) if ended is not None else None


def decide_start(
    session: Session,
    programme: Programme,
    wanted: date | None,
    *,
    until: date,
    today: date,
    region: Region,
) -> date | None:
    """The day the contract names; None where it begins with its last signature.

    Raises value_invalid for a day in the past, after the contract's end, or before the place that
    is kept for the person is free.
    """
    kept = _place_kept_from(session, programme)
    if wanted is None:
        return kept if kept is not None and kept > today else None
    rules = region.rules.contract_rules.on(today)
    if found := check_start(rules, wanted, today, until):
        raise RulesBroken(*found)
    if kept is not None and wanted < kept:
        confirmation = region.rules.capacity_rules.on(today).confirmation
        text = f"Место для перевода держат с {kept:%d.%m.%Y}. Договор не может начаться раньше."
        refuse("value_invalid", text, field="starts_on", citation=confirmation)
    return wanted


def demand_served_once(session: Session, contract: Contract, day: date, region: Region) -> None:
    """No service of a day that the other provider of a move has (FED-TRN-01).

    The provider the person leaves records nothing from the first day of the new contract on, the
    receiving one nothing of a day that the former has recorded. Raises overlap.
    """
    rules = region.rules.transfer_rules.on(day)
    leaving = session.scalars(
        select(Transfer).where(
            Transfer.provider_id == contract.provider_id, Transfer.contract_id == contract.id
        )
    ).all()
    for row in leaving:
        begun = new_contract(session, row)
        if begun is not None and begun.in_force_from is not None and begun.in_force_from <= day:
            text = (
                f"С {begun.in_force_from:%d.%m.%Y} человека обслуживает новый поставщик: один день "
                "двое не записывают. Проверьте день и завершите перевод."
            )
            refuse("overlap", text, field="day", citation=rules.continuity.citation)
    recorded = session.scalar(
        select(Delivery.id)
        .join(Transfer, _former_contract())
        .join(VacancyHold, VacancyHold.transfer_id == Transfer.id)
        .where(
            VacancyHold.provider_id == contract.provider_id,
            VacancyHold.recipient_id == contract.recipient_id,
            VacancyHold.state != HoldState.RELEASED,
            Delivery.day == day,
            Delivery.quantity > 0,
        )
        .limit(1)
    )
    if recorded is not None:
        text = (
            f"За {day:%d.%m.%Y} услуги записал прежний поставщик: один день двое не записывают. "
            "Сверьтесь с ним; если запись ошибочна, пусть её снимет он."
        )
        refuse("overlap", text, field="day", citation=rules.continuity.citation)


def _former_contract() -> ColumnElement[bool]:
    return (Transfer.provider_id == Delivery.provider_id) & (
        Transfer.contract_id == Delivery.contract_id
    )


def _place_kept_from(session: Session, programme: Programme) -> date | None:
    return session.scalar(
        select(VacancyHold.since).where(
            VacancyHold.provider_id == programme.provider_id,
            VacancyHold.recipient_id == programme.recipient_id,
            VacancyHold.state == HoldState.HELD,
        )
    )
