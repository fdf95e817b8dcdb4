"""Codes of pages: read as people type them, and no single slip goes unnoticed."""

import itertools

import pytest

from portal.domain.page_codes import ALPHABET, BITS, page_code, read_page_code
from portal.domain.violations import RulesBroken

NUMBERS = (0, 1, 31, 32, 442, 0x9E3779B97F >> 4, (1 << BITS) - 1)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_code_is_read_as_it_was_printed(number: int) -> None:
    assert read_page_code(page_code(number)) == page_code(number)


def test_numbers_and_codes_go_one_to_one() -> None:
    codes = {page_code(number) for number in range(2000)}

    assert len(codes) == 2000


@pytest.mark.parametrize("number", [-1, 1 << BITS])
def test_a_number_beyond_the_signs_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="40 bits"):
        page_code(number)


@pytest.mark.parametrize("number", NUMBERS)
def test_any_wrong_sign_is_found(number: int) -> None:
    signs = page_code(number).replace("-", "")

    for place, wrong in itertools.product(range(len(signs)), ALPHABET):
        if wrong != signs[place]:
            with pytest.raises(RulesBroken, match="опечатка"):
                read_page_code(signs[:place] + wrong + signs[place + 1 :])


@pytest.mark.parametrize("number", NUMBERS)
def test_any_two_swapped_signs_are_found(number: int) -> None:
    signs = page_code(number).replace("-", "")

    for left, right in itertools.combinations(range(len(signs)), 2):
        swapped = list(signs)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        if signs[left] != signs[right]:
            with pytest.raises(RulesBroken, match="опечатка"):
                read_page_code("".join(swapped))


CODE = page_code(0x1A2B3C4D5E)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(CODE.lower(), id="small letters"),
        pytest.param(CODE.replace("-", ""), id="without hyphens"),
        pytest.param(f" {CODE.replace('-', ' — ')}\n", id="with spaces and dashes"),
        pytest.param(CODE.replace("0", "O").replace("1", "l"), id="letters that look like figures"),
        pytest.param(CODE.translate(str.maketrans("ABCEHKMPTXY", "АВСЕНКМРТХУ")), id="Cyrillic"),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_page_code(typed) == CODE


@pytest.mark.parametrize("typed", ["", "7KQ2", CODE + "0", "договор", "7KQ2-M0XU-R", "🙂" * 9])
def test_what_is_no_code_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(RulesBroken, match="7KQ2-M0XD-P") as refused:
        read_page_code(typed)

    assert refused.value.violations[0].field == "code"


def test_the_example_in_the_refusal_is_a_code() -> None:
    assert read_page_code("7KQ2-M0XD-P")
