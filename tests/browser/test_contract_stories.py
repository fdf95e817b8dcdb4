"""What becomes of contracts, each told by one pair of hands after another, in one installation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.config import Settings
from portal.domain.contract import Party
from portal.domain.programme import ProgrammeLine
from portal.extensions import db
from portal.models import Department, Membership, Recipient, Role, SignatureMethod, User
from portal.regions.registry import discover
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.signing_agreements import (
    DraftAgreement,
    RecordAgreement,
    draft_agreement,
    record_agreement,
)
from portal.usecases.uploads import Upload
from tests.browser.house import House as Installed
from tests.browser.house import Scene, settle
from tests.browser.installation import Visit, keep, keep_paper
from tests.browser.steps import download, follow, number_in, press, sign_in, text_of, words, write
from tests.support.factories import PASSWORD, actor_of, make_recipient_access, make_snils
from tests.usecases.procedures import (
    MORNING,
    BlankPress,
    House,
    conclude,
    earn,
    hand_in_everything,
    present,
    register,
)

pytestmark = pytest.mark.browser

NOW = "2026-03-02T12:00+03:00"
TODAY = "02.03.2026"
LINES = (ProgrammeLine("VLA-H-01", Decimal(12)), ProgrammeLine("VLA-H-07", Decimal(8)))


@dataclass(frozen=True)
class Desk:
    """The portal at work: a draft, whose recipient signs by codes, two contracts, a programme."""

    address: str
    login: str
    draft: int
    changing: int
    ending: int
    programme: int

    def scene(self, visit: Visit) -> Scene:
        return Scene(self.address, visit)


@pytest.fixture(scope="module")
def desk(chromium: Browser, scan: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One installation for all stories."""
    installed = settle(tmp_path_factory.mktemp("contracts"), "vladimir", Visit(chromium))
    known = _settle(installed, Upload(scan.name, scan.read_bytes(), "application/pdf"))
    with installed.portal.running(NOW) as address:
        yield replace(known, address=address)


def _settle(installed: Installed, scan: Upload) -> Desk:
    settings = Settings.from_environment(installed.portal.environment(NOW))
    app = create_app(replace(settings, immediate_jobs=True))
    with app.app_context():
        house = _house(db.session())
        person, waiting = _programme(house, "Ильина", 1)
        login = _signs_by_codes(house, person, scan)
        changing, ending = (_in_force(house, name, n) for n, name in ((2, "Быкова"), (3, "Ёлкина")))
        _, refused = _programme(house, "Лебедева", 4)
        draft = conclude(house, waiting, MORNING).id
        db.session.remove()
        db.engine.dispose()
    return Desk("", login, draft, changing, ending, refused)


def _house(session: Session) -> House:
    department = session.scalars(select(Department)).one()
    staff = {one.role: actor_of(session, one) for one in session.scalars(select(Membership))}
    region = discover()["vladimir"]
    return House(session, staff[Role.DIRECTOR], staff[Role.SOCIAL_WORKER], region, department.id)


def _programme(house: House, surname: str, number: int) -> tuple[int, int]:
    person = register(
        house,
        surname=surname,
        snils=make_snils(number),
        department_id=house.department_id,
        social_worker_id=house.worker.membership_id,
    )
    earn(house, person)
    programme = present(house, person, number=f"{number}/2026", services=LINES)
    hand_in_everything(house, person)
    return person, programme.id


def _in_force(house: House, surname: str, number: int) -> int:
    contract = conclude(house, _programme(house, surname, number)[1])
    for party, method, actor in (
        (Party.PROVIDER, SignatureMethod.PASSWORD, house.director),
        (Party.RECIPIENT, SignatureMethod.PAPER, house.worker),
    ):
        command = SignContract(contract.id, party, method, house.region.today(MORNING))
        sign_contract(command, region=house.region, actor=actor, now=MORNING)
    return contract.id


def _signs_by_codes(house: House, person: int, scan: Upload) -> str:
    """The recipient's login, and the agreement on codes signed on paper."""
    session, region = house.session, house.region
    access = make_recipient_access(session, session.get_one(Recipient, person))
    login = session.get_one(User, access.user_id).login
    session.commit()
    sheet = draft_agreement(
        DraftAgreement(person, ""),
        region=region,
        actor=house.worker,
        now=MORNING,
        press=BlankPress(),
    )
    signed = RecordAgreement(sheet, date(2026, 3, 2), scan)
    record_agreement(signed, region=region, actor=house.worker, now=MORNING)
    return login


def _with_password(page: Page, button: str) -> None:
    page.get_by_label("Ваш пароль").fill(PASSWORD)
    press(page, button)


def _typed(page: Page, code: str) -> None:
    page.get_by_label("Код из шести цифр").fill(code)
    press(page, "Подписать договор")


def test_a_contract_is_signed_in_the_cabinet_by_a_code(desk: Desk, visit: Visit) -> None:
    """A wrong code is refused, the right one works, and works once."""
    scene = desk.scene(visit)
    director = scene.colleague(Role.DIRECTOR)
    director.goto(f"/contracts/{desk.draft}/sign")
    _with_password(director, "Подписать договор")
    expect(director.get_by_role("heading", level=1)).to_contain_text("подписан")
    director.goto(f"/contracts/{desk.draft}")
    follow(director, "Выдать код для подписи в кабинете")
    director.get_by_role("button", name=re.compile("^Выдать код на бумаге")).click()
    code = director.locator(".secret").inner_text().replace(" ", "")
    keep(director, "code-slip")

    recipient = scene.stranger(width=390)
    sign_in(recipient, desk.login, PASSWORD)
    recipient.locator("section[aria-labelledby=h-sign] a").click()
    address = recipient.url
    late = recipient.context.new_page()
    late.goto(address)
    _typed(recipient, "000000" if code != "000000" else "111111")
    expect(recipient.locator(".errors")).to_be_focused()
    keep(recipient, "code-wrong")
    _typed(recipient, code)
    expect(recipient.locator("main")).to_contain_text("подписан")
    keep(recipient, "code-signed")
    _typed(late, code)
    assert "подписан" in words(late)
    keep(late, "code-used")
    director.goto(f"/contracts/{desk.draft}")
    expect(director.get_by_role("heading", level=1)).to_contain_text("Действует")
    assert "одноразовым кодом" in words(director).lower()


def test_an_amendment_is_signed_by_both_sides(desk: Desk, visit: Visit) -> None:
    scene = desk.scene(visit)
    office = scene.colleague(Role.ACCOUNTANT)
    office.goto(f"/contracts/{desk.changing}")
    follow(office, "Составить дополнительное соглашение")
    write(office, {"С какого дня": "01.04.2026", "Новые условия": "Приходить по вторникам."})
    office.get_by_label("Основание", exact=True).select_option(index=1)
    press(office, "Составить соглашение")
    amendment = office.url
    expect(office.locator("main")).to_contain_text("ждёт подписи директора")

    director = scene.colleague(Role.DIRECTOR)
    director.goto(amendment)
    follow(director, "Проверить и подписать")
    _with_password(director, "Подписать соглашение")
    office.goto(amendment)
    paper = download(office, office.get_by_role("link", name="Открыть соглашение для печати (PDF)"))
    assert "Приходить по вторникам." in text_of(paper)
    follow(office, "Записать подпись получателя")
    write(office, {"Когда подписано": TODAY})
    press(office, "Записать подпись")
    assert "подписано обеими сторонами и начнёт действовать 1 апреля" in words(office)
    keep(office, "amendment-signed")


def test_a_contract_is_refused_with_its_paper(desk: Desk, visit: Visit) -> None:
    director = desk.scene(visit).colleague(Role.DIRECTOR)
    director.goto(f"/programmes/{desk.programme}")
    follow(director, "Отказать в договоре")
    director.locator("section[aria-labelledby=h-grounds] a").first.click()
    write(director, {"Дата": TODAY, "Номер": "17", "Кем выдан": "поликлиника № 1"})
    write(director, {"Действует до": "31.12.2026"})
    director.get_by_label("В нём названы противопоказания").check()
    _with_password(director, "Составить отказ")
    expect(director.get_by_role("heading", level=1)).to_contain_text("Отказ № 1/2026")
    paper = download(director, director.get_by_role("link", name=re.compile("PDF")))
    keep_paper(paper, "refusal")
    assert "Подтверждено: заключение медицинской организации" in text_of(paper)
    keep(director, "refused")


def test_a_contract_ends_with_an_order_and_a_notice(desk: Desk, visit: Visit) -> None:
    scene = desk.scene(visit)
    director = scene.colleague(Role.DIRECTOR)
    director.goto(f"/contracts/{desk.ending}")
    follow(director, "Прекратить договор")
    director.locator("a[href$='ground=refusal']").click()
    write(director, {"Первый день без услуг": "31.03.2026"})
    _application(director)
    press(director, "Подготовить прекращение")
    follow(director, "Проверить и подтвердить")
    _with_password(director, "Подписать приказ")
    ending = number_in(director.url)
    order = download(director, director.get_by_role("link", name="Приказ (PDF)"))
    assert "ПРИКАЗ № 1/2026" in text_of(order)

    office = scene.colleague(Role.HEAD_OF_DEPARTMENT)
    office.goto(f"/terminations/{ending}")
    notice = download(office, office.get_by_role("link", name="Уведомление для печати (PDF)"))
    assert "Последний день услуг — 30 марта 2026 года" in text_of(notice)
    follow(office, "Записать вручение уведомления")
    write(office, {"Когда вручено": TODAY})
    press(office, "Записать вручение")
    expect(office).to_have_url(re.compile(rf"/terminations/{ending}$"))
    director.goto(f"/contracts/{desk.ending}")
    assert "уведомление вручено 2 марта" in words(director.locator("#_life")).lower()
    keep(director, "ended")
    keep(office, "ending")


def _application(page: Page) -> None:
    """The recipient's written refusal: its day and number."""
    group = page.locator("fieldset").filter(has_text="Заявление об отказе").first
    write(group, {"Дата": TODAY, "Номер": "7"})
