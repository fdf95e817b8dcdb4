"""Bringing a database to the newest revision of the tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine

from portal.extensions import prepare_engine

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


def upgrade(database: Engine | str, revision: str = "head") -> None:
    """Create or upgrade the tables of an engine or of the database at an address."""
    if isinstance(database, str):
        engine = prepare_engine(create_engine(database))
        try:
            upgrade(engine, revision)
        finally:
            engine.dispose()
        return
    command.upgrade(_config(database), revision)


def is_current(engine: Engine) -> bool:
    """Whether the database is at the newest revision."""
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory.from_config(_config(engine)).get_current_head()


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config
