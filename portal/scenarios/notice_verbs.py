"""Verbs of written notices: what changes for one contract, and how the paper was handed over."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.endings import Handover
from portal.models import Role
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, reference, text
from portal.scenarios.stage import Stage, Thing
from portal.scenarios.verb import Played, Verb
from portal.scenarios.verb import day as day_fact
from portal.usecases.condition_notices import NotifyConditions, notify_conditions
from portal.usecases.fee_notices import RecordHandover, record_handover
from portal.usecases.queries.notices import get_notice

CONTRACT, NOTICE = "contract", "notice"


def _notify(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract"))
    command = NotifyConditions(
        contract.id,
        given.text("subject", "conditions"),
        given.text("text", "социальный работник приходит после обеда"),
        given.day("since"),
    )
    actor = stage.actor(Role.DIRECTOR, contract.provider)
    done = notify_conditions(command, region=stage.region, actor=actor, now=stage.now)
    return Played({"due": day_fact(done.due_on)}, Thing(NOTICE, done.id, contract.provider))


def _deliver(stage: Stage, given: Given) -> Played:
    notice = stage.thing(given.text("notice"))
    actor = stage.actor(Role.SOCIAL_WORKER, notice.provider)
    handed = given.choice("how", Handover) if given.has("how") else None
    handed_on = given.day_or_none("day") or stage.today
    command = RecordHandover(notice.id, handed_on, handed)
    record_handover(command, region=stage.region, actor=actor, now=stage.now)
    row = get_notice(actor, notice.id)
    return Played({"due": day_fact(row.due_on), "on_time": handed_on <= row.due_on})


VERBS: Mapping[str, Verb] = {
    "notify_conditions": Verb(
        inputs={
            "contract": reference(CONTRACT),
            "subject": text(),
            "text": text(),
            "since": day(needed=True),
        },
        facts=frozenset({"due"}),
        play=_notify,
        makes=NOTICE,
    ),
    "deliver_notice": Verb(
        inputs={"notice": reference(NOTICE), "day": day(), "how": text()},
        facts=frozenset({"due", "on_time"}),
        play=_deliver,
    ),
}
