"""What the former provider billed for the month of a transfer (AST-FEE-01).

The recipient's bound is one for the month: the receiving provider charges what is left of it, and
knows the sum from the former provider's certificate.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.calendar import last_day, month_of, month_title
from portal.domain.law import Citation
from portal.domain.money import rubles, rubles_text
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Act, Contract, FormerBill
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.queries.former_bills import month_cap, shared_clause
from portal.usecases.transaction import transaction

LARGEST_BILL = Decimal("10000000.00")
LONGEST_NAME, LONGEST_NUMBER = 200, 50


@dataclass(frozen=True, slots=True)
class RecordFormerBill:
    """The sum of the former provider's certificate, in rubles, for the month the contract began.

    ``above_bound``: the reader has seen that the sum is above the month's bound, and that the
    certificate says so.
    """

    contract_id: int
    month: date
    amount: Decimal
    provider_name: str
    certificate_number: str
    certificate_on: date
    above_bound: bool = False


def record_former_bill(
    command: RecordFormerBill, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Keep the sum that the month's act takes off the bound; a second one replaces the first.

    Refused with value_invalid, contract_not_active before the contract is in force or, once the
    act is issued, month_closed.
    """
    month = month_of(command.month)
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        clause = _demand_shared(contract, month, region)
        amount = _checked(command, region.today(now), clause)
        _demand_bound_seen(month_cap(session, contract.id, month), command, clause)
        _demand_no_act(session, contract, month, clause)
        row = session.scalars(
            select(FormerBill).where(
                FormerBill.provider_id == actor.provider_id,
                FormerBill.contract_id == contract.id,
                FormerBill.month == month,
            )
        ).one_or_none()
        before = {"amount": row.amount} if row else None
        if row is None:
            row = FormerBill(provider_id=actor.provider_id, contract_id=contract.id, month=month)
            session.add(row)
        row.amount = amount
        row.provider_name = command.provider_name.strip()
        row.certificate_number = command.certificate_number.strip()
        row.certificate_on = command.certificate_on
        row.recorded_at, row.recorded_by_id = now, actor.membership_id
        session.flush()
        after = {
            "month": month,
            "amount": amount,
            "provider": row.provider_name,
            "certificate": row.certificate_number,
            "certificate_on": row.certificate_on,
        }
        audit.record(
            session, actor, now, "former_bill_recorded", "contract", contract.id, before, after
        )
        return row.id


def _demand_shared(contract: Contract, month: date, region: Region) -> Citation:
    """The clause by which the month's bound is shared; the month is the one the contract began."""
    clause = shared_clause(region, contract.form, last_day(month))
    if clause is None:
        refuse(
            "value_invalid",
            "В этом регионе предел платы между двумя поставщиками не делится. Справка прежнего "
            "поставщика на начисление не влияет.",
            field="amount",
        )
    since = contract.in_force_from
    if since is None:
        refuse(
            "contract_not_active",
            "Договор ещё не подписан обеими сторонами, и предел по нему ещё не действует. Запишите "
            "справку, когда договор вступит в силу.",
            citation=clause,
        )
    if month_of(since) != month:
        refuse(
            "value_invalid",
            f"Предел делят только в месяце перевода: договор начался {since:%d.%m.%Y}. Укажите "
            f"{month_title(month_of(since))}.",
            field="month",
            citation=clause,
        )
    return clause


def _checked(command: RecordFormerBill, today: date, clause: Citation) -> Decimal:
    found: list[Violation] = []
    amount = Decimal(0)
    try:
        amount = rubles(command.amount, field="amount")
    except RulesBroken as broken:
        found.extend(broken.violations)
    else:
        if not 0 < amount <= LARGEST_BILL:
            text = "Введите сумму из справки: больше нуля, например 6000,00."
            found.append(Violation("value_invalid", text, "amount", clause))
    if not 0 < len(command.certificate_number.strip()) <= LONGEST_NUMBER:
        text = f"Введите номер справки прежнего поставщика, не длиннее {LONGEST_NUMBER} знаков."
        found.append(Violation("value_invalid", text, "certificate_number", clause))
    if not 0 < len(command.provider_name.strip()) <= LONGEST_NAME:
        text = f"Введите название прежнего поставщика, не длиннее {LONGEST_NAME} знаков."
        found.append(Violation("value_invalid", text, "provider_name", clause))
    if text := _odd_day(command, today):
        found.append(Violation("value_invalid", text, "certificate_on", clause))
    if found:
        raise RulesBroken(*found)
    return amount


def _odd_day(command: RecordFormerBill, today: date) -> str:
    """Why the certificate cannot be of its day; empty when it can."""
    month = month_of(command.month)
    if command.certificate_on > today:
        return f"{command.certificate_on:%d.%m.%Y} ещё не наступил. Введите день из справки."
    if command.certificate_on < month:
        return (
            f"Справка за {month_title(month)} не могла быть выдана раньше начала этого месяца. "
            "Введите день из справки."
        )
    return ""


def _demand_bound_seen(cap: Decimal | None, command: RecordFormerBill, clause: Citation) -> None:
    """Two providers share one bound: a bill above it must have been looked at twice."""
    if cap is None or command.amount <= cap or command.above_bound:
        return
    refuse(
        "value_invalid",
        f"{rubles_text(command.amount)} больше предела платы за этот месяц, {rubles_text(cap)}: "
        "прежний поставщик не мог столько начислить. Сверьте сумму со справкой; если в ней так и "
        "написано, отметьте это ниже.",
        field="above_bound",
        citation=clause,
    )


def _demand_no_act(session: Session, contract: Contract, month: date, clause: Citation) -> None:
    number = session.scalar(
        select(Act.number).where(Act.contract_id == contract.id, Act.month == month)
    )
    if number is not None:
        refuse(
            "month_closed",
            f"Акт № {number} за {month_title(month)} уже выдан: справка в нём не учтена. Разницу "
            "верните получателю отдельно.",
            field="amount",
            citation=clause,
        )
