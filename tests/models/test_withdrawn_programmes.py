"""The migration that lets a programme be withdrawn keeps every row, and what points at it."""

from __future__ import annotations

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.models import Programme
from portal.models.schema import _config, upgrade
from tests.support import factories


def test_rows_and_keys_outlive_the_new_table(database: Flask, session: Session) -> None:
    recipient = factories.make_recipient(session, factories.make_provider(session))
    programme = factories.make_programme(session, recipient)
    contract = factories.make_contract(session, programme)
    session.commit()
    number, programme_id, contract_id = programme.number, programme.id, contract.id
    session.close()

    command.downgrade(_config(db.engine), "0005")
    with db.engine.connect() as connection:
        before = connection.execute(text("SELECT id, number FROM programme")).all()
    upgrade(db.engine)

    kept = session.get_one(Programme, programme_id)
    assert [tuple(row) for row in before] == [(programme_id, number)]
    assert (kept.number, kept.withdrawn_at) == (number, None)
    with pytest.raises(IntegrityError):
        session.execute(text("DELETE FROM programme"))
    session.rollback()
    pointing = session.scalar(
        text("SELECT programme_id FROM contract WHERE id = :id"), {"id": contract_id}
    )
    assert pointing == programme_id
