"""Verbs of what answers a transfer: the authority, the recipient's choice, the receiver's place."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from portal.domain.catalogue import Form
from portal.models import Department, Role, Transfer
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, many, text
from portal.scenarios.stage import AUTHORITY, Stage, Thing
from portal.scenarios.transfer_verbs import CASE, RECEIVER, STATE, named_provider, transfer_facts
from portal.scenarios.verb import Played, Verb
from portal.usecases.transaction import reading
from portal.usecases.transfer_choice import ChooseProvider, choose_provider
from portal.usecases.transfer_decisions import DecideTransfer, Decision, decide_transfer
from portal.usecases.transfer_reception import ConfirmVacancy, confirm_vacancy


def _decide(stage: Stage, given: Given) -> Played:
    """The authority's arrows: an outcome brings those before it, unless the step is ``strict``."""
    thing = stage.thing(given.text("transfer"))
    recommended = tuple(
        named_provider(stage, item.text("name")) for item in given.many("recommended", short="name")
    )
    returned = tuple(item.text("code") for item in given.many("returned", short="code"))
    done = decide_transfer(
        DecideTransfer(
            transfer_id=thing.id,
            steps=_steps(stage, thing, given, notify=bool(recommended)),
            on=given.day_or_none("day"),
            recommended=recommended,
            returned=returned if given.has("returned") else None,
            number=given.text("number"),
            reason=given.text("reason"),
        ),
        region=stage.region,
        actor=stage.actor(Role.OFFICER, AUTHORITY),
        now=stage.now,
    )
    return Played(transfer_facts(done))


_OUTCOMES = {
    "registered": (Decision.REGISTER,),
    "agreed": (Decision.REGISTER, Decision.AGREE),
    "refused": (Decision.REGISTER, Decision.REFUSE),
    "notified": (Decision.REGISTER, Decision.AGREE, Decision.NOTIFY),
}
_TAKEN = {"registered": (Decision.REGISTER,), "agreed": (Decision.REGISTER, Decision.AGREE)}


def _steps(stage: Stage, thing: Thing, given: Given, *, notify: bool) -> tuple[Decision, ...]:
    outcome = given.text("outcome")
    wanted = _OUTCOMES.get(outcome, (Decision.REFUSE,))
    if outcome == "agreed" and notify:
        wanted = _OUTCOMES["notified"]
    if given.flag("strict"):
        return wanted[-1:]
    with reading() as session:
        state = session.scalar(select(Transfer.state).where(Transfer.id == thing.id)) or ""
    return tuple(step for step in wanted if step not in _TAKEN.get(state, ())) or wanted[-1:]


def _choose(stage: Stage, given: Given) -> Played:
    """The recipient learnt the list on the same day, unless the step says another or ``untold``.

    Whoever chooses beside the list was warned of it.
    """
    thing = stage.thing(given.text("transfer"))
    chosen = named_provider(stage, given.text("provider"))
    told = None if given.flag("untold") else given.day_or_none("told") or stage.today
    by = given.text("by", "recipient")
    said = ChooseProvider(
        thing.id,
        chosen.provider_id,
        chosen.name,
        by,
        told_on=told,
        warned=True,
        consented=given.flag("consent"),
    )
    done = choose_provider(
        said,
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, thing.provider),
        now=stage.now,
    )
    return Played(transfer_facts(done))


def _confirm_vacancy(stage: Stage, given: Given) -> Played:
    receiver = given.text("provider", "other")
    actor = stage.actor(Role.DIRECTOR, receiver)
    with reading() as session:
        department = session.scalars(
            select(Department.id).where(
                Department.provider_id == actor.provider_id, Department.form == Form.STATIONARY
            )
        ).first()
    confirm_vacancy(
        ConfirmVacancy(
            stage.thing(given.text("transfer")).id,
            department or 0,
            given.day_or_none("from") or stage.today,
        ),
        region=stage.region,
        actor=actor,
        now=stage.now,
    )
    return Played({"vacancy_confirmed": True})


VERBS: Mapping[str, Verb] = {
    "decide_transfer": Verb(
        inputs={
            "transfer": CASE,
            "outcome": text(needed=True),
            "recommended": many({"name": text(needed=True)}, short="name"),
            "returned": many({"code": text(needed=True)}, short="code"),
            "day": day(),
            "number": text(),
            "reason": text(),
            "strict": flag(),
        },
        facts=STATE,
        play=_decide,
    ),
    "choose_provider": Verb(
        inputs={
            "transfer": CASE,
            "provider": text(needed=True),
            "by": text(),
            "told": day(),
            "untold": flag(),
            "consent": flag(),
        },
        facts=STATE,
        play=_choose,
    ),
    "confirm_vacancy": Verb(
        inputs={"transfer": CASE, "provider": RECEIVER, "from": day()},
        facts=frozenset({"vacancy_confirmed"}),
        play=_confirm_vacancy,
    ),
}
