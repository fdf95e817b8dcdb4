"""Facts about people: ages, insurance numbers, names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.people import (
    PopulationGroup,
    Relation,
    Sex,
    age_on,
    age_words,
    full_name,
    is_minor,
    parse_snils,
    phone_text,
    population_group,
    search_key,
    short_name,
    snils_check,
)
from portal.domain.violations import RulesBroken

BORN = date(2008, 7, 15)


@pytest.mark.parametrize(
    ("day", "age", "minor"),
    [
        pytest.param(date(2026, 7, 14), 17, True, id="FED-MIN-02: the day before eighteen"),
        pytest.param(date(2026, 7, 15), 18, False, id="FED-MIN-02: the eighteenth birthday"),
        pytest.param(date(2026, 7, 16), 18, False, id="the day after"),
    ],
)
def test_minority_ends_on_the_eighteenth_birthday(day: date, age: int, *, minor: bool) -> None:
    assert age_on(BORN, day) == age
    assert is_minor(BORN, day) is minor


def test_who_was_born_on_a_leap_day_turns_on_the_first_of_march() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@pytest.mark.parametrize(
    ("born", "group"),
    [
        (date(2008, 3, 17), PopulationGroup.CHILDREN),
        (date(2008, 3, 16), PopulationGroup.WORKING_AGE),
        (date(1966, 3, 17), PopulationGroup.WORKING_AGE),
        (date(1966, 3, 16), PopulationGroup.PENSIONERS),
    ],
)
def test_age_alone_picks_a_population_group(born: date, group: PopulationGroup) -> None:
    assert population_group(born, date(2026, 3, 16)) is group


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("112-233-445 95", "112-233-445 95"),
        ("11223344595", "112-233-445 95"),
        (" 112 233\u00a0445-95 ", "112-233-445 95"),
        pytest.param("087-654-303 00", "087-654-303 00", id="a remainder of 100 is written 00"),
        pytest.param("001-001-998 99", "001-001-998 99", id="the last number without check digits"),
    ],
)
def test_an_insurance_number_is_kept_in_one_notation(typed: str, kept: str) -> None:
    assert parse_snils(typed) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("112-233-445 96", "не сходятся"),
        pytest.param("001-001-999 99", "не сходятся", id="the first number with check digits"),
        ("112-233-445 9", "11 цифр"),
        ("112-233-445 955", "11 цифр"),
        ("", "11 цифр"),
        ("112-233-44а 95", "11 цифр"),
        ("１1223344595", "11 цифр"),
    ],
)
def test_a_wrong_insurance_number_is_refused_with_a_remedy(typed: str, words: str) -> None:
    with pytest.raises(RulesBroken, match=words) as caught:
        parse_snils(typed)

    assert caught.value.violations[0].field == "snils"


@given(st.integers(1_001_999, 999_999_999), st.integers(0, 99))
def test_only_one_pair_of_check_digits_fits(number: int, check: int) -> None:
    digits = f"{number:09d}"
    right = snils_check(digits)

    assert 0 <= right <= 99
    if check == right:
        assert parse_snils(f"{digits}{check:02d}").endswith(f"{check:02d}")
    else:
        with pytest.raises(RulesBroken):
            parse_snils(f"{digits}{check:02d}")


def test_names() -> None:
    assert full_name("Ильина", "Мария", "Петровна") == "Ильина Мария Петровна"
    assert full_name("Ким", "Ирина") == "Ким Ирина"
    assert short_name("Ильина", "Мария", "Петровна") == "Ильина\u00a0М.\u00a0П."
    assert short_name("Ким", "Ирина", None) == "Ким\u00a0И."
    assert search_key("  Фёдорова   АННА ") == "федорова анна"


def test_every_word_for_people_is_there() -> None:
    for kind in (Sex, Relation, PopulationGroup):
        assert all(member.label for member in kind)


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        pytest.param("+79201234567", "+7 920 123-45-67", id="as the form keeps it"),
        pytest.param("89201234567", "+7 920 123-45-67", id="as people dial"),
        pytest.param("8 (49236) 2-19-22", "8 (49236) 2-19-22", id="grouped by its owner"),
        pytest.param("+7920123456", "+7920123456", id="a digit short"),
        pytest.param("", "", id="none"),
    ],
)
def test_a_phone_is_written_in_groups(kept: str, read: str) -> None:
    assert phone_text(kept).replace("\u00a0", " ") == read


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (1, "1 год"),
        (4, "4 года"),
        (5, "5 лет"),
        (11, "11 лет"),
        (14, "14 лет"),
        (41, "41 год"),
        (82, "82 года"),
        (101, "101 год"),
        (111, "111 лет"),
    ],
)
def test_an_age_is_said_as_people_say_it(age: int, said: str) -> None:
    assert age_words(age) == said
