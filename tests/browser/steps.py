"""What people do in the portal, each step named by the user's own verb.

Everything is found as a person finds it: by the words of a label, a button or a link.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.stories import Blank, Person

_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"/([0-9]+)(?:[/?#]|$)")


def words(place: Page | Locator) -> str:
    """What a reader sees there, closed details included, every kind of space made a plain one."""
    arrived(place)
    shown = place.locator("main") if isinstance(place, Page) else place
    return plain(shown.text_content() or "")


def plain(text: str) -> str:
    """The text with single plain spaces."""
    return _SPACES.sub(" ", text).strip()


def number_in(address: str) -> int:
    """The id in an address: /contracts/17/sign → 17."""
    found = _NUMBER.search(address)
    assert found, address
    return int(found[1])


def press(place: Page | Locator, name: str) -> None:
    """Press the button with exactly this name, and have the whole page that answers."""
    place.get_by_role("button", name=name, exact=True).click()
    arrived(place)


def follow(place: Page | Locator, name: str) -> None:
    """Follow the link with exactly this name, and have the whole page that answers."""
    place.get_by_role("link", name=name, exact=True).first.click()
    arrived(place)


def arrived(place: Page | Locator) -> None:
    """Wait until the page is read to its end.

    A click waits for the answer's first byte only: what is counted or read then may be half a page.
    """
    page = place if isinstance(place, Page) else place.page
    page.wait_for_load_state("domcontentloaded")


def write(place: Page | Locator, entries: Mapping[str, str]) -> None:
    """Fill fields by their labels."""
    for label, text in entries.items():
        place.get_by_label(label, exact=True).fill(text)


def open_all(page: Page) -> None:
    """Open everything that is folded away."""
    page.locator("main details:not([open]) > summary").evaluate_all(
        "found => found.forEach(one => { one.parentElement.open = true })"
    )


# --- signing in ----------------------------------------------------------------------------------


def sign_in(page: Page, login: str, password: str) -> None:
    page.goto("/sign-in")
    write(page, {"Логин": login, "Пароль": password})
    press(page, "Войти")
    expect(page.get_by_role("button", name="Выйти")).to_be_visible()


def sign_in_for_the_first_time(page: Page, login: str, code: str, password: str) -> None:
    """From the slip of paper to an own password and the cabinet."""
    page.goto("/sign-in")
    follow(page, "У меня листок с одноразовым кодом")
    write(page, {"Логин": login, "Одноразовый код": code})
    press(page, "Продолжить")
    write(page, {"Новый пароль": password, "Новый пароль ещё раз": password})
    press(page, "Сохранить пароль")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Здравствуйте")


# --- the recipient -------------------------------------------------------------------------------


def register(page: Page, person: Person) -> int:
    """Fill the registration form and send it; the new recipient's id."""
    fill_registration(page, person)
    press(page, "Записать получателя")
    expect(page.get_by_role("heading", level=1)).to_have_text(person.full_name)
    return number_in(page.url)


def fill_registration(page: Page, person: Person) -> None:
    page.goto("/recipients/new")
    series, number, issued_by, issued_on = person.passport
    write(
        page,
        {
            "Фамилия": person.surname,
            "Имя": person.name,
            "Отчество": person.patronymic,
            "Дата рождения": person.born,
            "СНИЛС": person.snils,
            "Серия": series,
            "Номер": number,
            "Кем выдан": issued_by,
            "Дата выдачи": issued_on,
            "Адрес, где живёт": person.address,
            "Телефон": person.phone,
        },
    )
    page.get_by_label(person.sex, exact=True).check()
    page.get_by_label("Отделение", exact=True).select_option(index=1)
    page.get_by_label("Социальный работник", exact=True).select_option(index=1)


def find(page: Page, text: str) -> list[str]:
    """The names that the search finds."""
    page.goto("/recipients")
    page.get_by_role("searchbox").fill(text)
    with page.expect_response(lambda answer: "/recipients?" in answer.url):
        press(page, "Найти")
    expect(page.get_by_role("status")).to_contain_text("Найдено")
    names = page.locator("#_list tbody th").all_text_contents()
    return [plain(name) for name in names]


def tick_off(page: Page, recipient_id: int, code: str, *, issued: str, until: str = "") -> None:
    """Tick a paper of the region's list off."""
    if not page.url.endswith(f"/recipients/{recipient_id}/documents"):
        page.goto(f"/recipients/{recipient_id}/documents")
    card = page.locator(f"#paper-{code}")
    card.locator("summary").click()
    write(card, {"Выдан": issued, "Действует до": until})
    card.get_by_role("button", name="Отметить документ").click()
    expect(card.locator(".tag")).to_have_text("Есть")


def record_income(page: Page, recipient_id: int, applied_on: str, sums: Sequence[str]) -> None:
    """Fill the column of the recipient herself month by month, oldest first, and save."""
    page.goto(f"/recipients/{recipient_id}/income")
    write(page, {"Дата заявления": applied_on})
    cells = page.locator("table[data-grid] tbody input")
    expect(cells).to_have_count(len(sums))
    for place, text in enumerate(sums):
        cells.nth(place).fill(text)
    page.get_by_role("button", name="Записать доходы").last.click()
    expect(page.get_by_text("Доходы записаны.")).to_be_visible()


def fact(page: Page, name: str) -> str:
    """The value of a named fact, such as «Плата в месяц»."""
    pair = page.locator("dl.facts > div").filter(
        has=page.locator("dt").get_by_text(name, exact=True)
    )
    return plain(pair.locator("dd").first.text_content() or "")


# --- programme and contract ----------------------------------------------------------------------


def present_programme(page: Page, recipient_id: int, blank: Blank) -> int:
    """Copy the programme from its paper; the term of the contract starts now."""
    page.goto(f"/recipients/{recipient_id}")
    follow(page.locator("section[aria-labelledby=h-programmes]"), "Принять программу")
    follow(page.locator("nav.card"), blank.form)
    write(
        page,
        {
            "Номер": blank.number,
            "Дата составления": blank.issued_on,
            "Дата решения о предоставлении услуг": blank.decision_date,
            "Действует с": blank.issued_on,
            "Действует по": blank.valid_until,
            "Условия предоставления услуг": "по месту жительства",
        },
    )
    for code, volume in blank.services.items():
        page.locator(f"[name='service-{code}']").fill(str(volume))
        page.locator(f"[name='frequency-{code}']").select_option("monthly")
    page.locator("[name='paper-recommended_providers-0-0']").fill("Комплексный центр")
    name_grounds(page)
    press(page, "Принять программу")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Программа № {blank.number}")
    return number_in(page.url)


def name_grounds(page: Page) -> None:
    """What the decision names: a circumstance, and where the page asks, the stay and the body."""
    page.locator("[name=circumstances]").first.check()
    for name in ("stay", "issuer_kind"):
        offered = page.locator(f"select[name={name}]")
        if offered.count():
            offered.select_option(index=1)


def tell_everything(page: Page, programme_id: int, day: str) -> None:
    """Tick off all that is told before a contract, and the signed sheet where one is asked for."""
    page.goto(f"/programmes/{programme_id}/information")
    for box in page.get_by_role("checkbox").all():
        box.check()
    signed = page.get_by_label("Когда подписан лист ознакомления")
    if signed.count():
        signed.fill(day)
    press(page, "Записать")
    expect(page.get_by_text("Ознакомление записано: сообщено всё.")).to_be_visible()


def draft_contract(page: Page, programme_id: int, day: str = "02.03.2026") -> int:
    tell_everything(page, programme_id, day)
    page.goto(f"/programmes/{programme_id}")
    follow(page, "Составить договор")
    press(page, "Составить договор")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Договор №")
    return number_in(page.url)


def sign(page: Page, address: str, password: str) -> None:
    """Open the check page of a contract or an act and sign with the own password."""
    page.goto(address)
    follow(page, "Проверить и подписать")
    page.get_by_label("Ваш пароль").fill(password)
    page.get_by_role("button", name=re.compile("^Подписать")).click()


def record_paper_signature(page: Page, address: str, day: str, scan: Path | None = None) -> None:
    """Write down that the customer has signed the paper, perhaps with its scan."""
    page.goto(address)
    follow(page, "Записать подпись получателя")
    write(page, {"Когда подписан": day})
    if scan:
        page.get_by_label("Скан подписанного", exact=False).set_input_files(scan)
    press(page, "Записать подпись")


# --- services and the month ----------------------------------------------------------------------


def tap(page: Page, code: str, day: int) -> None:
    """Tap a cell of the month grid and wait until its row has come back."""
    cell = page.locator(f"#row-q-{code}-{day}")
    with page.expect_response(lambda answer: answer.url.endswith("/cell")) as answer:
        cell.click()
    assert answer.value.status == 200, answer.value.text()
    expect(page.locator(f"#row-q-{code}-{day}")).to_have_text("1")


def refusal_of_tap(page: Page, code: str, day: int) -> str:
    """Tap a cell that must be refused; the sentence in its row."""
    with page.expect_response(lambda answer: answer.url.endswith("/cell")) as answer:
        page.locator(f"#row-q-{code}-{day}").click()
    assert answer.value.status == 422
    sentence = page.locator(f"#row-q-{code} .err").first
    expect(sentence).to_be_visible()
    return plain(sentence.text_content() or "")


def enter_numbers(page: Page, days_of: Mapping[str, Iterable[int]]) -> None:
    """The month as a form of numbers with one button, from the open sheet."""
    follow(page, "Ввести числами")
    for code, days in days_of.items():
        for day in days:
            page.locator(f"[id='q-{code}-{day}']").fill("1")
    press(page, "Записать месяц")
    expect(page.get_by_text("Записано:")).to_be_visible()


def agree_to_close(page: Page) -> None:
    """The ticks of the check page: on the month's last day there are two.

    The tick that is always there is set first: to set it is to wait for the page,
    while counting waits for nothing.
    """
    page.get_by_label("Суммы проверены, месяц можно закрыть").check()
    over = page.get_by_label("Услуг сегодня больше не будет")
    if over.count():
        over.check()


def close_month(page: Page, month: str) -> None:
    """From the rehearsal through the check page and the progress page to the closed month."""
    page.goto(f"/months/{month}")
    follow(page, "Проверить и закрыть")
    agree_to_close(page)
    press(page, "Закрыть месяц")
    expect(page).to_have_url(re.compile(r"/jobs/\d+$"))
    expect(page.get_by_role("heading", name="Готово")).to_be_visible()


# --- money ---------------------------------------------------------------------------------------


def record_payment(
    page: Page, contract_id: int, amount: str, paid_on: str, channel: str, receipt: str
) -> int:
    """Fill the payment form, check and record; the payment's id."""
    page.goto(f"/payments/accounts/{contract_id}/record")
    write(page, {"Сумма, рублей": amount, "Дата оплаты": paid_on, "Номер квитанции": receipt})
    bank = page.get_by_label("Какой банк принял")
    if bank.count():
        bank.fill("ПАО Сбербанк")
    page.get_by_label(channel, exact=True).check()
    press(page, "Проверить и записать")
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте перед записью")
    press(page, "Записать оплату")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Оплата")
    return number_in(page.url)


# --- papers --------------------------------------------------------------------------------------


def download(page: Page, link: Locator) -> bytes:
    """The PDF behind a link, asked for with the reader's own session."""
    address = link.first.get_attribute("href")
    assert address
    answer = page.request.get(address)
    assert answer.status == 200, (address, answer.status)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def status_of(page: Page, address: str) -> int:
    """What the reader's own session is answered at an address."""
    return page.request.get(address, max_redirects=0).status


def text_of(pdf: bytes) -> str:
    """The text of a PDF with single plain spaces, as a program reads it."""
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def lacks(text: str, wanted: Iterable[str]) -> list[str]:
    """What of the wanted the text does not contain."""
    return [one for one in wanted if plain(one) not in text]
