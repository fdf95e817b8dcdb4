"""The amounts a monthly fee is made of, each with its derivation: cost, threshold, bound, fee.

Rules: FED-FEE-02 to FED-FEE-06 and FED-FEE-13. Amounts are rubles; rounding is FED-FEE-17.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from portal.domain.explanation import Step
from portal.domain.fee_facts import FeeFacts, PlannedService
from portal.domain.fee_rules import FeeRules, LegacyRight
from portal.domain.law import Citation
from portal.domain.money import ZERO, figures, half_up, quantity_text, rubles_text
from portal.domain.people import population_group
from portal.domain.reference import (
    TARIFFS_ARE_DATED,
    ReferenceBook,
    ReferenceValue,
    check_multiplier,
)
from portal.domain.violations import refuse

GIVEN_TARIFF = replace(TARIFFS_ARE_DATED, note="тариф взят из условий, а не из справочника")
DECISION_NOT_ASKED = (
    "Предел платы из решения органа соцзащиты не учтён: по правилам региона для этой формы "
    "обслуживания решение его не называет."
)

SAME_BY_FEDERAL_LAW = "То же по федеральному закону."
"""A step for the office: whoever gets the paper reads one clause for one sum."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount with its derivation."""

    amount: Decimal
    steps: tuple[Step, ...]
    warnings: tuple[str, ...] = ()


def cost_at_tariffs(facts: FeeFacts, book: ReferenceBook) -> Amount:
    """What a month of the services costs, a line to the kopeck (FED-FEE-15, FED-FEE-17).

    Raises value_invalid for a negative quantity, reference_missing for an unknown tariff.
    """
    if not facts.services:
        return Amount(ZERO, ())
    lines = tuple(
        _line(service, f"services[{index}]", facts.rules_day, book)
        for index, service in enumerate(facts.services)
    )
    total = sum((line.amount for line in lines), ZERO)
    text = f"Стоимость услуг программы по тарифам: {rubles_text(total)} в месяц."
    details = tuple(step for line in lines for step in line.steps)
    return Amount(total, (Step(text, str(total), None, details),))


def _line(service: PlannedService, field: str, day: date, book: ReferenceBook) -> Amount:
    """One service at its tariff: the one it is given at, else that of the day."""
    if service.quantity < 0:
        refuse(
            "value_invalid",
            "Количество услуг не может быть отрицательным. Исправьте количество.",
            field=f"{field}.quantity",
        )
    tariff, citation = service.tariff, GIVEN_TARIFF
    if tariff is None:
        value = book.tariff(service.code, day)
        tariff, citation = value.amount, value.citation
    line = half_up(service.quantity * tariff)
    text = (
        f"{book.service(service.code)}: {quantity_text(service.quantity)} × {rubles_text(tariff)} "
        f"= {rubles_text(line)}."
    )
    return Amount(line, (Step(text, str(line), citation),))


def threshold_of(facts: FeeFacts, rules: FeeRules, book: ReferenceBook) -> Amount:
    """The highest income that makes the services free (FED-FEE-03).

    Raises reference_missing without a minimum or a multiplier, value_invalid for a multiplier below
    the law's.
    """
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
            str(half_up(minimum)),
            minimum_citation,
        ),
        Step(
            f"Предельная величина дохода: {rubles_text(minimum)} × {quantity_text(multiplier)} = "
            f"{rubles_text(threshold)}.",
            str(threshold),
            rules.threshold,
        ),
    )
    return Amount(threshold, steps)


def free_by_income(average: Decimal, threshold: Decimal, rules: FeeRules) -> Step:
    """Why nothing is paid: the income is not above the threshold (FED-FEE-02)."""
    sign = "равен предельной величине" if average == threshold else "меньше предельной величины"
    text = f"Доход {rubles_text(average)} {sign} {rubles_text(threshold)}. Услуги бесплатны."
    return Step(
        text,
        "0.00",
        rules.free_by_income,
        _same_by_federal_law(rules.federal_free_by_income),
    )


def fee_cap(facts: FeeFacts, rules: FeeRules, average: Decimal, threshold: Amount | None) -> Amount:
    """The most that may be asked a month, down to the kopeck (FED-FEE-04, FED-FEE-05)."""
    cap = rules.cap(facts.form)
    bound = threshold.amount if threshold else None
    if cap.over_threshold and bound is not None:
        text = (
            f"Доход больше предельной величины на {rubles_text(cap.base(average, bound))} "
            f"({figures(average)} − {figures(bound)}). Платить можно не больше {cap.percent} % "
            "этой разницы"
        )
    else:
        text = (
            f"Платить можно не больше {cap.percent} % среднедушевого дохода {rubles_text(average)}"
        )
    amount = cap.amount(average, bound)
    step = Step(
        f"{text}: {rubles_text(amount)}.",
        str(amount),
        cap.citation,
        _same_by_federal_law(cap.federal),
    )
    if facts.decision_cap is None:
        return Amount(amount, (step,))
    if cap.decision is None:
        return Amount(amount, (step,), (DECISION_NOT_ASKED,))
    return _within_decision(Amount(amount, (step,)), facts.decision_cap, cap.decision)


def _within_decision(calculated: Amount, told: Decimal, citation: Citation) -> Amount:
    """The lower of the calculated bound and the one the authority's decision names."""
    amount = min(told, calculated.amount)
    text = (
        f"В решении органа соцзащиты назван предел {rubles_text(told)}. Берём меньший из двух: "
        f"{rubles_text(amount)}."
    )
    steps = (*calculated.steps, Step(text, str(amount), citation))
    if told == calculated.amount:
        return Amount(amount, steps)
    warning = (
        f"В решении органа соцзащиты предел {rubles_text(told)}, по расчёту — "
        f"{rubles_text(calculated.amount)}. Плата считается от меньшего; сверьте доход с решением."
    )
    return Amount(amount, steps, (warning,))


def smaller_of(facts: FeeFacts, rules: FeeRules, cost: Amount, cap: Amount) -> Amount:
    """The smaller of tariffs and cap, and the old fee where a right of before 2015 is kept."""
    fee = min(cost.amount, cap.amount)
    kind = "частичная плата" if cost.amount > cap.amount else "полная оплата по тарифам"
    text = (
        f"Плата — меньшая из двух сумм, стоимости {rubles_text(cost.amount)} и предела "
        f"{rubles_text(cap.amount)}: {rubles_text(fee)} в месяц ({kind})."
    )
    return _kept(
        facts,
        rules.legacy,
        Amount(fee, (*cost.steps, Step(text, str(fee), rules.smaller))),
        cap.amount,
    )


def kept_fee(facts: FeeFacts, right: LegacyRight) -> Decimal | None:
    """The old fee that bounds the new one, in rubles; None without the right (FED-FEE-13)."""
    return None if _why_not_kept(facts, right) else facts.legacy_fee


def _kept(facts: FeeFacts, right: LegacyRight, fee: Amount, cap: Decimal) -> Amount:
    """The fee within the old one of somebody with a kept right (FED-FEE-13)."""
    kept = facts.legacy_fee
    if kept is None:
        return fee
    lost = _why_not_kept(facts, right)
    if lost is not None:
        return Amount(fee.amount, fee.steps, (lost,))
    if kept >= max(fee.amount, cap):
        return fee
    text = f"Право возникло до {right.until:%d.%m.%Y}: плата не выше прежней, {rubles_text(kept)}."
    citation, federal = right.behind(facts.form)
    step = Step(text, str(kept), citation, _same_by_federal_law(federal))
    return Amount(min(kept, fee.amount), (*fee.steps, step))


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
    return (Step(SAME_BY_FEDERAL_LAW, None, parent),) if parent else ()
