"""What a region says of a paper, a message, a stay or a register stands where the work is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.catalogue import Form
from portal.domain.registers import RegisterRules
from portal.models import Provider, Role, UrgentCase
from portal.web.payments import presenters
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff
from tests.web.served import APRIL_MORNING, close_march, deliver, serve


@pytest.mark.parametrize(("region", "told"), [("vladimir", True), ("moscow", False)])
def test_the_papers_of_a_familys_file_stand_beside_the_application(
    rows: Session, provider: Provider, staff: Staff, region: str, *, told: bool
) -> None:
    """VLA-DOC-07."""
    provider.region_code = region
    rows.commit()

    page = words(staff.browser(Role.SOCIAL_WORKER).get("/admissions/applications/new"))

    for sentence in ("Бумаги личного дела семьи", "Социальный паспорт семьи"):
        assert (sentence in page) is told, sentence
    assert ("Индивидуальная программа — позже" in page) is told


@pytest.mark.parametrize(("region", "told"), [("vladimir", True), ("moscow", False)])
def test_what_another_organisations_message_must_say_stands_beside_it(
    rows: Session, provider: Provider, staff: Staff, region: str, *, told: bool
) -> None:
    """VLA-NOT-02."""
    provider.region_code = region
    person = factories.make_recipient(rows, provider)
    rows.commit()

    page = words(staff.browser(Role.DIRECTOR).get(f"/urgent/new/{person.id}"))

    for sentence in ("Если сообщила другая организация", "посещение семьи"):
        assert (sentence in page) is told, sentence


@pytest.mark.parametrize(
    ("region", "form", "told"),
    [
        pytest.param("astrakhan", Form.STATIONARY, True, id="AST-DOC-04"),
        pytest.param("astrakhan", Form.HOME, False, id="another form of service"),
        pytest.param("vladimir", Form.STATIONARY, False, id="a region without a list of its own"),
    ],
)
def test_the_enclosures_stand_beside_a_request_for_review(
    rows: Session, provider: Provider, staff: Staff, region: str, form: Form, *, told: bool
) -> None:
    provider.region_code = region
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, person, form=form, valid_until=date(2026, 4, 15))
    rows.commit()

    page = words(
        staff.browser(Role.SOCIAL_WORKER).get(f"/admissions/programmes/{programme.id}/review")
    )

    assert "Попросить о пересмотре" in page
    assert ("почему программу нужно пересмотреть" in page) is told
    assert ("Документ о полномочиях представителя" in page) is told


@pytest.mark.parametrize(("form", "told"), [("stationary", True), ("home", False)])
def test_the_modes_of_stay_stand_where_a_residential_programme_is_copied(
    rows: Session, provider: Provider, staff: Staff, form: str, *, told: bool
) -> None:
    """FED-IPP-12."""
    person = factories.make_recipient(rows, provider)
    browser = staff.browser(Role.SOCIAL_WORKER)

    page = words(browser.get(f"/programmes/present/{person.id}?form={form}"))

    assert ("постоянно временно пять дней в неделю" in " ".join(page.split())) is told
    assert ("Если временно, последний день обязателен" in page) is told


def test_an_urgent_case_says_by_what_it_is_judged(
    rows: Session, provider: Provider, staff: Staff
) -> None:
    """VLA-RGT-05; another region says nothing of it."""
    provider.renders_urgent = True
    rows.commit()
    person = factories.make_recipient(rows, provider)
    browser = staff.browser(Role.DIRECTOR)
    case = {
        "source": "medical_organisation",
        "informant": "Больница № 2, Сергеева",
        "reported_on": "16.03.2026",
        "reported_at": "9:30",
        "person": "russian_citizen",
        "given-VLA-U-01": "16.03.2026",
        "conditions-VLA-U-01": "на дому",
    }
    assert browser.post(f"/urgent/new/{person.id}", case).status_code == 303
    address = f"/urgent/{rows.scalars(select(UrgentCase.id)).one()}"

    page = words(browser.get(address))
    provider.region_code = "moscow"
    rows.commit()
    elsewhere = words(browser.get(address))

    for sentence in ("Полнота", "Своевременность", "Результативность", "улучшились условия"):
        assert sentence.casefold() in page.casefold(), sentence
    assert "Как оценили помощь" not in elsewhere


class TestReceiptCopies:
    """VLA-REG-03: the list of receipt copies is the region's register."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, clock=APRIL_MORNING)

    def test_the_list_bears_the_registers_name_columns_and_months(
        self, app: Flask, rows: Session, staff: Staff
    ) -> None:
        worker = staff.actor(Role.SOCIAL_WORKER).membership_id
        served = serve(rows, staff, social_worker_id=worker)
        served.contract.social_worker_id = worker
        rows.commit()
        deliver(rows, staff, served, [3, 4, 5])
        close_march(app, rows, staff)
        paid = {
            "op": "0123456789abcdef0123456789abcdef",
            "amount": "300,00",
            "paid_on": "18.04.2026",
            "channel": "bank_till",
            "receipt_number": "000777",
            "payer": "Ильина Мария Петровна",
            "bank": "Отделение банка",
            "month": "",
        }
        address = f"/payments/accounts/{served.contract.id}/confirm"
        assert staff.browser(Role.ACCOUNTANT).post(address, paid).status_code == 303

        page = words(staff.browser(Role.HEAD_OF_DEPARTMENT).get("/payments/receipts"))

        assert "Реестр копий квитанций" in page
        assert "Социальный работник, Сдана, Принял" in page
        assert "март 2026" in page.casefold().replace("\u00a0", " ")

    def test_a_region_without_the_register_has_the_portals_columns(self) -> None:
        heads = presenters.copy_columns(presenters.copies_register(RegisterRules()))

        assert (heads["where"], heads["recipient"]) == ("Где копия", "Получатель")
        assert "month" not in heads
