"""The monthly acceptance act: from services recorded day by day to the sum payable.

Rules: FED-ACT-02 to FED-ACT-04, FED-FEE-15 to FED-FEE-18.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.domain.calendar import last_day
from portal.domain.catalogue import ServiceItem
from portal.domain.deadlines import DeadlineRule
from portal.domain.explanation import Step
from portal.domain.fee_bounds import payable_of, rest_of_cap
from portal.domain.law import Citation
from portal.domain.money import ZERO, half_up, quantity_text, rubles_text
from portal.domain.records import RecordSpec
from portal.domain.violations import Violation, refuse

FROM_RECORDS = Citation("FED-ACT-02", "874n", "п. 6 примерной формы договора")
PAYABLE = Citation("FED-ACT-04", "442-FZ", "ст. 32 442-ФЗ", verify=True)
TARIFF_OF_THE_DAY = Citation("FED-FEE-15", "442-FZ", "ст. 30, 32 442-ФЗ", verify=True)
PART_MONTH = Citation("FED-FEE-18", "442-FZ", "ст. 32 442-ФЗ", verify=True)
ADDITIONAL = Citation("FED-FEE-16", "442-FZ", "ч. 2 ст. 11 442-ФЗ")
PROVIDER_FIRST = Citation("FED-ACT-01", "874n", "п. 5 примерной формы договора")
BOUNDS = Citation("FED-ACT-03", "442-FZ", "ст. 16–17 442-ФЗ", verify=True)


@dataclass(frozen=True, slots=True)
class ActRules:
    """How a region makes acts.

    ``record`` is what is written down of every service given. ``additional`` says under which
    clause services beyond the programme are charged in full, ``part_month`` how a part of a month
    is, ``bounds`` what an act never holds, ``signing`` who signs first. ``reminder``: when an act
    that nobody signed is told of.
    ``at_transfer``: the clause by which both providers of a month make an act of their own part.
    """

    copies: int
    provider_signs_first: bool
    cadence: Citation
    form: Citation
    record: RecordSpec | None = None
    additional: Citation = ADDITIONAL
    bounds: Citation = BOUNDS
    part_month: Citation = PART_MONTH
    signing: Citation = PROVIDER_FIRST
    reminder: DeadlineRule | None = None
    at_transfer: Citation | None = None


@dataclass(frozen=True, slots=True)
class DeliveredService:
    """A service recorded on a day, priced at the tariff of that day."""

    day: date
    code: str
    quantity: Decimal
    tariff: Decimal
    additional: bool = False


@dataclass(frozen=True, slots=True)
class ActFacts:
    """What an act is drafted from. ``fee_cap`` None = no cap applies (free by category).

    ``cap_used`` of it is spent by earlier bills under the same bound, by the clause ``used_by``: an
    earlier month of the course (VLA-FEE-09), the former provider of the month (AST-FEE-01).
    ``cap_over`` says in words what the bound is one for.
    """

    month: date
    deliveries: tuple[DeliveredService, ...]
    items: Mapping[str, ServiceItem]
    allowed: Mapping[str, Decimal]
    free: bool
    free_ground_title: str | None
    fee_cap: Decimal | None
    cap_used: Decimal = ZERO
    used_by: Citation | None = None
    cap_over: str = ""


@dataclass(frozen=True, slots=True)
class ActLine:
    """A line of the act: one service at one tariff."""

    code: str
    title: str
    unit_title: str
    allowed: Decimal | None
    quantity: Decimal
    tariff: Decimal
    amount: Decimal
    additional: bool


@dataclass(frozen=True, slots=True)
class ActDraft:
    """An act before it exists; issuing it changes nothing in these figures."""

    lines: tuple[ActLine, ...]
    cost_at_tariffs: Decimal
    additional_cost: Decimal
    payable: Decimal
    steps: tuple[Step, ...]


def lines_of(facts: ActFacts) -> tuple[ActLine, ...]:
    """One line a service and tariff, programme services before additional ones, in order of code.

    A tariff that changes inside the month gives two lines (FED-FEE-15).
    """
    totals: dict[tuple[bool, str, date, Decimal], Decimal] = {}
    first_day: dict[tuple[bool, str, Decimal], date] = {}
    for delivered in sorted(facts.deliveries, key=lambda item: item.day):
        kind = (delivered.additional, delivered.code, delivered.tariff)
        since = first_day.setdefault(kind, delivered.day)
        place = (delivered.additional, delivered.code, since, delivered.tariff)
        totals[place] = totals.get(place, ZERO) + delivered.quantity
    return tuple(
        ActLine(
            code=code,
            title=facts.items[code].title,
            unit_title=facts.items[code].unit_title,
            allowed=None if additional else facts.allowed.get(code),
            quantity=quantity,
            tariff=tariff,
            amount=half_up(quantity * tariff),
            additional=additional,
        )
        for (additional, code, _since, tariff), quantity in sorted(totals.items())
    )


def draft_act(facts: ActFacts, rules: ActRules) -> ActDraft:
    """The act of a month: cost at tariffs, the smaller of cost and cap, additional services on top.

    The cap is not cut in proportion to days (FED-FEE-18). A free contract gets an act with nothing
    payable (FED-ACT-04); additional services are charged even then (FED-FEE-16).
    """
    lines = lines_of(facts)
    cost = sum((line.amount for line in lines if not line.additional), ZERO)
    additional = sum((line.amount for line in lines if line.additional), ZERO)
    detail = tuple(
        Step(
            f"{line.title} ({line.code}): {quantity_text(line.quantity)} × "
            f"{rubles_text(line.tariff)} = {rubles_text(line.amount)}.",
            str(line.amount),
            TARIFF_OF_THE_DAY,
        )
        for line in lines
    )
    steps = [Step(f"Оказано по программе на {rubles_text(cost)}.", str(cost), FROM_RECORDS, detail)]
    fee, fee_steps = _programme_part(facts, cost, rules)
    steps.extend(fee_steps)
    if additional:
        steps.append(
            Step(
                f"Дополнительные услуги — полностью по тарифам: {rubles_text(additional)}.",
                str(additional),
                rules.additional,
            )
        )
    payable = fee + additional
    steps.append(Step(f"К оплате: {rubles_text(payable)}.", str(payable), PAYABLE))
    return ActDraft(lines, cost, additional, payable, tuple(steps))


def _programme_part(
    facts: ActFacts, cost: Decimal, rules: ActRules
) -> tuple[Decimal, tuple[Step, ...]]:
    if facts.free:
        ground = f": {facts.free_ground_title}" if facts.free_ground_title else ""
        return ZERO, (Step(f"Услуги программы бесплатны{ground}.", "0.00", PAYABLE),)
    if facts.fee_cap is None:
        return cost, (
            Step(f"За услуги программы начислено {rubles_text(cost)}.", str(cost), PAYABLE),
        )
    cap, used = _rest_of_cap(facts, facts.fee_cap)
    payable = payable_of(cost, facts.fee_cap, facts.cap_used)
    if payable == cost:
        text = (
            f"За услуги программы начислено {rubles_text(cost)}. Это не больше предела "
            f"{rubles_text(cap)}."
        )
        return cost, (*used, Step(text, str(cost), PAYABLE))
    if facts.cap_used:
        text = (
            f"Услуги стоят {rubles_text(cost)}. Это больше, чем осталось от предела, поэтому "
            f"платится {rubles_text(cap)}."
        )
        return payable, (*used, Step(text, str(cap), facts.used_by))
    text = (
        f"Услуги стоят {rubles_text(cost)}. Это больше предела, поэтому платится предел, "
        f"{rubles_text(cap)}. За неполный месяц предел не уменьшается."
    )
    return payable, (*used, Step(text, str(cap), rules.part_month))


def _rest_of_cap(facts: ActFacts, cap: Decimal) -> tuple[Decimal, tuple[Step, ...]]:
    """The bound less what earlier bills under it have taken."""
    one = f"Предел {rubles_text(cap)} — один на {facts.cap_over}"
    if not facts.cap_used:
        return cap, (Step(f"{one}.", str(cap), facts.used_by),) if facts.cap_over else ()
    start = f"{one}: из него" if facts.cap_over else f"Из предела {rubles_text(cap)}"
    rest = rest_of_cap(cap, facts.cap_used)
    text = f"{start} уже начислено {rubles_text(facts.cap_used)}, осталось {rubles_text(rest)}."
    return rest, (Step(text, str(rest), facts.used_by),)


def demand_turn(rules: ActRules, *, provider: bool, provider_signed: bool) -> None:
    """Refuse a recipient's signature before the provider's (FED-ACT-01)."""
    if provider or provider_signed or not rules.provider_signs_first:
        return
    refuse(
        "signature_missing",
        "Сначала акт подписывает поставщик. Попросите директора подписать его.",
        field="party",
        citation=rules.signing,
    )


def check_act_day(
    rules: ActRules,
    day: date,
    served: tuple[date, date],
    pauses: tuple[tuple[date, date], ...] = (),
) -> tuple[Violation, ...]:
    """Whether a service of a day may stand in an act (FED-ACT-03).

    ``served`` are the first and the last day of the contract and the programme. A pause runs from
    its first day to the day before the service went on.
    """
    first, last = served
    if not first <= day <= last:
        text = (
            f"{day:%d.%m.%Y} вне срока: договор и программа действуют с {first:%d.%m.%Y} по "
            f"{last:%d.%m.%Y}. Проверьте день."
        )
        return (Violation("contract_not_active", text, "day", rules.bounds),)
    for since, until in pauses:
        if since <= day < until:
            end = "" if until == date.max else f" по {until - timedelta(days=1):%d.%m.%Y}"
            text = (
                f"С {since:%d.%m.%Y}{end} обслуживание приостановлено, {day:%d.%m.%Y} в акт не "
                "войдёт. Проверьте день; если человек вернулся раньше, сначала возобновите "
                "обслуживание."
            )
            return (Violation("period_suspended", text, "day", rules.bounds),)
    return ()


def check_additional(rules: ActRules, *, requested_in_writing: bool) -> tuple[Violation, ...]:
    """Whether an additional service may be given: at the recipient's written request (FED-FEE-16).

    It is charged in full: neither the cap nor a free category reaches it.
    """
    if requested_in_writing:
        return ()
    text = "Дополнительную услугу оказывают по письменной просьбе. Приложите заявление получателя."
    return (Violation("documents_missing", text, "request", rules.additional),)


def parts_at_transfer(
    rules: ActRules, month: date, transferred_on: date
) -> tuple[tuple[date, date], tuple[date, date]]:
    """The days of the month that the former and the receiving provider make acts of (AST-ACT-01).

    Raises value_invalid when the transfer is not inside the month: then one of them makes no act.
    """
    if rules.at_transfer is None or not month < transferred_on <= last_day(month):
        refuse(
            "value_invalid",
            "Месяц делится между поставщиками, только если перевод приходится внутрь него. "
            "Проверьте день перевода.",
            field="transfer_on",
            citation=rules.at_transfer,
        )
    return (month, transferred_on - timedelta(days=1)), (transferred_on, last_day(month))
