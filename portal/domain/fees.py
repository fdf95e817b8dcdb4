"""The monthly fee: who is served free and how high the fee may be.

Rules: FED-FEE-01 to FED-FEE-07 and FED-FEE-13; the income is ``portal.domain.income``, what a
region declares ``portal.domain.fee_rules``. Amounts are rubles; rounding is FED-FEE-17.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.catalogue import Form
from portal.domain.explanation import Step
from portal.domain.fee_rules import (
    CapPeriod,
    CourseCap,
    FeeCap,
    FeeMode,
    FeeRules,
    FreeCategory,
    LegacyRight,
)
from portal.domain.income import HouseholdMember, assess_income
from portal.domain.law import Citation
from portal.domain.money import ZERO, figures, half_up, rubles_text
from portal.domain.people import PopulationGroup, is_minor, population_group
from portal.domain.reference import (
    ReferenceBook,
    ReferenceValue,
    check_multiplier,
)
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
class ClaimedCategory:
    """A category a person claims; it frees only when a paper proves it (FED-FEE-01)."""

    code: str
    proved: bool


@dataclass(frozen=True, slots=True)
class PlannedService:
    """A service of the programme and its monthly quantity; without ``tariff`` the book's counts."""

    code: str
    quantity: Decimal
    tariff: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FeeFacts:
    """What a fee is decided from.

    ``applied_on`` picks the income rules and the threshold; ``rules_day`` the categories and
    tariffs. The optional amounts, when given, stand in for the reference book. ``legacy_fee`` is
    the fee of 31 December 2014 of somebody whose right arose on ``legacy_since`` (not given: by
    that day) and whose services were not ``legacy_interrupted`` (FED-FEE-13).
    """

    form: Form
    applied_on: date
    rules_day: date
    born: date
    household: tuple[HouseholdMember, ...] = ()
    categories: tuple[ClaimedCategory, ...] = ()
    services: tuple[PlannedService, ...] = ()
    group: PopulationGroup | None = None
    subsistence_minimum: Decimal | None = None
    threshold_multiplier: Decimal | None = None
    threshold_day: date | None = None
    decision_cap: Decimal | None = None
    legacy_fee: Decimal | None = None
    legacy_since: date | None = None
    legacy_interrupted: bool = False


@dataclass(frozen=True, slots=True)
class FeeDecision:
    """The decision with its derivation. Sums are rubles per month; None = the law does not ask."""

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

    @property
    def mode(self) -> FeeMode:
        """Free, for the bound, or for the whole cost (FED-FEE-06)."""
        if self.free:
            return FeeMode.FREE
        return FeeMode.PARTIAL if self.monthly_fee < self.cost_at_tariffs else FeeMode.FULL


@dataclass(frozen=True, slots=True)
class _Sum:
    """An amount with its derivation."""

    amount: Decimal
    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()


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
    cost = _cost(facts, book)
    category, warnings = _free_category(facts, rules)
    if category is not None:
        text = f"Бесплатно независимо от дохода: {category.title}."
        steps = (Step(text, "0.00", category.citation), *cost.steps)
        return _free_anyway(category.code, category.title, steps, cost.amount, warnings)
    income = assess_income(facts.household, facts.applied_on, rules.income.on(facts.applied_on))
    threshold = _threshold(facts, rules, book) if facts.form in rules.income_frees else None
    free = threshold is not None and income.average <= threshold.amount
    if threshold is not None and free:
        cap = _Sum(ZERO, (_free_by_income(income.average, threshold.amount, rules),))
        fee = _Sum(ZERO, cost.steps)
    else:
        cap = _cap(facts, rules, income.average, threshold)
        # Before a programme is there, only the bound is known: nothing is compared with nothing.
        fee = _fee(facts, rules, cost, cap) if facts.services else cost
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


def _free_category(facts: FeeFacts, rules: FeeRules) -> tuple[FreeCategory | None, tuple[str, ...]]:
    warnings: list[str] = []
    minor = is_minor(facts.born, facts.rules_day)
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


def _cost(facts: FeeFacts, book: ReferenceBook) -> _Sum:
    total = ZERO
    lines: list[Step] = []
    for index, service in enumerate(facts.services):
        if service.quantity < 0:
            refuse(
                "value_invalid",
                "Количество услуг не может быть отрицательным.",
                field=f"services[{index}].quantity",
            )
        citation: Citation | None = None
        tariff = service.tariff
        if tariff is None:
            value = book.tariff(service.code, facts.rules_day)
            tariff, citation = value.amount, value.citation
        line = half_up(service.quantity * tariff)
        total += line
        lines.append(
            Step(
                f"{service.code}: {service.quantity} × {rubles_text(tariff)} = {rubles_text(line)}",
                str(line),
                citation,
            )
        )
    if not lines:
        return _Sum(ZERO, ())
    text = f"Стоимость услуг программы по тарифам: {rubles_text(total)} в месяц."
    return _Sum(total, (Step(text, str(total), None, tuple(lines)),))


def _threshold(facts: FeeFacts, rules: FeeRules, book: ReferenceBook) -> _Sum:
    day = facts.threshold_day or facts.applied_on
    group = facts.group or population_group(facts.born, day)
    minimum, minimum_citation = facts.subsistence_minimum, rules.threshold
    if minimum is None:
        value = book.subsistence_minimum(group, day, rules.threshold)
        minimum, minimum_citation = value.amount, value.citation
    if facts.threshold_multiplier is None:
        multiplier = book.threshold_multiplier(day).amount
    else:
        given = ReferenceValue(
            "threshold_multiplier", None, facts.threshold_multiplier, day, rules.threshold, day
        )
        multiplier = check_multiplier(given).amount
    threshold = half_up(minimum * multiplier)
    steps = (
        Step(
            f"Прожиточный минимум, группа «{group.label}»: {rubles_text(minimum)}.",
            str(minimum),
            minimum_citation,
        ),
        Step(
            f"Предельная величина дохода: {rubles_text(minimum)} × {_plain(multiplier)} = "
            f"{rubles_text(threshold)}.",
            str(threshold),
            rules.threshold,
        ),
    )
    return _Sum(threshold, steps)


def _free_by_income(average: Decimal, threshold: Decimal, rules: FeeRules) -> Step:
    sign = "=" if average == threshold else "<"
    return Step(
        f"Доход {rubles_text(average)} {sign} предел {rubles_text(threshold)}: услуги бесплатны.",
        "0.00",
        rules.free_by_income,
        _same_by_federal_law(rules.federal_free_by_income),
    )


def _cap(facts: FeeFacts, rules: FeeRules, average: Decimal, threshold: _Sum | None) -> _Sum:
    cap = rules.cap(facts.form)
    bound = threshold.amount if threshold else None
    if cap.over_threshold and bound is not None:
        text = (
            f"Доход {rubles_text(average)} − предел {rubles_text(bound)} = "
            f"{rubles_text(cap.base(average, bound))}; не больше {cap.percent} % этого"
        )
    else:
        text = f"Не больше {cap.percent} % среднедушевого дохода {rubles_text(average)}"
    amount = cap.amount(average, bound)
    step = Step(
        f"{text}: {rubles_text(amount)}.",
        str(amount),
        cap.citation,
        _same_by_federal_law(cap.federal),
    )
    if facts.decision_cap is None or cap.decision is None:
        return _Sum(amount, (step,))
    return _within_decision(_Sum(amount, (step,)), facts.decision_cap, cap.decision)


def _within_decision(calculated: _Sum, told: Decimal, citation: Citation) -> _Sum:
    """The lower of the calculated bound and the one the authority's decision names."""
    amount = min(told, calculated.amount)
    text = f"Решение органа соцзащиты называет предел {rubles_text(told)}; берём меньший"
    steps = (*calculated.steps, Step(f"{text}: {rubles_text(amount)}.", str(amount), citation))
    if told == calculated.amount:
        return _Sum(amount, steps)
    warning = (
        f"В решении органа соцзащиты предел {rubles_text(told)}, по расчёту — "
        f"{rubles_text(calculated.amount)}. Плата считается от меньшего; сверьте доход с решением."
    )
    return _Sum(amount, steps, (warning,))


def _fee(facts: FeeFacts, rules: FeeRules, cost: _Sum, cap: _Sum) -> _Sum:
    """The smaller of tariffs and cap, and the old fee where a right of before 2015 is kept."""
    fee = min(cost.amount, cap.amount)
    kind = "частичная плата" if cost.amount > cap.amount else "полная оплата по тарифам"
    text = (
        f"Плата — меньшее из {figures(cost.amount)} и {figures(cap.amount)}: "
        f"{rubles_text(fee)} ({kind})."
    )
    return _kept(facts, rules.legacy, _Sum(fee, (*cost.steps, Step(text, str(fee), rules.smaller))))


def _kept(facts: FeeFacts, right: LegacyRight, fee: _Sum) -> _Sum:
    """The fee within the old one of somebody with a kept right (FED-FEE-13)."""
    kept = facts.legacy_fee
    if kept is None:
        return fee
    lost = _why_not_kept(facts, right)
    if lost is not None:
        return _Sum(fee.amount, fee.steps, (lost,))
    if kept >= fee.amount:
        return fee
    text = f"Право возникло до {right.until:%d.%m.%Y}: плата не выше прежней, {rubles_text(kept)}."
    step = Step(text, str(kept), right.citation, _same_by_federal_law(right.federal))
    return _Sum(kept, (*fee.steps, step))


def _why_not_kept(facts: FeeFacts, right: LegacyRight) -> str | None:
    if facts.legacy_since is not None and facts.legacy_since > right.until:
        return (
            f"Право возникло {facts.legacy_since:%d.%m.%Y}, позже {right.until:%d.%m.%Y}: прежняя "
            "плата не сохраняется."
        )
    if facts.legacy_interrupted:
        return "Обслуживание прерывалось: прежняя плата не сохраняется."
    return None


def _same_by_federal_law(parent: Citation | None) -> tuple[Step, ...]:
    return (Step("То же по федеральному закону.", None, parent),) if parent else ()


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f").replace(".", ",")


def _rules_of(steps: Iterable[Step]) -> tuple[str, ...]:
    found: dict[str, None] = {}

    def walk(items: Iterable[Step]) -> None:
        for step in items:
            if step.citation:
                found.setdefault(step.citation.rule)
            walk(step.children)

    walk(steps)
    return tuple(found)
