"""«Сегодня»: what each role must do, with terms, clauses and sums."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState, Party
from portal.models import (
    Contract,
    EntryKind,
    LedgerEntry,
    Notice,
    Payment,
    PaymentAllocation,
    Provider,
    ReceiptCopy,
    Recipient,
    Role,
    Signature,
    SignatureMethod,
)
from portal.usecases.queries.home_money import DebtPoint
from portal.web.clock import Clock
from portal.web.home.chart import debt_chart
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff

DECEMBER = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
STEPS: list[dict[str, object]] = [
    {
        "text": "Срок — 24 часа.",
        "value": None,
        "rule": "VLA-CON-01",
        "act": "vla",
        "citation": "п. 12 порядка",
        "verify": False,
        "children": [],
    }
]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def waiting(
    rows: Session, provider: Provider, *, hours: int, surname: str = "Ильина", drawn: bool = True
) -> Contract | None:
    person = factories.make_recipient(rows, provider, surname=surname)
    programme = factories.make_programme(
        rows,
        person,
        presented_at=MORNING - timedelta(hours=24 - hours),
        contract_due_at=MORNING + timedelta(hours=hours),
        contract_due_rule="VLA-CON-01",
        due_steps=STEPS,
    )
    if not drawn:
        return None
    return factories.make_contract(
        rows, programme, state=ContractState.AWAITING_SIGNATURE, in_force_from=None
    )


def charged(rows: Session, contract: Contract, recorder: int, **act: object) -> None:
    terms = factories.make_terms()
    terms.contract_id, terms.provider_id = contract.id, contract.provider_id
    bill = factories.make_act(rows, contract, rows.merge(contract.terms[0]), **act)
    rows.add(
        LedgerEntry(
            provider_id=contract.provider_id,
            contract_id=contract.id,
            month=bill.month,
            kind=EntryKind.CHARGE,
            amount=Decimal("1200.00"),
            act_id=bill.id,
            at=MORNING,
            recorded_by_id=recorder,
        )
    )
    rows.commit()


@pytest.fixture
def contract(rows: Session, provider: Provider) -> Contract:
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, person, valid_until=date(2026, 4, 10))
    return factories.make_contract(
        rows, programme, terms=factories.make_terms(), in_force_from=date(2026, 2, 2)
    )


def test_the_director_sees_what_waits_with_term_and_clause(
    director: Browser, rows: Session, provider: Provider
) -> None:
    waiting(rows, provider, hours=3)
    waiting(rows, provider, hours=30, surname="Гуляева")
    waiting(rows, provider, hours=-30, surname="Орлова", drawn=False)

    page = plain(words(director.get("/")))

    assert "Сегодня, понедельник, 16 марта" in page
    assert "Вашей подписи ждут 2 договора. По 1 программе договора ещё нет." in page
    assert "До 13:00 16 марта. Программа получена вчера, 15 марта (п. 12 порядка, " in page
    assert "Срок сегодня" in page
    assert "Остался день" in page
    assert "Просрочено 1 день" in page


@pytest.mark.parametrize("reader", [Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.SOCIAL_WORKER])
def test_a_contract_signed_by_the_provider_alone_is_reminded_of_before_its_term_is_over(
    rows: Session, provider: Provider, staff: Staff, reader: Role
) -> None:
    """FED-CON-01: a contract is concluded when both have signed, and that has its term."""
    page, director = staff.browser(reader), staff.actor(Role.DIRECTOR)
    contract = waiting(rows, provider, hours=3)
    assert contract is not None
    before = words(page.get("/"))
    rows.add(
        Signature(
            provider_id=provider.id,
            contract_id=contract.id,
            paper_id=contract.paper_id,
            party=Party.PROVIDER,
            signer="Смирнова Ольга Викторовна",
            method=SignatureMethod.PASSWORD,
            signed_on=MORNING.date(),
            recorded_at=MORNING,
            recorded_by_id=director.membership_id,
        )
    )
    rows.commit()
    after = plain(words(page.get("/")))
    acts = factories.make_representative(rows, rows.get_one(Recipient, contract.recipient_id))
    contract.representative_id = acts.id
    rows.commit()

    assert "Подписывает представитель: Смирнова Ирина Олеговна." in plain(words(page.get("/")))
    assert "Подписывает представитель" not in after
    assert "Ждут подписи получателя" not in before
    assert f"Договор № {contract.number} — Ильина" in after
    assert "Учреждение подписало 16 марта." in after
    assert "До 13:00 16 марта. Программа получена вчера, 15 марта (п. 12 порядка, " in after


def test_nothing_to_sign_is_said(director: Browser) -> None:
    page = words(director.get("/"))

    assert "Всё подписано" in page
    assert "Договоров на подпись нет" in page


def test_a_signed_contract_no_longer_waits(
    staff: Staff, director: Browser, contract: Contract
) -> None:
    page = words(director.get("/"))

    assert "Всё подписано" in page


def test_the_months_progress_names_who_has_not_entered(
    staff: Staff, rows: Session, director: Browser, contract: Contract
) -> None:
    before = plain(words(director.get("/")))
    worker = staff.actor(Role.SOCIAL_WORKER)
    factories.make_delivery(rows, contract, worker, day=date(2026, 2, 4))
    after = plain(words(director.get("/")))

    assert "Закрытие февраля" in before
    assert "0 из 1" in before
    assert "Не внесли: без работника — 1" in before
    assert "Внести оказанные услуги Сделано" in after


def test_a_month_that_goes_on_is_not_done_when_everybody_has_begun(
    staff: Staff, rows: Session, director: Browser, contract: Contract
) -> None:
    worker = staff.actor(Role.SOCIAL_WORKER)
    rows.merge(contract).in_force_from = date(2026, 3, 2)
    rows.commit()
    factories.make_delivery(rows, contract, worker, day=date(2026, 3, 4))

    page = plain(words(director.get("/")))

    assert "Закрытие марта" in page
    assert "Внести оказанные услуги 1 из 1 Записи есть у всех" in page
    assert "услуги ещё будут" in page


def test_nothing_is_to_be_signed_before_there_is_an_act(
    staff: Staff, rows: Session, accountant: Browser, contract: Contract
) -> None:
    before = plain(words(accountant.get("/")))
    terms = rows.merge(contract.terms[0])
    act = factories.make_act(rows, contract, terms, month=date(2026, 2, 1))
    after = plain(words(accountant.get("/")))
    rows.add(
        Signature(
            provider_id=act.provider_id,
            act_id=act.id,
            paper_id=factories.make_paper(rows, act.provider_id).id,
            party=Party.PROVIDER,
            signer="Смирнова Ольга Викторовна",
            method=SignatureMethod.PASSWORD,
            signed_on=date(2026, 3, 2),
            recorded_at=MORNING,
            recorded_by_id=staff.actor(Role.DIRECTOR).membership_id,
        )
    )
    rows.commit()
    signed = plain(words(accountant.get("/")))

    assert "Закрытие февраля" in before
    assert "Подписать акты" not in before
    assert "Подписать акты у директора 0 из 1" in after
    assert "у получателей" not in after
    assert "Подписать акты у директора Сделано" in signed
    assert "Подписать акты у получателей 0 из 1" in signed


def test_debts_are_counted_after_their_day(
    staff: Staff, rows: Session, director: Browser, contract: Contract
) -> None:
    recorder = staff.actor(Role.ACCOUNTANT).membership_id
    charged(rows, contract, recorder, month=date(2026, 1, 1), due_on=date(2026, 2, 10))
    charged(rows, contract, recorder, month=date(2026, 2, 1), due_on=date(2026, 4, 10))

    page = plain(words(director.get("/")))

    assert "1 200,00 ₽ , 1 договор с долгом" in page
    assert "Срок оплаты Ждём 1 200,00 ₽ от 1 человека" in page
    # The end of the contract is told once: not again as the end of its programme.
    assert page.count("Для продолжения нужна новая программа") == 1
    assert page.index("Для продолжения нужна") < page.index("Ближайшие сроки")


def test_a_payment_takes_the_debt_away_from_its_day_on(
    staff: Staff, rows: Session, accountant: Browser, contract: Contract
) -> None:
    actor = staff.actor(Role.ACCOUNTANT)
    charged(rows, contract, actor.membership_id, month=date(2025, 12, 1), due_on=date(2026, 1, 10))
    paid = factories.make_payment(rows, contract, actor, paid_on=date(2026, 3, 12))
    rows.add(allocation(paid))
    rows.commit()

    page = plain(words(accountant.get("/")))

    assert "Февраль 2026 1 200,00 ₽" in page
    assert "Март 2026 0,00 ₽" in page
    assert "За неделю 1 оплата на 1 200,00 ₽" in page
    assert "Долгов нет" in page


def allocation(paid: Payment) -> PaymentAllocation:
    return PaymentAllocation(
        provider_id=paid.provider_id,
        payment_id=paid.id,
        month=date(2025, 12, 1),
        amount=paid.amount,
    )


def test_a_social_worker_sees_her_own_recipients(
    staff: Staff, rows: Session, provider: Provider
) -> None:
    worker = staff.actor(Role.SOCIAL_WORKER)
    colleague = factories.make_staff(rows, provider, Role.SOCIAL_WORKER)
    for surname, whose in (("Своя", worker), ("Чужая", colleague)):
        person = factories.make_recipient(
            rows, provider, surname=surname, social_worker_id=whose.membership_id
        )
        programme = factories.make_programme(rows, person)
        factories.make_contract(rows, programme, terms=factories.make_terms())

    page = plain(words(staff.browser(Role.SOCIAL_WORKER).get("/")))

    assert "Своя Мария Петровна" in page
    assert "Чужая" not in page
    assert "За этот месяц ничего не внесено у 1 получателя" in page


def test_one_recorded_service_is_not_a_whole_month(
    staff: Staff, rows: Session, provider: Provider
) -> None:
    worker = staff.actor(Role.SOCIAL_WORKER)
    person = factories.make_recipient(rows, provider, social_worker_id=worker.membership_id)
    programme = factories.make_programme(rows, person)
    contract = factories.make_contract(rows, programme, terms=factories.make_terms())
    factories.make_delivery(rows, contract, worker, day=date(2026, 3, 4))

    begun = plain(words(staff.browser(Role.SOCIAL_WORKER).get("/")))
    factories.make_delivery(rows, contract, worker, day=date(2026, 3, 5), quantity=Decimal(7))
    full = plain(words(staff.browser(Role.SOCIAL_WORKER).get("/")))

    assert "Записи есть у каждого, внесено 1 из 8 услуг месяца" in begun
    assert "внесены полностью" in full


def test_the_head_sees_receipts_and_ends(staff: Staff, rows: Session, contract: Contract) -> None:
    worker = staff.actor(Role.SOCIAL_WORKER)
    paid = factories.make_payment(rows, contract, worker, paid_on=date(2026, 3, 12))
    rows.add(
        ReceiptCopy(
            provider_id=paid.provider_id,
            payment_id=paid.id,
            state="copy_with_social_worker",
            worker_id=worker.membership_id,
        )
    )
    rows.commit()

    page = plain(words(staff.browser(Role.HEAD_OF_DEPARTMENT).get("/")))

    assert "Ждём 1 копию квитанции. Скоро заканчивается 1 программа." in page
    assert "Оплата 12 марта, 1 200,00 ₽" in page


@pytest.mark.parametrize(
    ("role", "target"), [(Role.RECIPIENT, "/cabinet"), (Role.ADMINISTRATOR, "/admin/people")]
)
def test_others_go_to_their_own_first_page(
    staff: Staff, rows: Session, provider: Provider, role: Role, target: str
) -> None:
    if role is Role.RECIPIENT:
        person = factories.make_recipient(rows, provider)
        staff.actors[role] = factories.make_recipient_access(rows, person)

    assert staff.browser(role).get("/").headers["Location"] == target


def test_another_providers_affairs_are_not_counted(
    rows: Session, director: Browser, other_provider: Provider
) -> None:
    waiting(rows, other_provider, hours=3, surname="Чужая")

    page = words(director.get("/"))

    assert "Чужая" not in page
    assert "Всё подписано" in page


def test_the_chart_says_in_words_what_it_shows() -> None:
    months = [date(2026, month, 1) for month in (1, 2, 3)]
    amounts = [Decimal(1000), Decimal(3000), Decimal(1500)]

    chart = debt_chart([DebtPoint(*pair) for pair in zip(months, amounts, strict=True)])

    assert chart.caption == "За месяц долг снизился на 50 %."
    assert [bar.height for bar in chart.bars] == [51.3, 154.0, 77.0]
    assert "Наибольший долг — февраль" in chart.description


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ACCOUNTANT])
@pytest.mark.parametrize(
    ("at", "told"),
    [
        pytest.param(DECEMBER - timedelta(days=1), False, id="the last of November"),
        pytest.param(DECEMBER, True, id="the first of December"),
    ],
)
def test_december_asks_for_the_minimums_of_the_next_year(
    app: Flask, staff: Staff, role: Role, at: datetime, told: bool
) -> None:
    """FED-FEE-03; in Moscow MSK-FEE-04: the minimum of a year ends with it."""
    app.extensions["clock"] = Clock(at)

    page = plain(words(staff.browser(role).get("/")))

    assert ("Нет прожиточного минимума на 2027 год" in page) is told
    assert ("Подготовить день тарифов" in page) is told


def late_notice(rows: Session, staff: Staff, due_on: date, surname: str = "Ильина") -> Notice:
    """A notice that nobody has handed over."""
    person = factories.make_recipient(rows, staff.provider, surname=surname)
    contract = factories.make_contract(rows, factories.make_programme(rows, person))
    _, notice = factories.make_tariff_day(rows, contract, staff.actor(Role.ACCOUNTANT))
    notice.due_on = due_on
    rows.commit()
    return notice


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ACCOUNTANT])
@pytest.mark.parametrize(
    ("due_on", "told"),
    [
        pytest.param(date(2026, 3, 15), True, id="due yesterday"),
        pytest.param(date(2026, 3, 16), False, id="due today"),
    ],
)
def test_a_notice_past_its_two_days_is_named_until_it_is_handed_over(
    rows: Session, staff: Staff, role: Role, due_on: date, told: bool
) -> None:
    """FED-NOT-02."""
    notice = late_notice(rows, staff, due_on)
    reader = staff.browser(role)

    page = reader.get("/")
    assert (
        "Не вручено в срок 1 уведомление о новой плате и об условиях" in plain(words(page))
    ) is told
    assert ("Вручить уведомление: Ильина" in plain(words(page))) is not told
    assert f"/tariff-days/notices/{notice.id}" in page.text

    notice.handed_on = date(2026, 3, 16)
    rows.commit()
    assert "о новой плате" not in words(reader.get("/"))


def test_another_providers_notices_are_its_own(
    rows: Session, staff: Staff, other_provider: Provider
) -> None:
    late_notice(rows, Staff(staff.app, rows, other_provider), date(2026, 3, 15))

    assert "о новой плате" not in words(staff.browser(Role.ACCOUNTANT).get("/"))


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ACCOUNTANT])
def test_who_comes_of_age_soon_is_named_with_the_income_to_ask_for(
    rows: Session, staff: Staff, role: Role
) -> None:
    """FED-MIN-02."""
    child = factories.make_recipient(rows, staff.provider, born=date(2008, 5, 14))
    free = factories.make_terms(free=True, free_ground="minor", monthly_fee=Decimal(0))
    factories.make_contract(rows, factories.make_programme(rows, child), terms=free)
    reader = staff.browser(role)

    page = reader.get("/")

    assert "бесплатно по 13 мая 2026" in plain(words(page))
    assert reader.get(f"/recipients/{child.id}/income").status_code == 200
