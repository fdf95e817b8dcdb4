"""Claims of recipients about acts (FED-RGT-06): written down, answered.

An open claim marks the act as disputed: nobody signs it for the recipient until it is answered. A
claim is met by a correction (``act_corrections``), or declined with a reason.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.violations import NotAllowed, RulesBroken, Violation, refuse
from portal.models import Act, ActClaim, ActLine, ActState, ClaimState, Role, Signature
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import demand_version, transaction

DISPUTES = (Role.DIRECTOR, Role.ACCOUNTANT, Role.HEAD_OF_DEPARTMENT)
"""Who writes down what a recipient demands."""
LONGEST = 500


@dataclass(frozen=True, slots=True)
class DisputeAct:
    """A demand about a line of an act, or about all of it (``position`` None)."""

    act_id: int
    claim: str
    claimed_on: date
    position: int | None = None
    details: str = ""


@dataclass(frozen=True, slots=True)
class DeclineClaim:
    """A demand that is not met, and why."""

    claim_id: int
    answer: str
    version: int | None = None


def dispute_act(command: DisputeAct, *, region: Region, actor: Actor, now: datetime) -> int:
    """Write down a demand about an act; returns its id. The act waits for the answer.

    Raises value_invalid for a claim the law does not list, a line that is not there, a day before
    the act or to come.
    """
    if actor.role not in DISPUTES:
        raise NotAllowed
    today = region.today(now)
    with transaction() as session:
        act = own(session, Act, command.act_id, actor.provider_id, lock=True)
        claims = region.rules.information_rules.on(today).claims
        chosen = claims.choice(command.claim, field="claim")
        if found := _claim_shape(session, command, act, region, today):
            raise RulesBroken(*found)
        row = ActClaim(
            provider_id=actor.provider_id,
            act_id=act.id,
            position=command.position,
            claim=chosen.code,
            title=chosen.title,
            details=command.details.strip(),
            claimed_on=command.claimed_on,
            state=ClaimState.OPEN,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        act.state = ActState.DISPUTED
        session.flush()
        after = {"claim": row.claim, "position": row.position, "claimed_on": row.claimed_on}
        audit.record(session, actor, now, "act_disputed", "act", act.id, None, after, row.details)
        return row.id


def decline_claim(
    command: DeclineClaim, *, region: Region, actor: Actor, now: datetime
) -> ActState:
    """Answer that a demand is not met; the act stands as before it was disputed.

    Raises value_invalid without a reason: the answer goes to the recipient.
    """
    if actor.role is not Role.DIRECTOR:
        raise NotAllowed
    with transaction() as session:
        claim = own(session, ActClaim, command.claim_id, actor.provider_id, lock=True)
        if command.version is not None:
            demand_version(claim.version, command.version)
        if not command.answer.strip():
            text = "Напишите, почему требование не принято: ответ получит получатель."
            refuse("value_invalid", text, field="answer")
        _demand_open(claim)
        answer_claim(claim, ClaimState.DECLINED, command.answer, region.today(now))
        act = own(session, Act, claim.act_id, actor.provider_id, lock=True)
        session.flush()
        act.state = state_of(session, act)
        session.flush()
        subject = ("act_claim_declined", "act", act.id)
        audit.record(session, actor, now, *subject, None, {"claim": claim.id}, claim.answer)
        return act.state


def has_open_claim(session: Session, act_id: int) -> bool:
    """Whether a demand about the act waits for an answer."""
    found = session.scalar(
        select(ActClaim.id)
        .where(ActClaim.act_id == act_id, ActClaim.state == ClaimState.OPEN)
        .limit(1)
    )
    return found is not None


def _claim_shape(
    session: Session, command: DisputeAct, act: Act, region: Region, today: date
) -> tuple[Violation, ...]:
    found: list[Violation] = []
    issued = region.today(act.issued_at)
    if not issued <= command.claimed_on <= today:
        text = f"Акт выставлен {issued:%d.%m.%Y}: введите день с этого дня до сегодняшнего."
        found.append(Violation("value_invalid", text, "claimed_on"))
    places = select(ActLine.position).where(ActLine.act_id == act.id)
    if command.position is not None and command.position not in set(session.scalars(places)):
        text = "Такой строки в акте нет. Выберите услугу из акта или «весь акт»."
        found.append(Violation("value_invalid", text, "position"))
    if len(command.details) > LONGEST:
        found.append(Violation("value_invalid", f"Сократите до {LONGEST} знаков.", "details"))
    return tuple(found)


def _demand_open(claim: ActClaim) -> None:
    if claim.state is not ClaimState.OPEN:
        refuse("transition_not_allowed", f"На это требование уже ответили: {claim.state.label}.")


def answer_claim(claim: ActClaim, state: ClaimState, words: str, today: date) -> None:
    """Write the answer to a demand; the act's state follows from it."""
    claim.state, claim.answered_on = state, today
    claim.answer = words.strip()[:LONGEST]


def state_of(session: Session, act: Act) -> ActState:
    """Where the act stands: disputed while a claim is open, else by its signatures."""
    if has_open_claim(session, act.id):
        return ActState.DISPUTED
    theirs = session.scalar(
        select(Signature.id)
        .where(
            Signature.act_id == act.id,
            Signature.paper_id == act.paper_id,
            Signature.party != Party.PROVIDER,
        )
        .limit(1)
    )
    return ActState.ISSUED if theirs is None else ActState.SIGNED
