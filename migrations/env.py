"""How Alembic reaches the database: one transaction for all migrations, on SQLite too."""

from typing import Literal

from alembic import context
from sqlalchemy import Engine
from sqlalchemy.types import TypeEngine

import portal.models  # noqa: F401 - fills the metadata
from portal.extensions import WRITES, Base, db
from portal.models.types import Kopecks, Quantity, UtcMoment


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write plain types into new migrations: they must outlive ours."""
    if kind == "type" and isinstance(item, Kopecks | Quantity):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, UtcMoment):
        return "sa.DateTime(timezone=True)"
    return False


def same_type(
    _context: object,
    _inspected: object,
    _declared: object,
    inspected_type: TypeEngine[object],
    declared_type: TypeEngine[object],
) -> bool | None:
    """SQLite cannot tell a moment with a zone from one without; leave the rest to Alembic."""
    if isinstance(declared_type, UtcMoment):
        return "DATETIME" not in str(inspected_type) and "TIMESTAMP" not in str(inspected_type)
    return None


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the tables of the job queue, which the queue itself makes on PostgreSQL."""
    return not (kind == "table" and name is not None and name.startswith("huey_"))


def run() -> None:
    """Migrate the engine that was handed over, or the current application's."""
    engine: Engine = context.config.attributes.get("engine") or db.engine
    with engine.connect().execution_options(**{WRITES: True}) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transactional_ddl=True,
            include_name=is_ours,
            render_item=render_item,
            compare_type=same_type,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations need a database: run them online.")
run()
