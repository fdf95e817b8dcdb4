"""Triggers: what was issued stays as it is, whatever statement tries to change it."""

from decimal import Decimal

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.extensions import Base
from portal.models import (
    AccessEvent,
    ActLine,
    AuditEvent,
    CouncilDecision,
    EntryKind,
    LedgerEntry,
    Paper,
    PaperContent,
    Signature,
    SignatureMethod,
    StatementKey,
    SuspensionOrder,
)
from portal.usecases import audit
from portal.usecases.transaction import transaction
from tests.models.refusals import refused_by
from tests.support.factories import (
    MOMENT,
    make_act,
    make_contract,
    make_programme,
    make_provider,
    make_recipient,
    make_staff,
    make_suspension,
    make_suspension_order,
    make_terms,
    save,
)

FROZEN: list[tuple[type[Base], str, object]] = [
    (Paper, "pages", 2),
    (PaperContent, "content", b"another paper"),
    (Signature, "signer", "Кто-то другой"),
    (LedgerEntry, "amount", Decimal("1.00")),
    (AuditEvent, "actor", "Никто"),
    (ActLine, "amount", Decimal("0.01")),
    (AccessEvent, "allowed", True),
    (StatementKey, "public_key", "B"),
    (SuspensionOrder, "until", None),
    (CouncilDecision, "minutes_number", "2"),
]
IDS = [model.__name__ for model, _column, _value in FROZEN]


@pytest.fixture
def issued(session: Session) -> Session:
    """A database in which each of the frozen tables has a row."""
    provider = make_provider(session)
    actor = make_staff(session, provider)
    programme = make_programme(session, make_recipient(session, provider))
    terms = make_terms()
    contract = make_contract(session, programme, terms=terms)
    make_act(session, contract, terms)
    common = {"provider_id": provider.id, "contract_id": contract.id}
    save(
        session,
        Signature(
            **common,
            paper_id=contract.paper_id,
            party=Party.PROVIDER,
            signer=actor.name,
            method=SignatureMethod.PASSWORD,
            signed_on=MOMENT.date(),
            recorded_at=MOMENT,
            recorded_by_id=actor.membership_id,
        ),
    )
    save(
        session,
        LedgerEntry(
            **common,
            kind=EntryKind.CHARGE,
            amount=Decimal("1200.00"),
            at=MOMENT,
            recorded_by_id=actor.membership_id,
        ),
    )
    save(
        session,
        AccessEvent(
            provider_id=provider.id,
            at=MOMENT,
            membership_id=actor.membership_id,
            recipient_id=contract.recipient_id,
            subject="income",
            path="/recipients/1/income",
            allowed=False,
        ),
    )
    make_suspension_order(session, make_suspension(session, contract, actor))
    save(
        session,
        CouncilDecision(
            provider_id=provider.id,
            programme_id=programme.id,
            minutes_number="1",
            held_on=MOMENT.date(),
            course_from=MOMENT.date(),
            course_to=MOMENT.date(),
            recorded_at=MOMENT,
            recorded_by_id=actor.membership_id,
        ),
    )
    save(session, StatementKey(provider_id=provider.id, public_key="A", since=MOMENT))
    with transaction() as writing:
        audit.record(writing, actor, MOMENT, "conclude_contract", "contract", contract.id)
    return session


@pytest.mark.parametrize(("model", "column", "value"), FROZEN, ids=IDS)
def test_issued_row_is_not_changed(
    issued: Session, model: type[Base], column: str, value: object
) -> None:
    guard = refused_by(issued, lambda: issued.execute(update(model).values({column: value})))

    assert guard == f"{model.__tablename__}_is_immutable"


@pytest.mark.parametrize("model", [model for model, _, _ in FROZEN], ids=IDS)
def test_issued_row_is_not_deleted(issued: Session, model: type[Base]) -> None:
    guard = refused_by(issued, lambda: issued.execute(delete(model)))

    assert guard == f"{model.__tablename__}_is_immutable"


@pytest.mark.parametrize("model", [model for model, _, _ in FROZEN], ids=IDS)
def test_issued_rows_are_not_swept_away(issued: Session, model: type[Base]) -> None:
    connection = issued.connection()
    if connection.dialect.name == "sqlite":
        table = model.__tablename__
        sweep = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608 - our own
    else:
        sweep = f"TRUNCATE {model.__tablename__} CASCADE"

    guard = refused_by(issued, lambda: connection.exec_driver_sql(sweep))

    assert guard is not None
    assert guard.endswith("_is_immutable")
