"""The monthly acceptance act: from services recorded day by day to the sum payable.

Rules: FED-ACT-02 to FED-ACT-04, FED-FEE-15 to FED-FEE-18.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.catalogue import ServiceItem
from portal.domain.explanation import Step
from portal.domain.law import Citation
from portal.domain.money import ZERO, half_up, rubles_text

FROM_RECORDS = Citation("FED-ACT-02", "874n", "п. 6 примерной формы договора")
PAYABLE = Citation("FED-ACT-04", "442-FZ", "ст. 32 442-ФЗ", verify=True)
TARIFF_OF_THE_DAY = Citation("FED-FEE-15", "442-FZ", "ст. 30, 32 442-ФЗ", verify=True)
PART_MONTH = Citation("FED-FEE-18", "442-FZ", "ст. 32 442-ФЗ", verify=True)
ADDITIONAL = Citation("FED-FEE-16", "442-FZ", "ч. 2 ст. 11 442-ФЗ")


@dataclass(frozen=True, slots=True)
class ActRules:
    """How a region makes acts.

    ``additional`` says under which clause services beyond the programme are charged in full.
    """

    copies: int
    provider_signs_first: bool
    cadence: Citation
    form: Citation
    additional: Citation = ADDITIONAL


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
    """What an act is drafted from. ``fee_cap`` None = no cap applies (free by category)."""

    month: date
    deliveries: tuple[DeliveredService, ...]
    items: Mapping[str, ServiceItem]
    allowed: Mapping[str, Decimal]
    free: bool
    free_ground_title: str | None
    fee_cap: Decimal | None


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
            f"{line.code} {line.title}: {_quantity(line.quantity)} × {rubles_text(line.tariff)} = "
            f"{rubles_text(line.amount)}",
            str(line.amount),
            TARIFF_OF_THE_DAY,
        )
        for line in lines
    )
    steps = [Step(f"Оказано по программе на {rubles_text(cost)}.", str(cost), FROM_RECORDS, detail)]
    fee, fee_step = _programme_part(facts, cost)
    steps.append(fee_step)
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


def _programme_part(facts: ActFacts, cost: Decimal) -> tuple[Decimal, Step]:
    if facts.free:
        ground = f": {facts.free_ground_title}" if facts.free_ground_title else ""
        return ZERO, Step(f"Услуги программы бесплатны{ground}.", "0.00", PAYABLE)
    if facts.fee_cap is None or cost <= facts.fee_cap:
        bound = (
            "" if facts.fee_cap is None else f", это не больше предела {rubles_text(facts.fee_cap)}"
        )
        return cost, Step(f"За услуги программы {rubles_text(cost)}{bound}.", str(cost), PAYABLE)
    text = (
        f"Стоимость {rubles_text(cost)} больше предела {rubles_text(facts.fee_cap)}: платится "
        "предел. За неполный месяц предел не уменьшается."
    )
    return facts.fee_cap, Step(text, str(facts.fee_cap), PART_MONTH)


def _quantity(quantity: Decimal) -> str:
    return format(quantity.normalize(), "f").replace(".", ",")
