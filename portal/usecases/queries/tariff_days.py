"""What the tariff pages read: the days, a page of rehearsed contracts with totals, values.

Totals and pages are made by the database; every statement is limited to the reader's provider.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ColumnElement, Integer, and_, func, select

from portal.domain.money import ZERO
from portal.domain.people import PopulationGroup, full_name, search_key
from portal.domain.reference import SUBSISTENCE_MINIMUM
from portal.models import (
    Contract,
    ContractTerms,
    Recipient,
    TariffDay,
    TariffDayContract,
    TariffDayState,
    TariffDayValue,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.queries.paging import Page, paged
from portal.usecases.reference import reference_book
from portal.usecases.tariff_cases import count_touched, terms_of_the_eve
from portal.usecases.transaction import reading

MOST_DAYS = 50


@dataclass(frozen=True, slots=True)
class DayView:
    """A tariff day; ``touched`` counts the contracts in force on it."""

    id: int
    since: date
    act: str
    factor: Decimal | None
    state: TariffDayState
    created_at: datetime
    rehearsed_at: datetime | None
    set_at: datetime | None
    version: int
    touched: int

    @property
    def is_set(self) -> bool:
        """Whether the day is in force and can no more be edited."""
        return self.state is TariffDayState.SET


def list_days(actor: Actor) -> tuple[DayView, ...]:
    """The provider's tariff days, the newest day first."""
    with reading() as session:
        rows = session.scalars(
            select(TariffDay)
            .where(TariffDay.provider_id == actor.provider_id)
            .order_by(TariffDay.since.desc(), TariffDay.id.desc())
            .limit(MOST_DAYS)
        ).all()
    return tuple(_day(row, 0) for row in rows)


def get_day(actor: Actor, tariff_day_id: int) -> DayView:
    """One day of the reader's provider; NotFound for any other."""
    with reading() as session:
        row = own(session, TariffDay, tariff_day_id, actor.provider_id)
        return _day(row, count_touched(session, actor.provider_id, row.since))


def _day(row: TariffDay, count: int) -> DayView:
    return DayView(
        id=row.id,
        since=row.since,
        act=row.act,
        factor=row.factor,
        state=row.state,
        created_at=row.created_at,
        rehearsed_at=row.rehearsed_at,
        set_at=row.set_at,
        version=row.version,
        touched=count,
    )


class Outcome(StrEnum):
    """What the list can be narrowed to."""

    LESS = "less"
    SAME = "same"
    MORE = "more"
    FREE = "free"
    PAYING = "paying"
    AGREEMENT = "agreement"
    PROBLEM = "problem"


class Order(StrEnum):
    """How the list is sorted."""

    CHANGE = "change"
    NAME = "name"
    BEFORE = "before"
    AFTER = "after"


_C = TariffDayContract
_BECOMES_FREE = and_(_C.free_after.is_(True), _C.free_before.is_(False))
_STARTS_PAYING = and_(_C.free_after.is_(False), _C.free_before.is_(True))
_WHICH: dict[Outcome, ColumnElement[bool]] = {
    Outcome.LESS: _C.difference < ZERO,
    Outcome.SAME: _C.difference == ZERO,
    Outcome.MORE: _C.difference > ZERO,
    Outcome.FREE: _BECOMES_FREE,
    Outcome.PAYING: _STARTS_PAYING,
    Outcome.AGREEMENT: _C.needs_agreement.is_(True),
    Outcome.PROBLEM: _C.problem != "",
}
_ORDERS = {
    Order.CHANGE: (func.abs(func.coalesce(_C.difference, ZERO)).desc(), Recipient.name_key),
    Order.NAME: (Recipient.name_key, _C.contract_id),
    Order.BEFORE: (_C.fee_before.desc(), Recipient.name_key),
    Order.AFTER: (func.coalesce(_C.fee_after, ZERO).desc(), Recipient.name_key),
}


@dataclass(frozen=True, slots=True)
class ContractChange:
    """A contract across the day; without ``after`` the problem says why.

    ``written`` is the contract's own figure where it is not what is billed on the eve: tariffs
    changed, and the agreement that brings the contract in line was not signed.
    """

    contract_id: int
    number: str
    recipient: str
    free_before: bool
    before: Decimal
    free_after: bool | None
    after: Decimal | None
    difference: Decimal | None
    by_tariffs: bool
    by_threshold: bool
    needs_agreement: bool
    problem: str
    written: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DayTotals:
    """The whole rehearsal: how many contracts of each outcome, and the sums of a month."""

    contracts: int
    less: int
    same: int
    more: int
    free: int
    paying: int
    agreement: int
    problem: int
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """By how much a month's fees grow together, of contracts that were worked out."""
        return self.after - self.before


def day_totals(actor: Actor, tariff_day_id: int) -> DayTotals:
    """The totals of a rehearsal, in one statement."""
    counts = [func.coalesce(func.sum(which.cast(Integer)), 0) for which in _WHICH.values()]
    known = _C.problem == ""
    statement = select(
        func.count(_C.id),
        *counts,
        func.sum(_C.fee_before).filter(known),
        func.sum(_C.fee_after).filter(known),
    ).where(_C.provider_id == actor.provider_id, _C.tariff_day_id == tariff_day_id)
    with reading() as session:
        contracts, *numbers, before, after = session.execute(statement).one()
    less, same, more, free, paying, agreement, problem = (int(number) for number in numbers)
    return DayTotals(
        contracts=contracts,
        less=less,
        same=same,
        more=more,
        free=free,
        paying=paying,
        agreement=agreement,
        problem=problem,
        before=before or ZERO,
        after=after or ZERO,
    )


def list_changes(
    actor: Actor,
    tariff_day_id: int,
    *,
    outcome: Outcome | None = None,
    order: Order = Order.CHANGE,
    words: str = "",
    page: int = 1,
) -> Page[ContractChange]:
    """A page of the rehearsed contracts."""
    which = [_C.provider_id == actor.provider_id, _C.tariff_day_id == tariff_day_id]
    if outcome is not None:
        which.append(_WHICH[outcome])
    if key := search_key(words):
        which.append(Recipient.name_key.startswith(key, autoescape=True))
    joined = (
        select(_C, Contract.number, Recipient, ContractTerms.monthly_fee)
        .join(Contract, Contract.id == _C.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(*which)
    )
    counting = (
        select(func.count())
        .select_from(_C)
        .join(Contract, Contract.id == _C.contract_id)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .where(*which)
    )
    with reading() as session:
        since = own(session, TariffDay, tariff_day_id, actor.provider_id).since
        total = session.scalar(counting) or 0
        terms = and_(ContractTerms.contract_id == _C.contract_id, terms_of_the_eve(since))
        wanted = joined.outerjoin(ContractTerms, terms).order_by(*_ORDERS[order])
        rows = session.execute(paged(wanted, page)).all()
    return Page(
        rows=tuple(_change(*row) for row in rows),
        total=total,
        number=page,
    )


def _change(
    row: TariffDayContract, number: str, person: Recipient, written: Decimal | None
) -> ContractChange:
    return ContractChange(
        contract_id=row.contract_id,
        number=number,
        recipient=full_name(person.surname, person.name, person.patronymic),
        free_before=row.free_before,
        before=row.fee_before,
        free_after=row.free_after,
        after=row.fee_after,
        difference=row.difference,
        by_tariffs=row.by_tariffs,
        by_threshold=row.by_threshold,
        needs_agreement=row.needs_agreement,
        problem=row.problem,
        written=None if written == row.fee_before else written,
    )


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value of the draft beside the one in force on its day."""

    id: int
    key: str
    group: PopulationGroup | None
    amount: Decimal
    present: Decimal | None


def list_values(actor: Actor, day: DayView, region: Region, *, page: int = 1) -> Page[ValueRow]:
    """A page of the draft's values: limits first, then tariffs by code."""
    which = (
        TariffDayValue.provider_id == actor.provider_id,
        TariffDayValue.tariff_day_id == day.id,
    )
    ordered = (
        select(TariffDayValue)
        .where(*which)
        .order_by(
            TariffDayValue.key.startswith("tariff.").cast(Integer),
            TariffDayValue.key,
            TariffDayValue.id,
        )
    )
    with reading() as session:
        book = reference_book(session, region)
        total = session.scalar(select(func.count()).select_from(TariffDayValue).where(*which))
        rows = session.scalars(paged(ordered, page)).all()
    found = []
    for row in rows:
        present = book.find(row.key, row.group, day.since)
        amount = present.amount if present else None
        found.append(ValueRow(row.id, row.key, row.group, row.amount, amount))
    return Page(rows=tuple(found), total=total or 0, number=page)


def missing_minimums(actor: Actor, day: DayView, region: Region) -> tuple[PopulationGroup, ...]:
    """The groups whose minimum neither the draft nor the book has on the day (FED-FEE-03)."""
    with reading() as session:
        book = reference_book(session, region)
        drafted = set(
            session.scalars(
                select(TariffDayValue.group).where(
                    TariffDayValue.provider_id == actor.provider_id,
                    TariffDayValue.tariff_day_id == day.id,
                    TariffDayValue.key == SUBSISTENCE_MINIMUM,
                )
            )
        )
    return tuple(
        group
        for group in PopulationGroup
        if group not in drafted and book.find(SUBSISTENCE_MINIMUM, group, day.since) is None
    )
