"""Pages of acts: the month's list, five figures, papers, the two signatures in their order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.models import Act, ActState, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.served import APRIL_MORNING, Served, close_march, deliver, everything, serve

WRONG = "не тот пароль"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=APRIL_MORNING)


@pytest.fixture
def served(rows: Session, staff: Staff) -> Served:
    found = serve(rows, staff, social_worker_id=staff.actor(Role.SOCIAL_WORKER).membership_id)
    deliver(rows, staff, found, [3, 4, 5])
    return found


@pytest.fixture
def act(app: Flask, rows: Session, staff: Staff, served: Served) -> Act:
    return close_march(app, rows, staff)[0]


def sign(director: Browser, act: Act, password: str = factories.PASSWORD) -> int:
    form = {"password": password, "version": str(act.version)}
    return director.post(f"/acts/{act.id}/sign", form).status_code


def test_a_stranger_is_sent_to_sign_in(stranger: Browser, act: Act) -> None:
    assert stranger.get(f"/acts/{act.id}/act.pdf").location.startswith("/sign-in?next=/acts/")


def test_the_list_opens_at_the_last_month_with_its_totals(accountant: Browser, act: Act) -> None:
    page = words(accountant.get("/acts"))
    signed = words(accountant.get("/acts?month=2026-03&state=signed"))
    part = accountant.get("/acts?month=2026-03&q=ил", htmx=True)

    assert "Акты за март 2026" in page
    assert f"№ {act.number} Ильина Мария Петровна" in page
    assert "Итого 376,50 376,50" in page
    assert "С таким отбором актов нет" in signed
    assert part.get_data(as_text=True).lstrip().startswith('<div id="_list"')


def test_a_month_without_acts_says_what_comes(accountant: Browser, served: Served) -> None:
    page = words(accountant.get("/acts?month=2026-04"))

    assert "За апрель 2026 актов ещё нет" in page


def test_the_act_shows_five_figures_and_why(accountant: Browser, act: Act) -> None:
    page = words(accountant.get(f"/acts/{act.id}"))

    assert "Оказано по тарифам 376,50 ₽" in page
    assert "Среднедушевой доход 26 216,67 ₽" in page
    assert "Предельная величина дохода 21 000,00 ₽" in page
    assert "Предельная плата в месяц 2 608,33 ₽" in page
    assert "К оплате 376,50 ₽" in page
    assert "Почему столько" in page


def test_a_social_worker_sees_the_sum_but_not_the_income(social_worker: Browser, act: Act) -> None:
    page = words(social_worker.get(f"/acts/{act.id}"))
    paper = social_worker.get(f"/acts/{act.id}/act.pdf")

    assert "К оплате 376,50 ₽" in page
    assert "26 216,67" not in page
    assert "2 608,33" not in page
    assert "Почему столько" not in page
    assert paper.status_code == 403


def test_act_and_receipt_are_papers_under_our_own_names(accountant: Browser, act: Act) -> None:
    paper = accountant.get(f"/acts/{act.id}/act.pdf")
    again = accountant.get(f"/acts/{act.id}/act.pdf")
    receipt = accountant.get(f"/acts/{act.id}/receipt.pdf")

    assert paper.data == again.data
    assert paper.data.startswith(b"%PDF")
    assert receipt.data.startswith(b"%PDF")
    assert 'inline; filename="act-' in paper.headers["Content-Disposition"]
    assert 'inline; filename="receipt-' in receipt.headers["Content-Disposition"]
    assert receipt.headers["Content-Disposition"].isascii()


def test_the_director_signs_first_and_the_recipient_on_paper(
    director: Browser, rows: Session, act: Act
) -> None:
    signed = sign(director, act)
    waiting = words(director.get(f"/acts/{act.id}"))

    form = {"party": "recipient", "signed_on": "20.04.2026"}
    answer = director.post(f"/acts/{act.id}/paper-signature", form)

    page = words(director.get(answer.location))
    rows.rollback()
    assert signed == 303
    assert "Ждёт получателя" in waiting
    assert rows.scalar(select(Act.state)) is ActState.SIGNED
    assert "Подписи Получатель: Ильина Мария Петровна На бумаге" in page


def test_the_recipient_does_not_sign_before_the_provider(
    director: Browser, rows: Session, act: Act
) -> None:
    director.get(f"/acts/{act.id}/act.pdf")
    before = everything(rows)

    form = {"party": "recipient", "signed_on": "20.04.2026"}
    answer = director.post(f"/acts/{act.id}/paper-signature", form)

    assert answer.status_code == 422
    assert "Сначала акт подписывает поставщик" in words(answer)
    assert everything(rows) == before


def test_a_wrong_password_signs_nothing(director: Browser, rows: Session, act: Act) -> None:
    before = everything(rows)

    status = sign(director, act, WRONG)

    assert status == 422
    assert everything(rows) == before


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        pytest.param({"party": "recipient"}, "Введите дату подписи", id="no day"),
        pytest.param(
            {"party": "recipient", "signed_on": "21.04.2026"}, "Акт можно подписать", id="tomorrow"
        ),
        pytest.param(
            {"party": "provider", "signed_on": "20.04.2026"},
            "Выберите из предложенного: ",
            id="not on paper",
        ),
    ],
)
def test_a_paper_signature_that_cannot_be_is_refused(
    director: Browser, rows: Session, act: Act, form: dict[str, object], sentence: str
) -> None:
    sign(director, act)
    before = everything(rows)

    answer = director.post(f"/acts/{act.id}/paper-signature", form)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert everything(rows) == before


def test_a_paper_signature_needs_the_forms_token(
    director: Browser, rows: Session, act: Act
) -> None:
    before = everything(rows)

    answer = director.post(f"/acts/{act.id}/paper-signature", {"party": "recipient"}, token=False)

    assert answer.status_code == 400
    assert everything(rows) == before
