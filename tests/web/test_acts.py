"""Pages of acts: the month's list, five figures, papers, the two signatures in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.config import Settings
from portal.domain.contract import Party
from portal.models import Act, ActState, Contract, Recipient, Role, Signature, User
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


@pytest.mark.parametrize("page", ["", "/act.pdf", "/receipt.pdf", "/rest.pdf"])
def test_a_social_worker_has_no_acts(social_worker: Browser, act: Act, page: str) -> None:
    """FED-PDP-01: acts are the accountant's and the director's work."""
    assert social_worker.get(f"/acts/{act.id}{page}").status_code == 403


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


def pay(accountant: Browser, served: Served, amount: str) -> None:
    form = {
        "op": "1" * 32,
        "amount": amount,
        "paid_on": "18.04.2026",
        "channel": "bank_till",
        "receipt_number": "1",
        "payer": "Ильина",
        "bank": "Отделение банка",
    }
    assert accountant.post(f"/payments/accounts/{served.contract.id}/confirm", form).location


@pytest.mark.parametrize(
    ("paid", "offered"),
    [
        pytest.param("", "", id="nothing is paid: the issued receipt asks for all"),
        pytest.param("76,50", "осталось оплатить, 300,00 ₽", id="a part is paid"),
        pytest.param("376,50", "", id="all is paid"),
    ],
)
def test_the_office_prints_a_receipt_for_the_rest(
    accountant: Browser, served: Served, act: Act, paid: str, offered: str
) -> None:
    if paid:
        pay(accountant, served, paid)

    page = words(accountant.get(f"/acts/{act.id}")).replace("\u00a0", " ")
    rest = accountant.get(f"/acts/{act.id}/rest.pdf")

    assert ("Квитанция на всё, что осталось оплатить" in page) is bool(offered)
    assert offered in page
    assert rest.status_code == (422 if paid == "376,50" else 200)
    assert rest.data.startswith(b"%PDF") is (paid != "376,50")


def test_the_day_of_payment_says_why(accountant: Browser, act: Act) -> None:
    page = words(accountant.get(f"/acts/{act.id}"))

    assert "По договору за март 2026 платят не позднее" in page
    assert re.search(r"Почему до этого дня\? По договору [^(]+\([^)]+, [A-Z]+-[A-Z]+-[0-9]+", page)


def test_the_director_signs_first_and_the_recipient_on_paper(
    director: Browser, rows: Session, act: Act
) -> None:
    before = words(director.get("/acts?month=2026-03"))
    first = words(director.get(f"/acts/{act.id}"))
    signed = sign(director, act)
    waiting = words(director.get(f"/acts/{act.id}"))
    listed = words(director.get("/acts?month=2026-03"))

    form = {"party": "recipient", "signed_on": "20.04.2026"}
    answer = director.post(f"/acts/{act.id}/paper-signature", form)

    page = words(director.get(answer.location))
    rows.rollback()
    assert signed == 303
    assert "10.04.2026 Ждёт директора" in before
    assert "Записать подпись получателя" not in first
    assert "за март 2026 Ждёт получателя" in waiting
    assert "10.04.2026 Ждёт получателя" in listed
    assert rows.scalar(select(Act.state)) is ActState.SIGNED
    assert "Ильина Мария Петровна, получатель" in page


def test_nobody_is_waited_for_after_the_recipients_death(
    director: Browser, rows: Session, act: Act
) -> None:
    """FED-MIN-01: the act stays with the director's signature, and says so."""
    person = rows.scalars(select(Recipient)).one()
    person.died_on = date(2026, 3, 31)
    rows.commit()

    sign(director, act)

    page = words(director.get(f"/acts/{act.id}"))
    assert "Получатель умер, подписи не будет" in page
    assert "31 марта 2026" in page
    assert "Записать подпись получателя" not in page
    assert "код для подписи" not in page
    assert act.number in words(director.get("/acts?month=2026-03&state=nobody"))
    assert act.number not in words(director.get("/acts?month=2026-03&state=customer"))


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


@pytest.mark.parametrize(
    ("stage", "before", "after"),
    [("provider", True, False), ("customer", False, True), ("signed", False, False)],
)
def test_the_list_is_filtered_by_whose_turn_it_is(
    director: Browser, act: Act, stage: str, before: bool, after: bool
) -> None:
    address = f"/acts?month=2026-03&state={stage}"
    first = words(director.get(address))
    sign(director, act)
    second = words(director.get(address))

    assert (f"№ {act.number} Ильина" in first) is before
    assert (f"№ {act.number} Ильина" in second) is after


def test_the_director_reads_whom_the_act_names_before_signing_it(
    director: Browser, accountant: Browser, rows: Session, staff: Staff, act: Act
) -> None:
    """FED-FRM-03: the act is drawn anew at the signature of somebody else."""
    pages = (f"/acts/{act.id}/sign", "/acts/sign?month=2026-03", "/signing")
    accountant.get(f"/acts/{act.id}/act.pdf")
    assert ["от вашего имени" in words(director.get(page)) for page in pages] == [False] * 3

    rows.get_one(User, staff.actor(Role.DIRECTOR).user_id).surname = "Вторых"
    rows.commit()

    assert ["от вашего имени" in words(director.get(page)) for page in pages] == [True] * 3


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


@pytest.fixture
def acts(app: Flask, rows: Session, staff: Staff, served: Served) -> tuple[Act, ...]:
    """Three acts of March, none of them signed."""
    for surname in ("Белова", "Громова"):
        deliver(rows, staff, serve(rows, staff, surname=surname), [3, 4])
    return close_march(app, rows, staff)


def ticks(acts: Iterable[Act]) -> list[str]:
    return [f"{act.id}.{act.version}" for act in acts]


def ticked(page: TestResponse) -> int:
    return len(re.findall(r'name="acts"[^>]* checked', page.get_data(as_text=True)))


def signatures(rows: Session) -> set[int | None]:
    rows.rollback()
    return set(rows.scalars(select(Signature.act_id).where(Signature.party == Party.PROVIDER)))


def test_many_acts_are_signed_with_one_password(
    director: Browser, rows: Session, acts: tuple[Act, ...]
) -> None:
    page = director.get("/acts/sign?month=2026-03")
    form = {"acts": ticks(acts[:2]), "password": factories.PASSWORD}

    answer = director.post("/acts/sign?month=2026-03", form)

    job = words(director.get(answer.location))
    assert ticked(page) == len(acts)
    assert "3 акта ждут вашей подписи" in words(page)
    assert answer.status_code == 303
    assert signatures(rows) == {act.id for act in acts[:2]}
    assert "Подписаны 2 акта. Теперь их подписывают получатели." in job
    assert f"Подписаны: № {acts[0].number}, № {acts[1].number}." in job
    assert "1 акт ждёт вашей подписи" in words(director.get("/acts/sign?month=2026-03"))


def test_one_act_that_fails_does_not_stop_the_others(
    director: Browser, rows: Session, acts: tuple[Act, ...]
) -> None:
    old, signed, sound = ticks(acts)
    sign(director, acts[1])
    form = {
        "acts": [f"{acts[0].id}.{acts[0].version + 1}", signed, "99999.1", sound],
        "password": factories.PASSWORD,
    }

    answer = director.post("/acts/sign?month=2026-03", form)

    job = words(director.get(answer.location))
    assert old not in form["acts"]
    assert signatures(rows) == {acts[1].id, acts[2].id}
    assert "Подписан 1 акт. Не подписано: 3." in job
    assert f"Акт № {acts[0].number}: Пока вы работали, эту запись изменил" in job
    assert f"Акт № {acts[1].number}: Его уже подписали: " in job
    assert "Одного из отмеченных актов у вас нет" in job


@pytest.mark.parametrize(
    ("chosen", "password", "sentence"),
    [
        pytest.param(slice(0, 2), WRONG, "Пароль", id="a wrong password"),
        pytest.param(slice(0, 0), factories.PASSWORD, "Отметьте хотя бы один акт", id="nothing"),
        pytest.param(slice(0, 2), "", "Введите свой пароль ещё раз", id="no password"),
    ],
)
def test_many_acts_are_not_signed_by_a_form_that_is_not_right(
    director: Browser,
    rows: Session,
    acts: tuple[Act, ...],
    chosen: slice,
    password: str,
    sentence: str,
) -> None:
    form = {"acts": ticks(acts[chosen]), "password": password}

    answer = director.post("/acts/sign?month=2026-03", form)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert ticked(answer) == len(acts[chosen])
    assert not signatures(rows)


def test_only_the_director_signs_many_acts(
    accountant: Browser, rows: Session, acts: tuple[Act, ...]
) -> None:
    form = {"acts": ticks(acts), "password": factories.PASSWORD}

    answer = accountant.post("/acts/sign?month=2026-03", form)

    assert answer.status_code == 403
    assert "/acts/sign" not in accountant.get("/acts?month=2026-03").get_data(as_text=True)
    assert not signatures(rows)


def test_the_directors_day_counts_the_acts_that_wait(
    director: Browser, acts: tuple[Act, ...]
) -> None:
    before = director.get("/")
    form = {"acts": ticks(acts), "password": factories.PASSWORD}
    director.post("/acts/sign?month=2026-03", form)
    after = words(director.get("/"))

    assert "Вашей подписи ждут 3 акта." in words(before)
    assert "3 акта за март 2026" in words(before)
    assert 'href="/acts/sign?month=2026-03"' in before.get_data(as_text=True)
    assert "Всё подписано." in after


def test_the_recipient_reads_whose_turn_her_act_is(
    staff: Staff, rows: Session, director: Browser, served: Served, acts: tuple[Act, ...]
) -> None:
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, served.recipient)
    reader = staff.browser(Role.RECIPIENT)
    own = next(act for act in acts if act.contract_id == served.contract.id)
    before = [words(reader.get(url)) for url in ("/cabinet/acts", f"/cabinet/acts/{own.id}")]
    sign(director, own)
    after = [words(reader.get(url)) for url in ("/cabinet/acts", f"/cabinet/acts/{own.id}")]

    assert all("Подписывает учреждение" in page for page in before)
    assert all("Ждёт вашей подписи" in page for page in after)


def test_a_paper_act_says_that_nobody_signs_for_the_missing(
    director: Browser, rows: Session, act: Act
) -> None:
    """FED-TER-07: only a signature from before the court's finding is recorded."""
    here = f"/acts/{act.id}/paper-signature"
    told = "безвестно отсутствующим с 01.03.2026: подписи не ставят"
    assert told not in words(director.get(here))
    person = rows.scalars(select(Recipient).join(Contract).where(Contract.id == act.contract_id))
    person.one().missing_since = date(2026, 3, 1)
    rows.commit()

    assert told in words(director.get(here))


def lose(rows: Session, act: Act, later: int = 0) -> None:
    """A court found the act's recipient missing, today or days later."""
    person = rows.scalars(select(Recipient).join(Contract).where(Contract.id == act.contract_id))
    person.one().missing_since = APRIL_MORNING.date() + timedelta(days=later)
    rows.commit()


def test_the_act_of_somebody_missing_offers_no_hand_but_the_directors(
    director: Browser, rows: Session, act: Act
) -> None:
    """FED-TER-07: an act of the finding's own day was signed by nobody before it."""
    here, told = f"/acts/{act.id}", "за него акт никто не подписывает"
    queue = "акт никто не подпишет, вашей подписи это не мешает"
    assert queue not in words(director.get("/signing"))
    lose(rows, act)

    assert queue in words(director.get("/signing"))
    assert told in words(director.get(f"{here}/sign"))
    assert sign(director, act) == 303
    page = words(director.get(here))
    assert "Теперь его подписывает получатель" not in page
    assert told in page
    for way in ("Записать подпись получателя", "Выдать код", "раньше этого дня"):
        assert way not in page, way


def test_an_act_from_before_the_finding_may_have_been_signed_then(
    director: Browser, rows: Session, act: Act
) -> None:
    """FED-TER-07: what was signed before is recorded; no code is given any more."""
    sign(director, act)
    lose(rows, act, later=1)

    page = director.get(f"/acts/{act.id}")

    assert "Подпись поставлена раньше этого дня" in words(page)
    assert f'href="/acts/{act.id}/paper-signature"' in page.text
    assert "Выдать код" not in words(page)
