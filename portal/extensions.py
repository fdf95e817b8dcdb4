"""The Flask extensions, created empty here and bound to the application in `portal.app`.

Database engines get their SQLite habits here too, so that the application, the migrations and the
tests all work on the same settings.
"""

from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Constraint, Engine, ForeignKeyConstraint, MetaData, Table, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

SQLITE_WAIT_MILLISECONDS = 15_000
WRITES = "portal_writes"
"""Execution option of a connection whose transaction is going to write."""
IMPATIENT = "portal_impatient"
"""Execution option of a connection that would rather fail than wait for another writer."""


def _last_column(constraint: Constraint, _table: Table) -> str:
    """The column that gives a foreign key its meaning: the first one is always provider_id."""
    assert isinstance(constraint, ForeignKeyConstraint)  # noqa: S101 - only keys use this token
    return list(constraint.columns)[-1].name


class Base(DeclarativeBase):
    """What every table is mapped from; each constraint has a name that a sentence is found by."""

    metadata = MetaData(
        naming_convention={
            "last_column": _last_column,
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(last_column)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )


def prepare_engine(engine: Engine) -> Engine:
    """Give a SQLite engine the settings that the measurements asked for; others stay as they are.

    WAL with synchronous FULL keeps every acknowledged commit through a power cut. The wait for
    the write lock is not fair, hence fifteen seconds.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # Without this the driver opens transactions itself, and always as readers.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {SQLITE_WAIT_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        # REPLACE deletes rows, and without this it does so behind the triggers' back.
        "recursive_triggers = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A reader that turns writer meets "database is locked" at once, whatever the wait.
    options = connection.get_execution_options()
    if options.get(IMPATIENT, False):
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITES, False) else "BEGIN")
    finally:
        if options.get(IMPATIENT, False):
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {SQLITE_WAIT_MILLISECONDS}")


class Database(SQLAlchemy):
    """Flask-SQLAlchemy for the engine and the session alone; models are mapped from `Base`."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        return prepare_engine(super()._make_engine(bind_key, options, app))


db = Database(model_class=Base, disable_autonaming=True)
migrate = Migrate()
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
