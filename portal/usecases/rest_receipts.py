"""A receipt for what is left after a part was paid: printed anew, so that nobody pays twice.

The issued receipt stays byte for byte what it was; this one is another paper with its own bytes,
the debt of the day it is asked for, and the same one while that debt stays the same.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import ReceiptFacts
from portal.documents.press import Press
from portal.domain.money import ZERO
from portal.domain.payment_code import with_sum
from portal.domain.printed_forms import RECEIPT
from portal.domain.violations import NotFound, refuse
from portal.models import Act, ActCorrection, Paper
from portal.regions.registry import Region
from portal.usecases.act_sheets import StoredAct, receipt_paper, stored_act
from portal.usecases.actor import Actor
from portal.usecases.facts import as_data
from portal.usecases.papers import (
    DrawnPress,
    drawn_by,
    freeze,
    marks_of,
    paper_bytes,
)
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.transaction import reading, transaction


@dataclass(frozen=True, slots=True)
class Corrected:
    """What corrections took off since a receipt, in rubles: its act, all acts of the contract.

    None of it was paid by anybody (FED-ACT-04).
    """

    act: Decimal = ZERO
    everything: Decimal = ZERO


NOTHING = Corrected()


def rest_receipt(
    contract_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> bytes:
    """The receipt for what a contract owes now; the issued one where nothing has changed since.

    Raises RulesBroken when there is nothing to pay, NotFound for a contract of somebody else.
    """
    with reading() as session:
        stored, issued = _asking_receipt(session, contract_id, region=region, actor=actor)
        owed = balance_of(session, contract_id, region.today(now)).balance
        corrected = _corrected_since(session, stored)
    if owed <= 0:
        refuse("value_invalid", "Сейчас платить нечего, квитанция не нужна.")
    if owed == issued.total_due and not corrected.everything:
        return receipt_paper(stored.id, region=region, actor=actor, now=now, press=press)
    left = replace(stored, facts=facts_for_rest(issued, owed, corrected))
    with reading() as session:
        paper_id = _kept(session, left, actor)
        (mark,) = marks_of(session, press, actor.provider_id, (left.unmarked,))
    if paper_id is None:
        drawn = drawn_by(press, region, left.unmarked, mark)
        with transaction() as session:
            paper_id = _kept(session, left, actor) or _keep(
                session, left, drawn, region=region, actor=actor, now=now
            )
    return paper_bytes(actor.provider_id, paper_id)


def facts_for_rest(
    issued: ReceiptFacts, owed: Decimal, corrected: Corrected = NOTHING
) -> ReceiptFacts:
    """The issued receipt's facts with what is owed now and what was paid since, in rubles."""
    accrued = issued.accrued - corrected.act
    paid = max(issued.total_due - corrected.everything - owed, ZERO)
    return replace(
        issued,
        accrued=accrued,
        debt_before=owed + paid - accrued,
        paid=paid,
        total_due=owed,
        payload=with_sum(issued.payload or "", owed),
    )


def _corrected_since(session: Session, stored: StoredAct) -> Corrected:
    issued_at = select(Act.issued_at).where(Act.id == stored.id).scalar_subquery()
    rows = session.execute(
        select(ActCorrection.act_id, ActCorrection.payable_before, ActCorrection.payable)
        .join(Act, Act.id == ActCorrection.act_id)
        .where(Act.contract_id == stored.contract_id, ActCorrection.recorded_at >= issued_at)
    ).all()
    return Corrected(
        sum((before - now for act_id, before, now in rows if act_id == stored.id), ZERO),
        sum((before - now for _act_id, before, now in rows), ZERO),
    )


def _asking_receipt(
    session: Session, contract_id: int, *, region: Region, actor: Actor
) -> tuple[StoredAct, ReceiptFacts]:
    """The newest issued receipt that has a code for paying."""
    acts = session.scalars(
        select(Act.id)
        .where(Act.provider_id == actor.provider_id, Act.contract_id == contract_id)
        .order_by(Act.month.desc(), Act.id.desc())
    ).all()
    for act_id in acts:
        stored = stored_act(session, act_id, RECEIPT, region, actor)
        if isinstance(stored.facts, ReceiptFacts) and stored.facts.payload is not None:
            return stored, stored.facts
    raise NotFound


def _kept(session: Session, left: StoredAct, actor: Actor) -> int | None:
    """The paper that says the same already."""
    papers = session.execute(
        select(Paper.id, Paper.inputs).where(
            Paper.provider_id == actor.provider_id,
            Paper.act_id == left.id,
            Paper.form_code == RECEIPT,
        )
    )
    wanted = as_data(left.facts)
    return next((row.id for row in papers if row.inputs == wanted), None)


def _keep(
    session: Session,
    left: StoredAct,
    drawn: DrawnPress,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> int:
    paper = freeze(
        session,
        drawn,
        left.form,
        region,
        left.facts,
        provider_id=actor.provider_id,
        subject=left.subject,
        rules_day=left.rules_day,
        now=now,
    )
    return paper.id
