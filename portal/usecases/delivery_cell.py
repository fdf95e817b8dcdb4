"""A cell of the month grid: may anything be recorded in it, and what is in it already.

The questions come in the order in which a reader can act on the answer.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, cast

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from portal.domain.acts import BOUNDS, check_act_day
from portal.domain.calendar import last_day, month_of, month_title
from portal.domain.catalogue import check_units
from portal.domain.contract import check_worker
from portal.domain.money import quantity_text
from portal.domain.programme_rules import check_delivery, check_service_day
from portal.domain.termination import check_served_day
from portal.domain.violations import RulesBroken, Violation, refuse
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
from portal.usecases.actor import Actor
from portal.usecases.additional_requests import demand_request, offered_item
from portal.usecases.contract_starts import demand_served_once
from portal.usecases.course_days import demand_within_course
from portal.usecases.deaths import demand_alive_on
from portal.usecases.facts import own
from portal.usecases.later_contracts import demand_one_contract
from portal.usecases.programme_volume import TAKEN_BACK, withheld_of
from portal.usecases.queries.month_astray import paused_on, served_days
from portal.usecases.reference import reference_book
from portal.usecases.stopped_services import last_days


class Entry(Protocol):
    """Where somebody wants to write: a service of a contract on a day, by a worker."""

    @property
    def contract_id(self) -> int: ...

    @property
    def day(self) -> date: ...

    @property
    def code(self) -> str: ...

    @property
    def additional(self) -> bool: ...

    @property
    def worker_id(self) -> int | None: ...

    @property
    def quantity(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of an entry after every question but the volume has been answered."""

    contract: Contract
    row: Delivery | None
    allowed: Decimal | None
    recorded_elsewhere: Decimal

    @property
    def recorded(self) -> Decimal:
        return self.row.quantity if self.row else Decimal(0)


def open_cell(
    session: Session,
    command: Entry,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> Cell:
    """Ask whether anything may be recorded here, and say what is recorded already."""
    # Entries of one contract queue up behind this row, and closing its month waits for them.
    contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
    if command.day > region.today(now):
        refuse(
            "value_invalid",
            f"{command.day:%d.%m.%Y} ещё не наступил. Записывайте услуги в день, когда они "
            "оказаны, "
            "или позже.",
            field="day",
        )
    _demand_open_month(session, contract, command.day)
    _demand_act_day(session, contract, command.day, region)
    if command.quantity:
        demand_served_once(session, contract, command.day, region)
        demand_one_contract(session, contract, command.day)
        # What was recorded before the course or the life had an end can still be taken back.
        demand_alive_on(session, contract, command.day, field="day")
        demand_within_course(session, contract, command.day, region=region)
    _demand_own_worker(session, command, actor, region)
    allowed = None
    if command.additional:
        # What the programme gives is nobody's to sell: asked before any paper is fetched.
        _demand_volume_used(session, contract, command, region)
        _demand_price(session, contract, command, region)
    else:
        allowed = _allowed_volume(session, contract, command, region)
    row, elsewhere = _recorded(session, command)
    return Cell(contract, row, allowed, elsewhere)


def demand_units(command: Entry, region: Region) -> None:
    """What the region counts in whole units is recorded in whole units (FED-IPP-11)."""
    for item in region.rules.service_catalogue.on(command.day).items:
        if item.code == command.code and (
            found := check_units(item, command.quantity, field="quantity")
        ):
            raise RulesBroken(*found)


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
            citation=BOUNDS,
        )


def _demand_act_day(session: Session, contract: Contract, day: date, region: Region) -> None:
    """A day that an act may hold: inside contract and programme, not suspended (FED-ACT-03).

    Nor after the last day that the recipient's refusal names (FED-TER-01).
    """
    rules = region.rules.act_rules.on(max(day, contract.rules_day))
    if contract.in_force_from is None:
        refuse(
            "contract_not_active",
            "Договор ещё не подписан обеими сторонами. Услуги записывают со дня, когда он вступит "
            "в силу.",
            citation=rules.bounds,
        )
    stopped = last_days(session, [contract.id]).get(contract.id)
    if found := check_served_day(contract.ended_on or stopped, day, rules.bounds):
        raise RulesBroken(*found)
    programme = session.get_one(Programme, contract.programme_id)
    pauses = session.execute(
        select(Suspension.since, Suspension.until).where(
            Suspension.contract_id == contract.id, paused_on(literal(day))
        )
    )
    found = check_act_day(
        rules,
        day,
        served_days(contract, programme),
        tuple((since, until or date.max) for since, until in pauses),
    )
    if found:
        raise RulesBroken(*found)


def _demand_own_worker(session: Session, command: Entry, actor: Actor, region: Region) -> None:
    """Nobody else's people serve under a contract (FED-CON-08)."""
    worker_id = command.worker_id or actor.membership_id
    worker = session.scalars(
        select(Membership).where(
            Membership.provider_id == actor.provider_id,
            Membership.id == worker_id,
            Membership.role != Role.RECIPIENT,
        )
    ).one_or_none()
    works = (
        worker is not None
        and worker.since <= command.day
        and (worker.until is None or command.day < worker.until)
    )
    if found := check_worker(region.rules.contract_rules.on(command.day), own=works):
        raise RulesBroken(*found)


def _allowed_volume(
    session: Session, contract: Contract, command: Entry, region: Region
) -> Decimal:
    """How much of the service the contract gives a month on this day (FED-IPP-09, FED-IPP-10).

    Both the programme and the contract must name it (VLA-IPP-02); raises not_in_programme.
    """
    service = _service_on(session, contract, command)
    prescribed = _programme_line(session, contract, command) is not None
    check_delivery(
        region.rules.programme_rules.on(command.day),
        command.code,
        frozenset({command.code} if prescribed else ()),
        frozenset({command.code} if service else ()),
        additional=False,
    )
    held = cast("ContractService", service)
    if found := _outside_period(session, contract, command, held.title, region):
        raise RulesBroken(*found)
    return held.quantity_per_month


def _service_on(session: Session, contract: Contract, command: Entry) -> ContractService | None:
    """The service in the terms of the day, None when they do not hold it."""
    return session.scalars(
        select(ContractService)
        .join(ContractTerms, ContractTerms.id == ContractService.terms_id)
        .where(
            ContractTerms.contract_id == contract.id,
            ContractTerms.since <= command.day,
            ContractTerms.until.is_(None) | (ContractTerms.until > command.day),
            ContractService.code == command.code,
        )
    ).one_or_none()


def _demand_volume_used(
    session: Session, contract: Contract, command: Entry, region: Region
) -> None:
    """Beyond the programme is only what its volume of the month does not hold (FED-IPP-09).

    What the contract holds less of than the programme is sold only where the recipient gave it up
    (FED-TER-01). A cell can still be cleared. A day outside the service's own period has no volume.
    """
    if not command.quantity:
        return
    done = _month_total(session, command, additional=False)
    citation = region.rules.programme_rules.on(command.day).volume.citation
    service = _service_on(session, contract, command)
    within = service is not None and not _outside_period(
        session, contract, command, service.title, region
    )
    if service is not None and within and done < service.quantity_per_month:
        refuse(
            "value_invalid",
            f"По программе на этот месяц ещё {quantity_text(service.quantity_per_month - done)}: "
            f"запишите «{service.title}» как услугу программы, в её строке листа. Сверх программы, "
            "за полную плату, записывают только то, что не входит в её объём.",
            field="code",
            citation=citation,
        )
    short = withheld_of(session, contract, command.code, command.day, region)
    if short is not None:
        refuse(
            "value_invalid",
            f"«{short.title}»: {short.volumes}. Остальное положено получателю по программе, за "
            f"полную плату его не записывают: {TAKEN_BACK}.",
            field="code",
            citation=citation,
        )


def _outside_period(
    session: Session, contract: Contract, command: Entry, title: str, region: Region
) -> tuple[Violation, ...]:
    """Why the day lies outside the service's own period in the programme (FED-IPP-10)."""
    line = _programme_line(session, contract, command)
    if line is None:
        return ()
    rules = region.rules.programme_rules.on(command.day)
    return check_service_day(rules, line.since, line.until, command.day, title)


def _programme_line(
    session: Session, contract: Contract, command: Entry
) -> ProgrammeService | None:
    return session.scalars(
        select(ProgrammeService).where(
            ProgrammeService.programme_id == contract.programme_id,
            ProgrammeService.code == command.code,
        )
    ).one_or_none()


def _demand_price(session: Session, contract: Contract, command: Entry, region: Region) -> None:
    """An additional service is offered, has a price and was asked for in writing (FED-FEE-16)."""
    offered_item(contract, command.code, command.day, region)
    reference_book(session, region).tariff(command.code, command.day)
    # What stands without a request can still be taken back.
    if command.quantity:
        demand_request(session, contract, command.code, command.day, region)


def _recorded(session: Session, command: Entry) -> tuple[Delivery | None, Decimal]:
    """The cell's row, if any, and what the other days of the month hold of the same service."""
    row = session.scalars(
        select(Delivery).where(
            Delivery.contract_id == command.contract_id,
            Delivery.code == command.code,
            Delivery.additional == command.additional,
            Delivery.day == command.day,
        )
    ).one_or_none()
    total = _month_total(session, command, additional=command.additional)
    return row, total - (row.quantity if row else Decimal(0))


def _month_total(session: Session, command: Entry, *, additional: bool) -> Decimal:
    """What the month of the entry holds of its service, on all days."""
    month = month_of(command.day)
    total = session.scalar(
        select(func.sum(Delivery.quantity)).where(
            Delivery.contract_id == command.contract_id,
            Delivery.code == command.code,
            Delivery.additional == additional,
            Delivery.day.between(month, last_day(month)),
        )
    )
    return total or Decimal(0)
