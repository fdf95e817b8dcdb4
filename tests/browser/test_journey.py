"""The month that must run: from an individual programme to a paid act, by everybody concerned."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.models import Act, Contract, Provider, Recipient, Role
from tests.browser import steps
from tests.browser.house import House, Scene, settle_provider
from tests.browser.installation import keep, keep_paper
from tests.browser.steps import plain, words
from tests.browser.stories import ASTRAKHAN, MOSCOW, VLADIMIR, Person, Story
from tests.documents.pages import picture_of
from tests.support import factories
from tests.support.factories import PASSWORD

pytestmark = pytest.mark.browser

MARCH = "2026-03"
OWN_PASSWORD = "ромашка поезд окно чайник"
NAMESAKE = Person(
    surname="Ильина",
    name="Марина",
    patronymic="Олеговна",
    born="01.02.1950",
    sex="женский",
    snils=VLADIMIR.person.snils,
    passport=("17 04", "000111", "ОВД Селивановского района", "05.05.2004"),
    address="602332, Владимирская область, п. Красная Горбатка, ул. Мира, д. 5",
    phone="8 910 765-43-21",
)


@dataclass
class Course:
    """What the story has made so far."""

    recipient: int = 0
    programme: int = 0
    presented_at: str = ""
    contract: int = 0
    contract_pdf: bytes = b""
    act: int = 0


@dataclass(frozen=True)
class Strangers:
    """What belongs to somebody else: ids that must answer «not found»."""

    contract: int
    act: int


def test_the_month_in_vladimir(settled_in: Callable[[str], House], scan: Path) -> None:
    """Care at home, by four people, the head of department and the recipient."""
    house, story, course = settled_in("vladimir"), VLADIMIR, Course()
    neighbour, other_house = _somebody_else(house), _somebody_elsewhere(house)

    with house.on("2026-03-02T10:15+03:00") as monday:
        worker = monday.colleague(Role.SOCIAL_WORKER)
        course.recipient = steps.register(worker, story.person)
        keep(worker, "01-registered")
        _is_found_by_everything(worker, story.person)
        _namesake_is_refused_with_a_link(worker, course)
        _papers_are_ticked_off(worker, story, course)
        _fee_is_shown_with_its_steps(monday.colleague(Role.ACCOUNTANT), story, course)
        _programme_starts_the_clock(worker, story, course)
        director = monday.colleague(Role.DIRECTOR)
        _clock_stands_on_the_directors_page(director, story, course)
        _contract_is_drafted_and_read(monday.colleague(Role.HEAD_OF_DEPARTMENT), story, course)
        _contract_is_sent_back_and_put_right(
            director, monday.colleague(Role.HEAD_OF_DEPARTMENT), course
        )
        _director_signs(director, course)
        _recipient_signs_on_paper(worker, course, scan)
        _life_is_told_in_one_list(director, course)

    with house.on("2026-03-31T16:00+03:00") as last_day:
        worker = last_day.colleague(Role.SOCIAL_WORKER)
        _services_are_recorded(worker, story, course)
        _more_than_prescribed_is_refused(worker, course)

    with house.on("2026-04-01T09:00+03:00") as morning:
        accountant = morning.colleague(Role.ACCOUNTANT)
        _month_is_rehearsed(accountant, story, course)
        late_worker, late_director = _pages_are_open_from_before(morning, course)
        _month_is_closed(accountant, story, course)
        _month_cannot_be_closed_again(accountant, late_director)
        _closed_month_takes_no_entry(late_worker, course)
        _receipt_carries_its_code(accountant, house, story, course)
        _act_is_signed(morning, course)

    with house.on("2026-04-03T12:00+03:00") as friday:
        _payment_is_recorded(friday.colleague(Role.ACCOUNTANT), story, course)
        _copy_is_handed_over(friday, story)

    with house.on("2026-04-13T11:00+03:00") as overdue:
        _debt_is_shown(overdue.colleague(Role.ACCOUNTANT), story, course)
        login, code = _cabinet_is_opened(overdue.colleague(Role.SOCIAL_WORKER), course)
        recipient = overdue.stranger(width=390)
        steps.sign_in_for_the_first_time(recipient, login, code, OWN_PASSWORD)
        _recipient_sees_what_she_owes_and_why(recipient, story)
        _recipient_downloads_each_paper(recipient, story, course)
        _recipient_sees_nobody_else(recipient, neighbour)
        _recipient_sees_nobody_else(recipient, other_house)
        _code_works_once(overdue.stranger(), login, code)

    assert min(course.recipient, course.contract, course.act) > 0


@pytest.mark.parametrize(
    ("story", "zone"), [(MOSCOW, "+03:00"), (ASTRAKHAN, "+04:00")], ids=["moscow", "astrakhan"]
)
def test_the_same_month_elsewhere(
    story: Story, zone: str, settled_in: Callable[[str], House]
) -> None:
    """The same pages under the rules of another region."""
    house, course = settled_in(story.region), Course()

    with house.on(f"2026-03-02T10:15{zone}") as monday:
        worker = monday.colleague(Role.SOCIAL_WORKER)
        course.recipient = steps.register(worker, story.person)
        _programme_starts_the_clock(worker, story, course)
        _papers_are_ticked_off(worker, story, course)
        _fee_is_shown_with_its_steps(monday.colleague(Role.ACCOUNTANT), story, course, planned=True)
        director = monday.colleague(Role.DIRECTOR)
        _clock_stands_on_the_directors_page(director, story, course)
        _contract_is_drafted_and_read(director, story, course)
        _director_signs_in_the_queue(director, story)
        _recipient_signs_on_paper(worker, course)

    with house.on(f"2026-03-31T16:00{zone}") as last_day:
        worker = last_day.colleague(Role.SOCIAL_WORKER)
        _services_are_recorded(worker, story, course, by_numbers=True)
        accountant = last_day.colleague(Role.ACCOUNTANT)
        _month_is_rehearsed(accountant, story, course)
        _month_is_closed(accountant, story, course)
        _receipt_carries_its_code(accountant, house, story, course)

    with house.on(f"2026-04-03T12:00{zone}") as friday:
        _payment_is_recorded(friday.colleague(Role.ACCOUNTANT), story, course)

    assert min(course.recipient, course.contract, course.act) > 0


# --- Monday: the recipient -----------------------------------------------------------------------


def _is_found_by_everything(worker: Page, person: Person) -> None:
    digits = "".join(sign for sign in person.phone if sign.isdigit())
    passport = f"{person.passport[0]} {person.passport[1]}"
    for text in ("ильин", person.snils, "11223344595", digits[-10:], "123-45-67", passport):
        assert person.full_name in steps.find(worker, text), text
    keep(worker, "02-found")
    assert "Никого не нашли" in _nobody(worker, "Щукина")


def _nobody(worker: Page, text: str) -> str:
    steps.find(worker, text)
    return words(worker)


def _namesake_is_refused_with_a_link(worker: Page, course: Course) -> None:
    steps.fill_registration(worker, NAMESAKE)
    steps.press(worker, "Записать получателя")
    expect(worker.locator(".errors")).to_be_focused()
    keep(worker, "03-duplicate-snils")
    link = worker.locator("#snils-error").get_by_role("link")
    link.click()
    expect(worker.get_by_role("heading", level=1)).to_have_text(VLADIMIR.person.full_name)
    assert steps.number_in(worker.url) == course.recipient


def _papers_are_ticked_off(worker: Page, story: Story, course: Course) -> None:
    for code, until in story.papers.items():
        steps.tick_off(worker, course.recipient, code, issued="20.02.2026", until=until)
    expect(worker.locator("#papers")).to_contain_text(f"Есть {story.papers_there}")
    keep(worker, f"04-papers-{story.region}")


def _fee_is_shown_with_its_steps(
    office: Page, story: Story, course: Course, *, planned: bool = False
) -> None:
    steps.record_income(office, course.recipient, "02.03.2026", story.income)
    assert steps.fact(office, "Средний доход на человека").startswith(story.average)
    assert steps.fact(office, "Больше этого платить нельзя").startswith(story.cap)
    if story.threshold:
        assert steps.fact(office, "Предел дохода") == story.threshold
    else:
        assert office.get_by_text("Предел дохода", exact=True).count() == 0
    if planned:
        assert steps.fact(office, "Услуги по тарифам") == story.cost
        assert steps.fact(office, "Плата в месяц") == story.fee
    office.get_by_text("Почему столько?").click()
    derivation = office.locator("section[aria-labelledby=h-income] details.why")
    assert "442-ФЗ" in words(derivation)
    keep(office, f"05-income-{story.region}")


def _programme_starts_the_clock(worker: Page, story: Story, course: Course) -> None:
    course.programme = steps.present_programme(worker, course.recipient, story.blank)
    keep(worker, f"06-programme-{story.region}")
    assert story.due_clause in words(worker)
    course.presented_at = steps.fact(worker, "Принята").removeprefix("2 марта, ")


# --- Monday: the contract ------------------------------------------------------------------------


def _clock_stands_on_the_directors_page(director: Page, story: Story, course: Course) -> None:
    director.goto("/")
    task = director.locator("li.task").filter(has_text=f"Программа № {story.blank.number}")
    due = story.due.format(time=course.presented_at)
    assert steps.lacks(words(task), (due, story.due_clause, story.person.full_name)) == []
    keep(director, f"07-director-today-{story.region}")


def _contract_is_drafted_and_read(drafter: Page, story: Story, course: Course) -> None:
    course.contract = steps.draft_contract(drafter, course.programme)
    assert steps.fact(drafter, "Плата в месяц").startswith(story.fee)
    keep(drafter, f"08-contract-{story.region}")
    pdf = steps.download(drafter, drafter.get_by_role("link", name=".pdf"))
    wanted = (
        story.person.full_name,
        story.blank.number,
        story.fee.removesuffix(" ₽"),
        story.person.passport[1],
        "442-ФЗ",
        *story.in_contract,
    )
    assert steps.lacks(steps.text_of(pdf), wanted) == []
    course.contract_pdf = pdf
    keep_paper(pdf, f"09-contract-{story.region}")
    drafter.get_by_role("link", name="тот же текст на странице").click()
    assert story.person.full_name in plain(drafter.locator("body").inner_text())
    keep(drafter, f"09-contract-text-{story.region}")


def _contract_is_sent_back_and_put_right(director: Page, drafter: Page, course: Course) -> None:
    """The number stays; what was sent back is told, and the new text is what will be signed."""
    address = f"/contracts/{course.contract}"
    director.goto(address)
    number = director.get_by_role("heading", level=1).inner_text().split(" ")[0:2]
    steps.follow(director, "Вернуть без подписи")
    steps.write(director, {"Что исправить": "Проверьте день оплаты"})
    steps.press(director, "Вернуть")
    drafter.goto(address)
    expect(drafter.locator("main")).to_contain_text("Проверьте день оплаты")
    steps.follow(drafter, "Составить заново")
    steps.press(drafter, "Составить договор")
    expect(drafter).to_have_url(re.compile(rf"{address}$"))
    assert drafter.get_by_role("heading", level=1).inner_text().split(" ")[0:2] == number
    course.contract_pdf = steps.download(drafter, drafter.get_by_role("link", name=".pdf"))


def _life_is_told_in_one_list(director: Page, course: Course) -> None:
    director.goto(f"/contracts/{course.contract}")
    told = [plain(one) for one in director.locator("#_life h3").all_inner_texts()]
    for line in (
        "Подпись получателя: договор",
        "Подпись учреждения: договор",
        "Договор составлен",
        "Договор возвращён без подписи",
        "Составлен прежний текст договора",
    ):
        assert told.count(line) == 1
    keep(director, "11-life")


def _director_signs(director: Page, course: Course) -> None:
    address = f"/contracts/{course.contract}"
    steps.sign(director, address, "не тот пароль")
    expect(director.locator(".errors")).to_be_focused()
    expect(director.locator("#password-error")).to_be_visible()
    steps.sign(director, address, PASSWORD)
    expect(director.get_by_role("heading", level=1)).to_contain_text("подписан")
    keep(director, "10-signed")


def _director_signs_in_the_queue(director: Page, story: Story) -> None:
    director.goto("/")
    steps.follow(director, "Подписать сегодня: 1 бумага")
    keep(director, f"10-queue-{story.region}")
    director.get_by_role("checkbox", name=re.compile(story.person.full_name)).check()
    director.get_by_label("Ваш пароль").fill(PASSWORD)
    steps.press(director, "Подписать отмеченные")
    expect(director).to_have_url(re.compile(r"/jobs/\d+$"))
    expect(director.locator("#_job")).to_contain_text("Подписано", timeout=30_000)
    keep(director, f"10-queue-signed-{story.region}")


def _recipient_signs_on_paper(worker: Page, course: Course, scan: Path | None = None) -> None:
    steps.record_paper_signature(worker, f"/contracts/{course.contract}", "02.03.2026", scan)
    expect(worker.get_by_role("heading", level=1)).to_contain_text("Действует")
    keep(worker, "11-in-force")


# --- the month -----------------------------------------------------------------------------------


def _services_are_recorded(
    worker: Page, story: Story, course: Course, *, by_numbers: bool = False
) -> None:
    worker.goto(f"/deliveries/{course.contract}/{MARCH}")
    if by_numbers:
        steps.enter_numbers(worker, story.services_on)
    else:
        for code, days in story.services_on.items():
            for day in days:
                steps.tap(worker, code, day)
    for code, days in story.services_on.items():
        totals = plain(worker.locator(f"#row-q-{code} small").text_content() or "")
        assert totals.startswith(f"{len(days)} из {story.blank.services[code]}")
    keep(worker, f"12-services-{story.region}")


def _more_than_prescribed_is_refused(worker: Page, course: Course) -> None:
    worker.goto(f"/deliveries/{course.contract}/{MARCH}")
    sentence = steps.refusal_of_tap(worker, "VLA-H-01", 30)
    assert steps.lacks(sentence, ("По договору — 12 в месяц", "VLA-IPP-02")) == []
    keep(worker, "13-over-the-limit")
    worker.reload()
    expect(worker.locator("#row-q-VLA-H-01-30")).to_have_text("")


def _month_is_rehearsed(accountant: Page, story: Story, course: Course) -> None:
    accountant.goto(f"/months/{MARCH}")
    row = accountant.locator("#_rows tbody tr").filter(has_text=story.person.full_name)
    assert steps.lacks(words(row), _figures(story.delivered, story.payable)) == []
    keep(accountant, f"14-rehearsal-{story.region}")
    row.get_by_role("link").click()
    assert steps.lacks(words(accountant), (story.payable, "442-ФЗ")) == []
    keep(accountant, f"15-act-before-it-exists-{story.region}")


def _figures(*sums: str) -> list[str]:
    return [one.removesuffix(" ₽") for one in sums]


def _month_is_closed(accountant: Page, story: Story, course: Course) -> None:
    steps.close_month(accountant, MARCH)
    keep(accountant, "16-closed-progress")
    accountant.goto(f"/months/{MARCH}")
    assert steps.fact(accountant, "К оплате") == story.payable
    steps.press(accountant, "Напечатать акты и квитанции")
    expect(accountant.get_by_role("heading", name="Готово")).to_be_visible(timeout=60_000)
    accountant.goto(f"/months/{MARCH}")
    keep(accountant, f"17-closed-month-{story.region}")
    link = accountant.get_by_role("link", name="Открыть один PDF")
    pdf = steps.download(accountant, link)
    both = steps.text_of(pdf)
    wanted = (story.person.full_name, *_figures(story.payable, story.delivered), "Извещение")
    assert steps.lacks(both, wanted) == []
    keep_paper(pdf, f"17-acts-and-receipts-{story.region}")
    accountant.goto(f"/acts?month={MARCH}")
    accountant.get_by_role("link", name="№ 1", exact=False).first.click()
    course.act = steps.number_in(accountant.url)
    assert steps.fact(accountant, "Оплатить до").startswith(story.pay_until)
    keep(accountant, f"18-act-{story.region}")


def _pages_are_open_from_before(morning: Scene, course: Course) -> tuple[Page, Page]:
    """The sheet and the check page as somebody opened them while the month was still open."""
    worker = morning.colleague(Role.SOCIAL_WORKER)
    worker.goto(f"/deliveries/{course.contract}/{MARCH}")
    director = morning.colleague(Role.DIRECTOR)
    director.goto(f"/months/{MARCH}/close")
    return worker, director


def _month_cannot_be_closed_again(accountant: Page, late: Page) -> None:
    answer = accountant.goto(f"/months/{MARCH}/close")
    assert answer is not None
    assert answer.status == 422
    assert "уже закрыт" in words(accountant)
    keep(accountant, "19-second-close")
    late.get_by_label("Суммы проверены, месяц можно закрыть").check()
    steps.press(late, "Закрыть месяц")
    expect(late.get_by_role("heading", level=1)).to_contain_text("уже закрыт")


def _closed_month_takes_no_entry(worker: Page, course: Course) -> None:
    sentence = steps.refusal_of_tap(worker, "VLA-H-09", 6)
    assert steps.lacks(sentence, ("Месяц закрыт", "442-ФЗ")) == []
    worker.goto(f"/deliveries/{course.contract}/{MARCH}")
    assert "Месяц закрыт" in words(worker)
    assert worker.locator("table.sheet button").count() == 0
    keep(worker, "20-closed-sheet")


def _act_is_signed(morning: Scene, course: Course) -> None:
    director = morning.colleague(Role.DIRECTOR)
    steps.sign(director, f"/acts/{course.act}", PASSWORD)
    expect(director.get_by_text("Акт подписан.")).to_be_visible()
    # An act is no work of the social worker (FED-PDP-01): the office records what she brings.
    head = morning.colleague(Role.HEAD_OF_DEPARTMENT)
    steps.record_paper_signature(head, f"/acts/{course.act}", "01.04.2026")
    expect(head.get_by_role("heading", level=1)).to_contain_text("Подписан")
    keep(head, "22-act-signed")


# --- money ---------------------------------------------------------------------------------------


def _receipt_carries_its_code(accountant: Page, house: House, story: Story, course: Course) -> None:
    accountant.goto(f"/acts/{course.act}")
    link = accountant.get_by_role("link", name="Квитанция с кодом для оплаты (PDF)")
    pdf = steps.download(accountant, link)
    assert steps.lacks(steps.text_of(pdf), ("Извещение", story.person.full_name)) == []
    picture = picture_of(pdf)
    found = {one.text for one in zxingcpp.read_barcodes(picture)}
    # The other code on the page is the paper's own, which proves where it comes from.
    assert {one for one in found if not one.startswith("SP1:")} == {
        _expected_code(house, story, course)
    }


def _expected_code(house: House, story: Story, course: Course) -> str:
    """The code as GOST R 56042-2014 wants it, put together here from the plain facts."""
    with house.rows() as session:
        provider = session.scalars(select(Provider).where(Provider.region_code == story.region))
        payee = provider.first()
        recipient = session.get_one(Recipient, course.recipient)
        contract = session.get_one(Contract, course.contract)
    assert payee is not None
    person = story.person
    kopecks = "".join(sign for sign in story.payable if sign.isdigit())
    return "|".join(
        (
            "ST00012",
            f"Name={payee.name}",
            f"PersonalAcc={payee.account}",
            f"BankName={payee.bank_name}",
            f"BIC={payee.bic}",
            f"CorrespAcc={payee.correspondent_account}",
            f"PayeeINN={payee.inn}",
            f"KPP={payee.kpp}",
            f"Sum={kopecks}",
            f"Purpose=ЛС {recipient.personal_code}; социальные услуги за март 2026; договор № "
            f"{contract.number} от 02.03.2026; {person.full_name}",
            f"LastName={person.surname}",
            f"FirstName={person.name}",
            f"MiddleName={person.patronymic}",
            f"PayerAddress={person.address}",
            f"PersAcc={recipient.personal_code}",
            "PaymPeriod=032026",
            f"Contract={contract.number}",
        )
    )


def _payment_is_recorded(accountant: Page, story: Story, course: Course) -> None:
    amount = story.paid.removesuffix(" ₽")
    steps.record_payment(accountant, course.contract, amount, "02.04.2026", story.channel, "4711")
    keep(accountant, f"23-payment-{story.region}")
    accountant.goto(f"/payments/accounts/{course.contract}")
    assert steps.fact(accountant, "Начислено") == story.payable
    assert steps.fact(accountant, "Оплачено") == story.paid
    assert steps.fact(accountant, "Просрочено") == "0,00 ₽"
    keep(accountant, f"24-account-{story.region}")


def _copy_is_handed_over(friday: Scene, story: Story) -> None:
    worker = friday.colleague(Role.SOCIAL_WORKER)
    worker.goto("/payments/receipts")
    worker.get_by_label("Сдать копию").first.check()
    steps.press(worker, "Сдать выбранные")
    assert "Все копии сданы" in words(worker)
    keep(worker, "25-copy-handed-over")
    head = friday.colleague(Role.HEAD_OF_DEPARTMENT)
    assert "Все копии квитанций" in words(head)
    keep(head, "26-head-today")
    head.goto("/payments/receipts?accepted=yes")
    assert steps.lacks(words(head), (story.person.full_name, "4711", "Попова Н. С.")) == []


def _debt_is_shown(accountant: Page, story: Story, course: Course) -> None:
    accountant.goto(f"/payments/accounts/{course.contract}")
    assert steps.fact(accountant, "Просрочено") == story.left
    keep(accountant, "27-debt")
    accountant.goto("/")
    assert steps.lacks(words(accountant), (story.person.surname, story.left)) == []
    keep(accountant, "28-accountant-today")


# --- the recipient herself -----------------------------------------------------------------------


def _cabinet_is_opened(worker: Page, course: Course) -> tuple[str, str]:
    worker.goto(f"/recipients/{course.recipient}")
    steps.follow(worker, "Открыть личный кабинет")
    steps.press(worker, "Открыть доступ и показать код")
    login, code = worker.locator(".secret").all_text_contents()
    keep(worker, "29-slip")
    return login, code


def _recipient_sees_what_she_owes_and_why(recipient: Page, story: Story) -> None:
    recipient.goto("/cabinet")
    steps.open_all(recipient)
    page = words(recipient)
    wanted = (story.left, "Срок прошёл 10 апреля", story.cap, "442-ФЗ", "Смирнова")
    assert steps.lacks(page, wanted) == []
    keep(recipient, "30-cabinet")
    for number, section in enumerate(("Мой договор", "Акты", "Оплаты"), start=31):
        steps.follow(recipient.get_by_role("navigation", name="Разделы"), section)
        keep(recipient, f"{number}-cabinet")


def _recipient_downloads_each_paper(recipient: Page, story: Story, course: Course) -> None:
    name = story.person.full_name
    recipient.goto("/cabinet/contract")
    contract = steps.download(recipient, recipient.get_by_role("link", name="Скачать договор"))
    recipient.goto("/cabinet/acts")
    act = steps.download(recipient, recipient.get_by_role("link", name="Скачать акт"))
    # A part is paid: the front page has the receipt for what is left.
    recipient.goto("/cabinet")
    receipt = steps.download(recipient, recipient.get_by_role("link", name="Скачать квитанцию на"))
    assert story.left.split()[0] in steps.text_of(receipt)
    # What was read before the signatures, byte for byte.
    assert contract == course.contract_pdf
    for pdf in (contract, act, receipt):
        assert name in steps.text_of(pdf)


def _recipient_sees_nobody_else(recipient: Page, others: Strangers) -> None:
    for address in (
        f"/cabinet/contracts/{others.contract}/contract.pdf",
        f"/cabinet/acts/{others.act}",
        f"/cabinet/acts/{others.act}/act.pdf",
        f"/cabinet/acts/{others.act}/receipt.pdf",
    ):
        assert steps.status_of(recipient, address) == 404, address
    for address in (
        "/recipients",
        f"/contracts/{others.contract}",
        "/payments",
        f"/months/{MARCH}",
    ):
        assert steps.status_of(recipient, address) == 403, address


def _code_works_once(stranger: Page, login: str, code: str) -> None:
    stranger.goto("/activate")
    steps.write(stranger, {"Логин": login, "Одноразовый код": code})
    steps.press(stranger, "Продолжить")
    expect(stranger.locator(".errors")).to_be_visible()


# --- other people's rows -------------------------------------------------------------------------


def _somebody_else(house: House) -> Strangers:
    """A neighbour with the same provider, whose month of February is closed."""
    with house.rows() as session:
        provider = session.scalars(select(Provider)).first()
        assert provider is not None
        return _served(house, provider.id)


def _somebody_elsewhere(house: House) -> Strangers:
    """The same with another provider in the same installation."""
    with house.rows() as session:
        provider = settle_provider(session, house.region, prefix="other-")
        return _served(house, provider.id)


def _served(house: House, provider_id: int) -> Strangers:
    with house.rows() as session:
        provider = session.get_one(Provider, provider_id)
        recipient = factories.make_recipient(session, provider, surname="Быкова", name="Раиса")
        programme = factories.make_programme(session, recipient)
        terms = factories.make_terms()
        winter = dict.fromkeys(("concluded_on", "rules_day", "in_force_from"), date(2026, 1, 12))
        contract = factories.make_contract(
            session, programme, terms=terms, valid_until=date(2026, 2, 28), **winter
        )
        act = factories.make_act(session, contract, terms, month=date(2026, 2, 1))
        assert isinstance(act, Act)
        return Strangers(contract.id, act.id)
