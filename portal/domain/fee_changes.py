"""Changing a fee and holding it to what was agreed or decided.

Rules: FED-FEE-14 and MSK-FEE-08 (who may change it alone), MSK-FEE-01 (the decision and the
calculation differ), FED-FEE-04 and VLA-FEE-02 (no fee over the bound).
"""

from decimal import Decimal

from portal.domain.choices import Choice
from portal.domain.fee_rules import FeeMode, FeeRules
from portal.domain.law import Citation
from portal.domain.money import rubles_text
from portal.domain.tariff_day import GROUNDS, Cause
from portal.domain.violations import Violation, refuse

INCOME_CHANGED = "average_income_changed"
"""The ground that a new record of the family's income gives."""


def changes_tariffs(ground: str) -> bool:
    """Whether the ground lets the provider write new tariffs into the contract (MSK-FEE-08)."""
    return ground in GROUNDS[Cause.TARIFFS]


def demand_change_ground(rules: FeeRules, ground: str) -> Choice:
    """The ground on which the provider changes the fee alone.

    Raises RulesBroken("ground_unknown") for another: then both parties sign an amendment.
    """
    for choice in rules.change_grounds.choices:
        if choice.code == ground:
            return choice
    words = "; ".join(choice.title for choice in rules.change_grounds.choices)
    refuse(
        "ground_unknown",
        f"В одностороннем порядке плату меняют, только если изменились: {words}. Оформите "
        "дополнительное соглашение: его подписывают обе стороны.",
        field="ground",
        citation=rules.change_grounds.citation,
    )


def check_fee_within(fee: Decimal, bound: Decimal | None, citation: Citation) -> None:
    """Refuse a fee set by hand above its bound; None = there is none."""
    if bound is None or fee <= bound:
        return
    refuse(
        "value_invalid",
        f"Плата {rubles_text(fee)} больше предела {rubles_text(bound)}. Введите не больше предела.",
        field="monthly_fee",
        citation=citation,
    )


def check_mode(
    rules: FeeRules, decided: FeeMode, calculated: FeeMode, reason: str | None = None
) -> tuple[Violation, ...]:
    """Whether the contract may be printed: the decision says one thing, the calculation another.

    Nothing where the region's decision names no mode, where both agree, or where the accountant has
    confirmed one of them with a reason (MSK-FEE-01).
    """
    if rules.mode_in_decision is None or decided is calculated or (reason or "").strip():
        return ()
    titles = {choice.code: choice.title for choice in rules.modes.choices}
    text = (
        f"В решении — {titles[decided]}, по расчёту — {titles[calculated]}. Подтвердите одно из "
        "двух и напишите причину, тогда договор можно будет напечатать."
    )
    return (Violation("value_invalid", text, "mode_reason", rules.mode_in_decision),)
