"""A provider with its staff and a region of round numbers: the desk that months are billed at.

The region is the federal baseline with services S1 (150.00), S2 (300.00) and X1 (700.00), so that
the rulebook's examples can be read off. Rows are written straight into the tables.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from portal.domain.catalogue import Form, Kind, ServiceCatalogue, ServiceItem
from portal.domain.contract import ContractState
from portal.domain.law import Citation, Timeline, Version
from portal.domain.payment_code import personal_code
from portal.domain.payments import Channel, PaymentRules
from portal.domain.people import Sex
from portal.domain.reference import ReferenceValue as Value
from portal.domain.reference import tariff_key
from portal.domain.violations import RulesBroken, Violation
from portal.domain.workflow import State, Workflow, WorkflowStep
from portal.extensions import db
from portal.models import (
    Act,
    Contract,
    ContractService,
    ContractTerms,
    Delivery,
    IdentityPaper,
    Membership,
    Programme,
    ProgrammeService,
    Provider,
    Recipient,
    Representative,
    RepresentativeKind,
    Role,
    Suspension,
    User,
)
from portal.regions.federal.legal_acts import FEDERAL_ACTS
from portal.regions.federal.payments import FEDERAL_PAYMENT
from portal.regions.identity import RegionIdentity
from portal.regions.registry import Region, baseline
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading, transaction
from tests.support.contents import Rows, contents

CITED = Citation("TST-01", "442-FZ", "ст. 32 442-ФЗ")
START = date(2026, 1, 1)
SERVICES = {"S1": Decimal(8), "S2": Decimal(4)}
NAMES = (
    "Ильина Мария Петровна",
    "Быков Олег Львович",
    "Ёлкина Анна Ильинична",
    "Ковалёв Лев Ильич",
)
RECEIPT_WORKFLOW = Workflow(
    "receipt",
    "Копия квитанции",
    (
        State("receipt_recorded", "Квитанция записана"),
        State("copy_with_social_worker", "Копия у социального работника"),
        State("copy_handed_over", "Копия сдана", final=True),
    ),
    (
        WorkflowStep(
            "take",
            "Взять копию",
            ("social_worker",),
            "receipt_recorded",
            "copy_with_social_worker",
            CITED,
        ),
        WorkflowStep(
            "hand_over",
            "Сдать копию",
            ("social_worker",),
            "copy_with_social_worker",
            "copy_handed_over",
            CITED,
        ),
    ),
)
_numbers = itertools.count(1)


def moment(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """A moment of the provider's day, three hours behind its clock."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def make_region(
    *tariffs: tuple[str, str, date], payment: Callable[[PaymentRules], PaymentRules] | None = None
) -> Region:
    """The federal baseline with three services and their tariffs."""
    rows = (
        ("S1", "150.00", START),
        ("S2", "300.00", START),
        ("X1", "700.00", START),
        *tariffs,
    )
    catalogue = ServiceCatalogue(
        tuple(
            ServiceItem(code, f"Услуга {code}", Kind.SOCIAL_DOMESTIC, Form.HOME, "раз", CITED)
            for code in ("S1", "S2", "X1")
        )
    )
    rules = FEDERAL_PAYMENT if payment is None else payment(FEDERAL_PAYMENT)
    federal = baseline()
    return Region(
        identity=RegionIdentity(
            "test",
            "Тестовая область",
            "Тестовой области",
            "Министерство",
            "Europe/Moscow",
            FEDERAL_ACTS,
        ),
        units=federal.units,
        calendar=federal.calendar,
        reference_values=tuple(
            Value(tariff_key(code), None, Decimal(amount), since, CITED, since)
            for code, amount, since in rows
        ),
        rules=replace(
            federal.rules,
            service_catalogue=Timeline(Version(START, catalogue, CITED)),
            payment_rules=Timeline(Version(START, rules, CITED)),
        ),
    )


def bank_till_only(rules: PaymentRules) -> PaymentRules:
    """As VLA-PAY-01, VLA-PAY-02 and VLA-PAY-03 change the baseline."""
    return replace(
        rules,
        channels=(Channel.BANK_TILL,),
        receipt_required=True,
        receipt_workflow=RECEIPT_WORKFLOW,
    )


@dataclass(frozen=True)
class Desk:
    """A provider of the region and the people who act for it."""

    app: Flask
    region: Region
    provider_id: int
    staff: dict[Role, Actor] = field(default_factory=dict)

    @property
    def director(self) -> Actor:
        return self.staff[Role.DIRECTOR]

    @property
    def accountant(self) -> Actor:
        return self.staff[Role.ACCOUNTANT]

    @property
    def worker(self) -> Actor:
        return self.staff[Role.SOCIAL_WORKER]

    @property
    def head(self) -> Actor:
        return self.staff[Role.HEAD_OF_DEPARTMENT]

    def under(self, region: Region) -> "Desk":
        """The same desk under other rules."""
        return replace(self, region=region)


def make_desk(app: Flask, region: Region | None = None, code: str = "own") -> Desk:
    """A provider with its staff, within an application context."""
    with transaction() as session:
        provider = Provider(
            code=code,
            region_code="test",
            name="Комплексный центр социального обслуживания",
            short_name="КЦСО",
            genitive_name="Комплексного центра социального обслуживания",
            inn="3300000000",
            kpp="330001001",
            city="Владимир",
            address="г. Владимир, ул. Мира, д. 1",
            phone="8 (4922) 00-00-00",
            bank_name="Отделение Владимир Банка России",
            bic="044525225",
            account="40702810138250123017",
            correspondent_account="30101810400000000225",
            payment_day=10,
        )
        session.add(provider)
        session.flush()
        desk = Desk(app, region or make_region(), provider.id)
        people = (
            (Role.DIRECTOR, "Орлова", "директор"),
            (Role.ACCOUNTANT, "Кузнецова", "бухгалтер"),
            (Role.SOCIAL_WORKER, "Смирнова", "социальный работник"),
            (Role.HEAD_OF_DEPARTMENT, "Попова", "заведующая отделением"),
        )
        for role, surname, position in people:
            desk.staff[role] = _member(provider.id, role, surname, position)
    return desk


def _member(
    provider_id: int, role: Role, surname: str, position: str, recipient_id: int | None = None
) -> Actor:
    session = db.session()
    user = User(
        login=f"{surname}{next(_numbers)}",
        surname=surname,
        name="Анна",
        patronymic="Петровна",
        sex=Sex.FEMALE,
    )
    session.add(user)
    session.flush()
    member = Membership(
        provider_id=provider_id,
        user_id=user.id,
        role=role,
        position=position,
        basis="Устав",
        recipient_id=recipient_id,
        since=START,
    )
    session.add(member)
    session.flush()
    return Actor(user.id, member.id, provider_id, role, f"{surname} А. П.")


def make_worker(desk: Desk, surname: str, *, since: date = START) -> Actor:
    """One more social worker."""
    with transaction() as session:
        actor = _member(desk.provider_id, Role.SOCIAL_WORKER, surname, "социальный работник")
        session.get_one(Membership, actor.membership_id).since = since
    return actor


def make_reader(desk: Desk, contract_id: int) -> Actor:
    """The recipient of a contract, signed in."""
    with transaction() as session:
        recipient_id = session.get_one(Contract, contract_id).recipient_id
        return _member(desk.provider_id, Role.RECIPIENT, "Читатель", "", recipient_id)


def make_contract(
    desk: Desk,
    *,
    name: str = "",
    in_force_from: date | None = START,
    valid_until: date = date(2028, 12, 31),
    ended_on: date | None = None,
    fee_cap: str | None = "1900.00",
    free: bool = False,
    services: dict[str, Decimal] | None = None,
    address: str = "г. Владимир, ул. Мира, д. 5",
    worker: Actor | None = None,
    form: Form = Form.HOME,
    represented: bool = False,
    born: date = date(1948, 5, 2),
) -> int:
    """A signed contract in force since the start of 2026, capped at 1900.00; its id."""
    number = next(_numbers)
    surname, given, patronymic = (name or NAMES[number % len(NAMES)]).split()
    services = SERVICES if services is None else services
    with transaction() as session:
        owner = {"provider_id": desk.provider_id}
        recipient = Recipient(
            surname=surname,
            name=given,
            patronymic=patronymic,
            born=born,
            sex=Sex.FEMALE,
            address=address,
            phone="8 920 000-00-00",
            personal_code=personal_code(number),
            registered_at=moment(2026, 1, 1),
            **owner,
        )
        session.add(recipient)
        session.flush()
        session.add(
            IdentityPaper(
                recipient_id=recipient.id,
                kind="паспорт",
                series="17 05",
                number=f"{number:06d}",
                issued_by="ОВД Октябрьского района",
                issued_on=date(2005, 3, 1),
                **owner,
            )
        )
        representative = None
        if represented:
            representative = Representative(
                recipient_id=recipient.id,
                kind=RepresentativeKind.GUARDIAN,
                surname="Ильин",
                name="Пётр",
                patronymic="Олегович",
                basis="постановление об опеке № 5",
                since=START,
                **owner,
            )
            session.add(representative)
        programme = Programme(
            recipient_id=recipient.id,
            number=f"{number}/2026",
            issued_on=START,
            form=form,
            valid_from=START,
            valid_until=date(2028, 12, 31),
            presented_at=moment(2026, 1, 1),
            contract_due_at=moment(2026, 1, 2),
            contract_due_rule="FED-CON-01",
            issuer="Отдел социальной защиты",
            **owner,
        )
        session.add(programme)
        session.flush()
        contract = Contract(
            recipient_id=recipient.id,
            programme_id=programme.id,
            representative_id=representative.id if representative else None,
            number=f"{number}/2026",
            year=2026,
            sequence=number,
            state=ContractState.TERMINATED if ended_on else ContractState.ACTIVE,
            form=form,
            social_worker_id=(worker or desk.worker).membership_id,
            concluded_on=START,
            rules_day=START,
            in_force_from=in_force_from,
            valid_until=valid_until,
            payment_day=15,
            ended_on=ended_on,
            **owner,
        )
        session.add(contract)
        session.flush()
        for code, volume in services.items():
            session.add(
                ProgrammeService(
                    programme_id=programme.id, code=code, quantity_per_month=volume, **owner
                )
            )
    add_terms(desk, contract.id, since=START, fee_cap=fee_cap, free=free, services=services)
    return contract.id


def add_terms(
    desk: Desk,
    contract_id: int,
    *,
    since: date,
    fee_cap: str | None = "1900.00",
    free: bool = False,
    services: dict[str, Decimal] | None = None,
) -> int:
    """New terms from a day on; those before end there."""
    with transaction() as session:
        for row in session.scalars(
            select(ContractTerms).where(
                ContractTerms.contract_id == contract_id, ContractTerms.until.is_(None)
            )
        ):
            row.until = since
        terms = ContractTerms(
            provider_id=desk.provider_id,
            contract_id=contract_id,
            since=since,
            rules_day=since,
            free=free,
            free_ground="combat_veteran" if free else None,
            free_ground_title="ветеран боевых действий" if free else None,
            average_income=Decimal("24800.00"),
            threshold=Decimal("21000.00"),
            fee_cap=None if fee_cap is None else Decimal(fee_cap),
            cost_at_tariffs=Decimal("2400.00"),
            monthly_fee=Decimal("0.00") if free else Decimal("1900.00"),
        )
        session.add(terms)
        session.flush()
        for code, volume in (SERVICES if services is None else services).items():
            session.add(
                ContractService(
                    provider_id=desk.provider_id,
                    terms_id=terms.id,
                    code=code,
                    title=f"Услуга {code}",
                    unit_title="раз",
                    quantity_per_month=volume,
                    tariff=Decimal("150.00"),
                )
            )
        return terms.id


def deliver(
    desk: Desk, contract_id: int, day: date, code: str, quantity: str, *, additional: bool = False
) -> None:
    """A service recorded, past every question."""
    with transaction() as session:
        session.add(
            Delivery(
                provider_id=desk.provider_id,
                contract_id=contract_id,
                day=day,
                code=code,
                quantity=Decimal(quantity),
                worker_id=desk.worker.membership_id,
                additional=additional,
                entered_at=moment(2026, 1, 1),
            )
        )


def suspend(desk: Desk, contract_id: int, since: date, until: date | None = None) -> None:
    """A suspension of the contract."""
    with transaction() as session:
        session.add(
            Suspension(
                provider_id=desk.provider_id,
                contract_id=contract_id,
                ground="hospital",
                since=since,
                until=until,
                order_number="1",
                recorded_at=moment(2026, 1, 1),
                recorded_by_id=desk.director.membership_id,
            )
        )


def act_of(contract_id: int, month: date) -> Act:
    """The act of a contract for a month."""
    with reading() as session:
        return session.scalars(
            select(Act).where(Act.contract_id == contract_id, Act.month == month)
        ).one()


def everything() -> Rows:
    """All rows of all tables."""
    return contents(db.session())


class Refusal:
    """What a refused block was told, once it is over."""

    error: RulesBroken

    @property
    def first(self) -> Violation:
        return self.error.violations[0]

    @property
    def rule(self) -> str | None:
        """The rule cited first."""
        return self.first.citation.rule if self.first.citation else None


@contextmanager
def expect_refusal(code: str) -> Iterator[Refusal]:
    """The block is refused with the code and leaves every row of the database as it was."""
    before = everything()
    told = Refusal()
    with pytest.raises(RulesBroken) as refusal:
        yield told
    told.error = refusal.value
    assert refusal.value.code == code
    assert everything() == before
