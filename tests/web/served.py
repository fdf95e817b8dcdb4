"""Somebody who is served: a contract in force, its services, its closed month; and what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Act, Contract, ContractTerms, Programme, Recipient, Role
from portal.usecases.months import CloseMonth, close_month
from tests.support import factories
from tests.support.contents import Rows, contents
from tests.web.conftest import Staff

MARCH = date(2026, 3, 1)
APRIL_MORNING = datetime(2026, 4, 20, 7, 0, tzinfo=UTC)
# What looking at a page may write: when a session was seen, who tried a password, what was typed
# in a form that was not taken, who opened or was refused a page about somebody.
LOOKING = frozenset({"user_session", "sign_in_attempt", "form_draft", "access_event"})
# Where a form led is noted after it was carried out, for the time when it comes again.
NOTED = frozenset({"posted_form"})


@dataclass(frozen=True, slots=True)
class Served:
    """A recipient with a contract in force since 2 March."""

    recipient: Recipient
    programme: Programme
    contract: Contract
    terms: ContractTerms


def serve(rows: Session, staff: Staff, **changes: object) -> Served:
    """Take a recipient into service; the changes are those of the recipient."""
    recipient = factories.make_recipient(rows, staff.provider, **changes)
    programme = factories.make_programme(rows, recipient)
    terms = factories.make_terms()
    contract = factories.make_contract(rows, programme, terms=terms)
    return Served(recipient, programme, contract, terms)


def deliver(rows: Session, staff: Staff, served: Served, days: Iterable[int]) -> None:
    """Record the contract's service on days of March."""
    worker = staff.actor(Role.SOCIAL_WORKER)
    for day in days:
        factories.make_delivery(rows, served.contract, worker, day=MARCH.replace(day=day))


def close_march(app: Flask, rows: Session, staff: Staff) -> tuple[Act, ...]:
    """Close March and return its acts; needs a director to sign for the provider."""
    staff.actor(Role.DIRECTOR)
    accountant = staff.actor(Role.ACCOUNTANT)
    region = app.extensions["regions"][staff.provider.region_code]
    with app.app_context():
        done = close_month(CloseMonth(MARCH), region=region, actor=accountant, now=APRIL_MORNING)
    rows.rollback()
    acts = tuple(rows.scalars(select(Act).where(Act.id.in_(done.act_ids)).order_by(Act.id)))
    # What was read must not hold the test to this moment of the database.
    rows.commit()
    return acts


def everything(rows: Session) -> Rows:
    """All rows of all tables but those that a mere look may write."""
    return contents(rows, without=LOOKING | NOTED)
