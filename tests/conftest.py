"""Fixtures for everybody: a migrated database per test, the application, no sockets.

With PORTAL_TEST_DATABASE=postgresql://user@host/name the same tests run on PostgreSQL: `name` is a
database from which others may be created, and each test gets a copy of a migrated one.
"""

import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.extensions import db
from portal.models.schema import upgrade
from portal.regions.registry import Region, discover

POSTGRESQL = os.environ.get("PORTAL_TEST_DATABASE")
ROOM = 512 * 1024 * 1024
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def _no_sockets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches out fails; a browser test may speak to this machine."""
    real = socket.socket.connect
    browser = request.node.get_closest_marker("browser") is not None

    def connect(self: socket.socket, address: object) -> None:
        local = self.family == socket.AF_UNIX or (
            isinstance(address, tuple) and address[0] in LOOPBACK
        )
        if not (browser and local):
            refuse(address)
        real(self, address)  # type: ignore[arg-type]

    def refuse(address: object) -> NoReturn:
        pytest.fail(f"The test opened a socket to {address}", pytrace=True)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def now() -> datetime:
    """A Monday morning in Moscow."""
    return datetime(2026, 3, 16, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def regions() -> Mapping[str, Region]:
    """Every installed region."""
    return discover()


@pytest.fixture(scope="session")
def region(regions: Mapping[str, Region]) -> Region:
    """One of them, for tests to which the region does not matter."""
    return regions["vladimir"]


@pytest.fixture(scope="session")
def database_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated, empty database: its copy takes a millisecond, its migration a hundred."""
    if POSTGRESQL:
        with _postgresql_database("template") as url:
            upgrade(url)
            yield url
        return
    path = tmp_path_factory.mktemp("database") / "template.sqlite3"
    upgrade(f"sqlite:///{path}")
    yield str(path)


@pytest.fixture
def database_url(database_template: str) -> Iterator[str]:
    """The address of this test's own database."""
    if POSTGRESQL:
        with _postgresql_database("test", template=database_template) as url:
            yield url
        return
    with TemporaryDirectory(prefix="portal-test-", dir=_folder_in_memory()) as folder:
        path = Path(folder) / "portal.sqlite3"
        shutil.copyfile(database_template, path)
        yield f"sqlite:///{path}"


def _folder_in_memory() -> Path | None:
    """Where a commit does not wait for a disk, if there is room: the tests make thousands."""
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder within it is made for each test
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if roomy else None


@contextmanager
def _postgresql_database(prefix: str, template: str | None = None) -> Iterator[str]:
    assert POSTGRESQL
    url = make_url(POSTGRESQL).set(database=f"portal_{prefix}_{uuid4().hex[:12]}")
    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    source = f" TEMPLATE {make_url(template).database}" if template else ""
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {url.database}{source}"))
    try:
        yield url.render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {url.database} WITH (FORCE)"))
        engine.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        secret_key="a secret for tests, which is long enough",
        instance=tmp_path,
        queue_path=tmp_path / "jobs.sqlite3",
        immediate_jobs=True,
    )


@pytest.fixture
def database(settings: Settings) -> Iterator[Flask]:
    """The database alone, without pages: what tests of models and use cases need."""
    app = Flask(__name__, root_path=str(settings.instance))
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.extensions["settings"] = settings
    db.init_app(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(database: Flask) -> Session:
    """The session that use cases work with too: they roll back what was not committed."""
    return db.session()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole portal on this test's database."""
    # Tests of models and use cases must not wait for every page to be importable.
    from portal.app import create_app  # noqa: PLC0415

    app = create_app(settings)
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
