"""Pages of payments: who owes, recording once after a check, undoing, receipt copies."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.law import Citation
from portal.models import Act, LedgerEntry, MonthClosing, MonthState, Payment, ReceiptCopy, Role
from portal.usecases.queries.break_readiness import BreakTask
from portal.web.payments.presenters import break_words
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.served import APRIL_MORNING, Served, close_march, deliver, everything, serve

OPERATION = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=APRIL_MORNING)


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    worker = staff.actor(Role.SOCIAL_WORKER).membership_id
    found = serve(rows, staff, social_worker_id=worker)
    found.contract.social_worker_id = worker
    rows.commit()
    deliver(rows, staff, found, [3, 4, 5])
    return found


@pytest.fixture
def act(app: Flask, rows: Session, staff: Staff, served: Served) -> Act:
    """376,50 ₽ for March, due on 10 April; today is the 20th."""
    return close_march(app, rows, staff)[0]


def form(**changes: str) -> dict[str, object]:
    values = {
        "op": OPERATION,
        "amount": "300,00",
        "paid_on": "18.04.2026",
        "channel": "bank_till",
        "receipt_number": "000777",
        "payer": "Ильина Мария Петровна",
        "bank": "Отделение банка",
        "month": "",
    }
    return {**values, **changes}


def account(served: Served, step: str = "") -> str:
    return f"/payments/accounts/{served.contract.id}{step}"


def pay(accountant: Browser, served: Served, **changes: str) -> str:
    answer = accountant.post(account(served, "/confirm"), form(**changes))
    assert answer.status_code == 303, words(answer)
    return str(answer.location)


def test_a_text_without_end_is_not_recorded(
    accountant: Browser, rows: Session, served: Served
) -> None:
    answer = accountant.post(account(served, "/confirm"), form(receipt_number="Я" * 5000))

    assert answer.status_code == 422
    assert "Введите не больше 30 знаков: сейчас их 5000" in words(answer)
    assert rows.scalar(select(func.count(Payment.id))) == 0


@pytest.mark.parametrize(("length", "status"), [(30, 200), (31, 422)])
def test_the_number_of_a_receipt_is_as_long_as_one_on_paper(
    accountant: Browser, served: Served, act: Act, length: int, status: int
) -> None:
    answer = accountant.post(account(served, "/record"), form(receipt_number="7" * length))

    assert answer.status_code == status


def test_control_signs_are_dropped_from_a_text(accountant: Browser, served: Served) -> None:
    page = accountant.get(pay(accountant, served, receipt_number="000\x00777\u202e"))

    assert "000777" in words(page)


def test_a_stranger_is_sent_to_sign_in(stranger: Browser, served: Served) -> None:
    assert stranger.get(account(served)).location.startswith("/sign-in?next=/payments/")
    assert stranger.post(account(served, "/confirm"), form()).location == "/sign-in"


def test_who_owes_and_how_much(
    accountant: Browser, rows: Session, staff: Staff, served: Served, act: Act
) -> None:
    serve(rows, staff, surname="Безгрешнова")

    everybody = words(accountant.get("/payments"))
    debtors = accountant.get("/payments?debtors=1", htmx=True)

    assert "Долг 376,50 ₽ у 1 человека." in everybody
    assert "Просрочено 10 дней" in everybody
    assert "Итого 376,50 0,00 376,50 376,50" in everybody
    assert "Безгрешнова" in everybody
    assert "Безгрешнова" not in words(debtors)
    assert debtors.get_data(as_text=True).lstrip().startswith('<div id="_list"')


def test_an_account_without_charges_is_not_called_paid(
    accountant: Browser, rows: Session, staff: Staff, served: Served, act: Act
) -> None:
    new = serve(rows, staff, surname="Безгрешнова")
    before = words(accountant.get("/payments?q=Безгрешнова"))
    page = words(accountant.get(account(new)))

    pay(accountant, served, amount="376,50")
    after = words(accountant.get("/payments?q=Ильина"))

    assert "Начислений нет" in before
    assert "Начислений нет" in page
    assert "Всё оплачено" not in page
    assert "0,00 0,00 Оплачено" in after
    assert "Начислений нет" not in after
    assert "Всё оплачено" in words(accountant.get(account(served)))


def test_a_person_is_found_by_the_personal_code(accountant: Browser, served: Served) -> None:
    found = words(accountant.get(f"/payments?q={served.recipient.personal_code}"))
    nobody = words(accountant.get("/payments?q=9999999"))

    assert "Ильина" in found
    assert "С таким отбором счетов нет" in nobody


def test_the_account_shows_months_and_payments(
    accountant: Browser, served: Served, act: Act
) -> None:
    pay(accountant, served)

    page = accountant.get(account(served))

    text = words(page)
    assert "Нужно оплатить 76,50 ₽" in text
    assert "Март 2026 376,50 300,00 76,50 Просрочено 10.04.2026" in text
    assert f"/acts/{act.id}/receipt.pdf" in page.get_data(as_text=True)
    assert "000777" in text
    assert "376,50 ₽ − 300,00 ₽: осталось заплатить 76,50 ₽" in text
    assert "Пени не начисляют, долг не растёт" in text


def test_a_payment_is_shown_before_it_is_recorded(
    accountant: Browser, rows: Session, served: Served, act: Act
) -> None:
    before = everything(rows)

    answer = accountant.post(account(served, "/record"), form(amount="1 284,50 ₽"))

    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Оплата ещё не записана" in words(answer)
    assert "1 284,50 ₽" in words(answer)
    assert f'name="op" value="{OPERATION}"' in html
    assert everything(rows) == before


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"paid_on": "01.03.2026"}, "платить раньше было не за что", id="early"),
        pytest.param({"amount": "99 999 999"}, "не больше 10 000 000", id="too much"),
        pytest.param({"month": "2026-02"}, "Выберите", id="a month without a charge"),
    ],
)
def test_the_check_page_says_at_once_what_recording_would_refuse(
    accountant: Browser,
    rows: Session,
    served: Served,
    act: Act,
    change: dict[str, str],
    sentence: str,
) -> None:
    before = everything(rows)

    checked = accountant.post(account(served, "/record"), form(**change))
    confirmed = accountant.post(account(served, "/confirm"), form(**change))

    assert checked.status_code == confirmed.status_code == 422
    assert sentence in words(checked)
    assert sentence in words(confirmed)
    assert "Проверьте перед записью" not in words(checked)
    assert everything(rows) == before


def test_the_check_page_knows_the_receipt_that_is_recorded_already(
    accountant: Browser, served: Served, act: Act
) -> None:
    pay(accountant, served)

    answer = accountant.post(account(served, "/record"), form(op="b" * 32))

    assert answer.status_code == 422
    assert "Квитанция № 000777 от 18.04.2026" in words(answer)
    assert "уже записана" in words(answer)


@pytest.mark.parametrize(
    ("amount", "advance"),
    [("376,50", None), ("376,51", "0,01 ₽"), ("9 000 000", "8 999 623,50 ₽")],
)
def test_the_check_page_warns_of_more_than_is_owed(
    accountant: Browser, served: Served, act: Act, amount: str, advance: str | None
) -> None:
    page = words(accountant.post(account(served, "/record"), form(amount=amount)))

    assert "Оплата ещё не записана" in page
    if advance is None:
        assert "Переплата" not in page
    else:
        assert f"Сейчас нужно оплатить 376,50 ₽ . Переплата — {advance}" in page.replace(
            "\u00a0", " "
        ).replace("₽.", "₽ .")


def test_the_check_page_leads_back_with_what_was_typed(
    accountant: Browser, served: Served, act: Act
) -> None:
    answer = accountant.post(account(served, "/record"), form(change="1"))

    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'value="300,00"' in html
    assert 'value="000777"' in html


def test_a_payment_covers_the_oldest_debt(
    accountant: Browser, rows: Session, served: Served, act: Act
) -> None:
    address = pay(accountant, served, amount="400")

    page = words(accountant.get(address))
    rows.rollback()
    assert "Март 2026: 376,50 ₽" in page
    assert "Аванс на следующие месяцы: 23,50 ₽" in page
    assert "Переплата 23,50 ₽" in page
    assert "Почему туда? Деньги закрывают месяц" in page
    assert "FED-PAY-02" in page
    assert rows.scalar(select(func.sum(LedgerEntry.amount))) == Decimal("-23.50")


def test_the_same_form_records_once(
    accountant: Browser, rows: Session, served: Served, act: Act
) -> None:
    addresses = {pay(accountant, served) for _ in range(3)}

    rows.rollback()
    assert len(addresses) == 1
    assert rows.scalar(select(func.count()).select_from(Payment)) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"amount": "-5"}, "Введите сумму больше нуля", id="negative"),
        pytest.param({"amount": "0"}, "Введите сумму больше нуля", id="nothing"),
        pytest.param({"amount": "много"}, "Введите сумму цифрами", id="text"),
        pytest.param({"amount": "૯૯"}, "Введите сумму цифрами", id="other digits"),
        pytest.param({"amount": "1,234"}, "не больше двух знаков копеек", id="a third decimal"),
        pytest.param({"amount": ""}, "Введите сумму, например", id="no sum"),
        pytest.param({"paid_on": "18.04.2027"}, "не может быть позже сегодняшней", id="next year"),
        pytest.param({"paid_on": "32.03.2026"}, "Дня 32.03.2026 не бывает", id="32 March"),
        pytest.param(
            {"channel": "cash_desk"},
            "Выберите из предложенного: В кассе банка",
            id="not the region's channel",
        ),
        pytest.param({"receipt_number": ""}, "номер квитанции", id="no receipt"),
        pytest.param({"op": ""}, "Откройте форму заново", id="no key"),
    ],
)
@pytest.mark.parametrize("step", ["/record", "/confirm"])
def test_a_payment_that_cannot_be_is_refused_in_words(
    accountant: Browser,
    rows: Session,
    served: Served,
    change: dict[str, str],
    sentence: str,
    step: str,
) -> None:
    before = everything(rows)

    answer = accountant.post(account(served, step), form(**change))

    assert answer.status_code == 422
    assert sentence in words(answer) or step == "/confirm"
    assert 'class="errors"' in answer.get_data(as_text=True)
    assert everything(rows) == before


def test_the_regions_clause_stands_by_a_missing_receipt(
    accountant: Browser, served: Served
) -> None:
    page = words(accountant.post(account(served, "/record"), form(receipt_number="")))

    assert "порядка" in page


def test_a_payment_needs_the_forms_token(
    accountant: Browser, rows: Session, served: Served
) -> None:
    before = everything(rows)

    answer = accountant.post(account(served, "/confirm"), form(), token=False)

    assert answer.status_code == 400
    assert everything(rows) == before


def test_only_the_office_of_money_records(
    social_worker: Browser, rows: Session, served: Served
) -> None:
    before = everything(rows)

    answer = social_worker.post(account(served, "/confirm"), form())

    assert answer.status_code == 403
    assert everything(rows) == before


def test_a_payment_is_taken_back_while_its_month_is_open(
    accountant: Browser, rows: Session, served: Served, act: Act
) -> None:
    address = pay(accountant, served)
    undo = {"reason": "не тому получателю", "version": version_of(accountant, address)}

    answer = accountant.post(f"{address}/reverse", undo)
    again = accountant.post(f"{address}/reverse", undo)

    page = words(accountant.get(address))
    rows.rollback()
    assert answer.status_code == 303
    assert again.status_code == 409
    assert "Вы ввели" in words(again)
    assert "не тому получателю" in words(again)
    assert "Сторнирована" in page
    assert "Нужно оплатить 376,50 ₽" in page
    assert rows.scalar(select(func.sum(LedgerEntry.amount))) == Decimal("376.50")


def version_of(accountant: Browser, address: str) -> str:
    html = accountant.get(f"{address}/reverse").get_data(as_text=True)
    found = re.search(r'name="version"[^>]* value="([0-9]+)"', html)
    assert found, html
    return found[1]


def test_taking_back_needs_a_reason(
    accountant: Browser, rows: Session, served: Served, act: Act
) -> None:
    address = pay(accountant, served)
    version = version_of(accountant, address)
    before = everything(rows)

    answer = accountant.post(f"{address}/reverse", {"version": version})

    assert answer.status_code == 422
    assert "Напишите, почему отменяете" in words(answer)
    assert everything(rows) == before


def test_a_payment_of_a_closed_month_stays(
    accountant: Browser, rows: Session, staff: Staff, served: Served, act: Act
) -> None:
    address = pay(accountant, served)
    version = version_of(accountant, address)
    closing = MonthClosing(
        provider_id=staff.provider.id,
        month=date(2026, 4, 1),
        state=MonthState.CLOSED,
        closed_at=APRIL_MORNING,
        closed_by_id=staff.actor(Role.ACCOUNTANT).membership_id,
    )
    factories.save(rows, closing)
    before = everything(rows)

    page = words(accountant.get(address))
    answer = accountant.post(f"{address}/reverse", {"reason": "ошибка", "version": version})

    assert "Месяц закрыт, отменить эту запись уже нельзя" in page
    assert answer.status_code == 422
    assert everything(rows) == before


def test_the_worker_hands_the_copy_over_to_the_head(
    accountant: Browser,
    social_worker: Browser,
    rows: Session,
    staff: Staff,
    served: Served,
    act: Act,
) -> None:
    head = staff.actor(Role.HEAD_OF_DEPARTMENT)
    payment_id = pay(accountant, served).rsplit("/", 1)[1]
    out = words(staff.browser(Role.HEAD_OF_DEPARTMENT).get("/payments/receipts"))

    handed = {"payments": payment_id, "day": "20.04.2026", "to": str(head.membership_id)}
    answer = social_worker.post("/payments/receipts", handed)

    accepted = words(staff.browser(Role.HEAD_OF_DEPARTMENT).get("/payments/receipts?accepted=yes"))
    rows.rollback()
    assert "Ещё не сдано: 1 копия." in out
    assert "порядка" in out
    assert answer.status_code == 303
    assert "Все копии сданы." in accepted
    assert "Сдана 20.04.2026, кому: Орлова В. П." in accepted
    assert rows.scalar(select(ReceiptCopy.accepted_by_id)) == head.membership_id


def test_an_empty_choice_of_copies_is_an_error(
    accountant: Browser,
    social_worker: Browser,
    rows: Session,
    staff: Staff,
    served: Served,
    act: Act,
) -> None:
    head = staff.actor(Role.HEAD_OF_DEPARTMENT)
    pay(accountant, served)
    before = everything(rows)

    answer = social_worker.post(
        "/payments/receipts", {"day": "20.04.2026", "to": str(head.membership_id)}
    )

    assert answer.status_code == 422
    assert "Отметьте хотя бы одну квитанцию" in words(answer)
    assert everything(rows) == before


def test_nobody_but_the_worker_hands_copies_over(
    accountant: Browser, rows: Session, staff: Staff, served: Served, act: Act
) -> None:
    head = staff.actor(Role.HEAD_OF_DEPARTMENT)
    payment_id = pay(accountant, served).rsplit("/", 1)[1]
    before = everything(rows)

    handed = {"payments": payment_id, "day": "20.04.2026", "to": str(head.membership_id)}
    answer = accountant.post("/payments/receipts", handed)

    assert answer.status_code == 422
    assert "выполняет другой сотрудник" in words(answer)
    assert everything(rows) == before


def test_another_workers_copies_are_not_in_sight(
    accountant: Browser, rows: Session, staff: Staff, served: Served, act: Act
) -> None:
    pay(accountant, served)
    colleague = factories.make_staff(rows, staff.provider, Role.SOCIAL_WORKER)
    page = words(Browser(staff.app).enter(rows, colleague).get("/payments/receipts"))

    assert "Ильина" not in page


@pytest.mark.parametrize(("ahead", "told"), [(True, "можно отменить"), (False, "возобновить")])
def test_a_break_for_a_debt_that_is_paid_is_called_off_before_it_begins(
    *, ahead: bool, told: str
) -> None:
    """MSK-SUS-01."""
    day, clause = date(2026, 4, 20), Citation("MSK-SUS-01", "1171", "п. 7")
    task = BreakTask(1, "1", "Анна", "долг", day, day, clause, ahead=ahead)

    assert told in break_words(task, day)
