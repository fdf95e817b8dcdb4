"""The short code at the foot of an issued paper: eight signs that say which, one that proves them.

Signs are Crockford's thirty-two, without the letters that look like figures. The ninth is a check:
any one wrong sign and any two swapped ones are found before anybody looks into a table.
"""

from typing import NoReturn

from portal.domain.violations import refuse

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIGNS = 8
BITS_PER_SIGN = 5
BITS = SIGNS * BITS_PER_SIGN
"""A trillion codes: guessing one of a million papers takes a million tries."""

# x⁵ + x² + 1 is primitive over two elements: the powers of x are all different up to the 31st.
_POLYNOMIAL = 0b100101
# What people type who copy a code by eye, or with the Russian keyboard on.
_READ_AS = str.maketrans("OILАВЕКМНОРСТУХ", "011ABEKMH0PCTYX")
_BETWEEN = str.maketrans("", "", "-–—−. \t\r\n\u00a0")


def page_code(number: int) -> str:
    """The code of a number below 2⁴⁰, as it is printed: «7KQ2-M0XD-P»."""
    if not 0 <= number < 1 << BITS:
        raise ValueError(f"A page code has {BITS} bits, not {number.bit_length()}")
    signs = "".join(
        ALPHABET[number >> shift & 31] for shift in range(BITS - BITS_PER_SIGN, -1, -BITS_PER_SIGN)
    )
    return _printed(signs + ALPHABET[_times_x(_sum(signs))])


def read_page_code(text: str) -> str:
    """The code as it is printed, from whatever somebody typed; raises RulesBroken."""
    signs = text.upper().translate(_BETWEEN).translate(_READ_AS)
    if len(signs) != SIGNS + 1 or set(signs) - set(ALPHABET):
        _refuse(
            "Это не код документа. В нём девять знаков, буквы и цифры, например 7KQ2-M0XD-P. "
            "Перепишите код снизу страницы."
        )
    if _sum(signs) != 0:
        _refuse("В коде опечатка: знаки не сходятся с последним. Сверьте код с бумагой.")
    return _printed(signs)


def _refuse(text: str) -> NoReturn:
    refuse("value_invalid", text, field="code")


def _printed(signs: str) -> str:
    return f"{signs[:4]}-{signs[4:SIGNS]}-{signs[SIGNS]}"


def _sum(signs: str) -> int:
    """The signs as a polynomial over the field of thirty-two, at x; zero for a whole code."""
    total = 0
    for sign in signs:
        total = _times_x(total) ^ ALPHABET.index(sign)
    return total


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _POLYNOMIAL if doubled >> BITS_PER_SIGN else doubled
