"""The account of contracts for a period: made, performed, ended, each with its programme.

Rule: MSK-REG-02 (contracts and the units of services given under them, tied to the programme).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.domain.money import quantity_text
from portal.domain.printed_forms import WIDE, FieldKind, FormField, Needed, PrintedForm
from portal.domain.registers import RegisterSpec, line_of
from portal.domain.violations import NotFound
from portal.models import Contract, Delivery, Programme, Provider, Recipient
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.applications import MOST_PRINTED, Period
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scope import served_by
from portal.usecases.transaction import reading

CONTRACTS = "contracts"


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A contract in the order of the register's columns."""

    contract_id: int
    person: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContractAccount:
    """A page of the account; ``made`` and ``ended`` count the whole period."""

    spec: RegisterSpec
    page: Page[AccountLine]
    made: int
    ended: int


def contract_register(region: Region, day: date) -> RegisterSpec | None:
    """The account of contracts that the region asks for; None where it asks for none."""
    kept = region.rules.registers.on(day).registers
    return next((spec for spec in kept if spec.code == CONTRACTS), None)


def contract_account(
    actor: Actor, period: Period, region: Region, *, page: int = 1
) -> ContractAccount:
    """Contracts that stood on a day of the period; raises NotFound without such a register."""
    spec = _demanded(region, period.until)
    with reading() as session:
        lines = _lines(session, actor, period, region, spec, page=page)
        total, made, ended = _counts(session, actor, period)
    return ContractAccount(spec, Page(rows=lines, total=total, number=page), made, ended)


def print_contract_account(
    actor: Actor, period: Period, region: Region
) -> tuple[PrintedForm, FormFacts]:
    """The whole account of the period as a paper across the page."""
    spec = _demanded(region, period.until)
    with reading() as session:
        lines = _lines(session, actor, period, region, spec, page=None)
        _total, made, ended = _counts(session, actor, period)
        provider = session.get_one(Provider, actor.provider_id).name
    titles = tuple(column.title for column in spec.columns)
    form = PrintedForm(
        code="register-contracts",
        title=spec.title,
        template=WIDE,
        copies=1,
        citation=spec.citation,
        fields=(
            FormField("", "provider", "Поставщик", FieldKind.TEXT, Needed.NO),
            FormField("", "period", "За период", FieldKind.TEXT, Needed.NO),
            FormField("", "counts", "Заключено и прекращено", FieldKind.TEXT, Needed.NO),
            FormField("", "lines", "Договоры", FieldKind.TABLE, Needed.NO, titles),
        ),
    )
    values = {
        "provider": provider,
        "period": f"с {period.since:%d.%m.%Y} по {period.until:%d.%m.%Y}",
        "counts": f"заключено {made}, прекращено {ended}",
    }
    rows = tuple(one.cells for one in lines)
    return form, FormFacts(title=spec.title, values=values, tables={"lines": rows})


def _demanded(region: Region, day: date) -> RegisterSpec:
    spec = contract_register(region, day)
    if spec is None:
        raise NotFound
    return spec


def _standing(actor: Actor, period: Period) -> tuple[ColumnElement[bool], ...]:
    """Contracts that came into force and had not ended before the period."""
    return (
        Contract.provider_id == actor.provider_id,
        Contract.in_force_from.is_not(None),
        Contract.concluded_on <= period.until,
        or_(Contract.ended_on.is_(None), Contract.ended_on >= period.since),
        *served_by(actor),
    )


def _counts(session: Session, actor: Actor, period: Period) -> tuple[int, int, int]:
    """How many stood, were made and ended in the period."""
    within = Contract.concluded_on.between(period.since, period.until)
    ended = Contract.ended_on.between(period.since, period.until)
    total, made, over = session.execute(
        select(func.count(), func.count().filter(within), func.count().filter(ended))
        .select_from(Contract)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(*_standing(actor, period))
    ).one()
    return total, made, over


def _lines(
    session: Session,
    actor: Actor,
    period: Period,
    region: Region,
    spec: RegisterSpec,
    *,
    page: int | None,
) -> tuple[AccountLine, ...]:
    wanted = (
        select(Contract, Programme, Recipient)
        .join(Programme, Programme.id == Contract.programme_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(*_standing(actor, period))
        .order_by(Contract.year, Contract.sequence)
    )
    cut = wanted.limit(MOST_PRINTED) if page is None else paged(wanted, page)
    found = session.execute(cut).all()
    given = _given(session, [contract.id for contract, _, _ in found], period, region)
    return tuple(
        AccountLine(
            contract.id,
            person.full_name,
            line_of(
                spec,
                {
                    "contract": f"№ {contract.number} от {contract.concluded_on:%d.%m.%Y}",
                    "state": _state(contract, period),
                    "programme": f"№ {programme.number} от {programme.issued_on:%d.%m.%Y}",
                    "services_given": given.get(contract.id, "не оказывались"),
                },
            ),
        )
        for contract, programme, person in found
    )


def _state(contract: Contract, period: Period) -> str:
    if contract.ended_on is not None and contract.ended_on <= period.until:
        return f"прекращён {contract.ended_on:%d.%m.%Y}"
    return "заключён, исполняется" if contract.concluded_on >= period.since else "исполняется"


def _given(
    session: Session, contracts: Sequence[int], period: Period, region: Region
) -> Mapping[int, str]:
    """Units of each service given in the period, by contract."""
    titles = {one.code: one.title for one in region.rules.service_catalogue.on(period.until).items}
    rows = session.execute(
        select(Delivery.contract_id, Delivery.code, func.sum(Delivery.quantity))
        .where(
            Delivery.contract_id.in_(contracts),
            Delivery.day.between(period.since, period.until),
        )
        .group_by(Delivery.contract_id, Delivery.code)
        .order_by(Delivery.contract_id, Delivery.code)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for contract_id, code, quantity in rows:
        found[contract_id].append(f"{titles.get(code, code)}: {quantity_text(quantity)}")
    return {contract_id: "; ".join(lines) for contract_id, lines in found.items()}
