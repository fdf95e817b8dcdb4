"""Verbs about issued acts: a recipient's demand, the answer to it, a correction."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from portal.domain.corrections import LineChange
from portal.domain.violations import NotFound, refuse
from portal.models import Act, ActLine, Role
from portal.scenarios.contract_verbs import CONTRACT
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, many, money, month, number, reference, text
from portal.scenarios.stage import Stage, Thing
from portal.scenarios.verb import Played, Verb
from portal.scenarios.verb import money as money_fact
from portal.usecases.act_claims import DeclineClaim, DisputeAct, decline_claim, dispute_act
from portal.usecases.act_corrections import CorrectAct, correct_issued_act
from portal.usecases.transaction import reading

CLAIM = "claim"


def _act_id(contract: Thing, given: Given) -> int:
    with reading() as session:
        found = session.scalar(
            select(Act.id).where(Act.contract_id == contract.id, Act.month == given.month("month"))
        )
    if found is None:
        raise NotFound
    return found


def _position(act_id: int, code: str) -> int:
    """The line of a service, by its code."""
    with reading() as session:
        found = session.scalar(
            select(ActLine.position)
            .where(ActLine.act_id == act_id, ActLine.code == code)
            .order_by(ActLine.position)
            .limit(1)
        )
    if found is None:
        refuse("value_invalid", f"В акте нет услуги «{code}». Проверьте код.", field="line")
    return found


def _dispute(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract"))
    act_id = _act_id(contract, given)
    line = given.text_or_none("line")
    command = DisputeAct(
        act_id=act_id,
        claim=given.text("claim"),
        claimed_on=given.day_or_none("day") or stage.today,
        position=None if line is None else _position(act_id, line),
        details=given.text("details"),
    )
    actor = stage.actor(Role.DIRECTOR, contract.provider)
    made = dispute_act(command, region=stage.region, actor=actor, now=stage.now)
    return Played({"state": "disputed"}, Thing(CLAIM, made, contract.provider))


def _decline(stage: Stage, given: Given) -> Played:
    claim = stage.thing(given.text("claim"))
    command = DeclineClaim(claim.id, given.text("answer"))
    actor = stage.actor(Role.DIRECTOR, claim.provider)
    state = decline_claim(command, region=stage.region, actor=actor, now=stage.now)
    return Played({"state": state.value})


def _correct(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract"))
    act_id = _act_id(contract, given)
    changes = tuple(
        LineChange(
            _position(act_id, one.text("code")),
            one.number("quantity") if one.has("quantity") else None,
            one.money("reduction") if one.has("reduction") else None,
        )
        for one in given.many("lines")
    )
    command = CorrectAct(
        act_id=act_id,
        changes=changes,
        reason=given.text("reason", "по требованию получателя"),
        claim_id=stage.thing(given.text("claim")).id if given.has("claim") else None,
    )
    done = correct_issued_act(
        command,
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, contract.provider),
        now=stage.now,
        press=stage.press,
    )
    return Played(
        {
            "state": done.state.value,
            "total_due": money_fact(done.payable),
            "difference": money_fact(done.difference),
            "debt": money_fact(done.debt),
        }
    )


_OF_ACT = {"contract": reference(CONTRACT), "month": month(needed=True)}
VERBS: Mapping[str, Verb] = {
    "dispute_act": Verb(
        inputs={
            **_OF_ACT,
            "line": text(),
            "claim": text(needed=True),
            "details": text(),
            "day": day(),
        },
        facts=frozenset({"state"}),
        play=_dispute,
        makes=CLAIM,
    ),
    "decline_claim": Verb(
        inputs={"claim": reference(CLAIM), "answer": text()},
        facts=frozenset({"state"}),
        play=_decline,
    ),
    "correct_act": Verb(
        inputs={
            **_OF_ACT,
            "lines": many(
                {"code": text(needed=True), "quantity": number(), "reduction": money()},
                needed=True,
            ),
            "reason": text(),
            "claim": reference(CLAIM, needed=False),
        },
        facts=frozenset({"state", "total_due", "difference", "debt"}),
        play=_correct,
    ),
}
