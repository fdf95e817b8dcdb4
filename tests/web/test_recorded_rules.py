"""What a rule asks to be recorded is asked on its page and shown where it is needed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.models import Application, Contract, Provider, Role, Termination
from portal.web.clock import Clock
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.served import Served
from tests.web.test_schedule import planned

REFUSAL = {
    "day": "16.03.2026",
    "issued-refusal_application": "16.03.2026",
    "number-refusal_application": "7",
}


@pytest.fixture
def contract(rows: Session, provider: Provider) -> Contract:
    programme = factories.make_programme(rows, factories.make_recipient(rows, provider))
    return factories.make_contract(rows, programme)


@pytest.fixture
def director(rows: Session, provider: Provider, staff: Staff) -> Browser:
    return staff.browser(Role.DIRECTOR)


def settle(rows: Session, provider: Provider, region: str) -> None:
    provider.region_code = region
    rows.commit()


@pytest.mark.parametrize(("region", "asked"), [("moscow", True), ("astrakhan", False)])
def test_a_refusal_says_what_it_covers_where_the_region_asks(
    rows: Session,
    provider: Provider,
    director: Browser,
    contract: Contract,
    region: str,
    *,
    asked: bool,
) -> None:
    """MSK-IPP-06."""
    settle(rows, provider, region)
    address = f"/contracts/{contract.id}/end?ground=refusal"
    assert ("только от этого поставщика" in words(director.get(address))) is asked
    assert (
        "только от этого поставщика" in words(director.get(f"/contracts/{contract.id}/waive"))
    ) is asked
    if not asked:
        return

    assert director.post(address, REFUSAL).status_code == 422
    director.post(address, REFUSAL | {"scope": "this_provider"})

    end = rows.scalars(select(Termination)).one()
    assert end.scope == "this_provider"
    page = words(director.get(f"/terminations/{end.id}"))
    assert "Только от этого поставщика; у других поставщиков программа действует" in page


APPLICATION = {
    "citizen": "Юдина Анна Ивановна",
    "applicant": "citizen",
    "channel": "written",
    "applied_on": "16.03.2026",
    "service_form": "home",
}


@pytest.mark.parametrize(("region", "asked"), [("moscow", True), ("astrakhan", False)])
def test_a_refused_application_leads_to_a_new_one_linked_to_it(
    rows: Session, provider: Provider, director: Browser, region: str, *, asked: bool
) -> None:
    """MSK-REC-07."""
    settle(rows, provider, region)
    first = director.post("/admissions/applications/new", APPLICATION).location
    line = rows.scalars(select(Application)).one()
    refusal = {"outcome": "refused", "decided_on": "16.03.2026", "note": "нет справки"}
    director.post(first, refusal | {"version": str(line.version)})
    assert ("Записать повторное заявление" in words(director.get(first))) is asked
    again = f"/admissions/applications/new?after={line.id}"
    assert ("После отказа по заявлению" in words(director.get(again))) is asked
    if not asked:
        return

    second = director.post(
        again, APPLICATION | {"repeats": str(line.id), "repeat_reason": "documents_incomplete"}
    ).location

    page = words(director.get(second))
    assert "после отказа по заявлению № 1/2026" in page
    assert "с недостающими документами" in page
    assert "Подано снова № 2/2026" in words(director.get(first))


@pytest.mark.parametrize(
    ("form", "needed", "marked"),
    [
        pytest.param(Form.SEMI_STATIONARY, True, True, id="by day, needed"),
        pytest.param(Form.SEMI_STATIONARY, False, False, id="by day, not needed"),
        pytest.param(Form.HOME, True, False, id="at home nobody walks about premises"),
    ],
)
def test_visits_of_whom_somebody_goes_with_are_marked(
    rows: Session,
    provider: Provider,
    staff: Staff,
    director: Browser,
    form: Form,
    *,
    needed: bool,
    marked: bool,
) -> None:
    """FED-RGT-05: the plan of visits, the month, the day of whoever serves."""
    person = factories.make_recipient(rows, provider)
    person.escort = needed
    programme = factories.make_programme(rows, person, form=form)
    terms = factories.make_terms()
    contract = factories.make_contract(rows, programme, terms=terms)
    planned(rows, staff, Served(person, programme, contract, terms), range(7))

    for page in (
        f"/contracts/{contract.id}/schedule",
        f"/contracts/{contract.id}/schedule/2026-03",
        "/deliveries/today",
        f"/deliveries/{contract.id}/2026-03/16",
    ):
        assert ("сопровождением" in words(director.get(page)).casefold()) is marked, page


def test_the_need_for_an_escort_is_entered_on_the_card(
    rows: Session, provider: Provider, director: Browser
) -> None:
    """FED-RGT-05."""
    person = factories.make_recipient(rows, provider)
    rows.commit()
    assert "Сопровождение" not in words(director.get(f"/recipients/{person.id}"))
    typed = {
        "surname": person.surname,
        "name": person.name,
        "born": f"{person.born:%d.%m.%Y}",
        "sex": person.sex.value,
        "escort": "y",
        "version": str(person.version),
    }

    answer = director.post(f"/recipients/{person.id}/edit", typed)

    assert answer.status_code == 303, words(answer)
    rows.refresh(person)
    assert person.escort
    assert "Сопровождение нужно" in words(director.get(f"/recipients/{person.id}"))


@pytest.mark.parametrize(
    ("since", "warned"),
    [
        pytest.param(date(2026, 2, 14), False, id="thirty days"),
        pytest.param(date(2026, 2, 13), True, id="a day more"),
    ],
)
def test_a_break_open_for_too_long_is_told_of_on_the_contracts_pages(
    rows: Session,
    staff: Staff,
    director: Browser,
    contract: Contract,
    since: date,
    *,
    warned: bool,
) -> None:
    """FED-SUS-03."""
    contract.state = ContractState.SUSPENDED
    worker = staff.actor(Role.DIRECTOR)
    factories.make_suspension(
        rows, contract, worker, since=since, until=None, ground="hospital_stay"
    )

    for page in (f"/contracts/{contract.id}", f"/contracts/{contract.id}/breaks", "/"):
        told = "Проверьте, нужен ли он" in words(director.get(page))
        assert told is warned, page


@pytest.mark.parametrize(
    ("region", "today", "told"),
    [
        pytest.param("moscow", date(2026, 4, 5), False, id="the fifth"),
        pytest.param("moscow", date(2026, 4, 6), True, id="the sixth"),
        pytest.param("astrakhan", date(2026, 4, 6), False, id="a silent region"),
    ],
)
def test_acts_without_a_signature_are_told_of_after_the_fifth(
    rows: Session,
    app: Flask,
    staff: Staff,
    contract: Contract,
    region: str,
    today: date,
    *,
    told: bool,
) -> None:
    """MSK-ACT-01."""
    factories.make_act(rows, contract, contract.terms[0])
    settle(rows, staff.provider, region)

    app.extensions["clock"] = Clock(datetime.combine(today, time(9), tzinfo=UTC))

    for role in (Role.DIRECTOR, Role.ACCOUNTANT):
        assert ("срок подписать прошёл" in words(staff.browser(role).get("/"))) is told, role


@pytest.mark.parametrize(
    ("issued_on", "warned"),
    [
        # A hundred and eighty days later are 31, 30 and 15 March; today is the sixteenth.
        pytest.param(date(2025, 10, 2), False, id="fifteen days before"),
        pytest.param(date(2025, 10, 1), True, id="fourteen days before"),
        pytest.param(date(2025, 9, 16), False, id="over"),
    ],
)
def test_a_programme_whose_window_closes_is_pointed_out(
    rows: Session, provider: Provider, director: Browser, issued_on: date, *, warned: bool
) -> None:
    """MSK-CON-03."""
    programme = factories.make_programme(
        rows,
        factories.make_recipient(rows, provider),
        issued_on=issued_on,
        decision_date=issued_on,
        valid_from=issued_on,
        valid_until=date(2028, 9, 30),
    )
    settle(rows, provider, "moscow")

    page = words(director.get(f"/programmes/{programme.id}"))

    assert ("Обратиться с этой программой к поставщику можно до" in page) is warned
