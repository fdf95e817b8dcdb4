"""Envelopes made with equal bytes: kept side by side, the newest one alone in an older database."""

from __future__ import annotations

from alembic import command
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.models import MoveEnvelope, TransferEnvelope
from portal.models.schema import _config, upgrade
from tests.support import factories
from tests.support.factories import MOMENT


def test_the_newest_of_equal_envelopes_outlives_an_older_database(
    database: Flask, session: Session
) -> None:
    provider = factories.make_provider(session)
    programme = factories.make_programme(session, factories.make_recipient(session, provider))
    contract = factories.make_contract(session, programme)
    director = factories.make_staff(session, provider)
    transfer = factories.make_transfer(session, contract, director)
    move = factories.make_move(session, contract, director)
    shared = {"provider_id": provider.id, "content": b"zip", "made_at": MOMENT}
    shared |= {"made_by_id": director.membership_id}
    words = dict.fromkeys(("sender", "person", "public_key"), "слова")
    for sha256 in ("one", "other", "one"):
        sent = {"transfer_id": transfer.id, "came_in": False, "sha256": sha256}
        factories.save(session, TransferEnvelope(**shared, **words, **sent))
        factories.save(session, MoveEnvelope(**shared, move_id=move.id, sha256=sha256))
    session.commit()
    session.close()

    command.downgrade(_config(db.engine), "0050")
    upgrade(db.engine)

    for kind in (TransferEnvelope, MoveEnvelope):
        left = session.execute(select(kind.id, kind.sha256).order_by(kind.id)).all()
        assert [tuple(row) for row in left] == [(2, "other"), (3, "one")]
