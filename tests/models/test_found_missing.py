"""The migration that puts a court's finding on the card reads it out of the ends so far."""

from __future__ import annotations

from datetime import date

import pytest
from alembic import command
from flask import Flask
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.domain.endings import CourtFinding, EndingState
from portal.extensions import db
from portal.models import Recipient
from portal.models.schema import _config, upgrade
from tests.support import factories

LAST = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("finding", "state", "again_from", "since"),
    [
        pytest.param(CourtFinding.MISSING, EndingState.PENDING, None, LAST, id="found missing"),
        pytest.param(
            CourtFinding.DECLARED_DEAD, EndingState.PENDING, None, None, id="declared dead"
        ),
        pytest.param(
            CourtFinding.MISSING, EndingState.WITHDRAWN, None, None, id="the end was withdrawn"
        ),
        pytest.param(
            CourtFinding.MISSING,
            EndingState.PENDING,
            date(2026, 3, 11),
            None,
            id="a later contract has served the person",
        ),
        pytest.param(
            CourtFinding.MISSING, EndingState.PENDING, LAST, LAST, id="an earlier one has"
        ),
    ],
)
def test_a_standing_finding_goes_onto_the_card_unless_the_person_is_back(
    database: Flask,
    session: Session,
    finding: CourtFinding,
    state: EndingState,
    again_from: date | None,
    since: date | None,
) -> None:
    """FED-TER-07."""
    provider = factories.make_provider(session)
    actor = factories.make_staff(session, provider)
    recipient = factories.make_recipient(session, provider)
    first = factories.make_programme(session, recipient)
    ended = factories.make_contract(session, first, state=ContractState.TERMINATED, ended_on=LAST)
    decision = f"Решение суда № 2-15 от 02.03.2026: районный суд, {finding.label}"
    withdrawn = {
        "withdrawal_reason": "передумали",
        "withdrawn_at": factories.MOMENT,
        "withdrawn_by_id": actor.membership_id,
    }
    factories.make_termination(
        session,
        ended,
        actor,
        ground="missing_or_declared_dead",
        state=state,
        last_day=LAST,
        basis=[{"code": "court_decision", "text": decision}],
        **(withdrawn if state is EndingState.WITHDRAWN else {}),
    )
    if again_from is not None:
        programme = factories.make_programme(session, recipient, number="2")
        factories.make_contract(session, programme, number="2", in_force_from=again_from)
    session.commit()
    recipient_id = recipient.id
    session.close()

    command.downgrade(_config(db.engine), "0046")
    upgrade(db.engine)

    card = session.get_one(Recipient, recipient_id)
    assert card.missing_since == since
    assert card.missing_basis == (decision if since else None)
    assert card.returned_on is None
