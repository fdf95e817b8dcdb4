"""Services given: the daily record that acts are built from and from nothing else (FED-ACT-02).

``record_delivery`` adds to a day, ``enter_delivery`` sets what the day's cell of the grid shows.
Both ask the same questions, in the order in which a reader can act on the answer.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from sqlalchemy.orm import Session

from portal.domain.money import quantity_text
from portal.domain.programme_rules import split_volume
from portal.domain.violations import Conflict, Violation, refuse
from portal.models import (
    Delivery,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.delivery_cell import Cell, demand_units, open_cell
from portal.usecases.programme_volume import TAKEN_BACK, shortfall_of
from portal.usecases.transaction import transaction

MOST_A_DAY = Decimal(1000)
THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class RecordDelivery:
    """Add ``quantity`` to a day; ``worker_id`` is a membership, by default the actor's."""

    contract_id: int
    day: date
    code: str
    quantity: Decimal
    additional: bool = False
    worker_id: int | None = None


@dataclass(frozen=True, slots=True)
class EnterDelivery:
    """Set the day's quantity of a service, 0 clears it; ``expected`` is what the page showed.

    When the cell meanwhile holds something else than ``expected``, the entry is a conflict: two
    people filled the same cell.
    """

    contract_id: int
    day: date
    code: str
    quantity: Decimal
    additional: bool = False
    expected: Decimal | None = None
    worker_id: int | None = None


@dataclass(frozen=True, slots=True)
class DeliveryRecorded:
    """What cell and row hold now; ``allowed`` is None for additional services."""

    delivered_total: Decimal
    day_quantity: Decimal
    allowed: Decimal | None


def record_delivery(
    command: RecordDelivery, *, region: Region, actor: Actor, now: datetime
) -> DeliveryRecorded:
    """Add a service given on a day to the record."""
    added = _quantity(command.quantity)
    if added <= 0:
        _refuse_quantity()
    with transaction() as session:
        cell = open_cell(session, command, region=region, actor=actor, now=now)
        demand_units(command, region)
        _demand_volume(session, command, cell, cell.recorded + added, region)
        return _write(session, command, cell, cell.recorded + added, actor=actor, now=now)


def enter_delivery(
    command: EnterDelivery, *, region: Region, actor: Actor, now: datetime
) -> DeliveryRecorded:
    """Set what one cell of the month grid shows: the quantity of a service on a day."""
    quantity = _quantity(command.quantity)
    if quantity < 0:
        _refuse_quantity()
    with transaction() as session:
        cell = open_cell(session, command, region=region, actor=actor, now=now)
        if command.expected is not None and cell.recorded != command.expected:
            raise Conflict(
                Violation(
                    "conflict",
                    f"Эту ячейку уже изменили: сейчас в ней {quantity_text(cell.recorded)}. Ваша "
                    "запись не сохранена. Проверьте день и введите количество ещё раз.",
                    field="quantity",
                )
            )
        demand_units(command, region)
        _demand_volume(session, command, cell, quantity, region)
        return _write(session, command, cell, quantity, actor=actor, now=now)


def _write(
    session: Session,
    command: RecordDelivery | EnterDelivery,
    cell: Cell,
    quantity: Decimal,
    *,
    actor: Actor,
    now: datetime,
) -> DeliveryRecorded:
    before = {"quantity": str(cell.recorded)}
    _store(session, command, cell, quantity, actor=actor, now=now)
    audit.record(
        session,
        actor,
        now,
        "delivery_recorded",
        "contract",
        cell.contract.id,
        {"day": command.day.isoformat(), "code": command.code, **before},
        {"day": command.day.isoformat(), "code": command.code, "quantity": str(quantity)},
    )
    return DeliveryRecorded(
        delivered_total=cell.recorded_elsewhere + quantity,
        day_quantity=quantity,
        allowed=cell.allowed,
    )


def _store(
    session: Session,
    command: RecordDelivery | EnterDelivery,
    cell: Cell,
    quantity: Decimal,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    worker_id = command.worker_id or actor.membership_id
    if quantity == 0:
        if cell.row is not None:
            session.delete(cell.row)
    elif cell.row is None:
        session.add(
            Delivery(
                provider_id=actor.provider_id,
                contract_id=command.contract_id,
                day=command.day,
                code=command.code,
                quantity=quantity,
                worker_id=worker_id,
                additional=command.additional,
                entered_at=now,
            )
        )
    else:
        cell.row.quantity, cell.row.worker_id, cell.row.entered_at = quantity, worker_id, now
    session.flush()


def _quantity(value: Decimal) -> Decimal:
    if not isinstance(value, Decimal) or not value.is_finite():
        _refuse_quantity()
    if abs(value) > MOST_A_DAY or value != value.quantize(THOUSANDTH):
        _refuse_quantity()
    return value


def _refuse_quantity() -> NoReturn:
    refuse(
        "value_invalid",
        "Введите количество числом больше нуля, например 1, не больше 1000 в день.",
        field="quantity",
    )


def _demand_volume(
    session: Session,
    command: RecordDelivery | EnterDelivery,
    cell: Cell,
    quantity: Decimal,
    region: Region,
) -> None:
    """Units over the contract's volume are not its own (FED-IPP-09); less may always be written.

    Raises over_programme_limit, with the additional service as the way where the programme's own
    volume is used up, else with the agreement that takes the volume back into the contract.
    """
    if cell.allowed is None or quantity <= cell.recorded:
        return
    rules = region.rules.programme_rules.on(command.day)
    if not split_volume(rules, cell.allowed, cell.recorded_elsewhere + quantity).additional:
        return
    done = cell.recorded_elsewhere + cell.recorded
    refuse(
        "over_programme_limit",
        f"По договору — {quantity_text(cell.allowed)} в месяц, записано уже {quantity_text(done)}. "
        f"{_instead(session, command, cell, done, region)}",
        field="quantity",
        citation=rules.volume.citation,
    )


def _instead(
    session: Session,
    command: RecordDelivery | EnterDelivery,
    cell: Cell,
    done: Decimal,
    region: Region,
) -> str:
    """What becomes of the units over the contract's volume."""
    short = shortfall_of(session, cell.contract, command.code, command.day, region)
    if short is None or short.prescribed <= done:
        return (
            "Уменьшите количество или запишите лишнее как дополнительную услугу, за полную плату."
        )
    prescribed = quantity_text(short.prescribed)
    if not short.given_up:
        return (
            f"Уменьшите количество. Программа назначает {prescribed}: остальное положено по ней, а "
            f"не за полную плату; {TAKEN_BACK}."
        )
    return (
        f"Уменьшите количество. Программа назначает {prescribed}, от остального получатель "
        f"отказался: {TAKEN_BACK}. Как дополнительную услугу, за полную плату, лишнее записывают, "
        "только если получатель сам просит об этом письменно."
    )
