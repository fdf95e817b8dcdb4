"""Blanks are printed with what the card knows, for this recipient's form of service alone."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.models import AccessEvent, Provider, ReceiptCopy, Role
from portal.usecases.actor import Actor
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.served import Served, everything, serve


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_list_holds_the_papers_of_the_department(
    rows: Session, provider: Provider, director: Browser
) -> None:
    day_care = factories.make_department(rows, provider, unit_code="minors_prevention")
    at_home = factories.make_recipient(rows, provider)
    family = factories.make_recipient(rows, provider, department_id=day_care.id)

    here = words(director.get(f"/recipients/{at_home.id}/forms"))
    there = words(director.get(f"/recipients/{family.id}/forms"))

    assert "Заявление о предоставлении социальных услуг" in here
    assert "Социальный паспорт семьи" not in here
    assert "Социальный паспорт семьи" in there


def test_a_blank_holds_what_the_card_knows_and_is_not_kept(
    rows: Session, provider: Provider, director: Browser
) -> None:
    recipient = factories.make_recipient(rows, provider)
    recipient.phone = "+79200000000"
    factories.make_programme(rows, recipient, form=Form.HOME)
    before = everything(rows)

    answer = director.get(f"/recipients/{recipient.id}/forms/application")

    printed = text_of(answer.data)
    assert answer.mimetype == "application/pdf"
    assert recipient.surname in printed
    assert f"{recipient.born:%d.%m.%Y}" in printed
    assert (recipient.snils or "") in printed
    assert "Дата заполнения заявления" in printed
    # No paper of the card proves a citizenship, so it has a line for the pen.
    assert "гражданство ____" in printed
    assert "920 000-00-00" in printed.replace("\u00a0", " ")
    assert everything(rows) == before


def test_a_paper_of_another_form_of_service_is_not_found(
    rows: Session, provider: Provider, director: Browser
) -> None:
    recipient = factories.make_recipient(rows, provider)

    for code in ("urgent_act", "contract", "no-such-paper"):
        assert director.get(f"/recipients/{recipient.id}/forms/{code}").status_code == 404


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    return serve_at_home(rows, staff, staff.actor(Role.SOCIAL_WORKER))


def serve_at_home(rows: Session, staff: Staff, worker: Actor) -> Served:
    """Somebody of the department whose papers these are."""
    department = factories.make_department(rows, staff.provider, unit_code="home_care")
    works = {"department_id": department.id, "social_worker_id": worker.membership_id}
    return serve(rows, staff, **works)


def printed(browser: Browser, served: Served, code: str) -> str:
    answer = browser.get(f"/recipients/{served.recipient.id}/forms/{code}")
    assert answer.mimetype == "application/pdf"
    return text_of(answer.data).replace("\u00a0", " ")


def test_the_order_of_an_end_names_its_contract_its_ground_and_its_day(
    rows: Session, staff: Staff, director: Browser, served: Served
) -> None:
    before = printed(director, served, "termination_order")
    factories.make_termination(
        rows,
        served.contract,
        staff.actor(Role.DIRECTOR),
        basis=[{"text": "заявление от 15.03.2026"}],
    )

    after = printed(director, served, "termination_order")

    for told in ("письменное заявление об отказе", "заявление от 15.03.2026", "31.03.2026"):
        assert told not in before
        assert told in after
    for paper in (before, after):
        assert f"№ {served.contract.number} от 02.03.2026" in paper


@pytest.mark.parametrize(
    ("role", "tells"),
    [
        pytest.param(Role.ACCOUNTANT, True, id="FED-PDP-01 who works with income"),
        pytest.param(Role.SOCIAL_WORKER, False, id="FED-PDP-01 who does not"),
    ],
)
def test_the_decision_on_payment_tells_its_figures_to_whom_they_are_work(
    rows: Session, staff: Staff, served: Served, role: Role, *, tells: bool
) -> None:
    served.terms.explanation = [{"text": "Половина превышения", "value": "2608.33"}]
    rows.add(served.terms)
    rows.commit()

    paper = printed(staff.browser(role), served, "fee_decision")

    for told in ("26 216,67", "21 000,00", "1 200,00", "Половина превышения", "2 608,33"):
        assert (told in paper) is tells
    looks = rows.scalars(select(AccessEvent.path)).all()
    assert looks == ([f"/recipients/{served.recipient.id}/forms/fee_decision"] if tells else [])


@pytest.mark.parametrize(
    ("role", "sum_shown"), [(Role.ACCOUNTANT, True), (Role.SOCIAL_WORKER, False)]
)
def test_the_register_of_copies_is_filled_from_the_receipts(
    rows: Session, staff: Staff, served: Served, role: Role, *, sum_shown: bool
) -> None:
    """VLA-PAY-03"""
    worker = staff.actor(Role.SOCIAL_WORKER)
    payment = factories.make_payment(rows, served.contract, worker)
    copy = {"payment_id": payment.id, "worker_id": worker.membership_id}
    handed = {"state": "copy_handed_over", "handed_over_on": date(2026, 4, 8)}
    factories.save(rows, ReceiptCopy(provider_id=payment.provider_id, **copy, **handed))

    paper = printed(staff.browser(role), served, "receipt_list")

    for told in ("03.04.2026", "4711", "08.04.2026"):
        assert told in paper
    assert ("1 200,00" in paper) is sum_shown


@pytest.mark.parametrize(
    ("code", "period"),
    [
        pytest.param("receipt_list", "04.2026 — 04.2026", id="the months of the receipts"),
        pytest.param("inter_agency_request", "02.2025 — 01.2026", id="FED-FEE-09 of the income"),
    ],
)
def test_a_period_is_the_one_that_its_paper_is_about(
    rows: Session, staff: Staff, director: Browser, served: Served, code: str, period: str
) -> None:
    payment = factories.make_payment(rows, served.contract, staff.actor(Role.DIRECTOR))
    copy = {"payment_id": payment.id, "state": "receipt_recorded"}
    factories.save(rows, ReceiptCopy(provider_id=payment.provider_id, **copy))

    assert period in printed(director, served, code)


def test_a_blank_of_a_contract_of_another_worker_stays_blank(
    rows: Session, staff: Staff, social_worker: Browser
) -> None:
    """The person is given to nobody now; the contract that is over was a colleague's."""
    colleague = factories.make_staff(rows, staff.provider, Role.SOCIAL_WORKER)
    theirs = serve_at_home(rows, staff, colleague)
    theirs.recipient.social_worker_id = None
    theirs.contract.social_worker_id = colleague.membership_id
    theirs.contract.state, theirs.contract.ended_on = ContractState.TERMINATED, date(2026, 3, 10)
    rows.add_all((theirs.recipient, theirs.contract))
    rows.commit()

    assert f"№ {theirs.contract.number} от" not in printed(
        social_worker, theirs, "termination_order"
    )
