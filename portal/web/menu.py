"""The sections in the menu, by role: what a reader comes for stands first."""

from dataclasses import dataclass

from flask import request, url_for

from portal.domain.cabinet import EVERYTHING, Part
from portal.models.user import Role
from portal.usecases.role_access import Subject, who_sees
from portal.web import access


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its first page, who sees it, and the blueprints that belong to it."""

    title: str
    endpoint: str
    roles: frozenset[Role]
    blueprints: frozenset[str]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A section as the layout prints it."""

    title: str
    url: str
    current: bool


def section(title: str, endpoint: str, roles: frozenset[Role], *blueprints: str) -> Section:
    """A section with the blueprint of its first page and the others named."""
    return Section(
        title, endpoint, roles, frozenset({endpoint.split(".", maxsplit=1)[0], *blueprints})
    )


OFFICE = frozenset(access.OFFICE)
NOTHING: frozenset[Part] = frozenset()
MONEY = frozenset({Role.DIRECTOR, Role.ACCOUNTANT})
RECIPIENTS = frozenset({Role.RECIPIENT})
DIRECTORS = frozenset({Role.DIRECTOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
OFFICERS = frozenset({Role.OFFICER})

SECTIONS = (
    section("Сегодня", "home.today", OFFICE),
    section("Получатели", "recipients.index", OFFICE, "programmes", "rehearsals"),
    section(
        "Приём",
        "admissions.index",
        OFFICE,
        "urgent",
        "transfers",
        "child_units",
        "moves",
        "families",
    ),
    section(
        "Договоры",
        "contracts.index",
        OFFICE,
        "amendments",
        "terminations",
        "electronic",
        "signing_codes",
        "signing",
        "copies",
    ),
    section("Услуги", "deliveries.index", OFFICE),
    section("Месяц", "months.index", MONEY, "jobs"),
    section("Акты", "acts.index", frozenset(who_sees(Subject.ACTS))),
    section("Оплаты", "payments.index", frozenset(who_sees(Subject.PAYMENTS))),
    section("Справочники", "admin.reference", MONEY | ADMINISTRATORS, "calendar", "tariff_days"),
    # The director, whose menu is the longest, comes to these two from her settings.
    section("Сотрудники", "admin.people", ADMINISTRATORS),
    section("Регион", "admin.region_passport", ADMINISTRATORS),
    section("Настройки", "settings.index", ADMINISTRATORS | DIRECTORS, "duties"),
    section("Заявления о переводе", "transfers.queue", OFFICERS),
    section("Журнал", "transfers.register", OFFICERS, "admissions"),
    section("Главное", "cabinet.home", RECIPIENTS),
    section("Мой договор", "cabinet.contract", RECIPIENTS),
    section("Услуги", "cabinet.services", RECIPIENTS),
    section("Акты", "cabinet.acts", RECIPIENTS),
    section("Оплаты", "cabinet.payments", RECIPIENTS),
)


OWN_PAGES = {
    "cabinet.home": EVERYTHING,
    "cabinet.contract": frozenset({Part.CONTRACT}),
    "cabinet.services": frozenset({Part.SERVICES}),
    "cabinet.acts": frozenset({Part.ACTS}),
    "cabinet.payments": frozenset({Part.PAYMENTS}),
}
"""The pages of the cabinet by what they show: the menu offers those that would open."""


def first_own_page() -> str:
    """Where the reader of a cabinet begins."""
    shown = access.shown_parts()
    return next(page for page, parts in OWN_PAGES.items() if parts <= shown)


def menu_of(role: Role) -> tuple[MenuItem, ...]:
    """The reader's menu; the section of the present page is marked."""
    shown = access.shown_parts()
    return tuple(
        MenuItem(item.title, url_for(item.endpoint), _is_current(item))
        for item in SECTIONS
        if role in item.roles and OWN_PAGES.get(item.endpoint, NOTHING) <= shown
    )


def _is_current(item: Section) -> bool:
    same_role_sections = [
        one for one in SECTIONS if request.blueprint in one.blueprints and one.roles & item.roles
    ]
    if len(same_role_sections) > 1:
        return request.endpoint == item.endpoint
    return request.blueprint in item.blueprints
