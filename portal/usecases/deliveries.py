"""Services given: the daily record that acts are built from and from nothing else (FED-ACT-02).

``record_delivery`` adds to a day, ``enter_delivery`` sets what the day's cell of the grid shows.
Both ask the same questions, in the order in which a reader can act on the answer.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.calendar import last_day, month_of, month_title
from portal.domain.catalogue import ServiceItem
from portal.domain.law import Citation
from portal.domain.violations import Conflict, NotFound, Violation, refuse
from portal.models import (
    Act,
    Contract,
    ContractService,
    ContractTerms,
    Delivery,
    Membership,
    MonthClosing,
    MonthState,
    Programme,
    ProgrammeService,
    Role,
    Suspension,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.reference import reference_book
from portal.usecases.transaction import transaction

MOST_A_DAY = Decimal(1000)
THOUSANDTH = Decimal("0.001")
ONLY_AS_PRESCRIBED = Citation("FED-IPP-09", "442-FZ", "ст. 16, ч. 2 ст. 11 442-ФЗ", verify=True)
SERVICE_PERIOD = Citation("FED-IPP-10", "442-FZ", "ст. 16 442-ФЗ", verify=True)
ACT_BOUNDS = Citation("FED-ACT-03", "442-FZ", "ст. 16–17 442-ФЗ", verify=True)
SUSPENDED_DAYS = Citation("FED-SUS-04", "442-FZ", "ст. 32 442-ФЗ", verify=True)
OWN_WORKERS = Citation("FED-CON-08", "442-FZ", "ст. 17 442-ФЗ, п. 8 формы договора", verify=True)


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


@dataclass(frozen=True, slots=True)
class _Cell:
    """The place of an entry after every question but the volume has been answered."""

    contract: Contract
    row: Delivery | None
    allowed: Decimal | None
    recorded_elsewhere: Decimal

    @property
    def recorded(self) -> Decimal:
        return self.row.quantity if self.row else Decimal(0)


def record_delivery(
    command: RecordDelivery, *, region: Region, actor: Actor, now: datetime
) -> DeliveryRecorded:
    """Add a service given on a day to the record."""
    added = _quantity(command.quantity)
    if added <= 0:
        _refuse_quantity()
    with transaction() as session:
        cell = _open_cell(session, command, region=region, actor=actor, now=now)
        return _write(session, command, cell, cell.recorded + added, actor=actor, now=now)


def enter_delivery(
    command: EnterDelivery, *, region: Region, actor: Actor, now: datetime
) -> DeliveryRecorded:
    """Set what one cell of the month grid shows: the quantity of a service on a day."""
    quantity = _quantity(command.quantity)
    if quantity < 0:
        _refuse_quantity()
    with transaction() as session:
        cell = _open_cell(session, command, region=region, actor=actor, now=now)
        if command.expected is not None and cell.recorded != command.expected:
            raise Conflict(
                Violation(
                    "conflict",
                    f"Эту ячейку уже изменили: сейчас в ней {plain(cell.recorded)}. Ваша запись не "
                    "сохранена. Проверьте день и введите количество ещё раз.",
                    field="quantity",
                )
            )
        return _write(session, command, cell, quantity, actor=actor, now=now)


def plain(quantity: Decimal) -> str:
    """A quantity as people write it: «8», «1,5»."""
    text = f"{quantity.normalize():f}"
    return text.replace(".", ",")


def _write(
    session: Session,
    command: RecordDelivery | EnterDelivery,
    cell: _Cell,
    quantity: Decimal,
    *,
    actor: Actor,
    now: datetime,
) -> DeliveryRecorded:
    total = cell.recorded_elsewhere + quantity
    if cell.allowed is not None and quantity > cell.recorded and total > cell.allowed:
        _refuse_volume(cell)
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
    return DeliveryRecorded(delivered_total=total, day_quantity=quantity, allowed=cell.allowed)


def _store(
    session: Session,
    command: RecordDelivery | EnterDelivery,
    cell: _Cell,
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


def _open_cell(
    session: Session,
    command: RecordDelivery | EnterDelivery,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> _Cell:
    """Ask whether anything may be recorded here, and say what is recorded already."""
    contract = _locked_contract(session, command.contract_id, actor)
    if command.day > region.today(now):
        refuse(
            "value_invalid",
            f"{command.day:%d.%m.%Y} ещё не наступило. Записывайте услуги в день, когда они "
            "оказаны, "
            "или позже.",
            field="day",
        )
    _demand_open_month(session, contract, command.day)
    _demand_contract_in_force(session, contract, command.day)
    _demand_not_suspended(session, contract, command.day)
    _demand_own_worker(session, command, actor)
    allowed = None
    if command.additional:
        _demand_price(session, contract, command, region)
    else:
        allowed = _allowed_volume(session, contract, command)
    row, elsewhere = _recorded(session, command)
    return _Cell(contract, row, allowed, elsewhere)


def _locked_contract(session: Session, contract_id: int, actor: Actor) -> Contract:
    # Entries of one contract queue up behind this row, and closing its month waits for them.
    contract = session.scalars(
        select(Contract)
        .where(Contract.provider_id == actor.provider_id, Contract.id == contract_id)
        .with_for_update()
    ).one_or_none()
    if contract is None:
        raise NotFound
    return contract


def _demand_open_month(session: Session, contract: Contract, day: date) -> None:
    month = month_of(day)
    closed = session.scalar(
        select(
            select(MonthClosing.id)
            .where(
                MonthClosing.provider_id == contract.provider_id,
                MonthClosing.month == month,
                MonthClosing.state == MonthState.CLOSED,
            )
            .exists()
            | select(Act.id).where(Act.contract_id == contract.id, Act.month == month).exists()
        )
    )
    if closed:
        refuse(
            "month_closed",
            f"Месяц закрыт ({month_title(month)}): акт уже выдан, записи не меняются. "
            "О пропущенной услуге скажите бухгалтеру.",
            field="day",
            citation=ACT_BOUNDS,
        )


def _demand_contract_in_force(session: Session, contract: Contract, day: date) -> None:
    if contract.in_force_from is None:
        refuse(
            "contract_not_active",
            "Договор ещё не подписан обеими сторонами. Услуги записывают со дня, когда он вступит "
            "в силу.",
            citation=ACT_BOUNDS,
        )
    programme = session.get_one(Programme, contract.programme_id)
    first = max(contract.in_force_from, programme.valid_from)
    last = min(contract.ended_on or date.max, contract.valid_until, programme.valid_until)
    if not first <= day <= last:
        refuse(
            "contract_not_active",
            f"{day:%d.%m.%Y} вне срока: договор и программа действуют с {first:%d.%m.%Y} по "
            f"{last:%d.%m.%Y}. Проверьте день.",
            field="day",
            citation=ACT_BOUNDS,
        )


def _demand_not_suspended(session: Session, contract: Contract, day: date) -> None:
    pause = session.scalars(
        select(Suspension).where(
            Suspension.contract_id == contract.id,
            Suspension.since <= day,
            Suspension.until.is_(None) | (Suspension.until > day),
        )
    ).first()
    if pause is None:
        return
    end = f" по {pause.until:%d.%m.%Y}, не считая этого дня" if pause.until else ""
    refuse(
        "period_suspended",
        f"Обслуживание приостановлено с {pause.since:%d.%m.%Y}{end}. В эти дни услуги не "
        "записывают "
        "и не оплачивают. Если человек вернулся раньше, сначала возобновите обслуживание.",
        field="day",
        citation=SUSPENDED_DAYS,
    )


def _demand_own_worker(
    session: Session, command: RecordDelivery | EnterDelivery, actor: Actor
) -> None:
    worker_id = command.worker_id or actor.membership_id
    worker = session.scalars(
        select(Membership).where(
            Membership.provider_id == actor.provider_id,
            Membership.id == worker_id,
            Membership.role != Role.RECIPIENT,
        )
    ).one_or_none()
    works = worker is not None and worker.since <= command.day
    if worker is None or not works or (worker.until and worker.until <= command.day):
        refuse(
            "value_invalid",
            "Этот работник в этот день не работал у поставщика по договору. Выберите своего "
            "работника: передать услуги другой организации нельзя.",
            field="worker_id",
            citation=OWN_WORKERS,
        )


def _allowed_volume(
    session: Session, contract: Contract, command: RecordDelivery | EnterDelivery
) -> Decimal:
    """How much of the service the contract gives a month on this day (FED-IPP-09, FED-IPP-10)."""
    service = session.scalars(
        select(ContractService)
        .join(ContractTerms, ContractTerms.id == ContractService.terms_id)
        .where(
            ContractTerms.contract_id == contract.id,
            ContractTerms.since <= command.day,
            ContractTerms.until.is_(None) | (ContractTerms.until > command.day),
            ContractService.code == command.code,
        )
    ).one_or_none()
    if service is None:
        refuse(
            "not_in_programme",
            f"Услуги {command.code} нет в договоре. Запишите её как дополнительную, за полную "
            "плату, "
            "или измените программу и договор.",
            field="code",
            citation=ONLY_AS_PRESCRIBED,
        )
    _demand_service_period(session, contract, command, service.title)
    return service.quantity_per_month


def _demand_service_period(
    session: Session,
    contract: Contract,
    command: RecordDelivery | EnterDelivery,
    title: str,
) -> None:
    line = session.scalars(
        select(ProgrammeService).where(
            ProgrammeService.programme_id == contract.programme_id,
            ProgrammeService.code == command.code,
        )
    ).one_or_none()
    if line is None:
        return
    if command.day < (line.since or date.min) or command.day > (line.until or date.max):
        since = f" с {line.since:%d.%m.%Y}" if line.since else ""
        until = f" по {line.until:%d.%m.%Y}" if line.until else ""
        refuse(
            "contract_not_active",
            f"По программе услуга «{title}» идёт{since}{until}, а {command.day:%d.%m.%Y} вне этого "
            "срока. Проверьте день.",
            field="day",
            citation=SERVICE_PERIOD,
        )


def _demand_price(
    session: Session, contract: Contract, command: RecordDelivery | EnterDelivery, region: Region
) -> None:
    """An additional service is one of the region's list and has a price that day (FED-FEE-16)."""
    item: ServiceItem = region.rules.service_catalogue.on(command.day).item(
        command.code, field="code"
    )
    if item.form != contract.form:
        refuse(
            "value_invalid",
            f"Услуга «{item.title}» относится к другой форме обслуживания. Выберите услугу из "
            "списка.",
            field="code",
        )
    reference_book(session, region).tariff(command.code, command.day)


def _recorded(
    session: Session, command: RecordDelivery | EnterDelivery
) -> tuple[Delivery | None, Decimal]:
    """The cell's row, if any, and what the other days of the month hold of the same service."""
    same = (
        Delivery.contract_id == command.contract_id,
        Delivery.code == command.code,
        Delivery.additional == command.additional,
    )
    row = session.scalars(select(Delivery).where(*same, Delivery.day == command.day)).one_or_none()
    month = month_of(command.day)
    elsewhere = session.scalar(
        select(func.sum(Delivery.quantity)).where(
            *same, Delivery.day.between(month, last_day(month)), Delivery.day != command.day
        )
    )
    return row, elsewhere or Decimal(0)


def _quantity(value: Decimal) -> Decimal:
    if not isinstance(value, Decimal) or not value.is_finite():
        _refuse_quantity()
    if abs(value) > MOST_A_DAY or value != value.quantize(THOUSANDTH):
        _refuse_quantity()
    return value


def _refuse_quantity() -> NoReturn:
    refuse(
        "value_invalid",
        "Введите количество числом больше нуля, например 1 или 1,5, не больше 1000.",
        field="quantity",
    )


def _refuse_volume(cell: _Cell) -> NoReturn:
    allowed = cell.allowed or Decimal(0)
    done = cell.recorded_elsewhere + cell.recorded
    refuse(
        "over_programme_limit",
        f"По программе — {plain(allowed)} в месяц, записано уже {plain(done)}. Уменьшите "
        "количество "
        "или запишите лишнее как дополнительную услугу, за полную плату.",
        field="quantity",
        citation=ONLY_AS_PRESCRIBED,
    )
