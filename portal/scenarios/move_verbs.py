"""Verbs about other ways out and in: opened, taken step by step, papers, the envelope, given up."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from portal.documents.page_marks import Marker
from portal.domain.moves import MoveKind
from portal.models import Department, Role
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, reference, text
from portal.scenarios.stage import Stage, Thing
from portal.scenarios.verb import Played, Verb
from portal.usecases.envelopes import take_over
from portal.usecases.move_case import MoveDone
from portal.usecases.move_envelopes import receive_move_envelope, send_move_envelope
from portal.usecases.move_papers import DrawList, draw_list
from portal.usecases.move_steps import StepTold
from portal.usecases.move_withdrawals import WithdrawMove, withdraw_move
from portal.usecases.moves import (
    OpenMove,
    TakeStep,
    open_move,
    take_step,
)
from portal.usecases.transaction import reading

MOVE = "move"
_KEY = Marker("scenario")
_FACTS = frozenset({"state", "closed", "warnings"})


def _open(stage: Stage, given: Given) -> Played:
    """The recipient asks, unless it is the director who moves somebody between departments."""
    contract = stage.thing(given.text("contract"))
    to = given.text("to")
    named = stage.things.get(to)
    provider = named.id if named is not None and named.kind == "provider" else None
    done = open_move(
        OpenMove(
            contract_id=contract.id,
            kind=given.choice("way", MoveKind, MoveKind.PROVIDER),
            reason=given.text("reason", "так удобнее семье"),
            author_id=_author(stage, given),
            by_director=given.flag("by_director"),
            applied_on=given.day_or_none("applied_on"),
            to_provider_id=provider,
            destination="" if provider else to,
            department_id=_department(stage, given, contract.provider),
        ),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, contract.provider),
        now=stage.now,
    )
    return Played(_facts(done), Thing(MOVE, done.id, contract.provider))


def _author(stage: Stage, given: Given) -> int | None:
    name = given.text_or_none("author")
    return stage.thing(name).id if name else None


def _department(stage: Stage, given: Given, provider: str) -> int | None:
    """The last department of the unit: where a unit has two, the second."""
    unit = given.text_or_none("unit")
    if unit is None:
        return None
    with reading() as session:
        return session.scalar(
            select(Department.id)
            .where(
                Department.provider_id == stage.provider_id(provider),
                Department.unit_code == unit,
            )
            .order_by(Department.id.desc())
            .limit(1)
        )


def _take(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("move"))
    done = take_step(
        TakeStep(
            move_id=thing.id,
            step=given.text("step"),
            on=given.day_or_none("day"),
            by=given.text("by", "recipient"),
            told=StepTold(
                moves_on=given.day_or_none("moves_on"),
                department_id=_department(stage, given, thing.provider),
                note=given.text("note"),
                gap_seen=True,
            ),
        ),
        region=stage.region,
        actor=stage.actor(given.choice("role", Role, Role.DIRECTOR), thing.provider),
        now=stage.now,
        press=stage.press,
    )
    return Played(_facts(done))


def _facts(done: MoveDone) -> Mapping[str, object]:
    codes = [one.code for one in done.warnings]
    return {"state": done.state, "closed": done.closed, "warnings": codes}


def _draw(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("move"))
    draw_list(
        DrawList(thing.id),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, thing.provider),
        now=stage.now,
        press=stage.press,
    )
    return Played({"drawn": True})


def _send(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("move"))
    sent = send_move_envelope(
        thing.id,
        marker=_KEY,
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, thing.provider),
        now=stage.now,
    )
    return Played({"waits": sent.waits})


def _receive(stage: Stage, given: Given) -> Played:
    """The receiver takes the envelope in and the person over."""
    receiver = given.text("provider", "other")
    actor = stage.actor(Role.DIRECTOR, receiver)
    thing = stage.thing(given.text("move"))
    envelope = receive_move_envelope(thing.id, actor=actor, now=stage.now)
    settled = take_over(envelope, region=stage.region, actor=actor, now=stage.now)
    facts = {"papers": settled.papers, "known": settled.known}
    return Played(facts, Thing("recipient", settled.recipient_id, receiver))


def _withdraw(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("move"))
    done = withdraw_move(
        WithdrawMove(thing.id, given.text("reason", "передумал")),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, thing.provider),
        now=stage.now,
    )
    return Played(_facts(done))


_CASE = reference(MOVE)
VERBS: Mapping[str, Verb] = {
    "open_move": Verb(
        inputs={
            "contract": reference("contract"),
            "way": text(needed=True),
            "to": text(),
            "unit": text(),
            "reason": text(),
            "author": text(),
            "by_director": flag(),
            "applied_on": day(),
        },
        facts=_FACTS,
        play=_open,
        makes=MOVE,
    ),
    "take_move_step": Verb(
        inputs={
            "move": _CASE,
            "step": text(needed=True),
            "day": day(),
            "by": text(),
            "role": text(),
            "moves_on": day(),
            "unit": text(),
            "note": text(),
        },
        facts=_FACTS,
        play=_take,
    ),
    "draw_move_list": Verb(inputs={"move": _CASE}, facts=frozenset({"drawn"}), play=_draw),
    "send_move_envelope": Verb(inputs={"move": _CASE}, facts=frozenset({"waits"}), play=_send),
    "receive_move_envelope": Verb(
        inputs={"move": _CASE, "provider": reference("provider", needed=False)},
        facts=frozenset({"papers", "known"}),
        play=_receive,
        makes="recipient",
    ),
    "withdraw_move": Verb(inputs={"move": _CASE, "reason": text()}, facts=_FACTS, play=_withdraw),
}
