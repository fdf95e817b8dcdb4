"""Programmes: presented once, with a clock that says why it runs as long as it does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.models import (
    AuditEvent,
    Contract,
    Programme,
    ProgrammeService,
    Provider,
    Recipient,
    Role,
)
from portal.web.clock import Clock
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff

FORM = {
    "number": "77/2026",
    "issued_on": "02.03.2026",
    "valid_from": "02.03.2026",
    "valid_until": "01.03.2029",
    "service-VLA-H-01": "8",
    "service-VLA-H-07": "2",
    "circumstances": "loss_of_self_care",
}


@pytest.fixture
def ilyina(rows: Session, provider: Provider) -> Recipient:
    return factories.make_recipient(rows, provider)


def programmes(rows: Session) -> int:
    rows.rollback()
    return rows.scalar(select(func.count()).select_from(Programme)) or 0


def test_a_programme_is_presented_and_its_clock_runs(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    answer = director.post(f"/programmes/present/{ilyina.id}?form=home", FORM)

    programme = rows.scalars(select(Programme)).one()
    services = rows.scalars(select(ProgrammeService).order_by(ProgrammeService.code)).all()
    page = words(director.get(answer.headers["Location"])).replace("\u00a0", " ")
    assert answer.headers["Location"] == f"/programmes/{programme.id}"
    assert [(row.code, row.quantity_per_month) for row in services] == [
        ("VLA-H-01", Decimal(8)),
        ("VLA-H-07", Decimal(2)),
    ]
    assert "Заключить до 10:00 17 марта (п. 12 порядка обслуживания на дому" in page
    assert "Почему такой срок" in page
    assert "Осталось 23 ч" in page
    assert "не хватает" in page


@pytest.mark.parametrize(
    ("minutes", "warned"),
    [
        pytest.param(0, False, id="FED-CAL-05: the last minute of work"),
        pytest.param(1, True, id="FED-CAL-05: a minute later"),
    ],
)
def test_a_term_that_ends_after_work_is_told_at_once(
    app: Flask, staff: Staff, ilyina: Recipient, minutes: int, *, warned: bool
) -> None:
    app.extensions["clock"] = Clock(datetime(2026, 3, 16, 15, minutes, tzinfo=UTC))
    director = staff.browser(Role.DIRECTOR)
    answer = director.post(f"/programmes/present/{ilyina.id}?form=home", FORM)

    page = words(director.get(answer.headers["Location"])).replace("\u00a0", " ")

    assert f"Заключить до 18:0{minutes} 17 марта" in page
    assert ("в нерабочее время (часы работы не заданы" in page) is warned
    assert ("Успейте до 17.03.2026 18:00." in page) is warned


def test_the_lists_of_two_departments_stand_apart(director: Browser, ilyina: Recipient) -> None:
    """VLA-REC-01: one department serves a programme."""
    page = director.get(f"/programmes/present/{ilyina.id}?form=home").text

    prevention = page.index("<h3>Отделение профилактики")
    assert page.index("VLA-H-01") < page.index("VLA-H-13") < prevention < page.index("VLA-P-01")


def test_a_programme_brought_before_its_entry_names_the_day_and_the_hour(
    director: Browser, ilyina: Recipient
) -> None:
    """FED-CON-01."""
    brought = FORM | {"presented_on": "13.03.2026", "presented_time": "16:15"}
    answer = director.post(f"/programmes/present/{ilyina.id}?form=home", brought)

    page = words(director.get(answer.headers["Location"])).replace("\u00a0", " ")

    assert "16:15 14 марта" in page


def test_the_services_are_those_of_the_chosen_form(director: Browser, ilyina: Recipient) -> None:
    home = words(director.get(f"/programmes/present/{ilyina.id}"))
    day_care = words(director.get(f"/programmes/present/{ilyina.id}?form=semi_stationary"))

    assert "VLA-H-01" in home
    assert "VLA-H-01" not in day_care


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"number": ""}, "Введите номер программы", id="no number"),
        pytest.param({"valid_until": "01.03.2026"}, "раньше, чем начинается", id="ends first"),
        pytest.param(
            {"valid_from": "01.02.2023", "valid_until": "31.01.2026"},
            "уже закончилась",
            id="an expired programme",
        ),
        pytest.param({"valid_until": "02.03.2030"}, "дольше трёх лет", id="over three years"),
        pytest.param({"issued_on": "32.03.2026"}, "не бывает", id="32 March"),
        pytest.param({"issued_on": "17.03.2026"}, "позже сегодняшней", id="tomorrow's programme"),
        pytest.param({"service-VLA-H-01": "много"}, "Введите количество цифрами", id="words"),
        pytest.param({"service-VLA-H-01": "0"}, "больше нуля", id="none a month"),
        pytest.param({"service-VLA-H-01": "1,5"}, "целыми числами", id="half a visit"),
        pytest.param({"service-VLA-H-01": "10001"}, "не больше 10000", id="over the limit"),
        pytest.param({"service-VLA-H-99": "2"}, "VLA-H-99» нет в перечне", id="an unknown service"),
        pytest.param(
            {"service-VLA-H-01": "", "service-VLA-H-07": ""}, "ни одной услуги", id="no services"
        ),
    ],
)
def test_a_bad_programme_comes_back_with_its_sentence(
    director: Browser, rows: Session, ilyina: Recipient, changes: dict[str, str], sentence: str
) -> None:
    answer = director.post(f"/programmes/present/{ilyina.id}?form=home", FORM | changes)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert programmes(rows) == 0


def test_shape_and_meaning_come_in_one_answer(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    changes = {"number": "", "valid_until": "02.03.2030"}
    bare = {key: value for key, value in FORM.items() if not key.startswith("service-")}

    answer = words(director.post(f"/programmes/present/{ilyina.id}?form=home", bare | changes))

    assert "Введите номер программы" in answer
    assert "дольше трёх лет" in answer
    assert "ни одной услуги" in answer
    assert programmes(rows) == 0


def test_the_form_says_what_to_do_about_a_service_that_is_not_listed(
    director: Browser, ilyina: Recipient
) -> None:
    page = words(director.get(f"/programmes/present/{ilyina.id}?form=home"))

    assert "Если на бланке есть услуга, которой здесь нет" in page


def test_a_refusal_of_the_law_names_its_clause(director: Browser, ilyina: Recipient) -> None:
    long = FORM | {"valid_until": "02.03.2030"}

    answer = words(director.post(f"/programmes/present/{ilyina.id}?form=home", long))

    assert "(ч. 2 ст. 16 442-ФЗ," in answer


def test_a_programme_is_presented_once(director: Browser, rows: Session, ilyina: Recipient) -> None:
    director.post(f"/programmes/present/{ilyina.id}?form=home", FORM)

    answer = director.post(f"/programmes/present/{ilyina.id}?form=home", FORM)

    programme = rows.scalars(select(Programme)).one()
    assert answer.status_code == 422
    assert "уже принята" in words(answer)
    assert f'href="/programmes/{programme.id}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("role", "drafts"),
    [(Role.DIRECTOR, True), (Role.HEAD_OF_DEPARTMENT, True), (Role.SOCIAL_WORKER, False)],
)
def test_the_contract_is_drafted_by_the_office(
    staff: Staff, rows: Session, provider: Provider, role: Role, drafts: bool
) -> None:
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, person)
    for code in ("application", "identity_document", "residence_proof", "medical_conclusion"):
        staff.browser(Role.DIRECTOR).post(
            f"/recipients/{person.id}/documents/{code}", {"issued_on": "01.02.2026"}
        )

    page = staff.browser(role).get(f"/programmes/{programme.id}").get_data(as_text=True)

    assert (f'href="/contracts/draft/{programme.id}"' in page) is drafts


def test_the_page_leads_to_the_contract_there_is(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    programme = factories.make_programme(rows, ilyina, valid_until=date(2027, 1, 1))
    contract = factories.make_contract(rows, programme)

    page = director.get(f"/programmes/{programme.id}")

    assert f'href="/contracts/{contract.id}"' in page.get_data(as_text=True)
    assert "Договор есть" in words(page)


@pytest.mark.parametrize(
    ("changes", "form", "asks"),
    [
        pytest.param({}, "home", "форма и срок те же.", id="the same days"),
        pytest.param(
            {"valid_from": "01.03.2029", "valid_until": "28.02.2031"},
            "home",
            "сроки пересекаются: прежняя действует с 02.03.2026 по 01.03.2029.",
            id="one day in common",
        ),
        pytest.param(
            {"valid_from": "02.03.2029", "valid_until": "28.02.2031"},
            "home",
            "",
            id="the day after",
        ),
    ],
)
def test_a_second_programme_of_the_same_days_is_asked_about(
    director: Browser,
    rows: Session,
    ilyina: Recipient,
    changes: dict[str, str],
    form: str,
    asks: str,
) -> None:
    director.post(f"/programmes/present/{ilyina.id}?form=home", FORM)
    first = rows.scalars(select(Programme.id)).one()
    second = FORM | {"number": "78/2026"} | changes

    answer = director.post(f"/programmes/present/{ilyina.id}?form={form}", second)

    assert (answer.status_code == 422) is bool(asks)
    if asks:
        assert asks in words(answer)
        html = answer.get_data(as_text=True)
        assert "уже есть программа № 77/2026 от 02.03.2026" in words(answer)
        assert f'href="/programmes/{first}"' in html
        assert 'name="another"' in html
        again = director.post(
            f"/programmes/present/{ilyina.id}?form={form}", second | {"another": "y"}
        )
        assert again.status_code == 303
    assert programmes(rows) == 2


def test_the_first_programme_is_not_asked_about(director: Browser, ilyina: Recipient) -> None:
    page = director.get(f"/programmes/present/{ilyina.id}?form=home").get_data(as_text=True)

    assert 'name="another"' not in page


def withdrawal(rows: Session, programme: int, reason: str = "внесли дважды") -> dict[str, object]:
    rows.rollback()
    version = rows.scalar(select(Programme.version).where(Programme.id == programme))
    return {"reason": reason, "version": str(version)}


def test_a_programme_entered_by_mistake_is_withdrawn_and_its_number_is_free(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    director.post(f"/programmes/present/{ilyina.id}?form=home", FORM)
    first = rows.scalars(select(Programme.id)).one()
    day = words(director.get("/"))

    answer = director.post(f"/programmes/{first}/withdraw", withdrawal(rows, first))

    page, card = words(director.get(f"/programmes/{first}")), words(director.get(answer.location))
    after = words(director.get("/"))
    again = director.post(f"/programmes/present/{ilyina.id}?form=home", FORM)
    rows.rollback()
    event = rows.scalars(select(AuditEvent).where(AuditEvent.what == "programme_withdrawn")).one()
    assert "Программа № 77/2026" in day
    assert answer.status_code == 303
    assert "Внесена по ошибке" in page
    assert "внесли дважды" in page
    assert "Составить договор" not in page
    assert "Внесена по ошибке" in card
    assert "Программа № 77/2026" not in after
    assert again.status_code == 303
    assert programmes(rows) == 2
    assert (event.subject_id, event.reason) == (first, "внесли дважды")


def test_no_contract_is_drawn_up_on_a_withdrawn_programme(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    programme = factories.make_programme(
        rows, ilyina, withdrawn_at=MORNING, withdrawn_reason="чужая"
    )

    page = words(director.get(f"/contracts/draft/{programme.id}"))
    answer = director.post(f"/contracts/draft/{programme.id}", {"payment_day": "10"})

    assert "Эту программу отозвали" in page or "Эту программу отозвали" in words(answer)
    assert answer.status_code == 422
    assert rows.scalar(select(func.count()).select_from(Contract)) == 0


@pytest.mark.parametrize(
    "state", [ContractState.AWAITING_SIGNATURE, ContractState.ACTIVE, ContractState.TERMINATED]
)
def test_a_programme_with_a_contract_is_not_withdrawn(
    director: Browser, rows: Session, ilyina: Recipient, state: ContractState
) -> None:
    programme = factories.make_programme(rows, ilyina)
    factories.make_contract(rows, programme, state=state)

    page = director.get(f"/programmes/{programme.id}").get_data(as_text=True)
    answer = director.post(f"/programmes/{programme.id}/withdraw", withdrawal(rows, programme.id))

    rows.rollback()
    assert f"/programmes/{programme.id}/withdraw" not in page
    assert answer.status_code == 422
    assert "отозвать её нельзя" in words(answer)
    assert rows.scalar(select(Programme.withdrawn_at)) is None


def test_a_withdrawal_needs_its_reason_and_happens_once(
    director: Browser, rows: Session, ilyina: Recipient
) -> None:
    programme = factories.make_programme(rows, ilyina)
    address = f"/programmes/{programme.id}/withdraw"

    silent = director.post(address, withdrawal(rows, programme.id, " "))
    told = director.post(address, withdrawal(rows, programme.id))
    again = director.post(address, withdrawal(rows, programme.id))

    assert silent.status_code == 422
    assert told.status_code == 303
    assert again.status_code == 409


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RECIPIENT])
def test_who_presents_no_programmes_withdraws_none(
    staff: Staff, rows: Session, ilyina: Recipient, role: Role
) -> None:
    programme = factories.make_programme(rows, ilyina)
    if role is Role.RECIPIENT:
        staff.actors[role] = factories.make_recipient_access(rows, ilyina)

    answer = staff.browser(role).post(
        f"/programmes/{programme.id}/withdraw", withdrawal(rows, programme.id)
    )

    assert answer.status_code == 403


def test_way_into_service_names_the_next_step_and_who_takes_it(
    rows: Session, director: Browser, provider: Provider
) -> None:
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, person, unit_code="home_care")

    page = words(director.get(f"/programmes/{programme.id}"))

    assert "Приём по шагам" in page
    assert "Дальше: проверить документы. Делает заведующий отделением" in page
    assert "Документы отделения приняты не все" in page
    card = words(director.get(f"/recipients/{person.id}"))
    assert "Дальше: проверить документы. Делает заведующий отделением" in card


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        pytest.param(ContractState.AWAITING_SIGNATURE, True, id="not signed yet"),
        pytest.param(ContractState.ACTIVE, False, id="in force"),
        pytest.param(ContractState.TERMINATED, False, id="over"),
    ],
)
def test_the_card_shows_the_way_into_service_until_the_contract_is_in_force(
    rows: Session, director: Browser, provider: Provider, state: ContractState, *, shown: bool
) -> None:
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, person, unit_code="home_care")
    factories.make_contract(rows, programme, state=state)

    assert ("Приём по шагам" in words(director.get(f"/recipients/{person.id}"))) is shown


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        pytest.param({"died_on": date(2026, 3, 15), "death_basis": "№ 512"}, False, id="has died"),
        pytest.param({"missing_since": date(2026, 3, 16)}, False, id="FED-TER-07: missing today"),
        pytest.param(
            {"missing_since": date(2026, 3, 15), "returned_on": date(2026, 3, 16)},
            True,
            id="back today",
        ),
    ],
)
def test_nobody_is_led_into_service_who_is_not_there(
    rows: Session, director: Browser, provider: Provider, known: dict[str, object], *, shown: bool
) -> None:
    person = factories.make_recipient(rows, provider, **known)
    programme = factories.make_programme(rows, person, unit_code="home_care")

    for page in (f"/programmes/{programme.id}", f"/recipients/{person.id}"):
        assert ("Приём по шагам" in words(director.get(page))) is shown, page


def test_programme_of_another_region_says_what_is_not_given_here(
    rows: Session, director: Browser, provider: Provider
) -> None:
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(
        rows, person, issued_elsewhere="Ивановская область", unavailable="массаж"
    )

    page = words(director.get(f"/programmes/{programme.id}"))

    assert "Программу выдал другой регион: Ивановская область" in page
    assert "Здесь не оказывают: массаж" in page


@pytest.mark.parametrize(
    ("forms", "warned"),
    [
        pytest.param(["stationary"], True, id="entered for another form, FED-REG-01"),
        pytest.param(["home"], False, id="entered for this one, FED-REG-01"),
    ],
)
def test_a_programme_of_a_form_outside_the_register_is_warned_about(
    director: Browser,
    rows: Session,
    provider: Provider,
    ilyina: Recipient,
    forms: list[str],
    *,
    warned: bool,
) -> None:
    provider.register_number, provider.registered_on = "33-17", date(2015, 2, 1)
    provider.registered_forms = forms
    programme = factories.make_programme(rows, ilyina)
    rows.commit()

    page = words(director.get(f"/programmes/{programme.id}"))

    assert ("нет формы" in page) is warned


@pytest.mark.parametrize(
    ("until", "told"),
    [
        pytest.param("15.03.2029", False, id="FED-IPP-05, FED-CAL-04: three years from the issue"),
        pytest.param("16.03.2029", True, id="FED-IPP-05: a day more, though not from its first"),
    ],
)
def test_a_programme_that_begins_after_its_issue_tells_of_an_earlier_review(
    director: Browser, ilyina: Recipient, until: str, *, told: bool
) -> None:
    days = {"issued_on": "15.03.2026", "valid_from": "16.03.2026", "valid_until": until}
    answer = director.post(f"/programmes/present/{ilyina.id}?form=home", FORM | days)

    page = words(director.get(answer.location)).replace("\u00a0", " ")

    assert ("пересмотреть её надо не позже 15.03.2029" in page) is told
