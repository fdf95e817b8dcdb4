"""Verbs of urgent help: a case with its act, what a person gives up, the signature."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from portal.domain.contract import Party
from portal.models import Role
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, many, reference, text
from portal.scenarios.stage import Stage, Thing
from portal.scenarios.verb import Facts, Played, Verb
from portal.scenarios.verb import day as day_fact
from portal.scenarios.verb import money as money_fact
from portal.usecases.queries.urgent import get_urgent, urgent_signers
from portal.usecases.urgent import (
    GivenService,
    OpenUrgentCase,
    RefuseUrgent,
    draw_urgent_act,
    open_urgent_case,
    refuse_urgent,
)
from portal.usecases.urgent_signing import SignUrgentAct, sign_urgent_act

URGENT, RECIPIENT = "urgent_case", "recipient"


def _provide(stage: Stage, given: Given) -> Played:
    recipient = stage.thing(given.text("recipient"))
    first = given.day_or_none("from") or stage.today
    last = given.day_or_none("to") or first
    command = OpenUrgentCase(
        recipient_id=recipient.id,
        source=given.text_or_none("source"),
        reported_at=stage.now
        if first == stage.today
        else stage.region.utc(datetime.combine(first, time.min)),
        services=tuple(
            _service(one, given, first, last) for one in given.many("services", short="code")
        ),
        informant=given.text("informant"),
        person=given.text_or_none("status"),
        resident=given.flag("resident"),
    )
    worker = stage.actor(Role.SOCIAL_WORKER, recipient.provider)
    done = open_urgent_case(command, region=stage.region, actor=worker, now=stage.now)
    facts = {
        "act_number": done.number,
        "amount": money_fact(done.help.charge.amount),
        "contract_required": done.help.without.contract_required,
        "warnings": list(done.help.warnings),
        **_standing(stage, done.id, recipient.provider),
    }
    return Played(facts, Thing(URGENT, done.id, recipient.provider))


def _service(one: Given, given: Given, first: date, last: date) -> GivenService:
    start = one.day_or_none("day")
    return GivenService(
        code=one.text("code"),
        given_on=start or first,
        given_until=start or last,
        conditions=one.text("conditions", given.text("conditions", "по месту нахождения")),
        description=one.text("words"),
    )


def _standing(stage: Stage, case_id: int, provider: str) -> Facts:
    actor = stage.actor(Role.SOCIAL_WORKER, provider)
    view = get_urgent(actor, case_id, stage.region)
    days = [day for one in view.lines for day in (one.given_on, one.given_until)]
    return {
        "state": view.row.state,
        "counts": view.row.counts,
        "services": [one.code for one in view.lines if one.refused_on is None],
        "from": day_fact(min(days)),
        "to": day_fact(max(days)),
    }


def _give_up(stage: Stage, given: Given) -> Played:
    case = stage.thing(given.text("urgent_case"))
    codes = tuple(one.text("code") for one in given.many("services", short="code"))
    command = RefuseUrgent(case.id, codes, given.day_or_none("day") or stage.today)
    worker = stage.actor(Role.SOCIAL_WORKER, case.provider)
    refuse_urgent(command, region=stage.region, actor=worker, now=stage.now)
    return Played(_standing(stage, case.id, case.provider))


def _draw(stage: Stage, given: Given) -> Played:
    case = stage.thing(given.text("urgent_case"))
    worker = stage.actor(Role.SOCIAL_WORKER, case.provider)
    draw_urgent_act(case.id, region=stage.region, actor=worker, now=stage.now, press=stage.press)
    return Played(_standing(stage, case.id, case.provider))


def _sign(stage: Stage, given: Given) -> Played:
    case = stage.thing(given.text("urgent_case"))
    worker = stage.actor(Role.SOCIAL_WORKER, case.provider)
    signed_on = given.day_or_none("day") or stage.today
    party = given.choice("by", Party, Party.RECIPIENT)
    people = urgent_signers(worker, case.id, stage.region, signed_on).representatives
    command = SignUrgentAct(
        case_id=case.id,
        party=party,
        signed_on=signed_on,
        representative_id=people[-1][0] if people and party is Party.REPRESENTATIVE else None,
    )
    sign_urgent_act(command, region=stage.region, actor=worker, now=stage.now)
    return Played(_standing(stage, case.id, case.provider))


_STANDING = frozenset({"state", "counts", "services", "from", "to"})
_SERVICES = {"code": text(needed=True), "words": text(), "day": day(), "conditions": text()}
VERBS: Mapping[str, Verb] = {
    "provide_urgent": Verb(
        inputs={
            "recipient": reference(RECIPIENT),
            "services": many(_SERVICES, needed=True, short="code"),
            "from": day(),
            "to": day(),
            "source": text(),
            "informant": text(),
            "status": text(),
            "resident": flag(),
            "conditions": text(),
        },
        facts=frozenset({"act_number", "amount", "contract_required", "warnings"}) | _STANDING,
        play=_provide,
        makes=URGENT,
    ),
    "refuse_urgent": Verb(
        inputs={
            "urgent_case": reference(URGENT),
            "services": many({"code": text(needed=True)}, needed=True, short="code"),
            "day": day(),
        },
        facts=_STANDING,
        play=_give_up,
    ),
    "draw_urgent_act": Verb(
        inputs={"urgent_case": reference(URGENT)},
        facts=_STANDING,
        play=_draw,
    ),
    "sign_urgent_act": Verb(
        inputs={"urgent_case": reference(URGENT), "by": text(), "day": day()},
        facts=_STANDING,
        play=_sign,
    ),
}
