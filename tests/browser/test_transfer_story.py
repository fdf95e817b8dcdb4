"""A move from its application to its end by four people, each page of it under axe on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.domain.catalogue import Form
from portal.models import (
    Department,
    Provider,
    Recipient,
    Role,
    TransferEnvelope,
    User,
    VacancyHold,
)
from tests.browser.examination import examine
from tests.browser.house import LOGINS, House, Scene, settle_provider
from tests.browser.installation import keep, keep_paper
from tests.browser.steps import download, press, sign_in, text_of, words
from tests.browser.transfer_pages import EXAMINED
from tests.support import factories
from tests.support.factories import PASSWORD

pytestmark = pytest.mark.browser

NOW = "2026-05-07T10:00:00+04:00"
DAY, WRITTEN = date(2026, 5, 7), "07.05.2026"
RECEIVER = "Приволжский дом-интернат"
PAPERS = {
    "Заявление о переводе (приложение № 1)": WRITTEN,
    "Ходатайство поставщика о переводе": WRITTEN,
    "Личное дело получателя": WRITTEN,
    "Обходной лист (приложение № 2 к порядку № 572-П)": "01.04.2026",
}


@dataclass
class Story:
    """Who takes part, what has been examined and what was found wrong."""

    scene: Scene
    contract_id: int
    logins: dict[str, str]
    seen: set[str]
    faults: list[str]

    def person(self, who: str, *, width: int = 1280) -> Page:
        """Somebody of the four, signed in."""
        page = self.scene.stranger(width=width)
        sign_in(page, self.logins[who], PASSWORD)
        return page

    def examine(self, page: Page, endpoint: str) -> None:
        """Axe, small screens and double size, once for each page."""
        keep(page, f"page-{endpoint}")
        self.seen.add(endpoint)
        self.faults += (f"{endpoint}: {fault}" for fault in examine(page))
        page.reload()


def _people(house: House) -> tuple[int, dict[str, str]]:
    """Two homes with their directors, the authority with its officer, a recipient with a login."""
    with house.rows() as rows:
        first = rows.scalars(select(Provider)).one()
        home = rows.scalars(select(Department)).one()
        other = settle_provider(rows, "astrakhan", "b-")
        other.name = other.short_name = RECEIVER
        authority = factories.make_provider(
            rows, "astrakhan", code="ministry", short_name="Министерство", is_authority=True
        )
        officer = factories.make_user(rows, login="musaeva", surname="Мусаева")
        factories.make_staff(rows, authority, Role.OFFICER, user=officer)
        person = factories.make_recipient(rows, first, department_id=home.id)
        login = factories.make_recipient_access(rows, person)
        programme = factories.make_programme(
            rows, person, form=Form.STATIONARY, unit_code=home.unit_code
        )
        contract = factories.make_contract(
            rows,
            programme,
            form=Form.STATIONARY,
            terms=factories.make_terms(),
            in_force_from=date(2026, 3, 2),
        )
        own = rows.get_one(User, login.user_id).login
        director = LOGINS[Role.DIRECTOR]
        logins = {"a": director, "b": f"b-{director}", "officer": "musaeva", "recipient": own}
        return contract.id, logins


def _contract_there(house: House) -> None:
    """The receiver's own contract, signed on the day of the move."""
    with house.rows() as rows:
        hold = rows.scalars(select(VacancyHold)).one()
        person = rows.get_one(Recipient, hold.recipient_id)
        programme = factories.make_programme(
            rows, person, form=Form.STATIONARY, unit_code="stationary"
        )
        factories.make_contract(
            rows,
            programme,
            form=Form.STATIONARY,
            concluded_on=DAY,
            terms=factories.make_terms(),
            in_force_from=DAY,
        )


def test_a_move_from_the_application_to_its_end(settled_in: Callable[[str], House]) -> None:
    house = settled_in("astrakhan")
    contract_id, logins = _people(house)
    with house.on(NOW) as scene:
        story = Story(scene, contract_id, logins, set(), [])
        director = story.person("a")
        case = _filed(story, director)
        officer = story.person("officer")
        _decided(story, officer)
        _told(story, director, case)
        _chosen(story)
        _received(story, house, director, case)
        _ended(story, director, case)
        officer.goto("/transfers/register")
        story.examine(officer, "transfers.register")
        assert story.faults == []
        assert story.seen == EXAMINED | {"cabinet.move"}


def _filed(story: Story, page: Page) -> str:
    page.goto(f"/transfers/new/{story.contract_id}")
    story.examine(page, "transfers.new")
    page.get_by_label("Поставщик", exact=True).select_option(label=RECEIVER)
    page.get_by_label("Почему получатель переходит").fill("хочет жить ближе к дочери")
    page.get_by_label("Гражданство").fill("Российская Федерация")
    page.get_by_label("Согласен", exact=True).check()
    page.get_by_label("Оба учреждения есть в областной номенклатуре").check()
    press(page, "Записать заявление")
    case = page.url
    _print(page, "Заявление о переводе к другому поставщику социальных услуг", "application")
    for title, day in PAPERS.items():
        page.get_by_label("Документ", exact=True).select_option(label=title)
        page.get_by_label("День на документе").fill(day)
        press(page, "Записать документ")
    _print(page, "Ходатайство о переводе", "petition")
    story.examine(page, "transfers.show")
    press(page, "Пакет готов")
    page.get_by_label("Ваш пароль").fill(PASSWORD)
    press(page, "Подписать и направить")
    expect(page.get_by_role("heading", level=1)).to_contain_text("направлено")
    page.goto("/transfers")
    story.examine(page, "transfers.index")
    return case


def _print(page: Page, title: str, name: str) -> str:
    press(page, f"Напечатать: {title}")
    link = page.locator("section:has(> #h-letters) li a").first
    paper = download(page, link)
    keep_paper(paper, f"transfer-{name}")
    return text_of(paper)


def _decided(story: Story, page: Page) -> None:
    page.goto("/transfers/queue")
    assert "Последний день сегодня: 1 заявление" in words(page)
    story.examine(page, "transfers.queue")
    page.locator("main table a").first.click()
    story.examine(page, "transfers.case")
    for outcome in ("Зарегистрировать", "Согласовать", "Уведомить о поставщиках"):
        page.get_by_label(outcome, exact=True).check()
        if page.get_by_label(RECEIVER).count():
            page.get_by_label(RECEIVER).check()
        press(page, "Записать решение")
    assert "больше ничего не нужно" in words(page)


def _told(story: Story, page: Page, case: str) -> None:
    page.goto("/")
    assert "Передать получателю, кого рекомендуют — до 8 мая" in words(page)
    page.goto(case)
    letter = _print(page, "Письмо о рекомендуемых поставщиках", "letter")
    assert RECEIVER in letter
    page.get_by_text("Записать вручение").first.click()
    page.get_by_label("вручено лично").check()
    press(page, "Записать вручение")
    assert "Получателю сообщено 7 мая" in words(page)


def _chosen(story: Story) -> None:
    page = story.person("recipient", width=390)
    page.get_by_role("link", name="Выбрать поставщика").click()
    story.examine(page, "cabinet.move")
    page.get_by_label(f"{RECEIVER}: рекомендован").check()
    press(page, "Выбрать")
    assert f"Вы переходите к поставщику: {RECEIVER}" in words(page)


def _received(story: Story, house: House, director: Page, case: str) -> None:
    director.goto(case)
    press(director, "Собрать конверт")
    _print(director, "Акт приёма-передачи личного дела", "handover")
    director.get_by_text("Записать передачу").first.click()
    assert "Индивидуальная программа" in director.get_by_label("Опись личного дела").input_value()
    press(director, "Записать передачу")
    with house.rows() as rows:
        envelope = rows.scalars(select(TransferEnvelope.id)).one()
    director.goto(f"/transfers/envelopes/{envelope}")
    story.examine(director, "transfers.envelope")
    page = story.person("b")
    page.goto("/transfers/envelopes")
    story.examine(page, "transfers.envelopes")
    page.goto("/")
    page.locator("section:has(> header > #h-moves) li a").first.click()
    story.examine(page, "transfers.incoming")
    page.get_by_label("Держать место с").fill(WRITTEN)
    press(page, "Подтвердить место")
    press(page, "Принять из конверта")
    page.get_by_label("Кто принял личное дело").fill("Носова И. Д.")
    press(page, "Расписаться за дело")
    assert "Принято под расписку 7 мая" in words(page)
    _contract_there(house)


def _ended(story: Story, page: Page, case: str) -> None:
    page.goto(case)
    page.get_by_label("Первый день у нового поставщика").fill(WRITTEN)
    page.get_by_label("Ваш пароль").fill(PASSWORD)
    press(page, "Завершить перевод")
    assert "Договор прекращён 6 мая" in words(page)
