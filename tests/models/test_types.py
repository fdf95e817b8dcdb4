"""Column types keep what they are given to the kopeck and to the second, and refuse the rest."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from portal.domain.violations import RulesBroken
from portal.models import IdentityPaper, Payment, ProgrammeService, Recipient
from portal.models.types import Kopecks, Quantity, UtcMoment
from tests.support.factories import (
    make_contract,
    make_payment,
    make_programme,
    make_provider,
    make_recipient,
    make_staff,
    make_user,
)


@pytest.mark.parametrize("amount", ["0.01", "10.10", "2608.33", "9999999999.99"])
def test_rubles_come_back_to_the_kopeck(session: Session, amount: str) -> None:
    provider = make_provider(session)
    contract = make_contract(session, make_programme(session, make_recipient(session, provider)))
    make_payment(session, contract, make_staff(session, provider), amount=Decimal(amount))

    stored = session.scalars(select(Payment.amount)).one()
    total = session.scalar(select(func.sum(Payment.amount)))
    raw = session.scalar(text("SELECT amount FROM payment"))

    assert str(stored) == str(total) == amount
    assert raw == int(amount.replace(".", ""))


def test_amount_compares_with_rubles_in_a_query(session: Session) -> None:
    provider = make_provider(session)
    contract = make_contract(session, make_programme(session, make_recipient(session, provider)))
    make_payment(session, contract, make_staff(session, provider), amount=Decimal("10.00"))

    def count(limit: str) -> int | None:
        return session.scalar(
            select(func.count()).select_from(Payment).where(Payment.amount >= Decimal(limit))
        )

    assert (count("10.00"), count("10.01")) == (1, 0)


def test_third_decimal_of_a_ruble_is_refused(session: Session) -> None:
    dialect = session.get_bind().dialect

    with pytest.raises(RulesBroken):
        Kopecks().process_bind_param(Decimal("1.005"), dialect)


@pytest.mark.parametrize("quantity", ["1", "0.5", "12.25", "0.001", "80"])
def test_quantity_comes_back_without_trailing_zeros(session: Session, quantity: str) -> None:
    recipient = make_recipient(session, make_provider(session))
    make_programme(session, recipient, services=[("VLA-H-01", quantity)])

    assert str(session.scalars(select(ProgrammeService.quantity_per_month)).one()) == quantity


def test_fourth_decimal_of_a_quantity_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="three decimal places"):
        Quantity().process_bind_param(Decimal("0.0001"), session.get_bind().dialect)


def test_moment_comes_back_in_utc(session: Session) -> None:
    moscow = datetime(2026, 3, 2, 10, 15, 0, 5, tzinfo=timezone(timedelta(hours=3)))
    make_user(session, created_at=moscow)

    stored = session.scalar(text('SELECT created_at FROM "user"'))
    user = make_user(session, created_at=moscow)

    assert user.created_at == moscow
    assert user.created_at is not None
    assert user.created_at.tzinfo is UTC
    assert str(stored).startswith("2026-03-02 07:15:00.000005") or isinstance(stored, datetime)


def test_moment_without_its_zone_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcMoment().process_bind_param(datetime(2026, 3, 2), session.get_bind().dialect)  # noqa: DTZ001


def test_value_outside_an_enumeration_is_refused_before_the_database(session: Session) -> None:
    with pytest.raises(StatementError, match="not among the defined enum values"):
        make_user(session, sex="x")
    session.rollback()


def test_search_keys_follow_the_columns(session: Session) -> None:
    recipient = make_recipient(
        session, make_provider(session), surname="Ёлкина", phone="8 (910) 123-45-67"
    )

    recipient.name = "Алёна"
    session.commit()
    paper = IdentityPaper(kind="passport", series="17 03", number="00 12", issued_on=date.min)

    assert recipient.name_key == "елкина алена петровна"
    assert recipient.phone_key == "9101234567"
    assert paper.number_key == "17030012"


def test_names_sort_by_their_key(session: Session) -> None:
    provider = make_provider(session)
    for surname in ("Яшина", "Ёжикова", "Ершова", "жукова"):
        make_recipient(session, provider, surname=surname)

    found = session.scalars(select(Recipient.surname).order_by(Recipient.name_key)).all()

    assert found == ["Ёжикова", "Ершова", "жукова", "Яшина"]
