"""The application as commands use it, and the provider that a command works for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.commands.answers import Status, error_object, fail
from portal.config import Settings, SettingsError
from portal.domain.people import short_name
from portal.extensions import db
from portal.models import Membership, Provider, Role, User
from portal.models.schema import is_current
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.sessions import in_office
from portal.usecases.transaction import reading

OPERATORS = (Role.ACCOUNTANT, Role.DIRECTOR)


@dataclass(frozen=True, slots=True)
class Desk:
    """Whom a command works for, by whose authority, under which law, and when."""

    provider: str
    region: Region
    actor: Actor
    now: datetime


def make_app() -> Flask:
    """The application of the environment's settings; leaves with 2 when these are wrong."""
    try:
        return create_app(Settings.from_environment())
    except SettingsError as error:
        fail(error_object("value_invalid", None, str(error)), Status.WRONG_INPUT)


@contextmanager
def opened_app() -> Iterator[Flask]:
    """The application with its database open; leaves with 2 when the tables are not there yet."""
    app = make_app()
    with app.app_context():
        if not is_current(db.engine):
            message = "База данных пуста или прежней версии. Выполните: portal db upgrade."
            fail(error_object("conflict", None, message), Status.WRONG_INPUT)
        try:
            yield app
        finally:
            db.session.remove()


def desk_of(app: Flask, code: str) -> Desk:
    """The desk of a provider; leaves with 2 when there is no such provider."""
    now: datetime = app.extensions["clock"].now()
    with reading() as session:
        provider = session.scalar(select(Provider).where(Provider.code == code))
        if provider is None:
            known = ", ".join(session.scalars(select(Provider.code).order_by(Provider.code)))
            message = f"Поставщика «{code}» нет. Есть: {known or 'ни одного'}."
            fail(error_object("value_invalid", "provider", message), Status.WRONG_INPUT)
        region = app.extensions["regions"].get(provider.region_code)
        if region is None:
            message = f"Регион «{provider.region_code}» этого поставщика не установлен."
            fail(error_object("not_in_force", "provider", message), Status.WRONG_INPUT)
        return Desk(code, region, _operator(session, provider.id, now), now)


def _operator(session: Session, provider_id: int, now: datetime) -> Actor:
    """In whose name the command acts: the accountant in office, else the director.

    The audit trail says that it was the command line.
    """
    for role in OPERATORS:
        found = session.execute(
            select(Membership, User)
            .join(User, User.id == Membership.user_id)
            .where(
                Membership.provider_id == provider_id,
                Membership.role == role,
                User.blocked_at.is_(None),
                *in_office(now),
            )
            .order_by(Membership.id)
            .limit(1)
        ).first()
        if found is not None:
            member, user = found
            name = short_name(user.surname, user.name, user.patronymic)
            return Actor(
                user_id=user.id,
                membership_id=member.id,
                provider_id=provider_id,
                role=member.role,
                name=f"{name}, командная строка",
            )
    message = "У поставщика нет ни бухгалтера, ни директора: команде не от чьего имени работать."
    fail(error_object("not_authorised", "provider", message), Status.WRONG_INPUT)
