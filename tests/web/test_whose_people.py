"""FED-PDP-01: a social worker reaches her own people and those given to nobody, on every page.

The addresses come from the URL map: a new page is asked here by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.domain.contract import ContractState
from portal.models import AccessEvent, Recipient, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff
from tests.web.test_tenancy import address, addresses, one_of_each

NOBODY = frozenset({"department_id", "job_id", "user_id", "tariff_day_id", "code"})
"""Numbers that name no recipient; pages that hold nothing else are not asked."""
UNKNOWN = "Незнамова"


@pytest.fixture
def stranger(rows: Session, staff: Staff) -> Recipient:
    """Somebody whom a colleague serves."""
    colleague = factories.make_staff(rows, staff.provider, Role.SOCIAL_WORKER)
    department = factories.make_department(rows, staff.provider, unit_code="home_care")
    return factories.make_recipient(
        rows,
        staff.provider,
        surname=UNKNOWN,
        department_id=department.id,
        social_worker_id=colleague.membership_id,
    )


@pytest.fixture
def theirs(rows: Session, staff: Staff, stranger: Recipient) -> Mapping[str, int]:
    """One row of each kind about them."""
    return one_of_each(rows, stranger, staff.actor(Role.DIRECTOR))


def statuses(app: Flask, staff: Staff, ids: Mapping[str, int]) -> dict[str, int]:
    """What the worker is answered at every address about somebody that her role may open."""
    reader = staff.browser(Role.SOCIAL_WORKER)
    found = {}
    for rule, method in addresses(app):
        hers = Role.SOCIAL_WORKER in getattr(app.view_functions[rule.endpoint], "access", ())
        if hers and rule.arguments - NOBODY:
            url = address(app, rule, ids)
            answer = reader.get(url) if method == "GET" else reader.post(url)
            found[f"{method} {url}"] = answer.status_code
    return found


def told_by(answer: TestResponse) -> str:
    """What a page or a paper says, without the words that were looked for."""
    if answer.mimetype == "application/pdf":
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    return words(answer).replace(f"«{UNKNOWN}»", "")


def test_another_workers_people_do_not_exist_for_her(
    app: Flask, staff: Staff, theirs: Mapping[str, int]
) -> None:
    answers = statuses(app, staff, theirs)

    assert len(answers) > 100
    assert not {url: code for url, code in answers.items() if code != 404}


def test_no_list_names_another_workers_people(
    app: Flask, staff: Staff, stranger: Recipient, theirs: Mapping[str, int]
) -> None:
    reader = staff.browser(Role.SOCIAL_WORKER)
    lists = [
        rule.rule.replace("<int:year>", "2026")
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.arguments <= {"year"}
        and Role.SOCIAL_WORKER in getattr(app.view_functions[rule.endpoint], "access", ())
    ]

    told = [
        url
        for one in lists
        for url in (one, f"{one}?every=1", f"{one}?q={UNKNOWN}")
        if stranger.surname in told_by(reader.get(url))
    ]

    assert len(lists) > 10
    assert not told


def test_the_lists_name_them_to_the_head_of_the_department(
    staff: Staff, stranger: Recipient, theirs: Mapping[str, int]
) -> None:
    """What is looked for can be found: else the test above would prove nothing."""
    reader = staff.browser(Role.HEAD_OF_DEPARTMENT)

    for url in ("/recipients", "/urgent", "/admissions/requests", "/refusals"):
        assert UNKNOWN in words(reader.get(url)), url


PAGES = (
    "/recipients/{recipient_id}",
    "/programmes/{programme_id}",
    "/recipients/{recipient_id}/forms",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("given", ["to her", "to nobody"])
def test_her_own_and_nobodys_people_are_her_work(
    rows: Session, staff: Staff, page: str, given: str
) -> None:
    mine = staff.actor(Role.SOCIAL_WORKER).membership_id
    person = factories.make_recipient(
        rows, staff.provider, social_worker_id=mine if given == "to her" else None
    )
    programme = factories.make_programme(rows, person)
    url = page.format(recipient_id=person.id, programme_id=programme.id)

    assert staff.browser(Role.SOCIAL_WORKER).get(url).status_code == 200


@pytest.mark.parametrize(
    ("worker", "state", "code"),
    [
        pytest.param("a colleague", ContractState.ACTIVE, 404, id="a colleague serves"),
        pytest.param("a colleague", ContractState.TERMINATED, 200, id="a colleague has served"),
        pytest.param("she", ContractState.ACTIVE, 200, id="she serves"),
        pytest.param("nobody", ContractState.ACTIVE, 200, id="nobody is named"),
    ],
)
def test_a_living_contract_gives_a_person_whom_the_card_gives_to_nobody(
    rows: Session, staff: Staff, worker: str, state: ContractState, code: int
) -> None:
    workers = {
        "a colleague": factories.make_staff(rows, staff.provider, Role.SOCIAL_WORKER).membership_id,
        "she": staff.actor(Role.SOCIAL_WORKER).membership_id,
        "nobody": None,
    }
    person = factories.make_recipient(rows, staff.provider)
    contract = factories.make_contract(
        rows, factories.make_programme(rows, person), terms=factories.make_terms()
    )
    contract.social_worker_id = workers[worker]
    contract.state = state
    if state is ContractState.TERMINATED:
        contract.ended_on = date(2026, 3, 10)
    rows.commit()

    answer = staff.browser(Role.SOCIAL_WORKER).get(f"/recipients/{person.id}")

    assert answer.status_code == code


def test_the_try_is_in_the_access_log(rows: Session, staff: Staff, stranger: Recipient) -> None:
    url = f"/recipients/{stranger.id}"

    staff.browser(Role.SOCIAL_WORKER).get(url)

    entry = rows.scalars(select(AccessEvent).order_by(AccessEvent.id.desc())).first()
    assert entry is not None
    assert (entry.recipient_id, entry.path, entry.allowed) == (stranger.id, url, False)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ACCOUNTANT, Role.HEAD_OF_DEPARTMENT], ids=str)
def test_the_others_of_the_office_see_everybody(
    staff: Staff, stranger: Recipient, role: Role
) -> None:
    assert staff.browser(role).get(f"/recipients/{stranger.id}").status_code == 200


@pytest.mark.parametrize("given", [True, False], ids=["to a colleague", "kept"])
def test_who_gives_a_person_to_a_colleague_is_led_to_the_list(
    rows: Session, staff: Staff, *, given: bool
) -> None:
    mine = staff.actor(Role.SOCIAL_WORKER).membership_id
    colleague = factories.make_staff(rows, staff.provider, Role.SOCIAL_WORKER).membership_id
    person = factories.make_recipient(rows, staff.provider, social_worker_id=mine)
    reader = staff.browser(Role.SOCIAL_WORKER)
    typed = {
        "surname": person.surname,
        "name": person.name,
        "born": f"{person.born:%d.%m.%Y}",
        "sex": person.sex.value,
        "version": str(person.version),
        "social_worker_id": str(colleague if given else mine),
    }

    answer = reader.post(f"/recipients/{person.id}/edit", typed)

    assert answer.status_code == 303
    assert answer.location == ("/recipients" if given else f"/recipients/{person.id}")
    assert reader.get(answer.location).status_code == 200


@pytest.mark.parametrize("theirs", [True, False], ids=["a colleague's", "nobody's"])
def test_a_number_already_known_names_nobody_whom_a_colleague_serves(
    rows: Session, staff: Staff, stranger: Recipient, *, theirs: bool
) -> None:
    stranger.snils = "112-233-445 95"
    if not theirs:
        stranger.social_worker_id = None
    rows.commit()
    typed = {"surname": "Новая", "name": "Анна", "born": "02.05.1948", "sex": "f"}

    page = staff.browser(Role.SOCIAL_WORKER).post(
        "/recipients/new", typed | {"snils": stranger.snils}
    )

    assert page.status_code == 422
    assert ("его обслуживает другой социальный работник" in words(page)) is theirs
    assert (f"уже есть: {UNKNOWN}" in words(page)) is not theirs
