"""Payments: by when, through what, which months they pay, what is left as debt.

Rules: FED-PAY-01 to FED-PAY-04, MSK-PAY-01, MSK-PAY-02, VLA-PAY-01 to VLA-PAY-04.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from portal.domain.calendar import WorkCalendar, last_day, month_title, next_month
from portal.domain.choices import ChoiceList
from portal.domain.deadlines import (
    END_OF_DAY,
    ROLL,
    DeadlineRule,
    Due,
    Roll,
    Unit,
    decrees_of,
    due,
)
from portal.domain.explanation import Step
from portal.domain.law import Citation
from portal.domain.money import ZERO, down, rubles_text
from portal.domain.records import RecordSpec, check_record
from portal.domain.violations import Violation, refuse
from portal.domain.workflow import Workflow

DEBT = Citation("FED-PAY-02", "442-FZ", "ст. 10, 11 442-ФЗ, п. 9 примерной формы договора")


class Channel(StrEnum):
    """How money comes in."""

    BANK_TILL = "bank_till"
    BANK_TRANSFER = "bank_transfer"
    CASH_DESK = "cash_desk"

    @property
    def label(self) -> str:
        """The word for people."""
        return _CHANNELS[self]


_IN_CONTRACT = {
    Channel.BANK_TILL: "наличными в кассе банка",
    Channel.BANK_TRANSFER: "в безналичном порядке на счёт, указанный в разделе VII настоящего "
    "Договора",
    Channel.CASH_DESK: "наличными в кассе Исполнителя",
}
_CHANNELS = {
    Channel.BANK_TILL: "в кассе банка",
    Channel.BANK_TRANSFER: "переводом на счёт",
    Channel.CASH_DESK: "в кассе поставщика",
}


@dataclass(frozen=True, slots=True)
class PaymentRules:
    """How a region takes payments.

    ``term`` counts from the last day of the month; None = the contract names a day of the next
    month (FED-PAY-01). ``receipt_required``: no payment is recorded without the bank's receipt
    number. ``receipt_workflow``: what happens to copies of receipts, where the region has such a
    procedure. ``fiscal_channels`` are those whose cash needs a fiscal receipt (FED-PAY-04).
    ``in_contract`` is what a paid contract must say about paying, ``never_above_contract`` the
    clause by which nothing above the agreed sum is charged. ``receipt`` are the fields of a bank's
    receipt. ``penalty_percent`` of a debt is charged for a day. ``openable`` are channels that a
    provider may open by a setting of its own, where the region's text names others only.
    """

    channels: tuple[Channel, ...]
    channels_citation: Citation
    due_citation: Citation
    receipt_citation: Citation
    in_contract: ChoiceList
    debt: Citation
    fiscal_channels: tuple[Channel, ...] = ()
    never_above_contract: Citation | None = None
    receipt: RecordSpec | None = None
    penalty_percent: int = 0
    openable: tuple[Channel, ...] = ()
    receipt_required: bool = False
    term: DeadlineRule | None = None
    receipt_workflow: Workflow | None = None

    @property
    def ways_in_contract(self) -> str:
        """How the customer pays, in the words of a contract: only by channels that are open."""
        return " или ".join(_IN_CONTRACT[one] for one in self.channels)


@dataclass(frozen=True, slots=True)
class Charge:
    """What an act made payable for a month, by when, and how much of it is already paid."""

    month: date
    amount: Decimal
    due_on: date
    paid: Decimal = ZERO

    @property
    def unpaid(self) -> Decimal:
        """What is still open; never negative."""
        return max(self.amount - self.paid, ZERO)


@dataclass(frozen=True, slots=True)
class Allocation:
    """A part of a payment and the month it pays; ``month`` None = an advance for months to come."""

    month: date | None
    amount: Decimal


def payment_due(rules: PaymentRules, month: date, contract_day: int, calendar: WorkCalendar) -> Due:
    """By when the month must be paid: the region's term, else the contract's day."""
    if rules.term is not None:
        return due(rules.term, datetime.combine(last_day(month), END_OF_DAY), calendar)
    following = next_month(month)
    counted = following.replace(day=min(contract_day, last_day(following).day))
    final = calendar.next_working(counted)
    steps = [
        Step(
            f"По договору за {month_title(month)} платят не позднее {counted:%d.%m.%Y}.",
            counted.isoformat(),
            rules.due_citation,
            decrees_of(range(counted.year, final.year + 1), calendar),
        )
    ]
    if final != counted:
        text = f"{counted:%d.%m.%Y} — выходной, срок переходит на {final:%d.%m.%Y}."
        steps.append(Step(text, final.isoformat(), ROLL))
    return Due(
        datetime.combine(final, END_OF_DAY),
        datetime.combine(counted, END_OF_DAY),
        _by_contract(rules, contract_day),
        tuple(steps),
    )


def _by_contract(rules: PaymentRules, contract_day: int) -> DeadlineRule:
    return DeadlineRule(
        "payment_due",
        contract_day,
        Unit.CALENDAR_DAY,
        "month_closed",
        rules.due_citation,
        Roll.NEXT_WORKING_DAY,
    )


def check_channel(
    rules: PaymentRules, channel: Channel, receipt_number: str | None
) -> tuple[Violation, ...]:
    """Whether the region takes money this way, and the receipt is there (VLA-PAY-01, -02)."""
    found: list[Violation] = []
    if channel not in rules.channels:
        allowed = ", ".join(item.label for item in rules.channels)
        text = f"Так оплату не принимают: платят только {allowed}."
        if channel in rules.openable:
            text += (
                " Если учреждение принимает деньги и иначе, директор открывает это в настройках."
            )
        found.append(
            Violation("payment_channel_not_allowed", text, "channel", rules.channels_citation)
        )
    if rules.receipt_required and not receipt_number:
        paper = "кассового чека" if channel is Channel.CASH_DESK else "квитанции банка"
        text = f"Введите номер {paper}: без него оплата не записывается."
        found.append(Violation("receipt_missing", text, "receipt_number", rules.receipt_citation))
    return tuple(found)


def check_receipt(
    rules: PaymentRules, filled: Iterable[str], channel: Channel
) -> tuple[Violation, ...]:
    """Which fields of the receipt are empty, where the region names them (VLA-PAY-02)."""
    if rules.receipt is None:
        return ()
    spec = rules.receipt
    if channel is Channel.CASH_DESK:
        # No bank took this money, so none can be named.
        spec = replace(spec, required=tuple(code for code in spec.required if code != "bank"))
    return check_record(spec, filled)


def with_channels(rules: PaymentRules, opened: Collection[str]) -> PaymentRules:
    """The rules with what a provider has opened of the openable channels (VLA-PAY-01)."""
    more = tuple(one for one in rules.openable if one in opened and one not in rules.channels)
    return replace(rules, channels=(*rules.channels, *more)) if more else rules


def payment_warnings(
    rules: PaymentRules, channel: Channel, receipt_number: str | None
) -> tuple[str, ...]:
    """What to tell of money taken at a desk without a fiscal receipt's number (FED-PAY-04)."""
    if channel not in rules.fiscal_channels or receipt_number:
        return ()
    clause = rules.receipt_citation.text
    return (f"Нет номера кассового чека ({clause}). Добавьте его, когда чек будет выдан.",)


def check_payment_terms(
    rules: PaymentRules, given: Collection[str], *, paid: bool
) -> tuple[Violation, ...]:
    """What a paid contract does not say about paying (FED-PAY-01, MSK-PAY-02); a free one may."""
    if not paid:
        return ()
    return tuple(
        Violation(
            "value_invalid",
            f"В платном договоре не указано: {item.title}. Впишите, тогда договор можно заключить.",
            item.code,
            rules.in_contract.citation,
        )
        for item in rules.in_contract.without(given)
    )


def check_charge(rules: PaymentRules, charged: Decimal, agreed: Decimal) -> tuple[Violation, ...]:
    """Whether more is charged than the contract or the notice of a new fee says (MSK-PAY-02)."""
    if rules.never_above_contract is None or charged <= agreed:
        return ()
    text = (
        f"Начислено {rubles_text(charged)}, а по договору — не больше {rubles_text(agreed)}. "
        "Сначала измените плату: соглашением или уведомлением."
    )
    return (Violation("value_invalid", text, "amount", rules.never_above_contract),)


def allocate_payment(
    amount: Decimal, charges: Iterable[Charge], named_month: date | None = None
) -> tuple[Allocation, ...]:
    """Which months a payment pays: the named one first, then the oldest debt (FED-PAY-02).

    What is left when nothing is owed is an advance. The parts always add up to ``amount``.
    """
    if amount <= 0:
        refuse("value_invalid", "Введите сумму больше нуля, например 2140,00.", field="amount")
    ordered = sorted(charges, key=lambda charge: (charge.month != named_month, charge.month))
    left, parts = amount, list[Allocation]()
    for charge in ordered:
        part = min(left, charge.unpaid)
        if part > 0:
            parts.append(Allocation(charge.month, part))
            left -= part
    if left > 0:
        parts.append(Allocation(None, left))
    return tuple(parts)


def arrears(charges: Iterable[Charge], day: date) -> Decimal:
    """The debt on ``day``: unpaid sums whose due day has passed (FED-PAY-02)."""
    return sum((charge.unpaid for charge in charges if day > charge.due_on), ZERO)


def penalty(rules: PaymentRules, charges: Iterable[Charge], day: date) -> Decimal:
    """The penalty for a late payment on ``day``: none where the region sets none (VLA-PAY-04)."""
    late = sum(
        (charge.unpaid * (day - charge.due_on).days for charge in charges if day > charge.due_on),
        ZERO,
    )
    return down(late * rules.penalty_percent / 100)
