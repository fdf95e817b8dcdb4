"""The recipient's pages: what to pay, why, every paper, and nobody else's."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.config import Settings
from portal.domain.contract import ContractState
from portal.models import (
    Act,
    AdditionalRequest,
    Contract,
    ContractTerms,
    EntryKind,
    LedgerEntry,
    Role,
)
from portal.usecases.queries.acts import ActStage
from portal.usecases.queries.cabinet import OwnAct, get_cabinet
from portal.usecases.queries.own_services import OwnService
from portal.web.cabinet import presenters
from portal.web.filters import day_words
from portal.web.menu import menu_of
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.served import APRIL_MORNING, MARCH, Served, close_march, deliver, serve

TODAY = APRIL_MORNING.date()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=APRIL_MORNING)


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    worker = staff.actor(Role.SOCIAL_WORKER).membership_id
    found = serve(rows, staff, social_worker_id=worker)
    deliver(rows, staff, found, [3, 4, 5])
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, found.recipient)
    return found


@pytest.fixture
def reader(staff: Staff, served: Served) -> Browser:
    return staff.browser(Role.RECIPIENT)


@pytest.fixture
def act(app: Flask, rows: Session, staff: Staff, served: Served) -> Act:
    return close_march(app, rows, staff)[0]


def test_a_stranger_is_sent_to_sign_in(stranger: Browser) -> None:
    assert stranger.get("/cabinet").location == "/sign-in?next=/cabinet"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.RECIPIENT])
def test_the_cabinet_is_the_recipients_own(staff: Staff, role: Role) -> None:
    assert staff.browser(role).get("/cabinet").status_code == 403


def test_every_section_of_the_menu_opens(app: Flask, reader: Browser, act: Act) -> None:
    with app.test_request_context():
        addresses = [item.url for item in menu_of(Role.RECIPIENT)]

    assert {url: reader.get(url).status_code for url in addresses} == dict.fromkeys(addresses, 200)


def test_the_front_page_says_how_much_until_when_and_why(reader: Browser, act: Act) -> None:
    page = reader.get("/cabinet")

    text, html = words(page), page.get_data(as_text=True)
    assert '<html lang="ru" class="large">' in html
    assert "Здравствуйте, Мария Петровна!" in text
    assert "Оплатить за март 2026 376,50 ₽" in text
    assert "Срок прошёл 10 апреля" in text
    assert "Услуги за март 2026 стоят 376,50 ₽ по тарифам." in text
    assert "Показать весь расчёт" in text
    assert "Орлова Вера Павловна" in text


def test_the_code_on_the_page_asks_for_what_is_due_now(
    app: Flask, reader: Browser, rows: Session, staff: Staff, served: Served, act: Act
) -> None:
    accountant = staff.browser(Role.ACCOUNTANT)
    form = {
        "op": "a",
        "amount": "76,50",
        "paid_on": "18.04.2026",
        "channel": "bank_till",
        "receipt_number": "1",
        "payer": "Ильина",
        "bank": "Отделение банка",
    }
    accountant.post(f"/payments/accounts/{served.contract.id}/confirm", form)

    html = reader.get("/cabinet").get_data(as_text=True)
    with app.app_context():
        payload = get_cabinet(staff.actors[Role.RECIPIENT], TODAY).contracts[0].payload

    assert payload is not None
    assert payload.startswith("ST00012|Name=")
    assert "|Sum=30000|" in payload
    assert 'role="img" aria-label="Код для оплаты 300,00' in html
    assert "<svg" in html
    assert not re.search(r"<svg[^>]*style=|<script(?![^>]*src)", html)


def test_nothing_to_pay_is_said_in_words(reader: Browser) -> None:
    page = words(reader.get("/cabinet"))

    assert "Сейчас платить не нужно" in page
    assert "Долга нет" in page


def test_somebody_without_a_contract_is_told_what_comes(
    app: Flask, rows: Session, staff: Staff
) -> None:
    recipient = factories.make_recipient(rows, staff.provider)
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, recipient)
    reader = staff.browser(Role.RECIPIENT)

    pages = [words(reader.get(url)) for url in ("/cabinet", "/cabinet/contract", "/cabinet/acts")]

    assert "Сейчас платить не нужно" in pages[0]
    assert "Услуги этого месяца" not in pages[0]
    assert "Договора пока нет" in pages[1]
    assert "Актов пока нет" in pages[2]


def test_the_contract_is_told_in_plain_words(reader: Browser, served: Served) -> None:
    page = words(reader.get("/cabinet/contract"))

    assert f"Договор № {served.contract.number} Действует" in page
    assert "не больше 1 200,00 ₽ в месяц" in page
    assert "На дому" in page
    assert "До 8 в месяц, по договору 150,00 ₽, сейчас" in page.replace("\xa0", " ")


@pytest.mark.parametrize("over", [False, True], ids=["its last day", "the day after"])
def test_a_contract_that_is_over_is_told_in_the_past(
    rows: Session, staff: Staff, reader: Browser, served: Served, over: bool
) -> None:
    served.contract.social_worker_id = staff.actor(Role.SOCIAL_WORKER).membership_id
    served.contract.ended_on = last = TODAY - timedelta(days=over)
    served.contract.state = ContractState.TERMINATED
    rows.commit()

    page = words(reader.get("/cabinet/contract")).replace("\xa0", " ")

    now = ("Вы платите", "Кто приходит ", "Где вас обслуживают", "Договор действует с")
    then = ("Вы платили", "Кто приходил ", "Где вас обслуживали", "Договор действовал с")
    assert [one for one in now if one in page] == ([] if over else list(now))
    assert [one for one in then if one in page] == (list(then) if over else [])
    assert f"по {day_words(last, year=True)}, заключён был до".replace("\xa0", " ") in page


@pytest.mark.parametrize(
    ("days_ahead", "told"),
    [
        pytest.param(0, "2 услуги", id="FED-CON-07: the new terms begin today"),
        pytest.param(1, "1 услуга", id="tomorrow"),
    ],
)
def test_services_are_counted_by_the_terms_of_the_day(
    rows: Session, reader: Browser, served: Served, days_ahead: int, told: str
) -> None:
    since = TODAY + timedelta(days=days_ahead)
    before = rows.scalars(select(ContractTerms)).one()
    before.until = since
    two = ((factories.SERVICE, 8, "150.00"), ("VLA-H-02", 4, "100.00"))
    after = factories.make_terms(two, since=since)
    after.provider_id, after.contract_id = served.contract.provider_id, served.contract.id
    rows.add(after)
    rows.commit()

    assert told in words(reader.get("/cabinet"))


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ({}, True),
        ({"state": ContractState.TERMINATED, "ended_on": date(2026, 4, 10)}, True),
        ({"state": ContractState.AWAITING_SIGNATURE, "in_force_from": None}, False),
    ],
    ids=["in force", "over", "not signed yet"],
)
def test_services_are_offered_to_whom_they_were_given(
    reader: Browser, rows: Session, served: Served, changes: dict[str, object], *, offered: bool
) -> None:
    for name, value in changes.items():
        setattr(served.contract, name, value)
    rows.commit()

    assert ("Услуги этого месяца" in words(reader.get("/cabinet"))) is offered


def test_services_are_told_by_days(reader: Browser) -> None:
    page = words(reader.get("/cabinet/services?month=2026-03"))

    assert "3 из 8" in page
    assert "3, 4 и 5 марта" in page
    assert "К вам приходили 3 дня" in page


def test_what_is_beyond_the_programme_is_told_apart(
    reader: Browser, rows: Session, staff: Staff, served: Served
) -> None:
    """FED-IPP-09: «9 из 8» would say that more was given than the contract holds."""
    worker = staff.actor(Role.SOCIAL_WORKER)
    code = served.terms.services[0].code
    for own, day in ((code, 5), ("VLA-H-02", 6)):
        rows.add(
            AdditionalRequest(
                provider_id=served.contract.provider_id,
                contract_id=served.contract.id,
                code=own,
                title=f"Услуга {own}",
                requested_on=date(2026, 3, day),
                recorded_at=factories.MOMENT,
                recorded_by_id=worker.membership_id,
            )
        )
        factories.make_delivery(
            rows,
            served.contract,
            worker,
            code=own,
            day=date(2026, 3, day),
            quantity=Decimal(2),
            additional=True,
        )
    rows.commit()

    page = words(reader.get("/cabinet/services?month=2026-03"))

    assert "3 из 8" in page
    assert "5 из 8" not in page
    assert page.count("2, сверх программы") == 2
    assert "Услуга VLA-H-02 : 2, сверх программы 6 (×2) марта" in page


def test_acts_and_payments_are_listed(reader: Browser, act: Act) -> None:
    acts, payments = words(reader.get("/cabinet/acts")), words(reader.get("/cabinet/payments"))
    one = words(reader.get(f"/cabinet/acts/{act.id}"))

    assert "Акт за март 2026 К оплате 376,50 ₽ до 10 апреля" in acts
    assert "Нужно оплатить 376,50 ₽" in payments
    assert "за март 2026: 376,50 ₽" in payments
    assert "Почему столько за март 2026?" in payments
    assert "376,50 ₽ − 0,00 ₽: осталось заплатить 376,50 ₽." in payments
    assert "Почему столько" in one


def test_every_paper_can_be_downloaded(reader: Browser, served: Served, act: Act) -> None:
    act_file = reader.get(f"/cabinet/acts/{act.id}/act.pdf")
    receipt = reader.get(f"/cabinet/acts/{act.id}/receipt.pdf")
    contract = reader.get(f"/cabinet/contracts/{served.contract.id}/contract.pdf")

    assert {one.mimetype for one in (act_file, receipt, contract)} == {"application/pdf"}
    text = PdfReader(io.BytesIO(act_file.data)).pages[0].extract_text()
    assert "Ильина Мария Петровна" in text
    assert contract.data == f"contract {served.contract.id}".encode()


def test_a_neighbours_things_do_not_exist(
    app: Flask, rows: Session, staff: Staff, reader: Browser, act: Act
) -> None:
    neighbour = serve(rows, staff, surname="Соседова")
    foreign = factories.make_act(rows, neighbour.contract, neighbour.terms)

    addresses = (
        f"/cabinet/acts/{foreign.id}",
        f"/cabinet/acts/{foreign.id}/act.pdf",
        f"/cabinet/acts/{foreign.id}/receipt.pdf",
        f"/cabinet/contracts/{neighbour.contract.id}/contract.pdf",
        "/cabinet/acts/99999",
    )

    assert {reader.get(address).status_code for address in addresses} == {404}
    assert "Соседова" not in words(reader.get("/cabinet"))


@pytest.mark.parametrize(
    "address", ["/contracts", "/acts", "/payments", "/deliveries", "/months", "/recipients"]
)
def test_the_offices_pages_are_closed_to_recipients(reader: Browser, address: str) -> None:
    assert reader.get(address).status_code == 403


def own_act(**changes: object) -> OwnAct:
    values: dict[str, object] = {
        "id": 1,
        "number": "1/2026",
        "month": MARCH,
        "stage": ActStage.CUSTOMER,
        "cost": Decimal("3612.50"),
        "payable": Decimal("3612.50"),
        "fee_cap": Decimal("4000.00"),
        "free": False,
        "free_ground_title": None,
        "additional_cost": Decimal("0.00"),
        "due_on": TODAY,
        "steps": (),
    }
    return OwnAct(**values | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({}, "Услуги за март 2026 стоят 3 612,50 ₽ по тарифам.", id="all is paid for"),
        pytest.param(
            {"payable": Decimal("2140.00"), "fee_cap": Decimal("2140.00")},
            "Больше 2 140,00 ₽ в месяц с вас брать нельзя",
            id="the cap is lower",
        ),
        pytest.param(
            {"free": True, "payable": Decimal("0.00"), "free_ground_title": "участник войны"},
            "Услуги программы для вас бесплатны: участник войны.",
            id="free by a ground",
        ),
        pytest.param(
            {"payable": Decimal("3862.50"), "additional_cost": Decimal("250.00")},
            "Ещё 250,00 ₽ — дополнительные услуги по вашей просьбе.",
            id="something on top",
        ),
    ],
)
def test_why_so_much_is_told_in_words(changes: dict[str, object], sentence: str) -> None:
    assert sentence in presenters.why(own_act(**changes)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("quantity", "told"), [("1", "3 марта"), ("2", "3 (×2) марта"), ("1.5", "3 (×1,5) марта")]
)
def test_a_day_says_how_often(quantity: str, told: str) -> None:
    day = MARCH.replace(day=3)
    service = OwnService("Уборка", Decimal(quantity), None, ((day, Decimal(quantity)),))

    assert presenters.days(service) == told


def test_money_in_advance_is_told(reader: Browser, staff: Staff, served: Served, act: Act) -> None:
    form = {
        "op": "b",
        "amount": "400",
        "paid_on": "18.04.2026",
        "channel": "bank_till",
        "receipt_number": "2",
        "payer": "Ильина",
        "bank": "Отделение банка",
    }
    staff.browser(Role.ACCOUNTANT).post(f"/payments/accounts/{served.contract.id}/confirm", form)

    page = words(reader.get("/cabinet"))

    assert "Сейчас платить не нужно" in page
    assert "У вас переплата 23,50 ₽." in page


def pay_part(staff: Staff, served: Served, amount: str, number: str = "1") -> None:
    form = {
        "op": number * 32,
        "amount": amount,
        "paid_on": "18.04.2026",
        "channel": "bank_till",
        "receipt_number": number,
        "payer": "Ильина",
        "bank": "Отделение банка",
    }
    accountant = staff.browser(Role.ACCOUNTANT)
    assert accountant.post(f"/payments/accounts/{served.contract.id}/confirm", form).location


def printed(answer: TestResponse) -> str:
    return PdfReader(io.BytesIO(answer.data)).pages[0].extract_text().replace("\u00a0", " ")


def test_after_a_part_payment_a_new_receipt_asks_for_the_rest(
    reader: Browser, staff: Staff, served: Served, act: Act
) -> None:
    issued = reader.get(f"/cabinet/acts/{act.id}/receipt.pdf").data
    rest = f"/cabinet/contracts/{served.contract.id}/receipt.pdf"
    unpaid = reader.get(rest).data
    pay_part(staff, served, "76,50")

    home, page = reader.get("/cabinet"), reader.get(f"/cabinet/acts/{act.id}")
    first, second = reader.get(rest), reader.get(rest)

    told = words(page).replace("\u00a0", " ")
    assert unpaid == issued
    assert reader.get(f"/cabinet/acts/{act.id}/receipt.pdf").data == issued
    assert first.data == second.data != issued
    assert "300,00" in printed(first)
    assert "76,50" in printed(first)
    assert "Осталось оплатить 300,00 ₽ По акту 376,50 ₽, из них уже оплачено 76,50 ₽" in told
    assert "по ней больше не платите" in told
    for one in (home, page):
        assert f'href="{rest}"' in one.get_data(as_text=True)
        assert "Скачать квитанцию на 300,00 ₽" in words(one).replace("\u00a0", " ")
    assert "/receipt.pdf" not in reader.get("/cabinet/acts").get_data(as_text=True)


def test_whoever_has_paid_is_offered_no_receipt(
    reader: Browser, staff: Staff, served: Served, act: Act
) -> None:
    pay_part(staff, served, "376,50")

    home, page = reader.get("/cabinet"), words(reader.get(f"/cabinet/acts/{act.id}"))
    answer = reader.get(f"/cabinet/contracts/{served.contract.id}/receipt.pdf")

    assert "receipt.pdf" not in home.get_data(as_text=True)
    assert "Оплачено 376,50" in page
    assert "По этому акту больше платить не нужно." in page
    assert "Скачать квитанцию" not in page
    assert answer.status_code == 422


def test_a_neighbours_rest_does_not_exist(
    rows: Session, staff: Staff, reader: Browser, act: Act
) -> None:
    neighbour = serve(rows, staff, surname="Соседова")
    factories.make_act(rows, neighbour.contract, neighbour.terms)

    assert reader.get(f"/cabinet/contracts/{neighbour.contract.id}/receipt.pdf").status_code == 404


@pytest.fixture
def late_february(rows: Session, staff: Staff, act: Act) -> Act:
    """A month closed after a later one: the later one's receipt knows nothing of it."""
    contract = rows.get_one(Contract, act.contract_id)
    terms = rows.get_one(ContractTerms, act.terms_id)
    february = factories.make_act(rows, contract, terms, month=date(2026, 2, 1))
    charge = LedgerEntry(
        provider_id=act.provider_id,
        contract_id=act.contract_id,
        month=february.month,
        kind=EntryKind.CHARGE,
        amount=Decimal("100.00"),
        act_id=february.id,
        at=APRIL_MORNING,
        recorded_by_id=staff.actor(Role.ACCOUNTANT).membership_id,
    )
    factories.save(rows, charge)
    return february


@pytest.mark.usefixtures("late_february")
@pytest.mark.parametrize(
    ("paid", "why"),
    [
        pytest.param("", "в ней не всё, что сейчас нужно оплатить", id="nothing is paid"),
        pytest.param("10,00", "в ней не всё, что сейчас нужно оплатить", id="less than is added"),
        pytest.param("150,00", "часть по ней уже оплачена", id="more than is added"),
    ],
)
def test_a_replaced_receipt_says_why_it_is_not_paid_any_more(
    reader: Browser, staff: Staff, served: Served, paid: str, why: str
) -> None:
    if paid:
        pay_part(staff, served, paid)

    assert f"По прежней квитанции не платите: {why}." in words(reader.get("/cabinet"))
