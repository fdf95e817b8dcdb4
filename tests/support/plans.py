"""How SQLite would find what a block asks for: tables that it goes through row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session


@contextmanager
def tables_scanned(session: Session) -> Iterator[list[str]]:
    """Afterwards the names of the tables that the block's queries have gone through in full.

    A look beside every row that finds by the provider alone goes through all that it has, too.
    """
    engine = session.get_bind().engine
    if engine.dialect.name != "sqlite":
        pytest.skip("another planner")
    asked: list[tuple[str, Any]] = []
    scanned: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield scanned
    finally:
        event.remove(engine, "before_cursor_execute", note)
    for statement, values in asked:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        beside = {step[0] for step in plan if "CORRELATED" in step[3]}
        for _number, parent, _unused, told in plan:
            if told.startswith("SCAN") or (parent in beside and told.endswith("(provider_id=?)")):
                scanned.append(told.split()[1])
