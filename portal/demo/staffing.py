"""The houses as rows: provider, department, staff. Accounts keep their printed passwords."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.demo.houses import Colleague, House
from portal.demo.logins import Login, recipient_login, representative_login
from portal.domain.cabinet import EVERYTHING
from portal.domain.people import Sex, short_name
from portal.models import (
    Contract,
    Department,
    Membership,
    Provider,
    Recipient,
    RelativeAccess,
    Representative,
    Role,
    User,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.paper_parties import sex_of
from portal.usecases.transaction import transaction

SINCE = date(2020, 1, 9)
PAYMENT_DAY = 10
REGISTERED = date(2015, 1, 12)


@dataclass(frozen=True, slots=True)
class Office:
    """A house at work: its rows and the people who act."""

    house: House
    region: Region
    provider_id: int
    department_id: int
    staff: Mapping[Role, tuple[Actor, ...]]

    def actor(self, role: Role, number: int = 0) -> Actor:
        """The member of staff whose work it is; ``number`` picks one of several."""
        people = self.staff[role]
        return people[number % len(people)]


def open_office(house: House, region: Region, now: datetime) -> Office:
    """Write the house's own rows."""
    with transaction() as session:
        provider = _provider(session, house)
        department = Department(
            provider_id=provider.id,
            unit_code=house.unit_code,
            name=house.department,
            form=house.form,
            places=house.places,
        )
        session.add(department)
        session.flush()
        staff: dict[Role, list[Actor]] = {}
        for one in house.staff:
            actor = _colleague(session, house, one, provider.id, department.id, now)
            staff.setdefault(one.role, []).append(actor)
        return Office(
            house=house,
            region=region,
            provider_id=provider.id,
            department_id=department.id,
            staff={role: tuple(people) for role, people in staff.items()},
        )


def let_in(office: Office, recipient_id: int, now: datetime) -> None:
    """Give a recipient the printed login of the house."""
    with transaction() as session:
        person = session.get_one(Recipient, recipient_id)
        _join(session, office, person, recipient_login(office.house), person.sex, now)


def signs_in() -> ColumnElement[bool]:
    """Whether the recipient of a contract has a login, or somebody has one for the recipient."""
    return (
        select(Membership.id)
        .where(
            Membership.provider_id == Contract.provider_id,
            Membership.recipient_id == Contract.recipient_id,
        )
        .exists()
    )


def let_parent_in(office: Office, person: Representative, now: datetime) -> None:
    """Give whoever acts for a recipient a printed login that shows the whole cabinet."""
    with transaction() as session:
        login = representative_login(office.house)
        member = _join(session, office, person, login, sex_of(person), now)
        session.add(
            RelativeAccess(
                provider_id=office.provider_id,
                representative_id=person.id,
                membership_id=member.id,
                parts=sorted(EVERYTHING),
                since=member.since,
            )
        )


def _join(
    session: Session,
    office: Office,
    person: Recipient | Representative,
    login: Login,
    sex: Sex,
    now: datetime,
) -> Membership:
    user = User(
        login=login.login,
        password_hash=login.password_hash,
        surname=person.surname,
        name=person.name,
        patronymic=person.patronymic,
        sex=sex,
        created_at=now,
    )
    session.add(user)
    session.flush()
    member = Membership(
        provider_id=office.provider_id,
        user_id=user.id,
        role=Role.RECIPIENT,
        recipient_id=person.id if isinstance(person, Recipient) else person.recipient_id,
        since=office.region.today(now),
    )
    session.add(member)
    session.flush()
    return member


def _provider(session: Session, house: House) -> Provider:
    shared = {column.key for column in Provider.__table__.columns}
    values = {
        field.name: getattr(house, field.name) for field in fields(house) if field.name in shared
    }
    provider = Provider(
        **values,
        region_code=house.region,
        payment_day=PAYMENT_DAY,
        register_number=f"{house.inn[-4:]}/2015",
        registered_on=REGISTERED,
        registered_forms=[house.form.value],
    )
    session.add(provider)
    session.flush()
    return provider


def _colleague(
    session: Session,
    house: House,
    one: Colleague,
    provider_id: int,
    department_id: int,
    now: datetime,
) -> Actor:
    # Those without a printed login have an account too, which nobody can open.
    login = Login(house, one.role, one.login) if one.login else None
    user = User(
        login=one.login or f"{one.role}.{one.surname}.{house.river}",
        password_hash=login.password_hash if login else None,
        surname=one.surname,
        name=one.name,
        patronymic=one.patronymic,
        sex=one.sex,
        created_at=now,
    )
    session.add(user)
    session.flush()
    in_department = one.role in (Role.SOCIAL_WORKER, Role.HEAD_OF_DEPARTMENT)
    membership = Membership(
        provider_id=provider_id,
        user_id=user.id,
        role=one.role,
        position=one.position,
        basis="Устав" if one.role is Role.DIRECTOR else "",
        department_id=department_id if in_department else None,
        since=SINCE,
    )
    session.add(membership)
    session.flush()
    return Actor(
        user_id=user.id,
        membership_id=membership.id,
        provider_id=provider_id,
        role=one.role,
        name=short_name(one.surname, one.name, one.patronymic),
    )
