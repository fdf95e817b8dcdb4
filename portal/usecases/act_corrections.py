"""Acts corrected by a paper of their own (FED-RGT-06): the act as issued never changes.

A correction lowers the charge by an entry of its own; what was paid above it becomes an advance.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.press import Press
from portal.domain.corrections import ActCorrection as Corrected
from portal.domain.corrections import LineChange, StandingAct, StandingLine, correct_act
from portal.domain.documents import names_document
from portal.domain.explanation import to_data
from portal.domain.printed_forms import ACT_CORRECTION
from portal.domain.violations import NotAllowed, refuse
from portal.models import Act, ActClaim, ActCorrection, ActLine, ActState, ClaimState, Paper, Role
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_claims import LONGEST, answer_claim, state_of
from portal.usecases.act_correction_charge import lower_charge
from portal.usecases.act_correction_paper import correction_facts, kept_from, kept_lines
from portal.usecases.actor import Actor
from portal.usecases.facts import as_data, own
from portal.usecases.ledger import locked_contract
from portal.usecases.meanwhile import demand_act_seen
from portal.usecases.papers import PaperSubject, freeze
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.transaction import transaction


@dataclass(frozen=True, slots=True)
class CorrectAct:
    """What is changed in which lines; ``claim_id`` is the claim that is met by it, if any.

    A correction that no claim asked for, as after a break in the service, answers none.
    """

    act_id: int
    changes: tuple[LineChange, ...]
    reason: str
    claim_id: int | None = None
    version: int | None = None
    answers_claims: bool = True


@dataclass(frozen=True, slots=True)
class ActCorrected:
    """The correction: what is payable now, by how much that changed (below zero = less)."""

    id: int
    sequence: int
    state: ActState
    payable: Decimal
    difference: Decimal
    debt: Decimal


def correct_issued_act(
    command: CorrectAct, *, region: Region, actor: Actor, now: datetime, press: Press
) -> ActCorrected:
    """Correct an act: freeze the paper, lower the charge, give back what was paid too much.

    Raises value_invalid for a change that adds or changes nothing, or without a reason.
    """
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    with transaction() as session:
        act = own(session, Act, command.act_id, actor.provider_id, lock=True)
        demand_act_seen(session, act, command.version)
        locked_contract(session, act.contract_id, actor)
        if not names_document(command.reason):
            text = "Напишите, почему акт исправляют: это будет в бумаге."
            refuse("value_invalid", text, field="reason")
        return correct_within(
            session, act, command, region=region, actor=actor, now=now, press=press
        )


def correct_within(  # noqa: PLR0913 - the act, its correction, who corrects
    session: Session,
    act: Act,
    command: CorrectAct,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    press: Press,
    standing: StandingAct | None = None,
) -> ActCorrected:
    """Correct an act that is locked, in the transaction of the procedure that needs it.

    ``standing``: the act as it stands, where the procedure knows what may come back to it.
    """
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    today = region.today(now)
    claim = _claim_of(session, command, act)
    done = correct_act(standing or standing_act(session, act), command.changes)
    row = _row(command, act, done, today)
    row.sequence = len(corrections_of(session, act.id)) + 1
    row.recorded_at, row.recorded_by_id = now, actor.membership_id
    session.add(row)
    session.flush()
    row.paper_id = _freeze_paper(session, act, row, region=region, now=now, press=press).id
    lower_charge(session, act, done.difference, actor=actor, now=now)
    if claim is not None:
        answer_claim(claim, ClaimState.ACCEPTED, command.reason, today)
    session.flush()
    act.state = state_of(session, act)
    # Whoever had this act open sees that it is not what it was.
    act.version += 1
    session.flush()
    _tell_journal(session, row, actor=actor, now=now)
    debt = balance_of(session, act.contract_id, today).debt
    return ActCorrected(row.id, row.sequence, act.state, row.payable, done.difference, debt)


def _freeze_paper(
    session: Session, act: Act, row: ActCorrection, *, region: Region, now: datetime, press: Press
) -> Paper:
    today = region.today(now)
    return freeze(
        session,
        press,
        region.printed_form(ACT_CORRECTION, today),
        region,
        correction_facts(session, act, row, region, today),
        provider_id=act.provider_id,
        subject=PaperSubject(contract_id=act.contract_id, act_id=act.id, month=act.month),
        rules_day=today,
        now=now,
    )


def _tell_journal(session: Session, row: ActCorrection, *, actor: Actor, now: datetime) -> None:
    after = {"correction": row.sequence, "payable": str(row.payable), "cost": str(row.cost)}
    before = {"payable": str(row.payable_before), "cost": str(row.cost_before)}
    subject = ("act_corrected", "act", row.act_id)
    audit.record(session, actor, now, *subject, before, after, row.reason)


def standing_act(session: Session, act: Act) -> StandingAct:
    """The act's lines and sum with every earlier correction in them."""
    lines = session.scalars(
        select(ActLine).where(ActLine.act_id == act.id).order_by(ActLine.position)
    )
    standing = {
        line.position: StandingLine(
            line.position, line.title, line.quantity, line.tariff, line.amount, line.additional
        )
        for line in lines
    }
    payable = act.payable
    for correction in corrections_of(session, act.id):
        payable = correction.payable
        for kept in kept_lines(correction):
            old = standing[kept.position]
            standing[kept.position] = replace(old, quantity=kept.quantity, amount=kept.amount)
    parts = act.inputs.get("parts")
    return StandingAct(
        lines=tuple(standing.values()),
        payable=payable,
        free=act.free,
        one_bound=isinstance(parts, list) and len(parts) == 1,
    )


def corrections_of(session: Session, act_id: int) -> tuple[ActCorrection, ...]:
    """The corrections of an act in their order."""
    return tuple(
        session.scalars(
            select(ActCorrection)
            .where(ActCorrection.act_id == act_id)
            .order_by(ActCorrection.sequence)
        )
    )


def _row(command: CorrectAct, act: Act, done: Corrected, today: date) -> ActCorrection:
    return ActCorrection(
        provider_id=act.provider_id,
        act_id=act.id,
        claim_id=command.claim_id,
        drawn_on=today,
        reason=command.reason.strip()[:LONGEST],
        cost_before=done.cost_before,
        cost=done.cost,
        payable_before=done.payable_before,
        payable=done.payable,
        lines=[as_data(one) for one in kept_from(done)],
        explanation=to_data(done.steps),
    )


def _claim_of(session: Session, command: CorrectAct, act: Act) -> ActClaim | None:
    """The claim that the correction meets: the one named, else the only open one."""
    if not command.answers_claims:
        return None
    wanted = select(ActClaim).where(ActClaim.act_id == act.id, ActClaim.state == ClaimState.OPEN)
    opened = session.scalars(wanted.order_by(ActClaim.id)).all()
    if command.claim_id is None:
        return opened[0] if len(opened) == 1 else None
    named = next((one for one in opened if one.id == command.claim_id), None)
    if named is None:
        text = "На это требование уже ответили. Обновите страницу."
        refuse("transition_not_allowed", text, field="claim_id")
    return named
