"""Migrations are numbered, have one head, and make exactly the tables that the models describe."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint, inspect

from portal.extensions import Base, db
from portal.models.schema import MIGRATIONS, is_current

TABLES = sorted(Base.metadata.tables)


def test_migrations_are_numbered_in_one_line() -> None:
    script = ScriptDirectory(str(MIGRATIONS))

    revisions = [entry.revision for entry in script.walk_revisions()][::-1]
    files = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))

    assert revisions == [f"{number:04d}" for number in range(1, len(revisions) + 1)]
    assert script.get_heads() == [revisions[-1]]
    assert [name[:4] for name in files] == revisions
    assert all(re.fullmatch(r"[0-9]{4}_[a-z_]+\.py", name) for name in files)


def test_models_and_migrations_agree(database: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": connection.dialect.name == "postgresql"}
        )
        differences = compare_metadata(context, Base.metadata)

    assert differences == [], "write a migration: portal db migrate --rev-id NNNN -m '…'"


@pytest.mark.parametrize("table", TABLES)
def test_constraints_have_the_names_of_the_models(database: Flask, table: str) -> None:
    inspector = inspect(db.engine)
    declared = Base.metadata.tables[table]

    def names(kind: type) -> set[str]:
        return {str(item.name) for item in declared.constraints if isinstance(item, kind)}

    assert {check["name"] for check in inspector.get_check_constraints(table)} == names(
        CheckConstraint
    )
    assert {key["name"] for key in inspector.get_unique_constraints(table)} == names(
        UniqueConstraint
    )
    assert {key["name"] for key in inspector.get_foreign_keys(table)} == names(ForeignKeyConstraint)
    assert inspector.get_pk_constraint(table)["name"] == f"pk_{table}"


BETWEEN_PROVIDERS = {
    # A move is the one thing that two providers share: the receiver's rows name the case, and the
    # case names the contract that the receiver has concluded.
    "fk_vacancy_hold_transfer_id",
    "fk_transfer_envelope_transfer_id",
    "fk_transfer_new_contract_id",
}


@pytest.mark.parametrize("table", TABLES)
def test_key_into_a_providers_table_stays_within_the_provider(table: str) -> None:
    declared = Base.metadata.tables[table]

    for key in declared.foreign_key_constraints:
        if key.name in BETWEEN_PROVIDERS:
            continue
        target = key.elements[0].column.table
        if "provider_id" in target.columns and "provider_id" in declared.columns:
            assert next(iter(key.columns)).name == "provider_id", key.name
            assert len(key.elements) == 2, key.name


def test_database_knows_that_it_is_current(database: Flask) -> None:
    assert is_current(db.engine)
