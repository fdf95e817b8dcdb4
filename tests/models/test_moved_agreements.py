"""The migration that makes agreements amendments keeps what their papers would have printed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

from alembic import command
from flask import Flask
from sqlalchemy import MetaData, Table, select, text
from sqlalchemy.orm import Session

from portal.documents.changes import AmendmentFacts, FeeNoticeFacts
from portal.domain.amendments import AmendmentState
from portal.extensions import db
from portal.models import Amendment, Notice, TariffDay
from portal.models.schema import _config, upgrade
from portal.models.types import JsonObject
from portal.usecases.act_papers import read_facts
from portal.usecases.facts import as_data
from portal.usecases.planned_terms import Plan
from tests.documents.samples import make_notice
from tests.support import factories


def as_object(facts: FeeNoticeFacts) -> JsonObject:
    return cast("JsonObject", as_data(facts))


def test_an_agreement_among_notices_becomes_a_draft_to_sign(
    database: Flask, session: Session
) -> None:
    provider = factories.make_provider(session)
    actor = factories.make_staff(session, provider)
    programme = factories.make_programme(session, factories.make_recipient(session, provider))
    terms = factories.make_terms()
    contract = factories.make_contract(session, programme, terms=terms)
    day, told = factories.make_tariff_day(session, contract, actor)
    told.inputs = {"agreement": False, "since": "2026-04-01"}
    session.commit()
    base_id, contract_id, day_id = terms.id, contract.id, day.id
    session.close()
    command.downgrade(_config(db.engine), "0006")
    printed = make_notice()
    facts = {**as_object(printed), "agreement": True}
    with db.engine.begin() as connection:
        notice = Table("notice", MetaData(), autoload_with=connection)
        kept = dict(connection.execute(notice.select()).mappings().one())
        kept |= {"id": kept["id"] + 1, "event": "fee_agreement", "inputs": facts}
        connection.execute(notice.insert().values(**kept))
    upgrade(db.engine)

    amendment = session.scalars(select(Amendment)).one()
    notices = session.scalars(select(Notice)).all()
    assert [one.inputs for one in notices] == [{"since": "2026-04-01"}]
    assert (amendment.contract_id, amendment.number, amendment.state) == (
        contract_id,
        1,
        AmendmentState.DRAFT,
    )
    assert (amendment.since, amendment.base_terms_id, amendment.tariff_day_id) == (
        date(2026, 4, 1),
        base_id,
        day_id,
    )
    plan, paper = Plan.from_data(amendment.plan), read_facts(AmendmentFacts, amendment.inputs)
    assert plan.figures.monthly_fee == printed.after.monthly_fee
    assert [(one.quantity, one.tariff) for one in plan.services] == [
        (Decimal(8), Decimal("150.00"))
    ]
    assert (paper.number, paper.before, paper.after) == ("1", printed.before, printed.after)
    assert session.get_one(TariffDay, day_id).since == date(2026, 4, 1)
    assert session.scalar(text("SELECT count(*) FROM notice WHERE event = 'fee_agreement'")) == 0
