"""What the authority's decision says of the fee, beside what the portal calculates.

Rules: MSK-FEE-01 (the decision names the mode), MSK-FEE-07 (it names the income and the highest
fee). The highest fee itself is taken into the bound by ``portal.domain.fees``.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from portal.domain.catalogue import Form
from portal.domain.explanation import Step
from portal.domain.fee_changes import check_mode
from portal.domain.fee_rules import FeeMode, FeeRules
from portal.domain.fees import FeeDecision
from portal.domain.law import Citation
from portal.domain.money import ZERO, rubles, rubles_text
from portal.domain.violations import RulesBroken, Violation

BY_DECISION = "authority_decision"
BY_DECISION_TITLE = "решение органа социальной защиты"


@dataclass(frozen=True, slots=True)
class FeeByDecision:
    """The figures of the decision, rubles a month; None = it does not name them."""

    average_income: Decimal | None = None
    fee_cap: Decimal | None = None
    mode: FeeMode | None = None


NOT_NAMED = FeeByDecision()


@dataclass(frozen=True, slots=True)
class ModeConfirmed:
    """Which of two differing modes holds, and why; ``by_decision``: the one of the decision."""

    reason: str
    by_decision: bool = False


def names_figures(rules: FeeRules, form: Form) -> Citation | None:
    """The clause by which the decision names income and the highest fee in a form of service."""
    return next((cap.decision for cap in rules.caps if cap.form is form), None)


def check_decision(rules: FeeRules, form: Form, told: FeeByDecision) -> tuple[Violation, ...]:
    """Whether the region's decision can say this: sums of rubles, and only what its form names."""
    found: list[Violation] = []
    for field, amount in (
        ("decision_income", told.average_income),
        ("decision_cap", told.fee_cap),
    ):
        if amount is None:
            continue
        if names_figures(rules, form) is None:
            text = "Решение в этом регионе такой суммы не называет. Оставьте поле пустым."
            found.append(Violation("value_invalid", text, field))
            continue
        if amount < ZERO:
            text = "Сумма не может быть меньше нуля. Перепишите её с решения."
            found.append(Violation("value_invalid", text, field))
            continue
        try:
            rubles(amount, field=field)
        except RulesBroken as broken:
            found.extend(broken.violations)
    if told.mode is not None and rules.mode_in_decision is None:
        text = "Решение в этом регионе вид оплаты не называет. Оставьте поле пустым."
        found.append(Violation("value_invalid", text, "decision_mode"))
    return tuple(found)


def decided_income_differs(
    rules: FeeRules, form: Form, told: FeeByDecision, calculated: FeeDecision
) -> tuple[str, ...]:
    """A warning with the difference when decision and calculation name different incomes."""
    ours, theirs = calculated.average_income, told.average_income
    if names_figures(rules, form) is None or ours is None or theirs is None or ours == theirs:
        return ()
    return (
        f"В решении органа соцзащиты среднедушевой доход {rubles_text(theirs)}, по расчёту — "
        f"{rubles_text(ours)}: разница {rubles_text(abs(ours - theirs))}. Сверьте доходы семьи "
        "с решением.",
    )


def settle_mode(
    rules: FeeRules, told: FeeByDecision, calculated: FeeDecision, confirmed: ModeConfirmed | None
) -> FeeDecision:
    """The decision on the fee after the accountant has settled which mode holds (MSK-FEE-01).

    A decision that says "free" may be followed; one that says more than the calculation may not:
    the bounds of the calculation are the law's. Raises RulesBroken while nobody has confirmed.
    """
    if told.mode is None or rules.mode_in_decision is None or told.mode is calculated.mode:
        return calculated
    reason = confirmed.reason if confirmed else None
    if found := check_mode(rules, told.mode, calculated.mode, reason):
        raise RulesBroken(*found)
    if confirmed is None or not confirmed.by_decision:
        return calculated
    if told.mode is not FeeMode.FREE:
        text = (
            "По решению вышла бы другая плата, чем разрешает расчёт. Подтвердите расчёт и сообщите "
            "о разнице органу соцзащиты."
        )
        raise RulesBroken(Violation("value_invalid", text, "mode", rules.mode_in_decision))
    return _free(calculated, rules.mode_in_decision)


def still_free(rules: FeeRules, ground: str | None, calculated: FeeDecision) -> FeeDecision:
    """The fee calculated anew for a contract whose ``ground`` is the authority's decision: free.

    Only another decision ends that (MSK-FEE-01); tariffs, services and income do not.
    """
    if ground != BY_DECISION or rules.mode_in_decision is None or calculated.free:
        return calculated
    return _free(calculated, rules.mode_in_decision)


def _free(calculated: FeeDecision, clause: Citation) -> FeeDecision:
    fee = rubles_text(calculated.monthly_fee)
    text = f"Бесплатно по решению органа социальной защиты, а по расчёту плата {fee}."
    step = Step(text, "0.00", clause)
    return replace(
        calculated,
        monthly_fee=ZERO,
        free=True,
        free_ground=BY_DECISION,
        free_ground_title=BY_DECISION_TITLE,
        fee_cap=ZERO,
        steps=(*calculated.steps, step),
        rules=tuple(dict.fromkeys((*calculated.rules, clause.rule))),
    )
