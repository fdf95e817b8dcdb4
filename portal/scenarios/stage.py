"""The scratch database of one scenario: two providers of the region with their people, and a clock.

Each scenario gets a copy of a migrated empty file, so that none ever sees another's rows.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import cast

from flask import Flask
from pypdf import PdfWriter
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from portal.documents.facts import PaperFacts
from portal.documents.page_marks import PageMark
from portal.documents.press import Press
from portal.domain.people import Sex, short_name
from portal.domain.printed_forms import PrintedForm
from portal.extensions import Base, db
from portal.models import Department, Membership, Provider, Role, User
from portal.models.schema import upgrade
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.transaction import transaction

OWN, OTHER, AUTHORITY = "own", "other", "authority"
SINCE = date(2015, 1, 1)
TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
_STAFF = (
    (Role.DIRECTOR, "Орлова", "Вера", "Павловна", "директор"),
    (Role.ACCOUNTANT, "Быкова", "Нина", "Сергеевна", "бухгалтер"),
    (Role.SOCIAL_WORKER, "Зимина", "Ольга", "Юрьевна", "социальный работник"),
    (Role.HEAD_OF_DEPARTMENT, "Котова", "Анна", "Львовна", "заведующий отделением"),
)
_OFFICER = (Role.OFFICER, "Мусаева", "Карина", "Олеговна", "специалист министерства")


class QuickPress(Press):
    """Fills the real templates, but draws an empty page that only tells the texts apart.

    Drawing takes half a second a paper, and what a scenario proves is not on the page.
    """

    def pdf(
        self,
        form: PrintedForm,
        region_code: str,
        facts: PaperFacts,
        mark: PageMark | None = None,
    ) -> bytes:
        """A page whose bytes depend on every letter of the paper."""
        digest = hashlib.sha256(self.html(form, region_code, facts).encode()).hexdigest()
        writer = PdfWriter()
        writer.add_blank_page(width=595, height=842)
        writer.add_metadata({"/Subject": digest})
        target = io.BytesIO()
        writer.write(target)
        return target.getvalue()


@dataclass(frozen=True, slots=True)
class Thing:
    """What a step made and named: its kind, its row, and whose it is."""

    kind: str
    id: int
    provider: str = OWN


@dataclass(slots=True)
class Stage:
    """Where a scenario is played: ``now`` only moves forward, ``things`` are found by their names.

    ``step`` is the number of the step that is being played, ``earlier`` the moment of the
    one before.
    """

    region: Region
    press: Press
    staff: Mapping[str, Mapping[Role, Actor]]
    now: datetime
    things: dict[str, Thing] = field(default_factory=dict)
    step: int = 0
    earlier: datetime | None = None

    @property
    def today(self) -> date:
        """The provider's date."""
        return self.region.today(self.now)

    def actor(self, role: Role, provider: str = OWN) -> Actor:
        """The person of a provider whose work it is."""
        return self.staff[provider][role]

    def provider_id(self, provider: str = OWN) -> int:
        """The provider's row."""
        return self.actor(Role.DIRECTOR, provider).provider_id

    def thing(self, name: str) -> Thing:
        """What an earlier step gave this name to; the reader has made sure that it is there."""
        return self.things[name]

    def name_of(self, kind: str, row_id: int) -> str:
        """The name of a row, or its number when nobody has named it."""
        for name, thing in self.things.items():
            if (thing.kind, thing.id) == (kind, row_id):
                return name
        return f"{kind} {row_id}"


@contextmanager
def open_stage(region: Region, now: datetime) -> Iterator[Stage]:
    """A fresh database with the two providers; it is gone afterwards."""
    path, app = _theatre(os.getpid())
    shutil.copyfile(_template(), path)
    with app.app_context():
        try:
            staff = _fill(region)
            stage = Stage(region, _press(region), staff, now)
            for code in (OWN, OTHER):
                stage.things[code] = Thing("provider", stage.provider_id(code), code)
            yield stage
        finally:
            db.session.remove()
            db.engine.dispose()
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)


def fingerprints() -> Mapping[str, str]:
    """A digest of every table: two equal answers mean that nothing has changed in between."""
    with db.engine.connect() as connection:
        # A refused step reads every table twice, so the driver alone is asked.
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        return {table: _digest(driver, table) for table in Base.metadata.tables}


def _digest(driver: sqlite3.Connection, table: str) -> str:
    rows = driver.execute(f'SELECT * FROM "{table}" ORDER BY rowid')  # noqa: S608 - ours
    found = hashlib.sha256()
    for row in rows:
        found.update(repr(row).encode())
    return found.hexdigest()


@cache
def _template() -> Path:
    """A migrated empty database, made once a process."""
    path = _folder() / "template.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


@cache
def _theatre(_process: int) -> tuple[Path, Flask]:
    """Where a process plays one scenario after another: its engine keeps the compiled statements.

    The process is named because a child inherits what its parent has kept.
    """
    path = _folder() / "scenario.sqlite3"
    app = Flask("portal.scenarios")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{path}"
    db.init_app(app)
    with app.app_context():
        event.listen(db.engine, "connect", _forget_quickly)
    return path, app


def _folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="portal-scenarios-")
    _KEPT.append(folder)
    return Path(folder.name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


@cache
def _press_of(code: str, package: str | None) -> Press:
    return QuickPress(TEMPLATES, {code: package} if package else {})


def _press(region: Region) -> Press:
    return _press_of(region.code, region.identity.template_package)


def _forget_quickly(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # Nobody will miss a scratch database after a power cut.
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = OFF")
    cursor.close()


def _fill(region: Region) -> Mapping[str, Mapping[Role, Actor]]:
    with transaction() as session:
        staff = {code: _provider(session, region, code) for code in (OWN, OTHER)}
        if _asks_an_authority(region):
            staff[AUTHORITY] = _authority(session, region)
        return staff


def _asks_an_authority(region: Region) -> bool:
    """Whether somebody outside the two providers has to agree to a move."""
    editions = region.rules.transfer_rules.versions
    return any(one.value is not None and one.value.agreement is not None for one in editions)


def _authority(session: Session, region: Region) -> Mapping[Role, Actor]:
    provider = _organisation(region, AUTHORITY, "3")
    provider.name = provider.short_name = region.identity.authority
    provider.is_authority = True
    session.add(provider)
    session.flush()
    return {Role.OFFICER: _member(session, provider, *_OFFICER)}


def _provider(session: Session, region: Region, code: str) -> Mapping[Role, Actor]:
    provider = _organisation(region, code, "1" if code == OWN else "2")
    session.add(provider)
    session.flush()
    session.add_all(
        Department(provider_id=provider.id, unit_code=unit.code, name=unit.title, form=unit.form)
        for unit in region.units
    )
    return {row[0]: _member(session, provider, *row) for row in _STAFF}


def _organisation(region: Region, code: str, number: str) -> Provider:
    return Provider(
        code=code,
        region_code=region.code,
        name=f"Государственное бюджетное учреждение «Центр социального обслуживания № {number}»",
        short_name=f"ГБУ «Центр № {number}»",
        genitive_name="Государственного бюджетного учреждения "
        f"«Центр социального обслуживания № {number}»",
        inn="3327100015",
        kpp="332701001",
        city="Город",
        address=f"600000, г. Город, ул. Мира, д. {number}",
        phone="+7 000 000-00-00",
        bank_name="Отделение банка",
        bic="041708001",
        account="40601810000081000001",
        correspondent_account="40102810945370000020",
        renders_urgent=code == OWN,
    )


def _member(  # noqa: PLR0913, PLR0917 - one row of the staff
    session: Session,
    provider: Provider,
    role: Role,
    surname: str,
    name: str,
    patronymic: str,
    position: str,
) -> Actor:
    user = User(
        login=f"{provider.code}-{role}",
        surname=surname,
        name=name,
        patronymic=patronymic,
        sex=Sex.FEMALE,
    )
    session.add(user)
    session.flush()
    membership = Membership(
        provider_id=provider.id,
        user_id=user.id,
        role=role,
        position=position,
        basis="Устав" if role is Role.DIRECTOR else "",
        since=SINCE,
    )
    session.add(membership)
    session.flush()
    return Actor(
        user_id=user.id,
        membership_id=membership.id,
        provider_id=provider.id,
        role=role,
        name=short_name(surname, name, patronymic),
    )
