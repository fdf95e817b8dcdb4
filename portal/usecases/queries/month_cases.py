"""The cases of a month: every contract in force, with all its act is made from.

A fixed number of queries, whatever the number of contracts; rehearsal and closing both start here.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, case, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from portal.domain.calendar import last_day, next_month
from portal.domain.fee_bounds import SharedBound
from portal.domain.money import ZERO
from portal.domain.people import full_name
from portal.domain.reference import TARIFF
from portal.domain.suspension import Interval
from portal.domain.tariff_day import Cause, allowed_causes
from portal.models import (
    Act,
    Contract,
    ContractService,
    ContractTerms,
    Delivery,
    MonthClosing,
    MonthState,
    Programme,
    Recipient,
    ReferenceValue,
    Suspension,
)
from portal.regions.registry import Region
from portal.usecases.month_case import (
    Given,
    MonthCase,
    MonthLaw,
    Terms,
)
from portal.usecases.queries.corrected_acts import fee_freed
from portal.usecases.queries.month_astray import astray
from portal.usecases.queries.month_bounds import shared_bounds
from portal.usecases.queries.previous_acts import previous_acts
from portal.usecases.reference import reference_book


def month_state(session: Session, provider_id: int, month: date) -> MonthState:
    """Whether the provider's month is closed."""
    state = session.scalar(
        select(MonthClosing.state).where(
            MonthClosing.provider_id == provider_id, MonthClosing.month == month
        )
    )
    return state or MonthState.OPEN


def month_law(session: Session, month: date, region: Region) -> MonthLaw:
    """The rules, tariffs and catalogue that the month's acts are made by: those of its last day."""
    last = last_day(month)
    grounds = region.rules.fee_rules.on(last).change_grounds
    return MonthLaw(
        month=month,
        rules=region.rules.act_rules.on(last),
        payment=region.rules.payment_rules.on(last),
        book=reference_book(session, region),
        items={item.code: item for item in region.rules.service_catalogue.on(last).items},
        acts=region.identity.acts,
        tariffs_by_notice=Cause.TARIFFS in allowed_causes(grounds),
    )


def month_cases(
    session: Session,
    provider_id: int,
    month: date,
    region: Region,
    contract_id: int | None = None,
) -> tuple[MonthCase, ...]:
    """Every contract in force on a day of the month, in order of name, with all its act needs.

    With ``contract_id`` those of its person and form, which share the month's cap (FED-FEE-18).
    """
    which = served(provider_id, month)
    if contract_id is not None:
        which &= _shares_cap_with(contract_id)
    terms = _terms(session, which, month)
    pauses = _pauses(session, which, month)
    bounds = shared_bounds(session, provider_id, which, month, region)
    turning = _turning_days(session, terms, bounds, month, region)
    given = _given(session, which, month, turning)
    strays = astray(session, which, month, region.rules.act_rules.on(last_day(month)))
    issued = _issued(session, which, month)
    previous = previous_acts(session, which, next_month(month, -1))
    rows = session.execute(
        select(Contract, Recipient, Programme.valid_until)
        .join(Recipient, Recipient.id == Contract.recipient_id)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(which)
        .order_by(Recipient.name_key, Contract.id)
    )
    return tuple(
        MonthCase(
            contract_id=contract.id,
            number=contract.number,
            recipient_id=recipient.id,
            recipient=full_name(recipient.surname, recipient.name, recipient.patronymic),
            name_key=recipient.name_key,
            form=contract.form,
            payment_day=contract.payment_day,
            served_from=contract.in_force_from or contract.concluded_on,
            served_until=min(contract.ended_on or date.max, contract.valid_until, programme_until),
            terms=terms.get(contract.id, ()),
            pauses=pauses.get(contract.id, ()),
            given=given.get(contract.id, ()),
            issued=issued.get(contract.id, NOT_ISSUED).number,
            previous=previous.get(contract.id),
            bounds=bounds.get(contract.id, ()),
            astray=strays.get(contract.id, ()),
            issued_fee=issued.get(contract.id, NOT_ISSUED).fee,
        )
        for contract, recipient, programme_until in rows
    )


def served(provider_id: int, month: date, contract_id: int | None = None) -> ColumnElement[bool]:
    """Contracts in force on at least one day of the month, as a condition on ``Contract``."""
    which = (
        (Contract.provider_id == provider_id)
        & (Contract.in_force_from <= last_day(month))
        & (Contract.valid_until >= month)
        & (Contract.ended_on.is_(None) | (Contract.ended_on >= month))
    )
    return which if contract_id is None else which & (Contract.id == contract_id)


def _shares_cap_with(contract_id: int) -> ColumnElement[bool]:
    """Contracts of the person and form of this one, itself among them."""
    one = aliased(Contract)
    person = select(one.recipient_id).where(one.id == contract_id).scalar_subquery()
    form = select(one.form).where(one.id == contract_id).scalar_subquery()
    return (Contract.recipient_id == person) & (Contract.form == form)


def awaits_records(provider_id: int, month: date) -> ColumnElement[bool]:
    """Contracts in force in the month that are not suspended for the whole of it.

    Of the others nobody is to record anything (FED-SUS-04); ``until`` is a served day again.
    """
    all_month = exists().where(
        Suspension.provider_id == Contract.provider_id,
        Suspension.contract_id == Contract.id,
        Suspension.since <= month,
        Suspension.until.is_(None) | (Suspension.until > last_day(month)),
    )
    return served(provider_id, month) & ~all_month


def _services(
    session: Session, which: ColumnElement[bool]
) -> tuple[Mapping[int, Mapping[str, Decimal]], Mapping[int, Mapping[str, Decimal]]]:
    """By terms, what each service may be given of in a month, and its tariff."""
    allowed: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    tariffs: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    for terms_id, code, quantity, tariff in session.execute(
        select(
            ContractService.terms_id,
            ContractService.code,
            ContractService.quantity_per_month,
            ContractService.tariff,
        )
        .join(ContractTerms, ContractTerms.id == ContractService.terms_id)
        .join(Contract, Contract.id == ContractTerms.contract_id)
        .where(which)
    ):
        allowed[terms_id][code] = quantity
        tariffs[terms_id][code] = tariff
    return allowed, tariffs


def _terms(
    session: Session, which: ColumnElement[bool], month: date
) -> Mapping[int, tuple[Terms, ...]]:
    of_the_month = which & (
        (ContractTerms.since <= last_day(month))
        & (ContractTerms.until.is_(None) | (ContractTerms.until > month))
    )
    allowed, tariffs = _services(session, of_the_month)
    found: dict[int, list[Terms]] = defaultdict(list)
    for row in session.execute(
        select(
            ContractTerms.id,
            ContractTerms.contract_id,
            ContractTerms.since,
            ContractTerms.until,
            ContractTerms.free,
            ContractTerms.free_ground,
            ContractTerms.free_ground_title,
            ContractTerms.average_income,
            ContractTerms.threshold,
            ContractTerms.fee_cap,
            ContractTerms.monthly_fee,
        )
        .join(Contract, Contract.id == ContractTerms.contract_id)
        .where(of_the_month)
        .order_by(ContractTerms.contract_id, ContractTerms.since)
    ):
        terms = Terms(
            id=row.id,
            since=row.since,
            until=row.until,
            free=row.free,
            free_ground=row.free_ground,
            free_ground_title=row.free_ground_title,
            average_income=row.average_income,
            threshold=row.threshold,
            fee_cap=row.fee_cap,
            monthly_fee=row.monthly_fee,
            allowed=allowed[row.id],
            tariffs=tariffs[row.id],
        )
        found[row.contract_id].append(terms)
    return {contract_id: tuple(terms) for contract_id, terms in found.items()}


def _pauses(
    session: Session, which: ColumnElement[bool], month: date
) -> Mapping[int, tuple[Interval, ...]]:
    """Suspensions of this month and the one before, which the causes of a change speak of."""
    found: dict[int, list[Interval]] = defaultdict(list)
    for contract_id, since, until in session.execute(
        select(Suspension.contract_id, Suspension.since, Suspension.until)
        .join(Contract, Contract.id == Suspension.contract_id)
        .where(
            which,
            Suspension.since <= last_day(month),
            Suspension.until.is_(None) | (Suspension.until > next_month(month, -1)),
        )
        .order_by(Suspension.since)
    ):
        found[contract_id].append(Interval(since, until))
    return {contract_id: tuple(pauses) for contract_id, pauses in found.items()}


def _turning_days(
    session: Session,
    terms: Mapping[int, tuple[Terms, ...]],
    bounds: Mapping[int, tuple[SharedBound, ...]],
    month: date,
    region: Region,
) -> tuple[date, ...]:
    """The days inside the month on which some tariff, some contract's terms or bound change.

    Between two of them a service has one price and one set of terms, so its days may be summed.
    """
    last = last_day(month)
    tariffs = {
        value.since for value in region.reference_values if value.key.startswith(f"{TARIFF}.")
    } | set(
        session.scalars(
            select(ReferenceValue.since)
            .where(
                ReferenceValue.region_code == region.code,
                ReferenceValue.key.startswith(f"{TARIFF}."),
                ReferenceValue.since.between(month, last),
            )
            .distinct()
        )
    )
    # The day after a contract's last terms end is a turning day too: nothing may hide behind it.
    changes = {day for rows in terms.values() for row in rows for day in (row.since, row.until)}
    changes |= {day for rows in bounds.values() for row in rows for day in (row.since, row.until)}
    return tuple(
        sorted(day for day in tariffs | changes if day is not None and month < day <= last)
    )


def _given(
    session: Session, which: ColumnElement[bool], month: date, turning_days: tuple[date, ...]
) -> Mapping[int, tuple[Given, ...]]:
    """What was given, summed by contract, service and stretch of days."""
    starts = (month, *turning_days)
    stretch: ColumnElement[date] = literal(month)
    if turning_days:
        stretch = case(
            *(
                (Delivery.day < end, start)
                for start, end in zip(starts, turning_days, strict=False)
            ),
            else_=starts[-1],
        )
    # A subquery, because PostgreSQL does not see that two parameters of one value are one.
    records = (
        select(
            Delivery.contract_id,
            Delivery.code,
            Delivery.additional,
            stretch.label("since"),
            Delivery.quantity,
        )
        .join(Contract, Contract.id == Delivery.contract_id)
        .where(which, Delivery.day.between(month, last_day(month)))
        .subquery()
    )
    key = (records.c.contract_id, records.c.since, records.c.additional, records.c.code)
    found: dict[int, list[Given]] = defaultdict(list)
    for contract_id, since, additional, code, quantity in session.execute(
        select(*key, func.sum(records.c.quantity)).group_by(*key).order_by(*key)
    ):
        found[contract_id].append(Given(since, code, quantity, additional))
    return {contract_id: tuple(given) for contract_id, given in found.items()}


@dataclass(frozen=True, slots=True)
class _Issued:
    """An act of the month, and what it charges for the programme's services by its corrections."""

    number: str | None
    fee: Decimal


NOT_ISSUED = _Issued(None, ZERO)


def _issued(session: Session, which: ColumnElement[bool], month: date) -> Mapping[int, _Issued]:
    acts = (
        select(Act.id, Act.contract_id, Act.number, Act.payable, Act.additional_cost)
        .join(Contract, Contract.id == Act.contract_id)
        .where(which, Act.month == month)
    )
    freed = fee_freed(session, acts.with_only_columns(Act.id))
    return {
        row.contract_id: _Issued(row.number, row.payable - row.additional_cost - freed[row.id])
        for row in session.execute(acts)
    }
