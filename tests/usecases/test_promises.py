"""What must hold when things go wrong: crashes, double clicks, several people at once."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from portal.domain.payments import Channel
from portal.domain.violations import RulesBroken
from portal.extensions import db
from portal.models import Act, LedgerEntry, Payment, PaymentAllocation, Recipient
from portal.usecases import audit
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.numbering import take_number
from portal.usecases.payments import RecordPayment, record_payment
from portal.usecases.transaction import demand_version, glancing, transaction
from tests.support.factories import make_provider, make_recipient
from tests.support.faults import at_every_statement, killed_after
from tests.usecases.billing import Desk, deliver, everything, make_contract, make_desk, moment

MARCH = date(2026, 3, 1)
KILLS = 25


@pytest.fixture
def desk(database: Flask) -> Desk:
    return make_desk(database)


def pay(desk: Desk, contract_id: int, operation: str, amount: str = "1.00") -> int:
    command = RecordPayment(
        contract_id=contract_id,
        amount=Decimal(amount),
        paid_on=date(2026, 4, 3),
        channel=Channel.BANK_TRANSFER,
        receipt_number=None,
        payer="",
        operation=operation,
    )
    now = moment(2026, 4, 3)
    return record_payment(command, region=desk.region, actor=desk.accountant, now=now).id


def close_march(desk: Desk) -> int:
    closed = close_month(
        CloseMonth(month=MARCH), region=desk.region, actor=desk.accountant, now=moment(2026, 4, 1)
    )
    return closed.acts


def racing(database: Flask, racers: int, act: Callable[[int], object]) -> Counter[str]:
    """Run ``act`` in threads that start together; how often each outcome came about."""
    outcomes: list[str] = []
    start = threading.Barrier(racers)

    def run(number: int) -> None:
        with database.app_context():
            start.wait()
            try:
                outcomes.append(str(act(number)))
            except RulesBroken as refusal:
                outcomes.append(refusal.code)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(racers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def test_payment_fails_before_every_statement_and_leaves_no_half(
    database: Flask, desk: Desk
) -> None:
    contract_id = make_contract(desk)
    before = everything()

    def unchanged() -> None:
        assert everything() == before

    failures = at_every_statement(db.engine, lambda: pay(desk, contract_id, "form-1"), unchanged)

    assert failures > 5
    with glancing() as session:
        assert session.scalars(select(func.count()).select_from(Payment)).one() == 1


def test_closing_fails_before_every_statement_and_leaves_no_half(
    database: Flask, desk: Desk
) -> None:
    for _ in range(2):
        deliver(desk, make_contract(desk), date(2026, 3, 4), "S1", "2")
    before = everything()

    def unchanged() -> None:
        assert everything() == before

    failures = at_every_statement(db.engine, lambda: close_march(desk), unchanged)

    assert failures > 10
    with glancing() as session:
        numbers = session.scalars(select(Act.sequence).order_by(Act.sequence)).all()
        assert numbers == [1, 2]


def test_acknowledged_payment_survives_a_killed_process(database: Flask, desk: Desk) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL survives its clients by itself")
    contract_id = make_contract(desk)
    chance = random.Random(442)  # noqa: S311 - the moments of the kills, the same on every run
    acknowledged: list[str] = []

    for kill in range(KILLS):
        db.session.remove()
        db.engine.dispose()

        def work(tell: Callable[[str], None], kill: int = kill) -> None:
            for number in range(10_000):
                operation = f"{kill}-{number}"
                pay(desk, contract_id, operation)
                tell(operation)

        acknowledged += killed_after(chance.uniform(0, 0.1), work)

    with glancing() as session:
        stored = set(session.scalars(select(Payment.operation)))
        paid = session.scalar(select(func.sum(Payment.amount)))
        ledger = session.scalar(select(func.sum(LedgerEntry.amount)))
        allocated = session.scalar(select(func.sum(PaymentAllocation.amount)))
        sound = session.scalar(text("PRAGMA integrity_check"))
        broken = audit.verify_chain(session)
    assert len(acknowledged) >= KILLS
    assert set(acknowledged) <= stored
    assert paid == allocated == -(ledger or 0)
    assert (sound, broken) == ("ok", None)


def test_fifty_posts_of_one_form_pay_once(database: Flask, desk: Desk) -> None:
    contract_id = make_contract(desk)

    outcomes = racing(database, 50, lambda _number: pay(desk, contract_id, "form-1"))

    with glancing() as session:
        payment_id = session.scalars(select(Payment.id)).one()
        assert session.scalar(select(func.sum(LedgerEntry.amount))) == Decimal("-1.00")
    assert outcomes == {str(payment_id): 50}


def test_one_of_twenty_closes_the_month(database: Flask, desk: Desk) -> None:
    deliver(desk, make_contract(desk), date(2026, 3, 4), "S1", "2")

    outcomes = racing(database, 20, lambda _number: close_march(desk))

    assert outcomes == {"1": 1, "month_closed": 19}
    with glancing() as session:
        assert len(session.scalars(select(Act.id)).all()) == 1


def test_one_of_twenty_editors_of_a_version_wins(database: Flask, session: Session) -> None:
    recipient_id = make_recipient(session, make_provider(session)).id

    def edit(number: int) -> str:
        with transaction() as writing:
            recipient = writing.get_one(Recipient, recipient_id)
            demand_version(recipient.version, 1)
            recipient.phone = str(number)
        return "saved"

    assert racing(database, 20, edit) == {"saved": 1, "conflict": 19}


def test_thousand_numbers_of_racers_have_no_gap(database: Flask, session: Session) -> None:
    provider_id = make_provider(session).id
    taken: list[int] = []

    def take(_number: int) -> None:
        for attempt in range(125):
            with transaction() as writing:
                number = take_number(writing, provider_id, "act", 2026)
                if attempt % 9 == 0:
                    writing.execute(update(Recipient).values(phone="1"))
            taken.append(number)

    racing(database, 8, take)

    assert sorted(taken) == list(range(1, 1001))


def test_writers_never_see_a_locked_database(database: Flask, desk: Desk) -> None:
    contracts = [make_contract(desk) for _ in range(4)]

    def work(number: int) -> str:
        for payment in range(10):
            pay(desk, contracts[number % 4], f"{number}-{payment}")
        return "done"

    assert racing(database, 8, work) == {"done": 8}
    with glancing() as session:
        assert session.scalars(select(func.count()).select_from(Payment)).one() == 80
