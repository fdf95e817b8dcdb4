"""The monthly fee: who is served free and how high the fee may be.

Rules: FED-FEE-01 to FED-FEE-07 and FED-FEE-13; the income is ``portal.domain.income``, the amounts
``portal.domain.fee_amounts``, what a region declares ``portal.domain.fee_rules``. Amounts are
rubles.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from portal.domain.catalogue import Form
from portal.domain.explanation import Step, citations, in_editions
from portal.domain.fee_amounts import (
    GIVEN_TARIFF,
    Amount,
    cost_at_tariffs,
    fee_cap,
    free_by_income,
    kept_fee,
    smaller_of,
    threshold_of,
)
from portal.domain.fee_facts import ClaimedCategory, FeeFacts, PlannedService
from portal.domain.fee_rules import (
    CapPeriod,
    CourseCap,
    FeeCap,
    FeeMode,
    FeeRules,
    FreeCategory,
    KeptInFull,
    LegacyRight,
)
from portal.domain.income import assess_income
from portal.domain.law import LegalAct
from portal.domain.money import ZERO
from portal.domain.people import is_minor
from portal.domain.reference import ReferenceBook
from portal.domain.violations import refuse

__all__ = [
    "INCOME_GROUND",
    "INCOME_GROUND_TITLE",
    "MINOR",
    "URGENT_GROUND",
    "CapPeriod",
    "ClaimedCategory",
    "CourseCap",
    "FeeCap",
    "FeeDecision",
    "FeeFacts",
    "FeeMode",
    "FeeRules",
    "FreeCategory",
    "KeptInFull",
    "LegacyRight",
    "PlannedService",
    "decide_fee",
]

MINOR = "minor"
URGENT_GROUND = "urgent"
INCOME_GROUND = "income_not_above_threshold"
INCOME_GROUND_TITLE = "среднедушевой доход не выше предельной величины"
URGENT_GROUND_TITLE = "срочные социальные услуги"


@dataclass(frozen=True, slots=True)
class FeeDecision:
    """The decision with its derivation. Sums are rubles per month; None = the law does not ask.

    ``known``: whether the fee could be decided at all. Without the income only its upper bound, the
    cost at tariffs, stands here, and nobody pays by it. ``kept_fee``: an old fee that bounds it.
    """

    cost_at_tariffs: Decimal
    monthly_fee: Decimal
    free: bool
    free_ground: str | None
    free_ground_title: str | None
    average_income: Decimal | None
    window: tuple[date, date] | None
    household_size: int | None
    months_counted: int | None
    threshold: Decimal | None
    fee_cap: Decimal | None
    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    known: bool = True
    kept_fee: Decimal | None = None

    @property
    def bound(self) -> Decimal | None:
        """The most that may be asked a month: the cap, or an old fee below it (FED-FEE-13)."""
        if self.fee_cap is None or self.kept_fee is None:
            return self.fee_cap
        return min(self.fee_cap, self.kept_fee)

    @property
    def mode(self) -> FeeMode:
        """Free, for the bound, or for the whole cost (FED-FEE-06)."""
        if self.free:
            return FeeMode.FREE
        return FeeMode.PARTIAL if self.monthly_fee < self.cost_at_tariffs else FeeMode.FULL

    def in_editions(self, acts: Iterable[LegalAct]) -> "FeeDecision":
        """The decision with the acts of its derivation in the editions of this day."""
        return replace(self, steps=in_editions(self.steps, acts))


def decide_fee(facts: FeeFacts, rules: FeeRules, book: ReferenceBook) -> FeeDecision:
    """The monthly fee for a programme (FED-FEE-06): the smaller of tariffs and cap, or free.

    Urgent services are free without a question about income, and have no tariff.

    Raises RulesBroken("value_invalid") for an unknown category or a broken household and
    RulesBroken("reference_missing") when a tariff or a subsistence minimum is not there.
    """
    if facts.form is Form.URGENT:
        text = "Срочные социальные услуги бесплатны, доход не спрашивают."
        step = Step(text, "0.00", rules.urgent)
        return _free_anyway(URGENT_GROUND, URGENT_GROUND_TITLE, (step,))
    cost = cost_at_tariffs(facts, book)
    category, warnings = _free_category(facts, rules)
    if category is not None:
        text = f"Бесплатно независимо от дохода: {category.title}."
        steps = (Step(text, "0.00", category.citation), *cost.steps)
        return _free_anyway(category.code, category.title, steps, cost.amount, warnings)
    return _by_income(facts, rules, book, cost, warnings)


def _by_income(
    facts: FeeFacts,
    rules: FeeRules,
    book: ReferenceBook,
    cost: Amount,
    warnings: tuple[str, ...],
) -> FeeDecision:
    """The fee by what the family has: nothing up to the threshold, else tariffs or the bound."""
    income = assess_income(facts.household, facts.applied_on, rules.income.on(facts.applied_on))
    threshold = threshold_of(facts, rules, book) if facts.form in rules.income_frees else None
    free = threshold is not None and income.average <= threshold.amount
    if threshold is not None and free:
        cap = Amount(ZERO, (free_by_income(income.average, threshold.amount, rules),))
        fee = Amount(ZERO, cost.steps)
    else:
        cap = fee_cap(facts, rules, income.average, threshold)
        # Before a programme is there, only the bound is known: nothing is compared with nothing.
        fee = smaller_of(facts, rules, cost, cap) if facts.services else cost
    steps = (*income.steps, *(threshold.steps if threshold else ()), *cap.steps, *fee.steps)
    return FeeDecision(
        cost_at_tariffs=cost.amount,
        monthly_fee=fee.amount,
        free=free,
        free_ground=INCOME_GROUND if free else None,
        free_ground_title=INCOME_GROUND_TITLE if free else None,
        average_income=income.average,
        window=income.window,
        household_size=income.household_size,
        months_counted=income.months_counted,
        threshold=threshold.amount if threshold else None,
        fee_cap=cap.amount,
        kept_fee=kept_fee(facts, rules.legacy) if facts.services else None,
        steps=steps,
        warnings=(
            *warnings,
            *income.warnings,
            *(threshold.warnings if threshold else ()),
            *cap.warnings,
            *fee.warnings,
        ),
        rules=_rules_of(steps),
    )


def undecided_fee(facts: FeeFacts, why: Step, book: ReferenceBook) -> FeeDecision:
    """What stands in a draft while the income is not known: the cost at tariffs and no decision.

    Raises RulesBroken("reference_missing") when a tariff is not there.
    """
    cost = cost_at_tariffs(facts, book)
    return FeeDecision(
        cost_at_tariffs=cost.amount,
        monthly_fee=cost.amount,
        free=False,
        free_ground=None,
        free_ground_title=None,
        average_income=None,
        window=None,
        household_size=None,
        months_counted=None,
        threshold=None,
        fee_cap=None,
        steps=(why, *cost.steps),
        known=False,
    )


def _free_anyway(
    ground: str,
    title: str,
    steps: tuple[Step, ...],
    cost: Decimal = ZERO,
    warnings: tuple[str, ...] = (),
) -> FeeDecision:
    """Free whatever the income, which is not asked for."""
    return FeeDecision(
        cost_at_tariffs=cost,
        monthly_fee=ZERO,
        free=True,
        free_ground=ground,
        free_ground_title=title,
        average_income=None,
        window=None,
        household_size=None,
        months_counted=None,
        threshold=None,
        fee_cap=None,
        steps=steps,
        warnings=warnings,
        rules=_rules_of(steps),
    )


def _free_category(
    facts: FeeFacts, rules: FeeRules
) -> tuple[FreeCategory | KeptInFull | None, tuple[str, ...]]:
    warnings: list[str] = []
    minor = is_minor(facts.born, facts.rules_day)
    kept = [one for one in rules.kept_in_full if one.unit_code == facts.unit_code]
    if minor and kept:
        return kept[0], ()
    if minor and (by_age := _in_force(MINOR, facts, rules)) is not None:
        return by_age, ()
    for index, claim in enumerate(facts.categories):
        _demand_known(claim.code, index, rules)
        category = _in_force(claim.code, facts, rules)
        if category is None or (category.minors_only and not minor):
            continue
        if claim.proved:
            return category, tuple(warnings)
        warnings.append(
            f"Категория «{category.title}» не подтверждена документом: бесплатно пока нельзя."
        )
    return None, tuple(warnings)


def _demand_known(code: str, index: int, rules: FeeRules) -> None:
    if all(category.code != code for category in rules.free_categories):
        refuse(
            "value_invalid",
            f"Льготной категории «{code}» нет в перечне региона. Выберите категорию из перечня.",
            field=f"categories[{index}].code",
        )


def _in_force(code: str, facts: FeeFacts, rules: FeeRules) -> FreeCategory | None:
    """The category as it frees in this form of service on the day whose rules apply."""
    for category in rules.free_categories:
        if category.code == code and category.holds(facts.form, facts.rules_day):
            return category
    return None


def _rules_of(steps: Iterable[Step]) -> tuple[str, ...]:
    # A tariff that came with the case was decided elsewhere: its step names it, not the fee.
    found = (one.rule for one in citations(steps) if one is not GIVEN_TARIFF)
    return tuple(dict.fromkeys(found))
