"""A provider with its people, signed in past the sign-in page, on one morning of March."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.models import Provider, Role
from portal.usecases.actor import Actor
from tests.support import factories
from tests.support.browser import Browser

MORNING = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=MORNING)


class CompiledTemplates(BytecodeCache):
    """Each test has an application of its own; a template is still compiled once a run."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self.kept.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


@pytest.fixture
def app(app: Flask) -> Flask:
    app.jinja_env.bytecode_cache = COMPILED
    return app


@pytest.fixture(scope="session")
def rows_engine(database_address: str) -> Engine:
    """Each test has a database of its own; a statement is still compiled once a run."""
    return create_engine(database_address, isolation_level="AUTOCOMMIT")


@pytest.fixture
def rows(app: Flask, rows_engine: Engine) -> Iterator[Session]:
    """The database behind the pages, for making rows and for looking at them.

    A session of its own: an application context kept open here would be shared by the requests.
    Every statement stands alone, so it sees what a page has just written and locks nobody out.
    """
    with Session(rows_engine, expire_on_commit=False) as session:
        yield session
    rows_engine.dispose()


@pytest.fixture
def provider(rows: Session) -> Provider:
    return factories.make_provider(rows)


@pytest.fixture
def other_provider(rows: Session) -> Provider:
    return factories.make_provider(rows, short_name="Чужой центр")


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """A browser that nobody has signed in with."""
    return Browser(app)


class Staff:
    """The provider's people by role, each with a browser of their own."""

    def __init__(self, app: Flask, rows: Session, provider: Provider) -> None:
        self.app, self.rows, self.provider = app, rows, provider
        self.actors: dict[Role, Actor] = {}

    def actor(self, role: Role) -> Actor:
        if role not in self.actors:
            self.actors[role] = factories.make_staff(self.rows, self.provider, role)
        return self.actors[role]

    def browser(self, role: Role) -> Browser:
        return Browser(self.app).enter(self.rows, self.actor(role))


@pytest.fixture
def staff(app: Flask, rows: Session, provider: Provider) -> Staff:
    return Staff(app, rows, provider)


@pytest.fixture
def director(staff: Staff) -> Browser:
    return staff.browser(Role.DIRECTOR)


@pytest.fixture
def accountant(staff: Staff) -> Browser:
    return staff.browser(Role.ACCOUNTANT)


@pytest.fixture
def head(staff: Staff) -> Browser:
    return staff.browser(Role.HEAD_OF_DEPARTMENT)


@pytest.fixture
def social_worker(staff: Staff) -> Browser:
    return staff.browser(Role.SOCIAL_WORKER)


@pytest.fixture
def administrator(staff: Staff) -> Browser:
    return staff.browser(Role.ADMINISTRATOR)
