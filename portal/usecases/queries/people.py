"""Where a reader works and who works there: for the layout, the sign-in and the people pages."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from portal.domain.people import full_name, short_name
from portal.domain.violations import NotFound
from portal.models import Department, Membership, Provider, Role, User
from portal.usecases.accounts import roles_at
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class Workplace:
    """The reader's provider and position, as every page's head names them."""

    name: str
    title: str
    region_code: str
    phone: str
    position: str
    recipient_id: int | None


def workplace_of(actor: Actor) -> Workplace:
    """The provider of the actor and what the actor is there."""
    statement = (
        select(Provider, Membership)
        .join(Membership, Membership.provider_id == Provider.id)
        .where(Provider.id == actor.provider_id, Membership.id == actor.membership_id)
    )
    with reading() as session:
        found = session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    provider, membership = found
    return Workplace(
        name=provider.short_name,
        title=provider.name,
        region_code=provider.region_code,
        phone=provider.phone,
        position=membership.position or membership.role.label,
        recipient_id=membership.recipient_id,
    )


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who may sign in."""

    user_id: int
    membership_id: int
    login: str
    full_name: str
    role: Role
    position: str
    department: str | None
    blocked_at: datetime | None
    must_change_password: bool


def list_staff(actor: Actor, day: date) -> tuple[PersonRow, ...]:
    """The provider's staff in office on a day, by name; recipients are not staff."""
    with reading() as session:
        rows = session.execute(
            select(User, Membership, Department.name)
            .join(Membership, Membership.user_id == User.id)
            .outerjoin(
                Department,
                (Department.provider_id == Membership.provider_id)
                & (Department.id == Membership.department_id),
            )
            .where(*_in_office(actor.provider_id, day), Membership.role != Role.RECIPIENT)
            .order_by(User.surname, User.name, Membership.id)
        ).all()
    return tuple(_person(user, membership, department) for user, membership, department in rows)


def get_person(actor: Actor, user_id: int, day: date) -> PersonRow:
    """One member of the provider's staff; NotFound for anybody else."""
    for row in list_staff(actor, day):
        if row.user_id == user_id:
            return row
    raise NotFound


def _in_office(provider_id: int, day: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.provider_id == provider_id,
        Membership.since <= day,
        (Membership.until.is_(None)) | (Membership.until > day),
    )


def _person(user: User, membership: Membership, department: str | None) -> PersonRow:
    return PersonRow(
        user_id=user.id,
        membership_id=membership.id,
        login=user.login,
        full_name=full_name(user.surname, user.name, user.patronymic),
        role=membership.role,
        position=membership.position or membership.role.label,
        department=department,
        blocked_at=user.blocked_at,
        must_change_password=user.must_change_password,
    )


def roles_of_staff(actor: Actor) -> tuple[Role, ...]:
    """The roles that the staff of the reader's organisation may be given."""
    with reading() as session:
        return roles_at(session, actor.provider_id)


@dataclass(frozen=True, slots=True)
class DepartmentChoice:
    """A department for a list to choose from."""

    id: int
    name: str
    unit_code: str
    form: str


def list_departments(actor: Actor) -> tuple[DepartmentChoice, ...]:
    """The provider's departments by name."""
    with reading() as session:
        rows = session.scalars(
            select(Department)
            .where(Department.provider_id == actor.provider_id)
            .order_by(Department.name)
        ).all()
    return tuple(DepartmentChoice(row.id, row.name, row.unit_code, row.form.value) for row in rows)


@dataclass(frozen=True, slots=True)
class WorkerChoice:
    """A social worker for a list to choose from."""

    membership_id: int
    name: str


def list_social_workers(actor: Actor, day: date) -> tuple[WorkerChoice, ...]:
    """The provider's social workers in office on a day, by name."""
    with reading() as session:
        rows = session.execute(
            select(Membership.id, User.surname, User.name, User.patronymic)
            .join(User, User.id == Membership.user_id)
            .where(
                *_in_office(actor.provider_id, day),
                Membership.role == Role.SOCIAL_WORKER,
                User.blocked_at.is_(None),
            )
            .order_by(User.surname, User.name)
        ).all()
    return tuple(WorkerChoice(row[0], short_name(row[1], row[2], row[3])) for row in rows)
