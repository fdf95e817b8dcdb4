"""The three invented providers: who they are, who works there, where their people live."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.catalogue import Form
from portal.domain.people import Sex
from portal.models import Role


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the staff; ``login`` is empty for those nobody signs in as."""

    role: Role
    surname: str
    name: str
    patronymic: str
    sex: Sex
    position: str
    login: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """A provider of the demonstration.

    ``people`` is how many recipients it has, ``streets`` where they live ("{house}" and "{flat}"
    are filled in), ``river`` the word its passwords begin with, ``services`` the packages of its
    programmes: catalogue codes with monthly volumes.
    """

    code: str
    region: str
    name: str
    short_name: str
    genitive_name: str
    city: str
    address: str
    phone: str
    inn: str
    kpp: str
    bank_name: str
    bic: str
    account: str
    correspondent_account: str
    personal_account: str | None
    cbc: str | None
    oktmo: str | None
    unit_code: str
    department: str
    places: int | None
    form: Form
    people: int
    river: str
    issuer: str
    passport_series: str
    passport_issuer: str
    streets: tuple[str, ...]
    pensions: tuple[int, int]
    services: tuple[tuple[tuple[str, int], ...], ...]
    staff: tuple[Colleague, ...]
    volga: bool = False


def _staff(river: str, *people: tuple[Role, str, str, str, Sex, str]) -> tuple[Colleague, ...]:
    """Colleagues with their logins: the first of each role can sign in."""
    seen: set[Role] = set()
    found: list[Colleague] = []
    for role, surname, name, patronymic, sex, position in people:
        login = "" if role in seen else f"{_LOGINS[role]}.{river}"
        seen.add(role)
        found.append(Colleague(role, surname, name, patronymic, sex, position, login))
    return tuple(found)


_LOGINS = {
    Role.DIRECTOR: "director",
    Role.ACCOUNTANT: "accountant",
    Role.SOCIAL_WORKER: "worker",
    Role.HEAD_OF_DEPARTMENT: "head",
    Role.ADMINISTRATOR: "admin",
}
RECIPIENT_LOGIN = "recipient"
_W, _M = Sex.FEMALE, Sex.MALE

VLADIMIR = House(
    code="klyazma",
    region="vladimir",
    name="Государственное бюджетное учреждение социального обслуживания Владимирской области "
    "«Заклязьминский комплексный центр социального обслуживания населения»",
    short_name="ГБУСО ВО «Заклязьминский КЦСОН»",
    genitive_name="Государственного бюджетного учреждения социального обслуживания Владимирской "
    "области «Заклязьминский комплексный центр социального обслуживания населения»",
    city="г. Заклязьминск",
    address="602999, Владимирская область, г. Заклязьминск, ул. Советская, д. 12",
    phone="8 (49200) 0-00-12",
    inn="3300000014",
    kpp="330001001",
    bank_name="ОТДЕЛЕНИЕ ВЛАДИМИР БАНКА РОССИИ",
    bic="011708377",
    account="03224643170000002800",
    correspondent_account="40102810945370000020",
    personal_account="20286У00012",
    cbc="00000000000000000131",
    oktmo="17600000",
    unit_code="home_care",
    department="Отделение социального обслуживания на дому № 1",
    places=None,
    form=Form.HOME,
    people=26,
    river="klyazma",
    issuer="Отдел социальной защиты населения по Заклязьминскому району",
    passport_series="17",
    passport_issuer="ОВД Заклязьминского района Владимирской области",
    streets=(
        "602999, г. Заклязьминск, ул. Советская, д. {house}, кв. {flat}",
        "602999, г. Заклязьминск, ул. Красноармейская, д. {house}, кв. {flat}",
        "602999, г. Заклязьминск, ул. Набережная, д. {house}",
        "602998, пос. Льнозавод, ул. Фабричная, д. {house}, кв. {flat}",
        "602997, с. Спасское, ул. Центральная, д. {house}",
        "602997, дер. Малые Липки, д. {house}",
    ),
    pensions=(17_800, 31_500),
    services=(
        (("01", 8), ("04", 2), ("07", 4)),
        (("01", 12), ("02", 12), ("04", 2), ("07", 4)),
        (("01", 12), ("02", 12), ("07", 4), ("09", 12)),
        (("01", 12), ("02", 20), ("03", 20), ("08", 12), ("09", 12)),
        (("01", 8), ("06", 8), ("07", 4), ("10", 2)),
    ),
    staff=_staff(
        "klyazma",
        (Role.DIRECTOR, "Лаптева", "Ольга", "Николаевна", _W, "директор"),
        (Role.ACCOUNTANT, "Быкова", "Наталья", "Сергеевна", _W, "бухгалтер"),
        (Role.SOCIAL_WORKER, "Зимина", "Вера", "Павловна", _W, "социальный работник"),
        (Role.SOCIAL_WORKER, "Седова", "Марина", "Игоревна", _W, "социальный работник"),
        (Role.SOCIAL_WORKER, "Королёва", "Юлия", "Андреевна", _W, "социальный работник"),
        (Role.HEAD_OF_DEPARTMENT, "Котова", "Анна", "Львовна", _W, "заведующий отделением"),
        (Role.ADMINISTRATOR, "Громов", "Илья", "Антонович", _M, "администратор"),
    ),
)

MOSCOW = House(
    code="yauza",
    region="moscow",
    name="Государственное бюджетное учреждение города Москвы «Территориальный центр социального "
    "обслуживания «Заяузский»",
    short_name="ГБУ ТЦСО «Заяузский»",
    genitive_name="Государственного бюджетного учреждения города Москвы «Территориальный центр "
    "социального обслуживания «Заяузский»",
    city="г. Москва",
    address="109999, г. Москва, Заяузский пер., д. 7, стр. 2",
    phone="8 (495) 000-00-07",
    inn="7700000016",
    kpp="770001001",
    bank_name="ГУ БАНКА РОССИИ ПО ЦФО",
    bic="004525988",
    account="03224643450000007300",
    correspondent_account="40102810545370000003",
    personal_account="2614891000000007",
    cbc="14800000000131131022",
    oktmo="45380000",
    unit_code="home_care",
    department="Отделение социального обслуживания на дому",
    places=None,
    form=Form.HOME,
    people=22,
    river="yauza",
    issuer="Отдел социальной защиты населения Заяузского района",
    passport_series="45",
    passport_issuer="ОВД Заяузского района города Москвы",
    streets=(
        "109999, г. Москва, Заяузский пер., д. {house}, кв. {flat}",
        "109999, г. Москва, ул. Большая Мельничная, д. {house}, кв. {flat}",
        "109999, г. Москва, ул. Старообрядческая, д. {house}, корп. 1, кв. {flat}",
        "109998, г. Москва, 3-я Слободская ул., д. {house}, кв. {flat}",
        "109998, г. Москва, Яузская наб., д. {house}, кв. {flat}",
    ),
    pensions=(23_500, 46_000),
    services=(
        (("01", 8), ("04", 2), ("07", 4)),
        (("01", 12), ("02", 12), ("07", 4), ("09", 8)),
        (("01", 12), ("02", 20), ("08", 8), ("09", 12)),
        (("01", 8), ("05", 2), ("07", 4), ("10", 2), ("11", 1)),
    ),
    staff=_staff(
        "yauza",
        (Role.DIRECTOR, "Державин", "Андрей", "Викторович", _M, "директор"),
        (Role.ACCOUNTANT, "Мухина", "Елена", "Борисовна", _W, "бухгалтер"),
        (Role.SOCIAL_WORKER, "Рогова", "Светлана", "Юрьевна", _W, "социальный работник"),
        (Role.SOCIAL_WORKER, "Юдина", "Дарья", "Олеговна", _W, "социальный работник"),
        (Role.HEAD_OF_DEPARTMENT, "Климов", "Пётр", "Ильич", _M, "заведующий отделением"),
        (Role.ADMINISTRATOR, "Новиков", "Денис", "Павлович", _M, "администратор"),
    ),
)

ASTRAKHAN = House(
    code="volga",
    region="astrakhan",
    name="Государственное стационарное учреждение социального обслуживания Астраханской области "
    "«Заволжский дом-интернат для престарелых и инвалидов»",
    short_name="ГСУСО АО «Заволжский дом-интернат»",
    genitive_name="Государственного стационарного учреждения социального обслуживания Астраханской "
    "области «Заволжский дом-интернат для престарелых и инвалидов»",
    city="с. Заволжское",
    address="416999, Астраханская область, с. Заволжское, ул. Набережная, д. 1",
    phone="8 (85100) 0-00-01",
    inn="3000000013",
    kpp="300001001",
    bank_name="ОТДЕЛЕНИЕ АСТРАХАНЬ БАНКА РОССИИ",
    bic="011203901",
    account="03224643120000002500",
    correspondent_account="40102810445370000017",
    personal_account="20256Щ00001",
    cbc="00000000000000000131",
    oktmo="12600000",
    unit_code="residential",
    department="Отделение милосердия",
    places=24,
    form=Form.STATIONARY,
    people=20,
    river="volga",
    issuer="Центр социальной поддержки населения Заволжского района",
    passport_series="12",
    passport_issuer="ОВД Заволжского района Астраханской области",
    streets=(
        "416999, с. Заволжское, ул. Набережная, д. 1, корп. 1, комн. {flat}",
        "416999, с. Заволжское, ул. Набережная, д. 1, корп. 2, комн. {flat}",
    ),
    pensions=(15_500, 29_000),
    services=(
        (("01", 31), ("02", 31), ("03", 1), ("05", 1), ("08", 31)),
        (("01", 31), ("02", 31), ("03", 1), ("05", 1), ("08", 31), ("09", 12)),
        (("01", 31), ("02", 31), ("03", 1), ("05", 1), ("06", 8), ("08", 31)),
        (("01", 31), ("02", 31), ("03", 1), ("08", 31), ("15", 4)),
    ),
    staff=_staff(
        "volga",
        (Role.DIRECTOR, "Сафронов", "Тимур", "Ренатович", _M, "директор"),
        (Role.ACCOUNTANT, "Алиева", "Лейла", "Маратовна", _W, "бухгалтер"),
        (Role.SOCIAL_WORKER, "Дубинина", "Оксана", "Петровна", _W, "социальный работник"),
        (Role.SOCIAL_WORKER, "Жумагалиева", "Асель", "Ерлановна", _W, "социальный работник"),
        (Role.HEAD_OF_DEPARTMENT, "Носова", "Инна", "Дмитриевна", _W, "заведующий отделением"),
        (Role.ADMINISTRATOR, "Хохлов", "Роман", "Евгеньевич", _M, "администратор"),
    ),
    volga=True,
)

HOUSES = (VLADIMIR, MOSCOW, ASTRAKHAN)
