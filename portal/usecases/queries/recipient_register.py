"""The provider's records for the region's register of recipients, and who lacks what (FED-REG-02).

A recipient without a needed column stays out of the file and is listed with what is missing.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.money import quantity_text
from portal.domain.registers import Column, RegisterSpec, left_out
from portal.models import (
    Application,
    Contract,
    ContractService,
    ContractTerms,
    Delivery,
    IdentityPaper,
    IncomeAssessment,
    Programme,
    Provider,
    Recipient,
    RegisterRecord,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.applications import Period
from portal.usecases.queries.scope import latest_terms
from portal.usecases.transaction import reading

RECIPIENTS, SERVICES = "recipients", "services"
SERVICE_COLUMNS = (
    "Услуга",
    "Тариф",
    "Стоимость для получателя",
    "Источник финансирования",
    "Периодичность",
    "Результат",
)
"""What the register asks of each service: a line of the file is a service of a person."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """A person of the register: the columns by code, the services, what is missing."""

    recipient_id: int
    name: str
    values: Mapping[str, str]
    services: tuple[tuple[str, ...], ...]
    missing: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class RecipientRegister:
    """Everybody with a contract on a day of the period, by name."""

    spec: RegisterSpec
    people: tuple[RegisterPerson, ...]

    @property
    def ready(self) -> tuple[RegisterPerson, ...]:
        """Who is in the file."""
        return tuple(one for one in self.people if not one.missing)

    @property
    def incomplete(self) -> tuple[RegisterPerson, ...]:
        """Who stays out of it."""
        return tuple(one for one in self.people if one.missing)


def recipient_register(actor: Actor, period: Period, region: Region) -> RecipientRegister:
    """The records of the period; their columns are those of the register on its last day."""
    spec = region.rules.registers.on(period.until).register(RECIPIENTS)
    whose = (
        select(Contract.recipient_id).where(*_standing(actor, period)).distinct().scalar_subquery()
    )
    with reading() as session:
        people = session.scalars(
            select(Recipient)
            .where(Recipient.provider_id == actor.provider_id, Recipient.id.in_(whose))
            .order_by(Recipient.name_key, Recipient.id)
        ).all()
        known = _known(session, actor, period, whose)
        services = _services(session, actor, period)
    lines = [_values(one, known, services.get(one.id, ())) for one in people]
    gaps = {one.line - 1: one.missing for one in left_out(spec, lines)}
    return RecipientRegister(
        spec,
        tuple(
            RegisterPerson(
                one.id, one.full_name, lines[at], services.get(one.id, ()), gaps.get(at, ())
            )
            for at, one in enumerate(people)
        ),
    )


def as_table(register: RecipientRegister) -> bytes:
    """The file in UTF-8 that office programs open: a line for each service of those complete."""
    columns = [one for one in register.spec.columns if one.code != SERVICES]
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(one.title for one in columns), *SERVICE_COLUMNS])
    for person in register.ready:
        head = [person.values.get(one.code, "") for one in columns]
        for service in person.services:
            writer.writerow(_safe((*head, *service)))
    return target.getvalue().encode("utf-8-sig")


def _safe(cells: Iterable[str]) -> list[str]:
    """Words that an office program would take for a formula are marked as words."""
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


def _standing(actor: Actor, period: Period) -> tuple[ColumnElement[bool], ...]:
    return (
        Contract.provider_id == actor.provider_id,
        Contract.in_force_from <= period.until,
        or_(Contract.ended_on.is_(None), Contract.ended_on >= period.since),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What other tables say of the people, by recipient."""

    provider: str
    numbers: Mapping[int, str]
    papers: Mapping[int, str]
    applied: Mapping[int, date]
    programmes: Mapping[int, str]


def _known(session: Session, actor: Actor, period: Period, whose: ColumnElement[int]) -> _Known:
    numbers = session.execute(
        select(RegisterRecord.recipient_id, RegisterRecord.number).where(
            RegisterRecord.provider_id == actor.provider_id
        )
    )
    papers = session.scalars(
        select(IdentityPaper)
        .where(
            IdentityPaper.provider_id == actor.provider_id, IdentityPaper.recipient_id.in_(whose)
        )
        .order_by(IdentityPaper.issued_on, IdentityPaper.id)
    )
    programmes: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(Programme.recipient_id, Programme.issued_on, Programme.number)
        .join(Contract, Contract.programme_id == Programme.id)
        .where(*_standing(actor, period))
        .order_by(Programme.issued_on, Programme.id)
    )
    for recipient_id, issued_on, number in rows:
        programmes[recipient_id].append(f"{issued_on:%d.%m.%Y} № {number}")
    return _Known(
        provider=session.get_one(Provider, actor.provider_id).name,
        numbers={row.recipient_id: row.number for row in numbers},
        papers={one.recipient_id: _identity(one) for one in papers},
        applied=_applied(session, actor, period, whose),
        programmes={key: "; ".join(dict.fromkeys(found)) for key, found in programmes.items()},
    )


def _applied(
    session: Session, actor: Actor, period: Period, whose: ColumnElement[int]
) -> dict[int, date]:
    """The last application by the period's end: of the journal, else the one income is of."""
    found: dict[int, date] = {}
    for kind in (IncomeAssessment, Application):
        rows = session.execute(
            select(kind.recipient_id, func.max(kind.applied_on))
            .where(
                kind.provider_id == actor.provider_id,
                kind.recipient_id.in_(whose),
                kind.applied_on <= period.until,
            )
            .group_by(kind.recipient_id)
        )
        found.update((key, day) for key, day in rows if key is not None)
    return found


def _identity(paper: IdentityPaper) -> str:
    number = " ".join(filter(None, (paper.kind, paper.series, paper.number)))
    return f"{number}, выдан {paper.issued_on:%d.%m.%Y}, {paper.issued_by}"


def _values(
    person: Recipient, known: _Known, services: Iterable[tuple[str, ...]]
) -> dict[str, str]:
    """The needed columns by code; one that nothing is known of is empty."""
    applied = known.applied.get(person.id)
    reached = ", ".join(filter(None, (person.address, person.phone)))
    return {
        "register_number": known.numbers.get(person.id, ""),
        "full_name": person.full_name,
        "birth_date": f"{person.born:%d.%m.%Y}",
        "sex": person.sex.label,
        "address_phone": reached if person.address else "",
        "snils": person.snils or "",
        "id_document": known.papers.get(person.id, ""),
        "application_date": f"{applied:%d.%m.%Y}" if applied else "",
        "programme_date_number": known.programmes.get(person.id, ""),
        "providers": known.provider,
        SERVICES: "; ".join(one[0] for one in services),
    }


def _services(
    session: Session, actor: Actor, period: Period
) -> dict[int, tuple[tuple[str, ...], ...]]:
    """The services of the terms that hold on the period's last day, by recipient."""
    given: dict[tuple[int, str], Decimal] = {
        (contract_id, code): quantity
        for contract_id, code, quantity in session.execute(
            select(Delivery.contract_id, Delivery.code, func.sum(Delivery.quantity))
            .where(
                Delivery.provider_id == actor.provider_id,
                Delivery.day.between(period.since, period.until),
            )
            .group_by(Delivery.contract_id, Delivery.code)
        )
    }
    rows = session.execute(
        select(Contract.recipient_id, ContractTerms, ContractService)
        .join(ContractTerms, ContractTerms.contract_id == Contract.id)
        .join(ContractService, ContractService.terms_id == ContractTerms.id)
        .where(*_standing(actor, period), latest_terms(period.until))
        .order_by(Contract.recipient_id, Contract.id, ContractService.code)
    )
    found: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for recipient_id, terms, service in rows:
        quantity = given.get((terms.contract_id, service.code))
        found[recipient_id].append(
            (
                service.title,
                _rubles(service.tariff),
                _cost(terms),
                _source(terms),
                f"{quantity_text(service.quantity_per_month)} в месяц",
                f"оказано {quantity_text(quantity)}" if quantity else "не оказывалась",
            )
        )
    return {key: tuple(lines) for key, lines in found.items()}


def _cost(terms: ContractTerms) -> str:
    """What the person pays: nothing, by the tariff, or within the fee of the contract."""
    if terms.free or not terms.monthly_fee:
        return "бесплатно"
    if terms.monthly_fee == terms.cost_at_tariffs:
        return "по тарифу"
    return f"в пределах платы {_rubles(terms.monthly_fee)} в месяц"


def _source(terms: ContractTerms) -> str:
    """Whose money: what the fee does not cover is the budget's."""
    if terms.free or not terms.monthly_fee:
        return "бюджет"
    return "плата" if terms.monthly_fee == terms.cost_at_tariffs else "бюджет и плата"


def _rubles(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")
