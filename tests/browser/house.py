"""A provider of a region with its people, settled in a scratch installation.

The people sign in through the page, each in a browser of their own; the portal is started again on
another day when the story goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.people import Sex
from portal.extensions import prepare_engine
from portal.models import Provider, Role, User
from tests.browser.installation import Portal, Visit
from tests.browser.steps import sign_in
from tests.support import factories
from tests.support.empty_database import make_database
from tests.support.factories import PASSWORD

STAFF = (
    (Role.DIRECTOR, "orlova", ("Орлова", "Вера", "Павловна"), "директор"),
    (Role.ACCOUNTANT, "kuznetsova", ("Кузнецова", "Ольга", "Игоревна"), "бухгалтер"),
    (Role.SOCIAL_WORKER, "smirnova", ("Смирнова", "Анна", "Юрьевна"), "социальный работник"),
    (
        Role.HEAD_OF_DEPARTMENT,
        "popova",
        ("Попова", "Нина", "Сергеевна"),
        "заведующая отделением",
    ),
    (Role.ADMINISTRATOR, "belov", ("Белов", "Игорь", "Львович"), "администратор"),
)
LOGINS = {role: login for role, login, _, _ in STAFF}

PROVIDERS: dict[str, dict[str, str]] = {
    "vladimir": {
        "code": "selivanovo",
        "name": "Государственное бюджетное учреждение социального обслуживания Владимирской "
        "области «Селивановский комплексный центр социального обслуживания населения»",
        "short_name": "ГБУСО ВО «Селивановский КЦСОН»",
        "genitive_name": "Государственного бюджетного учреждения социального обслуживания "
        "Владимирской области «Селивановский комплексный центр социального обслуживания населения»",
        "inn": "3322000018",
        "kpp": "332201001",
        "city": "п. Красная Горбатка",
        "address": "602332, Владимирская область, п. Красная Горбатка, ул. Садовая, д. 2",
        "phone": "+7 49236 2-00-00",
        "bank_name": "Отделение Владимир Банка России",
        "bic": "041708001",
        "account": "40601810000081000001",
        "correspondent_account": "40102810945370000020",
    },
    "moscow": {
        "code": "tverskoy",
        "name": "Государственное бюджетное учреждение города Москвы «Территориальный центр "
        "социального обслуживания „Тверской“»",
        "short_name": "ГБУ ТЦСО «Тверской»",
        "genitive_name": "Государственного бюджетного учреждения города Москвы "
        "«Территориальный центр социального обслуживания „Тверской“»",
        "inn": "7710000011",
        "kpp": "771001001",
        "city": "Москва",
        "address": "125009, г. Москва, ул. Тверская, д. 30",
        "phone": "+7 495 000-00-00",
        "bank_name": "ГУ Банка России по ЦФО",
        "bic": "044525000",
        "account": "40601810245253000002",
        "correspondent_account": "40102810545370000003",
    },
    "astrakhan": {
        "code": "dom-na-volge",
        "name": "Автономное учреждение Астраханской области «Дом-интернат для престарелых и "
        "инвалидов „На Волге“»",
        "short_name": "АУ АО «Дом-интернат „На Волге“»",
        "genitive_name": "Автономного учреждения Астраханской области «Дом-интернат для "
        "престарелых и инвалидов „На Волге“»",
        "inn": "3015000012",
        "kpp": "301501001",
        "city": "Астрахань",
        "address": "414000, г. Астрахань, ул. Набережная, д. 7",
        "phone": "+7 8512 00-00-00",
        "bank_name": "Отделение Астрахань Банка России",
        "bic": "041203001",
        "account": "40601810500003000001",
        "correspondent_account": "40102810445370000017",
    },
}
DEPARTMENTS = {
    "vladimir": ("home_care", "Отделение социального обслуживания на дому № 1", Form.HOME),
    "moscow": ("home_care", "Отделение социального обслуживания на дому", Form.HOME),
    "astrakhan": ("stationary", "Отделение милосердия", Form.STATIONARY),
}


@dataclass(frozen=True)
class Scene:
    """The portal on one day: people come to it, each with a browser of their own."""

    address: str
    visit: Visit

    def stranger(self, *, width: int = 1280, scripts: bool = True) -> Page:
        """Somebody who has not signed in."""
        return self.visit.person(self.address, width=width, scripts=scripts)

    def colleague(self, role: Role, *, width: int = 1280, scripts: bool = True) -> Page:
        """One of the staff, signed in."""
        page = self.stranger(width=width, scripts=scripts)
        sign_in(page, LOGINS[role], PASSWORD)
        return page


@dataclass(frozen=True)
class House:
    """A provider of a region in an installation of its own."""

    portal: Portal
    region: str
    visit: Visit

    @contextmanager
    def on(self, clock: str) -> Iterator[Scene]:
        """The portal started on this day; whoever came is gone when it stops."""
        with self.portal.running(clock) as address:
            yield Scene(address, self.visit)
            self.visit.leave()

    @contextmanager
    def rows(self) -> Iterator[Session]:
        """The rows behind the pages."""
        engine = prepare_engine(create_engine(self.portal.database_url))
        with Session(engine, expire_on_commit=False) as session:
            yield session
        engine.dispose()


def settle(folder: Path, region: str, visit: Visit) -> House:
    """An empty installation with one provider of the region and its staff."""
    house = House(Portal(folder), region, visit)
    make_database(house.portal.database)
    with house.rows() as session:
        settle_provider(session, region)
    return house


def settle_provider(session: Session, region: str, prefix: str = "") -> Provider:
    """The region's provider with a department and everybody who works there."""
    provider = factories.make_provider(
        session, region, **PROVIDERS[region] | {"code": prefix + PROVIDERS[region]["code"]}
    )
    unit, name, form = DEPARTMENTS[region]
    department = factories.make_department(
        session, provider, unit_code=unit, name=name, form=form, places=40
    )
    for role, login, names, position in STAFF:
        user = _make_user(session, prefix + login, names)
        works_in = role in (Role.SOCIAL_WORKER, Role.HEAD_OF_DEPARTMENT)
        factories.make_staff(
            session,
            provider,
            role,
            user=user,
            position=position,
            basis="Устав" if role is Role.DIRECTOR else "",
            department_id=department.id if works_in else None,
        )
    return provider


def _make_user(session: Session, login: str, names: tuple[str, str, str]) -> User:
    surname, name, patronymic = names
    sex = Sex.MALE if surname.endswith("в") else Sex.FEMALE
    return factories.make_user(
        session, login=login, surname=surname, name=name, patronymic=patronymic, sex=sex
    )
