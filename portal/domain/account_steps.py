"""Why an account stands as it does, and where the money of a payment went: steps for people.

Rules: FED-PAY-01 (the day of each charge), FED-PAY-02 (the oldest debt first, what is debt).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from portal.domain.calendar import month_title
from portal.domain.explanation import Step
from portal.domain.law import Citation
from portal.domain.money import ZERO, rubles_text
from portal.domain.payments import Allocation, Charge, arrears


def balance_steps(
    charges: Iterable[Charge], paid: Decimal, day: date, debt: Citation
) -> tuple[Step, ...]:
    """What was charged, what was paid, what is left in rubles, and what of it is debt on a day.

    ``debt`` is the region's clause on unpaid sums; nothing is said of an account without acts.
    """
    known = tuple(charges)
    if not known and not paid:
        return ()
    charged = sum((one.amount for one in known), ZERO)
    left = charged - paid
    overdue = arrears(known, day)
    rest = "осталось заплатить" if left >= 0 else "переплата"
    return (
        Step(
            f"По актам начислено {rubles_text(charged)}.",
            str(charged),
            None,
            tuple(_charge(one) for one in known),
        ),
        Step(f"Оплачено {rubles_text(paid)}, отменённые записи не в счёт.", str(paid)),
        Step(
            f"{rubles_text(charged)} − {rubles_text(paid)}: {rest} {rubles_text(abs(left))}.",
            str(left),
        ),
        Step(
            f"Просрочено на {day:%d.%m.%Y}: {rubles_text(overdue)}. Это неоплаченное, день оплаты "
            "которого прошёл.",
            str(overdue),
            debt,
        ),
    )


def _charge(one: Charge) -> Step:
    left = f", осталось {rubles_text(one.unpaid)}" if one.paid and one.unpaid else ""
    state = "оплачено" if not one.unpaid else f"оплатить до {one.due_on:%d.%m.%Y}{left}"
    text = f"За {month_title(one.month)} — {rubles_text(one.amount)}: {state}."
    return Step(text, str(one.amount))


def allocation_steps(parts: Iterable[Allocation], debt: Citation) -> tuple[Step, ...]:
    """Why the money of a payment went where it went; the parts add up to the payment."""
    known = tuple(parts)
    if not known:
        return ()
    lines = tuple(
        Step(
            f"За {month_title(one.month)} — {rubles_text(one.amount)}."
            if one.month
            else f"Больше платить было нечего: {rubles_text(one.amount)} — аванс на следующие "
            "месяцы.",
            str(one.amount),
        )
        for one in known
    )
    text = (
        "Деньги закрывают месяц, который назвал плательщик, затем самый старый неоплаченный, пока "
        "не кончатся."
    )
    return (Step(text, None, debt, lines),)
