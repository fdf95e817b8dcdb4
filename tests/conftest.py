"""Fixtures for everybody: a migrated database per test, the application, no sockets.

With PORTAL_TEST_DATABASE=postgresql://user@host/name the same tests run on PostgreSQL: `name` is a
database from which others may be created, and each test gets a copy of a migrated one.
"""

import gc
import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from portal.config import Settings
from portal.extensions import Database, db
from portal.models.schema import upgrade
from portal.regions.registry import Region, discover
from portal.usecases import passwords
from tests.support.empty_database import migrated_file

POSTGRESQL = os.environ.get("PORTAL_TEST_DATABASE")
ROOM = 512 * 1024 * 1024
COMPILED_PARTS = ("_parts", "_trace", "_converters", "arguments", "_build", "_build_unknown")
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the search for garbage passes it by.

    Going through all of it again and again took a twelfth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _no_sockets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches out fails; a browser test may speak to this machine."""
    real = socket.socket.connect
    browser = request.node.get_closest_marker("browser") is not None

    def connect(self: socket.socket, address: Any) -> None:
        local = self.family == socket.AF_UNIX or (
            isinstance(address, tuple) and address[0] in LOOPBACK
        )
        if not (browser and local):
            refuse(address)
        real(self, address)

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
def database_template() -> Iterator[str]:
    """A migrated, empty database: its copy takes a millisecond, its migration a second."""
    if POSTGRESQL:
        name = f"portal_template_{uuid4().hex[:12]}"
        url = make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
        with _postgresql_database(url):
            upgrade(url)
            yield url
        return
    yield str(migrated_file())


@pytest.fixture(scope="session")
def database_address() -> Iterator[str]:
    """Where every test of this process finds its own database in turn."""
    if POSTGRESQL:
        name = f"portal_test_{uuid4().hex[:12]}"
        yield make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
        return
    with TemporaryDirectory(prefix="portal-test-", dir=_folder_in_memory()) as folder:
        yield f"sqlite:///{folder}/portal.sqlite3"


@pytest.fixture(scope="session")
def engines(database_address: str) -> Iterator[list[Engine]]:
    """The one engine of that address, once somebody has asked for it.

    An engine keeps the statements it has compiled; with one a test, compiling them anew took a
    third of the time. Nothing else outlives a test: its connections are closed with its database.
    """
    kept: list[Engine] = []
    make = Database._make_engine

    def make_once(
        self: Database, bind_key: str | None, options: dict[str, Any], app: Flask
    ) -> Engine:
        if options["url"] != database_address:
            return make(self, bind_key, options, app)
        if not kept:
            kept.append(make(self, bind_key, options, app))
        return kept[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "_make_engine", make_once)
        yield kept


@pytest.fixture
def database_url(
    database_template: str, database_address: str, engines: list[Engine]
) -> Iterator[str]:
    """That address, with a fresh database behind it."""
    if POSTGRESQL:
        with _postgresql_database(database_address, template=database_template):
            yield database_address
            _close(engines)
        return
    path = Path(make_url(database_address).database or "")
    shutil.copyfile(database_template, path)
    yield database_address
    _close(engines)
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _close(engines: list[Engine]) -> None:
    for engine in engines:
        engine.dispose()


def _folder_in_memory() -> Path | None:
    """Where a commit does not wait for a disk, if there is room: the tests make thousands."""
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder within it is made for each test
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if roomy else None


@contextmanager
def _postgresql_database(url: str, template: str | None = None) -> Iterator[None]:
    assert POSTGRESQL
    name = make_url(url).database
    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    source = f" TEMPLATE {make_url(template).database}" if template else ""
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}{source}"))
    try:
        yield
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
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


@pytest.fixture(scope="session", autouse=True)
def _passwords_cost_nothing() -> Iterator[None]:
    """Passwords of invented people need no guarding: the same hash at the least cost."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", quick)
        patch.setattr(passwords, "_NOBODY", quick.hash("nobody"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _addresses_compiled_once() -> Iterator[None]:
    """A run compiles each address once: what comes of it hangs on the address alone.

    Every test makes an application of its own, and compiling the addresses of each took half of
    the time of the tests of pages.
    """
    kept: dict[tuple[object, ...], dict[str, Any]] = {}
    compile_rule = Rule.compile

    def compile_once(self: Rule) -> None:
        key = (self.rule, self.host, self.subdomain, self.strict_slashes, repr(self.defaults))
        if key not in kept:
            compile_rule(self)
            kept[key] = {name: getattr(self, name) for name in COMPILED_PARTS}
            return
        for name, value in kept[key].items():
            setattr(self, name, value)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_once)
        yield


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole portal on this test's database."""
    # Tests of models and use cases must not wait for every page to be importable.
    from portal.app import create_app  # noqa: PLC0415 - the reason stands above

    app = create_app(settings)
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
