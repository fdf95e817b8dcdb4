"""One bound for several bills: a course that crosses months, a month with two providers.

Rules: VLA-FEE-09, AST-FEE-01; the bound itself is ``portal.domain.fees``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.explanation import Step
from portal.domain.fee_rules import CapPeriod, FeeCap
from portal.domain.law import Citation
from portal.domain.money import ZERO, rubles_text
from portal.domain.violations import refuse


@dataclass(frozen=True, slots=True)
class SharedBound:
    """Days from ``since`` to the day before ``until`` that spend one bound with other bills.

    ``used`` of it is billed elsewhere, in rubles: in other months of the course (VLA-FEE-09), by
    the former provider (AST-FEE-01). ``over`` says in words what the bound is one for.
    """

    since: date
    until: date
    used: Decimal
    over: str
    citation: Citation

    def holds(self, day: date) -> bool:
        """Whether the day spends this bound."""
        return self.since <= day < self.until


def cap_period(cap: FeeCap, unit_code: str | None) -> tuple[CapPeriod, Citation]:
    """What the bound of a department is spent over, and the clause (VLA-FEE-09)."""
    course = cap.course
    if course is None or unit_code not in course.unit_codes:
        return CapPeriod.MONTH, cap.citation
    return course.period, course.citation


def rest_of_cap(cap: Decimal, used: Decimal) -> Decimal:
    """What earlier bills have left of a bound; never negative."""
    return max(cap - used, ZERO)


def payable_of(cost: Decimal, cap: Decimal, used: Decimal) -> Decimal:
    """What is payable of a cost under a bound of which ``used`` is billed elsewhere."""
    return min(cost, rest_of_cap(cap, used))


def share_cap(cap: Decimal, costs: Iterable[Decimal], period: CapPeriod) -> tuple[Decimal, ...]:
    """What is payable of each month's cost, in the order of the months.

    For a course the first month takes of the bound what it costs, the next what is left; by the
    month each has the bound to itself.
    """
    payable: list[Decimal] = []
    for cost in costs:
        used = sum(payable, ZERO) if period is CapPeriod.COURSE else ZERO
        payable.append(payable_of(cost, cap, used))
    return tuple(payable)


def share_between_providers(
    cap: Decimal, former: Decimal, receiving: Decimal, rule: FeeCap
) -> tuple[Decimal, Decimal, tuple[Step, ...]]:
    """What two providers may bill for the month of a transfer, the former counted first.

    ``former`` and ``receiving`` are what their services cost. Raises value_invalid where the region
    does not share a bound (AST-FEE-01).
    """
    if rule.shared is None:
        refuse(
            "value_invalid",
            "В этом регионе предел платы между двумя поставщиками не делится. Рассчитайте плату "
            "каждого отдельно.",
            field="former_provider_cost",
        )
    first, second = share_cap(cap, (former, receiving), CapPeriod.COURSE)
    text = (
        f"Предел месяца один на двух поставщиков: {rubles_text(cap)} − {rubles_text(first)} "
        f"прежнего = {rubles_text(rest_of_cap(cap, first))}; к оплате новому {rubles_text(second)}."
    )
    return first, second, (Step(text, str(second), rule.shared),)
