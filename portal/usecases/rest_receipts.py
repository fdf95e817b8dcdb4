"""A receipt for what is left after a part was paid: printed anew, so that nobody pays twice.

The issued receipt stays byte for byte what it was; this one is another paper with its own bytes,
the debt of the day it is asked for, and the same one while that debt stays the same.
"""

from dataclasses import replace
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
from portal.models import Act, Paper
from portal.regions.registry import Region
from portal.usecases.act_sheets import StoredAct, receipt_paper, stored_act
from portal.usecases.actor import Actor
from portal.usecases.facts import as_data
from portal.usecases.papers import (
    DrawnPress,
    PaperSubject,
    drawn_by,
    freeze,
    marks_of,
    paper_bytes,
)
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.transaction import reading, transaction


def rest_receipt(
    contract_id: int, *, region: Region, actor: Actor, now: datetime, press: Press
) -> bytes:
    """The receipt for what a contract owes now; the issued one where nothing was paid since.

    Raises RulesBroken when there is nothing to pay, NotFound for a contract of somebody else.
    """
    with reading() as session:
        stored, issued = _asking_receipt(session, contract_id, region=region, actor=actor)
        owed = balance_of(session, contract_id, region.today(now)).balance
    if owed <= 0:
        refuse("value_invalid", "Сейчас платить нечего, квитанция не нужна.")
    if owed == issued.total_due:
        return receipt_paper(stored.id, region=region, actor=actor, now=now, press=press)
    left = replace(stored, facts=facts_for_rest(issued, owed))
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


def facts_for_rest(issued: ReceiptFacts, owed: Decimal) -> ReceiptFacts:
    """The issued receipt's facts with what is owed now and what was paid since."""
    paid = max(issued.total_due - owed, ZERO)
    return replace(
        issued,
        debt_before=owed + paid - issued.accrued,
        paid=paid,
        total_due=owed,
        payload=with_sum(issued.payload or "", owed),
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
        subject=PaperSubject(
            recipient_id=left.recipient_id,
            contract_id=left.contract_id,
            act_id=left.id,
            month=left.month,
        ),
        rules_day=left.rules_day,
        now=now,
    )
    return paper.id
