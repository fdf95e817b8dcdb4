"""The audit chain notices every quiet change."""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import Connection, insert, text
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.models import AuditEvent
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.transaction import glancing, transaction
from tests.support.factories import make_provider, make_staff

LENGTH = 5


@pytest.fixture
def actor(session: Session) -> Actor:
    return make_staff(session, make_provider(session))


@pytest.fixture
def chain(actor: Actor, now: datetime) -> None:
    """Five entries, of which the third is about money, dates and Russian words."""
    for number in range(1, LENGTH + 1):
        with transaction() as session:
            audit.record(
                session,
                actor,
                now + timedelta(minutes=number),
                "record_payment",
                "payment",
                number,
                {"amount": Decimal("10.50"), "paid_on": date(2026, 3, 2)},
                {"плательщик": "Ильина", "parts": [{"month": date(2026, 3, 1)}]},
                "исправление",
            )


def tamper(change: Callable[[Connection], object]) -> int | None:
    """Change the table behind the guards' back, as somebody with the file could."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_event_is_immutable_update"))
            connection.execute(text("DROP TRIGGER audit_event_is_immutable_delete"))
        else:
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        change(connection)
    return verified()


def verified() -> int | None:
    with glancing() as session:
        return audit.verify_chain(session)


def run(statement: str) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(text(statement))


@pytest.mark.usefixtures("chain")
def test_untouched_chain_holds() -> None:
    assert verified() is None


def test_empty_chain_holds(database: Flask) -> None:
    assert verified() is None


@pytest.mark.usefixtures("chain")
@pytest.mark.parametrize(
    ("change", "broken"),
    [
        pytest.param("UPDATE audit_event SET actor = 'x' WHERE seq = 3", 3, id="edited actor"),
        pytest.param("UPDATE audit_event SET reason = '' WHERE seq = 5", 5, id="edited reason"),
        pytest.param(
            "UPDATE audit_event SET at = '2026-01-01 00:00:00.000000' WHERE seq = 1",
            1,
            id="moved in time",
        ),
        pytest.param("UPDATE audit_event SET provider_id = NULL WHERE seq = 2", 2, id="disowned"),
        pytest.param("DELETE FROM audit_event WHERE seq = 1", 1, id="deleted first"),
        pytest.param("DELETE FROM audit_event WHERE seq = 3", 3, id="deleted in the middle"),
        pytest.param("DELETE FROM audit_event WHERE seq > 3", 4, id="cut tail"),
        pytest.param("DELETE FROM audit_event", 1, id="cut whole"),
    ],
)
def test_quiet_change_is_found(change: str, broken: int) -> None:
    assert tamper(run(change)) == broken


@pytest.mark.usefixtures("chain")
def test_reordered_entries_are_found() -> None:
    def swap(connection: Connection) -> None:
        for old, new in ((2, 1000), (3, 2), (1000, 3)):
            connection.execute(text(f"UPDATE audit_event SET seq = {new} WHERE seq = {old}"))  # noqa: S608

    assert tamper(swap) == 2


@pytest.mark.usefixtures("chain")
def test_inserted_entry_is_found(now: datetime) -> None:
    entry = insert(AuditEvent).values(
        seq=LENGTH + 1,
        at=now,
        actor="портал",
        what="x",
        subject_kind="x",
        reason="",
        previous_hash="x",
        hash="x",
    )

    assert tamper(lambda connection: connection.execute(entry)) == LENGTH + 1


def test_entry_of_the_portal_itself_belongs_to_no_provider(session: Session, now: datetime) -> None:
    with transaction() as writing:
        audit.record(writing, None, now, "start", "portal", None)

    event = session.get_one(AuditEvent, 1)
    assert (event.actor, event.provider_id, event.before, event.after) == (
        "портал",
        None,
        None,
        None,
    )


def test_rolled_back_entry_leaves_no_gap(actor: Actor, now: datetime) -> None:
    def fail_after_recording() -> None:
        with transaction() as session:
            audit.record(session, actor, now, "x", "x", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_recording()
    with transaction() as session:
        audit.record(session, actor, now, "y", "y", 1)

    assert verified() is None


def test_thing_without_a_plain_form_is_refused(actor: Actor, now: datetime) -> None:
    with pytest.raises(TypeError, match="no place in the audit trail"), transaction() as session:
        audit.record(session, actor, now, "x", "x", 1, {"x": object()})


def test_thousand_entries_are_verified_quickly(
    session: Session, actor: Actor, now: datetime
) -> None:
    with transaction() as writing:
        for number in range(1000):
            audit.record(writing, actor, now, "x", "x", number, None, {"number": number})

    start = time.process_time()
    assert verified() is None
    # A hundred thousand within three seconds is the promise; this is a thousand.
    assert time.process_time() - start < 0.1
