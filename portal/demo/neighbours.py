"""Who else takes part when a recipient moves: the authority with its officer, and another home.

They serve nobody yet; a move from the house whose region asks for an agreement goes to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.demo.houses import ASTRAKHAN
from portal.demo.logins import stored_hash
from portal.domain.people import Sex
from portal.models import Department, Membership, Provider, Role, User
from portal.usecases.transaction import transaction

MOVES_FROM = ASTRAKHAN
SINCE = date(2020, 1, 9)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An organisation beside the houses, and the one person there who can sign in."""

    code: str
    name: str
    short_name: str
    genitive_name: str
    address: str
    inn: str
    role: Role
    login: str
    password: str
    person: tuple[str, str, str, Sex]
    position: str
    places: int | None = None


NEIGHBOURS = (
    Neighbour(
        code="ministry",
        name="Министерство социального развития и труда Астраханской области",
        short_name="Минсоцразвития Астраханской области",
        genitive_name="Министерства социального развития и труда Астраханской области",
        address="414999, г. Астрахань, ул. Набережная, д. 3",
        inn="3000000028",
        role=Role.OFFICER,
        login="officer.volga",
        password="volga-zhurnal-26",  # noqa: S106 - printed on the screen
        person=("Мусаева", "Карина", "Олеговна", Sex.FEMALE),
        position="главный специалист",
    ),
    Neighbour(
        code="dalnyaya",
        name="Государственное стационарное учреждение социального обслуживания Астраханской "
        "области «Дальненский дом-интернат для престарелых и инвалидов»",
        short_name="ГСУСО АО «Дальненский дом-интернат»",
        genitive_name="Государственного стационарного учреждения социального обслуживания "
        "Астраханской области «Дальненский дом-интернат для престарелых и инвалидов»",
        address="416998, Астраханская область, с. Дальнее, ул. Степная, д. 4",
        inn="3000000035",
        role=Role.DIRECTOR,
        login="director.dalnyaya",
        password="dalnyaya-podpis-26",  # noqa: S106 - printed on the screen
        person=("Кудашева", "Роза", "Маратовна", Sex.FEMALE),
        position="директор",
        places=12,
    ),
)


def open_neighbours(now: datetime) -> None:
    """Write their rows."""
    with transaction() as session:
        for one in NEIGHBOURS:
            provider = _provider(one)
            session.add(provider)
            session.flush()
            _open(session, one, provider.id, now)


def _provider(one: Neighbour) -> Provider:
    house = MOVES_FROM
    serves = one.places is not None
    return Provider(
        code=one.code,
        region_code=house.region,
        name=one.name,
        short_name=one.short_name,
        genitive_name=one.genitive_name,
        inn=one.inn,
        kpp=house.kpp,
        city=house.city,
        address=one.address,
        phone=house.phone,
        bank_name=house.bank_name,
        bic=house.bic,
        account=house.account,
        correspondent_account=house.correspondent_account,
        is_authority=not serves,
        register_number=f"{one.inn[-4:]}/2015" if serves else None,
        registered_on=date(2015, 1, 12) if serves else None,
        registered_forms=[house.form.value] if serves else None,
    )


def _open(session: Session, one: Neighbour, provider_id: int, now: datetime) -> None:
    surname, name, patronymic, sex = one.person
    if one.places is not None:
        session.add(
            Department(
                provider_id=provider_id,
                unit_code=MOVES_FROM.unit_code,
                name="Отделение общего типа",
                form=MOVES_FROM.form,
                places=one.places,
            )
        )
    user = User(
        login=one.login,
        password_hash=stored_hash(one.login, one.password),
        surname=surname,
        name=name,
        patronymic=patronymic,
        sex=sex,
        created_at=now,
    )
    session.add(user)
    session.flush()
    session.add(
        Membership(
            provider_id=provider_id,
            user_id=user.id,
            role=one.role,
            position=one.position,
            basis="Устав" if one.role is Role.DIRECTOR else "",
            since=SINCE,
        )
    )
