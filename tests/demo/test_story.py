import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from portal.demo.houses import HOUSES
from portal.demo.logins import all_logins
from portal.demo.neighbours import NEIGHBOURS, Neighbour
from portal.demo.proof import faults
from portal.domain.contract import ContractState
from portal.extensions import Base, db
from portal.models import (
    Act,
    Contract,
    ContractTerms,
    Delivery,
    LedgerEntry,
    Membership,
    MonthClosing,
    Programme,
    Provider,
    Recipient,
    Role,
    User,
)
from portal.regions.registry import discover
from portal.usecases.passwords import check_new_password, is_right
from portal.usecases.queries.checklist import document_checklist
from portal.usecases.queries.payments_state import balances_of
from portal.usecases.sessions import SignIn, open_session
from tests.demo.conftest import NOW, load

TODAY = date(2026, 11, 20)


def rows(*columns: Any) -> list[Any]:
    return list(db.session.execute(select(*columns)).all())


def providers() -> list[Provider]:
    houses = [house.code for house in HOUSES]
    found = select(Provider).where(Provider.code.in_(houses))
    return list(db.session.scalars(found.order_by(Provider.id)))


def test_everything_adds_up(demo: Flask) -> None:
    assert faults() == ()


def test_three_houses_of_three_regions(demo: Flask) -> None:
    assert [(one.code, one.region_code) for one in providers()] == [
        (house.code, house.region) for house in HOUSES
    ]
    assert (db.session.scalar(select(func.count()).select_from(Recipient)) or 0) >= 60


def test_a_move_has_an_officer_and_another_home_to_go_to(demo: Flask) -> None:
    rows = db.session.execute(
        select(Provider.region_code, Provider.is_authority, Membership.role)
        .join(Membership, Membership.provider_id == Provider.id)
        .where(Provider.code.not_in([house.code for house in HOUSES]))
        .order_by(Provider.id)
    ).all()

    assert [tuple(row) for row in rows] == [
        ("astrakhan", True, Role.OFFICER),
        ("astrakhan", False, Role.DIRECTOR),
    ]


@pytest.mark.parametrize("one", NEIGHBOURS, ids=lambda one: one.login)
def test_neighbours_sign_in_with_what_is_printed(demo: Flask, one: Neighbour) -> None:
    check_new_password(one.password, login=one.login)
    stored = db.session.scalar(select(User.password_hash).where(User.login == one.login))
    assert is_right(stored or "", one.password)


def test_eighteen_months_are_closed_and_november_is_open(demo: Flask) -> None:
    for provider in providers():
        months = db.session.scalars(
            select(MonthClosing.month)
            .where(MonthClosing.provider_id == provider.id)
            .order_by(MonthClosing.month)
        ).all()
        assert (len(months), months[0], months[-1]) == (18, date(2025, 5, 1), date(2026, 10, 1))
        last = db.session.scalar(
            select(func.max(Delivery.day)).where(Delivery.provider_id == provider.id)
        )
        assert last == date(2026, 11, 19)


def test_some_are_suspended_and_one_contract_waits_for_the_director(demo: Flask) -> None:
    for provider in providers():
        states = db.session.scalars(
            select(Contract.state).where(Contract.provider_id == provider.id)
        ).all()
        assert states.count(ContractState.AWAITING_SIGNATURE) == 1
        assert states.count(ContractState.SUSPENDED) >= 1
        due = db.session.scalar(
            select(Programme.contract_due_at)
            .join(Contract, Contract.programme_id == Programme.id)
            .where(
                Contract.provider_id == provider.id,
                Contract.state == ContractState.AWAITING_SIGNATURE,
            )
        )
        assert due is not None
        assert due > NOW


def test_some_are_free_by_category_some_by_income_some_by_age(demo: Flask) -> None:
    grounds = {ground for (ground,) in rows(ContractTerms.free_ground)}

    assert grounds >= {
        None,
        "minor",
        "income_not_above_threshold",
        "combat_disabled_veteran",
        "leningrad_siege_survivor",
        "wwii_participant",
    }


def test_somebody_is_in_debt_and_somebody_paid_ahead(demo: Flask) -> None:
    for provider in providers():
        accounts = balances_of(db.session(), LedgerEntry.provider_id == provider.id, TODAY).values()
        assert any(account.debt > 0 for account in accounts)
        assert any(account.balance < 0 for account in accounts)


def test_a_programme_has_just_come_with_papers_missing(demo: Flask) -> None:
    regions = discover()
    for provider in providers():
        programme = db.session.scalars(
            select(Programme).where(
                Programme.provider_id == provider.id,
                Programme.id.not_in(select(Contract.programme_id)),
            )
        ).one()
        checklist = document_checklist(
            provider.id, programme.recipient_id, regions[provider.region_code], TODAY
        )
        assert checklist.missing


def test_a_programme_ends_within_a_month_and_a_half(demo: Flask) -> None:
    for provider in providers():
        ends = db.session.scalars(
            select(Programme.valid_until).where(Programme.provider_id == provider.id)
        ).all()
        assert sum((end - TODAY).days <= 45 for end in ends) == 1


def test_acts_are_signed_but_those_of_the_last_month(demo: Flask) -> None:
    states = rows(Act.month, Act.state, func.count())

    assert states
    waiting = db.session.scalars(select(Act.month).where(Act.state == "issued").distinct()).all()
    assert waiting == [date(2026, 10, 1)]


@pytest.mark.parametrize("login", all_logins(), ids=lambda login: login.login)
def test_the_printed_logins_open_the_door(demo: Flask, login: Any) -> None:
    opened = open_session(SignIn(login.login, login.password, "127.0.0.1"), now=NOW)

    assert opened.actor.role is login.role
    assert not opened.must_change_password


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE payment SET amount = amount + 1 WHERE id = 1", "разнесено"),
        ("UPDATE payment_allocation SET amount = amount + 1 WHERE id = 1", "оплачено больше"),
        ("UPDATE act SET payable = payable + 1 WHERE id = 1", "в книге"),
        ("UPDATE act SET sequence = 9999 WHERE id = 1", "act поставщика"),
        ("UPDATE delivery SET quantity = 99000 WHERE day < '2026-11-01' AND id = 1", "записано"),
        ("UPDATE contract SET in_force_from = '2026-11-01' WHERE id = 1", "вне срока"),
        ("UPDATE recipient SET phone_key = '1' WHERE id < 3", "phone_key"),
        ("UPDATE audit_head SET seq = 1", "журнал"),
    ],
)
def test_the_proof_finds_what_does_not_add_up(demo: Flask, statement: str, words: str) -> None:
    with db.engine.connect() as connection:
        connection.execute(text(statement))
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN")

    assert any(words in fault for fault in faults())


def test_two_loads_are_the_same_to_the_last_byte_of_every_row(
    demo_file: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.sqlite3"

    load(again)

    assert dump(again) == dump(demo_file)


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(path)
    try:
        return {
            table: connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid').fetchall()  # noqa: S608
            for table in Base.metadata.tables
        }
    finally:
        connection.close()
