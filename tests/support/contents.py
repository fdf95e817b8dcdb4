"""What the database holds: to see that a refusal, or a mere look, has changed nothing.

The statements go to the driver as text: hundreds of tests ask for every table, twice each.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from portal.extensions import Base

Rows = Mapping[str, list[tuple[object, ...]]]


def counts(session: Session) -> Mapping[str, int]:
    """How many rows every table holds."""
    session.rollback()
    asked = " UNION ALL ".join(
        f"SELECT '{table.name}', count(*) FROM \"{table.name}\""  # noqa: S608 - names of ours
        for table in Base.metadata.sorted_tables
    )
    return {row[0]: row[1] for row in session.connection().exec_driver_sql(asked)}


def contents(session: Session, *, without: Collection[str] = ()) -> Rows:
    """All rows of all tables but the named ones, as the driver reads them."""
    filled = {name for name, count in counts(session).items() if count}
    connection = session.connection()
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name in filled and table.name not in without:
            key = ", ".join(f'"{column.name}"' for column in table.primary_key)
            asked = f'SELECT * FROM "{table.name}" ORDER BY {key}'  # noqa: S608 - names of ours
            found[table.name] = [tuple(row) for row in connection.exec_driver_sql(asked)]
    session.rollback()
    return found
