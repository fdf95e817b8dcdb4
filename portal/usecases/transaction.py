"""The only place that commits.

A writing transaction starts with the write lock in hand (BEGIN IMMEDIATE on SQLite), so that it can
never fail half-way for having read first. What the database refuses becomes a named sentence.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Executable, func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.domain.violations import Conflict, Violation
from portal.extensions import IMPATIENT, WRITES, db
from portal.usecases import form_keys
from portal.usecases.refusals import refusal_of

_OPEN = "portal_transaction_open"


@contextmanager
def transaction(*, aside: bool = False) -> Iterator[Session]:
    """One use case's transaction: committed at the end, rolled back by any exception.

    Whatever was read before is read anew. Raises Conflict when somebody else was quicker,
    RulesBroken when a check of the database refuses a value, and AlreadySent when the form behind
    it was carried out before. ``aside``: not what the form is for, such as counting an attempt.
    """
    session = db.session()
    if session.info.get(_OPEN):
        raise RuntimeError("A use case never calls another one: share a private function instead")
    session.rollback()
    session.info[_OPEN] = True
    try:
        session.connection(execution_options={WRITES: True})
        if not aside:
            _take_key(session)
        yield session
        session.commit()
        if not aside:
            form_keys.keep(session)
    except IntegrityError as error:
        session.rollback()
        refusal = refusal_of(error)
        raise (error if refusal is None else refusal) from error
    except StaleDataError as error:
        session.rollback()
        raise Conflict(EDITED_MEANWHILE) from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_OPEN, None)


def _take_key(session: Session) -> None:
    form = form_keys.expected(session)
    if form is not None:
        take_turn(session, f"form {form.membership_id} {form.operation}")
        form_keys.take(session, form)


EDITED_MEANWHILE = Violation(
    "conflict",
    "Пока вы работали, эту запись изменил другой сотрудник. Откройте её заново, сверьте новые "
    "данные со своими и сохраните ещё раз.",
)


def demand_version(current: int, seen: int) -> None:
    """Raise Conflict unless the reader saw the row as it is now."""
    if current != seen:
        raise Conflict(EDITED_MEANWHILE)


@contextmanager
def reading() -> Iterator[Session]:
    """The session for queries; nothing is committed here."""
    yield db.session()


@contextmanager
def glancing() -> Iterator[Session]:
    """A session of its own for one look at the newest state, whatever was read before."""
    with Session(db.engine) as session:
        yield session


def write_aside(statement: Executable) -> bool:
    """Run one statement in a transaction of its own, beside the session; False when it must wait.

    For marks that may be lost, such as when a session was last seen: a page must not wait for them.
    """
    try:
        with db.engine.connect() as connection:
            connection.execution_options(**{WRITES: True, IMPATIENT: True})
            connection.execute(statement)
            connection.commit()
    except OperationalError:
        return False
    return True


def take_turn(session: Session, key: str) -> None:
    """Let transactions of one ``key`` go one after another, where the database allows two."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(zlib.crc32(key.encode()))))
