"""Money: rubles as Decimal with two places, and the roundings of FED-FEE-17.

Amounts are kept in kopecks in the database and never pass through binary floating point.
"""

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache

from portal.domain.violations import refuse

ZERO = Decimal("0.00")
KOPECK = Decimal("0.01")
LARGEST = Decimal("9999999999.99")

_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")


def rubles(value: str | int | Decimal, *, field: str | None = None) -> Decimal:
    """Rubles with exactly two places from a machine notation such as "1250.00".

    Raises RulesBroken("value_invalid") for a comma, a third decimal, an exponent or a non-ASCII
    digit: what people type is cleaned up by the forms before it gets here.
    """
    text = str(value)
    if not _PLAIN.fullmatch(text) or abs(Decimal(text)) > LARGEST:
        refuse(
            "value_invalid",
            f"«{text[:40]}» — не сумма в рублях. Напишите число с точкой и не более чем двумя "
            "знаками копеек, например 1250.00.",
            field=field,
        )
    return Decimal(text).quantize(KOPECK)


def half_up(amount: Decimal) -> Decimal:
    """The nearest kopeck, half a kopeck up: lines and the average income (FED-FEE-17)."""
    return amount.quantize(KOPECK, rounding=ROUND_HALF_UP)


def down(amount: Decimal) -> Decimal:
    """The kopeck below: a cap, so that the fee can never exceed the legal bound (FED-FEE-17)."""
    return amount.quantize(KOPECK, rounding=ROUND_DOWN)


def figures(amount: Decimal) -> str:
    """An amount as Russian paper writes it: «2 140,00», no-break spaces, no currency."""
    sign = "−" if amount < 0 else ""
    return sign + f"{abs(amount):,.2f}".replace(",", "\u00a0").replace(".", ",")


# A derivation names the same sums several times, and a stream of cases the same prices.
@lru_cache(maxsize=4096)
def rubles_text(amount: Decimal) -> str:
    """An amount for a sentence: «2 140,00 ₽»."""
    return f"{figures(amount)}\u00a0₽"


def quantity_text(quantity: Decimal) -> str:
    """A quantity or a factor as people write it: «13» or «2,5», no zeros that say nothing."""
    return format(quantity.normalize(), "f").replace(".", ",")
