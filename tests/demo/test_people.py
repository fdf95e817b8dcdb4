from datetime import datetime

import pytest

from portal.demo.cases import Case, cases_of
from portal.demo.houses import HOUSES
from portal.demo.logins import Login, all_logins
from portal.domain.people import Sex, parse_snils
from portal.usecases.passwords import check_new_password, is_right

MORNING = datetime(2026, 11, 20, 9, 40)  # noqa: DTZ001 - the provider's own clock
EVERYBODY = [case for house in HOUSES for case in cases_of(house, MORNING)]
ENDINGS = {Sex.FEMALE: ("на",), Sex.MALE: ("ич",)}


def test_there_are_sixty_people_and_more() -> None:
    assert [len(cases_of(house, MORNING)) for house in HOUSES] == [26, 22, 20]


@pytest.mark.parametrize("case", EVERYBODY, ids=lambda case: case.snils)
def test_names_have_the_endings_of_their_sex(case: Case) -> None:
    name = case.name

    if name.patronymic is not None:
        assert name.patronymic.endswith(ENDINGS[name.sex])
    if not name.surname.endswith("ко"):
        assert name.surname.endswith(("ва", "на", "ая")) is (name.sex is Sex.FEMALE)
        assert name.surname.endswith(("в", "н", "й")) is (name.sex is Sex.MALE)


@pytest.mark.parametrize("case", EVERYBODY, ids=lambda case: case.snils)
def test_insurance_numbers_are_nobodys_but_right(case: Case) -> None:
    assert parse_snils(case.snils) == case.snils
    assert case.snils.startswith("999-")


def test_nobody_shares_a_number_with_anybody() -> None:
    for numbers in (
        [case.snils for case in EVERYBODY],
        [case.phone for case in EVERYBODY],
        [(case.house.code, case.programme) for case in EVERYBODY],
        [(case.house.code, case.name.surname) for case in EVERYBODY],
    ):
        assert len(numbers) == len(set(numbers))


def test_the_same_people_come_on_every_run() -> None:
    assert [case for house in HOUSES for case in cases_of(house, MORNING)] == EVERYBODY


@pytest.mark.parametrize("login", all_logins(), ids=lambda login: login.login)
def test_printed_passwords_follow_the_portals_own_rules(login: Login) -> None:
    check_new_password(login.password, login=login.login)
    assert is_right(login.password_hash, login.password)


def test_every_role_can_sign_in_to_every_house() -> None:
    logins = all_logins()

    assert len(logins) == 19
    assert len({login.login for login in logins}) == 19
