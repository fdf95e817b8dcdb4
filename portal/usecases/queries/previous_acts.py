"""Last month's acts as they stand: what the accountant compares the sums of a month with."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.money import ZERO
from portal.models import Act, ActCorrection, ActLine, Contract
from portal.usecases.act_correction_paper import kept_lines
from portal.usecases.month_case import PreviousAct


@dataclass(frozen=True, slots=True)
class _Line:
    code: str
    additional: bool
    quantity: Decimal
    tariff: Decimal
    amount: Decimal


@dataclass(slots=True)
class _Standing:
    """An act with its corrections; ``additional`` is what additional services cost in it."""

    payable: Decimal
    additional: Decimal
    fee_cap: Decimal | None
    free: bool
    lines: dict[int, _Line] = field(default_factory=dict)


def previous_acts(
    session: Session, which: ColumnElement[bool], month: date
) -> Mapping[int, PreviousAct]:
    """The month's acts by contract with their corrections in them (FED-ACT-04)."""
    found: dict[int, _Standing] = {}
    contracts: dict[int, int] = {}
    for act in session.execute(
        select(Act.id, Act.contract_id, Act.payable, Act.additional_cost, Act.fee_cap, Act.free)
        .join(Contract, Contract.id == Act.contract_id)
        .where(which, Act.month == month)
    ):
        contracts[act.contract_id] = act.id
        found[act.id] = _Standing(act.payable, act.additional_cost, act.fee_cap, act.free)
    for act_id, position, line in _lines(session, which, month):
        found[act_id].lines[position] = line
    for row in session.scalars(
        select(ActCorrection)
        .join(Act, Act.id == ActCorrection.act_id)
        .join(Contract, Contract.id == Act.contract_id)
        .where(which, Act.month == month)
        .order_by(ActCorrection.act_id, ActCorrection.sequence)
    ):
        _correct(found[row.act_id], row)
    return {contract_id: _previous(found[act_id]) for contract_id, act_id in contracts.items()}


def _lines(
    session: Session, which: ColumnElement[bool], month: date
) -> Iterator[tuple[int, int, _Line]]:
    columns = (ActLine.code, ActLine.additional, ActLine.quantity, ActLine.tariff, ActLine.amount)
    for row in session.execute(
        select(ActLine.act_id, ActLine.position, *columns)
        .join(Act, Act.id == ActLine.act_id)
        .join(Contract, Contract.id == Act.contract_id)
        .where(which, Act.month == month)
        .order_by(ActLine.act_id, ActLine.position)
    ):
        line = _Line(row.code, row.additional, row.quantity, row.tariff, row.amount)
        yield row.act_id, row.position, line


def _correct(act: _Standing, row: ActCorrection) -> None:
    act.payable = row.payable
    for kept in kept_lines(row):
        line = act.lines[kept.position]
        if line.additional:
            act.additional += kept.amount - line.amount
        act.lines[kept.position] = replace(line, quantity=kept.quantity, amount=kept.amount)


def _previous(act: _Standing) -> PreviousAct:
    quantities: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in act.lines.values():
        if not line.additional:
            quantities[line.code] += line.quantity
    return PreviousAct(
        payable=act.payable,
        additional_cost=act.additional,
        fee_cap=act.fee_cap,
        free=act.free,
        quantities=quantities,
        tariffs={line.code: line.tariff for line in act.lines.values()},
    )
