"""Transactions: all or nothing, one winner, and a sentence for what the database refuses."""

import threading
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, update
from sqlalchemy.orm import Session

from portal.domain.violations import Conflict, RulesBroken
from portal.extensions import db, prepare_engine
from portal.models import Provider, Recipient, SeriesCounter
from portal.usecases.numbering import take_number
from portal.usecases.transaction import demand_version, reading, transaction, write_aside
from tests.support.factories import (
    make_contract,
    make_programme,
    make_provider,
    make_recipient,
    make_snils,
    make_staff,
    make_suspension,
)


def count_recipients(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(Recipient)).one()


def test_exception_leaves_nothing_behind(session: Session) -> None:
    recipient = make_recipient(session, make_provider(session))

    def fail_half_way() -> None:
        with transaction() as writing:
            writing.get_one(Recipient, recipient.id).surname = "Другая"
            take_number(writing, recipient.provider_id, "contract", 2026)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()

    assert session.get_one(Recipient, recipient.id).surname == "Ильина"
    assert session.scalars(select(SeriesCounter)).all() == []


def test_what_was_only_read_before_is_read_anew(session: Session) -> None:
    recipient = make_recipient(session, make_provider(session))
    with reading() as before:
        assert before.get_one(Recipient, recipient.id).phone == "+7 910 123-45-67"
    change = update(Recipient).values(phone="112")

    assert write_aside(change)

    with transaction() as writing:
        assert writing.get_one(Recipient, recipient.id).phone == "112"


def test_use_case_cannot_call_another(database: Flask) -> None:
    with pytest.raises(RuntimeError, match="private function"), transaction(), transaction():
        pass

    with transaction() as session:
        assert session.in_transaction()


def test_broken_unique_key_becomes_its_sentence(session: Session) -> None:
    provider = make_provider(session)
    make_recipient(session, provider, snils=make_snils(1))
    other = make_recipient(session, provider)

    with pytest.raises(Conflict) as conflict, transaction() as writing:
        writing.get_one(Recipient, other.id).snils = make_snils(1)

    violation = conflict.value.violations[0]
    assert (violation.code, violation.field) == ("duplicate", "snils")
    assert "уже зарегистрирован" in violation.text


def test_unlisted_unique_key_becomes_a_general_sentence(session: Session) -> None:
    make_provider(session, code="one")
    other = make_provider(session)

    with pytest.raises(Conflict) as conflict, transaction() as writing:
        writing.get_one(Provider, other.id).code = "one"

    assert conflict.value.code == "duplicate"


def test_overlapping_suspension_becomes_its_sentence(session: Session) -> None:
    provider = make_provider(session)
    actor = make_staff(session, provider)
    contract = make_contract(session, make_programme(session, make_recipient(session, provider)))
    make_suspension(session, contract, actor)
    second = make_suspension(
        session, contract, actor, since=date(2026, 5, 1), until=date(2026, 5, 2)
    )

    with pytest.raises(Conflict) as conflict, transaction() as writing:
        writing.merge(second).since = date(2026, 3, 19)

    assert conflict.value.code == "overlap"


def test_broken_check_is_a_refused_value(session: Session) -> None:
    provider = make_provider(session)

    with pytest.raises(RulesBroken) as refusal, transaction() as writing:
        writing.get_one(Provider, provider.id).payment_day = 29

    assert refusal.value.code == "value_invalid"
    assert not isinstance(refusal.value, Conflict)
    assert "от 1 до 28" in refusal.value.violations[0].text


def test_reference_to_a_strangers_row_is_a_conflict(session: Session) -> None:
    recipient = make_recipient(session, make_provider(session))
    stranger = make_staff(session, make_provider(session))

    with pytest.raises(Conflict) as conflict, transaction() as writing:
        writing.get_one(Recipient, recipient.id).social_worker_id = stranger.membership_id

    assert conflict.value.code == "conflict"


def test_second_of_two_editors_gets_a_conflict(database: Flask, session: Session) -> None:
    recipient = make_recipient(session, make_provider(session))
    assert recipient.version == 1

    def edit_what_another_has_edited() -> None:
        with transaction() as writing:
            mine = writing.get_one(Recipient, recipient.id)
            writing.connection().execute(update(Recipient).values(version=2, phone="02"))
            mine.phone = "03"

    with pytest.raises(Conflict) as conflict:
        edit_what_another_has_edited()

    assert conflict.value.code == "conflict"


def test_edit_of_a_version_seen_earlier_is_a_conflict() -> None:
    demand_version(3, 3)

    with pytest.raises(Conflict):
        demand_version(3, 2)


def test_numbers_have_no_gap_after_a_rollback(session: Session) -> None:
    provider = make_provider(session)

    def take() -> int:
        with transaction() as writing:
            return take_number(writing, provider.id, "act", 2026)

    first = take()
    with pytest.raises(ZeroDivisionError), transaction() as writing:
        writing.info["taken"] = take_number(writing, provider.id, "act", 2026) / 0
    second = take()
    with transaction() as writing:
        other_year = take_number(writing, provider.id, "act", 2027)
        other_series = take_number(writing, provider.id, "contract", 2026)

    assert (first, second, other_year, other_series) == (1, 2, 1, 1)


def test_racing_writers_take_each_number_once(database: Flask, session: Session) -> None:
    provider_id = make_provider(session).id
    taken: list[int] = []

    def race() -> None:
        with database.app_context():
            for _ in range(5):
                with transaction() as writing:
                    number = take_number(writing, provider_id, "act", 2026)
                taken.append(number)

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == list(range(1, 41))


def test_mark_beside_the_session_does_not_wait_for_another_writer(
    database: Flask, session: Session
) -> None:
    recipient = make_recipient(session, make_provider(session))
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL locks rows, not the database")

    with transaction():
        written = write_aside(update(Recipient).values(phone="02"))

    assert not written
    assert session.get_one(Recipient, recipient.id).phone == "+7 910 123-45-67"
    assert write_aside(update(Recipient).values(phone="02"))


def test_sqlite_keeps_acknowledged_commits(tmp_path: Path) -> None:
    engine = prepare_engine(create_engine(f"sqlite:///{tmp_path / 'portal.sqlite3'}"))
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()

    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 15_000,
    }
