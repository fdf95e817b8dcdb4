"""The month that must run, told three times: who comes, with what, and what must come out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Person:
    """Somebody who comes to be served, as the registration form asks for her."""

    surname: str
    name: str
    patronymic: str
    born: str
    sex: str
    snils: str
    passport: tuple[str, str, str, str]
    """Series, number, issued by, issued on."""
    address: str
    phone: str

    @property
    def full_name(self) -> str:
        return f"{self.surname} {self.name} {self.patronymic}"

    @property
    def short_name(self) -> str:
        return f"{self.surname} {self.name[0]}. {self.patronymic[0]}."


@dataclass(frozen=True)
class Blank:
    """An individual programme as its paper states it; ``services`` are volumes a month by code."""

    number: str
    issued_on: str
    decision_date: str
    valid_until: str
    form: str
    services: dict[str, int]


@dataclass(frozen=True)
class Story:
    """One region's month. Sums are written as pages write them, with a plain space."""

    region: str
    person: Person
    papers: dict[str, str]
    """The papers to be ticked off by code, each with its last day or an empty text."""
    papers_there: str
    """How many are there then, the programme included once it is presented."""
    income: tuple[str, ...]
    average: str
    threshold: str
    cap: str
    cost: str
    fee: str
    blank: Blank
    due: str
    """The contract's term on the director's page; ``{time}`` is that of the programme."""
    due_clause: str
    services_on: dict[str, tuple[int, ...]]
    """On which days of March each service was given; each day once."""
    delivered: str
    payable: str
    pay_until: str
    """Until when the act is to be paid, as the receipt and the pages write it."""
    channel: str
    paid: str
    left: str
    in_contract: tuple[str, ...]
    """What the contract must say in this region beside names and sums."""

    @property
    def month(self) -> date:
        return date(2026, 3, 1)


_WEEKDAYS = (2, 4, 6, 9, 11, 13, 16, 18, 20, 23, 25, 27)

VLADIMIR = Story(
    region="vladimir",
    person=Person(
        surname="Ильина",
        name="Мария",
        patronymic="Петровна",
        born="02.05.1948",
        sex="женский",
        snils="112-233-445 95",
        passport=(
            "17 03",
            "456789",
            "ОВД Селивановского района Владимирской области",
            "04.06.2003",
        ),
        address="602332, Владимирская область, п. Красная Горбатка, ул. Горького, д. 3, кв. 8",
        phone="8 (910) 123-45-67",
    ),
    papers={
        "application": "",
        "identity_document": "",
        "residence_proof": "",
        "income_certificates": "",
        "medical_conclusion": "01.09.2026",
    },
    papers_there="5 из 6",
    # Ten months before the pension rose, two after.
    income=("26000",) * 10 + ("27 300,00",) * 2,
    average="26 216,67 ₽",
    threshold="21 000,00 ₽",
    cap="2 608,33 ₽",
    cost="2 922,00 ₽",
    fee="2 608,33 ₽",
    blank=Blank(
        number="12/2026",
        issued_on="27.02.2026",
        decision_date="26.02.2026",
        valid_until="26.02.2029",
        form="На дому",
        services={"VLA-H-01": 12, "VLA-H-07": 8, "VLA-H-09": 12},
    ),
    due="До {time} 3 марта",
    due_clause="п. 12 порядка обслуживания на дому",
    services_on={
        "VLA-H-01": _WEEKDAYS,
        "VLA-H-07": (3, 5, 10, 12, 17, 19, 24, 26),
        "VLA-H-09": (3, 5, 10, 12, 17, 19, 24, 26, 27, 30, 31),
    },
    delivered="2 864,00 ₽",
    payable="2 608,33 ₽",
    pay_until="10 апреля",
    channel="В кассе банка",
    paid="2 000,00 ₽",
    left="608,33 ₽",
    in_contract=("не позднее 10 числа месяца", "в кассе банка"),
)

MOSCOW = Story(
    region="moscow",
    person=Person(
        surname="Ёлкина",
        name="Анна",
        patronymic="Ильинична",
        born="11.11.1944",
        sex="женский",
        snils="087-654-303 00",
        passport=("45 04", "112233", "ОВД «Тверское» г. Москвы", "15.03.2004"),
        address="125009, г. Москва, ул. Тверская, д. 12, кв. 40",
        phone="+7 916 000-11-22",
    ),
    papers={"decision_copy": "", "identity_document": ""},
    papers_there="3 из 3",
    income=("34000",) * 12,
    average="34 000,00 ₽",
    threshold="28 456,50 ₽",
    cap="2 771,75 ₽",
    cost="3 300,00 ₽",
    fee="2 771,75 ₽",
    blank=Blank(
        number="М-77/2026",
        issued_on="25.02.2026",
        decision_date="25.02.2026",
        valid_until="24.02.2029",
        form="На дому",
        services={"MSK-H-01": 8, "MSK-H-02": 8, "MSK-H-07": 4},
    ),
    due="До конца дня 3 марта",
    due_clause="п. 5.2 Порядка № 829-ПП",
    services_on={
        "MSK-H-01": (4, 6, 11, 13, 18, 20, 25, 27),
        "MSK-H-02": (4, 6, 11, 13),
        "MSK-H-07": (5, 12, 19, 26),
    },
    delivered="2 756,00 ₽",
    payable="2 756,00 ₽",
    pay_until="10 апреля",
    channel="Переводом на счёт",
    paid="2 756,00 ₽",
    left="0,00 ₽",
    in_contract=("в двух экземплярах", "в течение 10 дней"),
)

ASTRAKHAN = Story(
    region="astrakhan",
    person=Person(
        surname="Ковалёв",
        name="Лев",
        patronymic="Ильич",
        born="30.07.1941",
        sex="мужской",
        snils="150-000-001 50",
        passport=("12 02", "778899", "ОВД Кировского района г. Астрахани", "20.08.2002"),
        address="414000, г. Астрахань, ул. Набережная, д. 7",
        phone="8 8512 00-00-01",
    ),
    papers=dict.fromkeys(
        ("identity_document", "snils", "family_composition", "income_certificates"), ""
    ),
    papers_there="5 из 5",
    income=("24000",) * 12,
    average="24 000,00 ₽",
    threshold="",
    cap="18 000,00 ₽",
    cost="23 089,50 ₽",
    fee="18 000,00 ₽",
    blank=Blank(
        number="А-5/2026",
        issued_on="26.02.2026",
        decision_date="26.02.2026",
        valid_until="25.02.2029",
        form="Стационарная",
        services={"AST-S-01": 31, "AST-S-02": 31, "AST-S-03": 1},
    ),
    due="До {time} 3 марта",
    due_clause="ч. 1 ст. 17 442-ФЗ",
    services_on={
        "AST-S-01": tuple(range(2, 32)),
        "AST-S-02": tuple(range(2, 32)),
        "AST-S-03": (31,),
    },
    delivered="22 403,00 ₽",
    payable="18 000,00 ₽",
    pay_until="10 апреля",
    channel="В кассе поставщика",
    paid="18 000,00 ₽",
    left="0,00 ₽",
    in_contract=("75 %",),
)
