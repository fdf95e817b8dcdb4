"""Verbs of work with families: a message, the people, papers of the file, the steps."""

from __future__ import annotations

from collections.abc import Mapping

from portal.models import FamilyRelation, Role
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, many, reference, text
from portal.scenarios.stage import Stage, Thing
from portal.scenarios.verb import Facts, Played, Verb
from portal.scenarios.verb import day as day_fact
from portal.usecases.families import AddFamilyPaper, OpenFamily, add_family_paper, open_family
from portal.usecases.family_members import AddFamilyMember, add_family_member
from portal.usecases.family_steps import FamilyTold, TakeFamilyStep, take_family_step
from portal.usecases.queries.family_view import get_family

FAMILY, PROGRAMME = "family", "programme"


def _open(stage: Stage, given: Given) -> Played:
    provider = "own"
    worker = stage.actor(Role.SOCIAL_WORKER, provider)
    command = OpenFamily(
        name=given.text("family"),
        received_on=given.day_or_none("received_on") or stage.today,
        sender=given.text("sender"),
        circumstances=given.text("circumstances"),
        channel=given.text("channel"),
        address=given.text("address"),
    )
    family_id = open_family(command, region=stage.region, actor=worker, now=stage.now)
    for one in given.many("members", short="name"):
        member = AddFamilyMember(
            family_id,
            one.choice("relation", FamilyRelation, FamilyRelation.CHILD),
            one.text("name"),
            one.day_or_none("born"),
        )
        add_family_member(member, region=stage.region, actor=worker, now=stage.now)
    return Played(_standing(stage, family_id, provider), Thing(FAMILY, family_id, provider))


def _paper(stage: Stage, given: Given) -> Played:
    family = stage.thing(given.text("family"))
    worker = stage.actor(Role.SOCIAL_WORKER, family.provider)
    drawn_on = given.day_or_none("issued") or stage.today
    command = AddFamilyPaper(family.id, given.text("type"), drawn_on, given.text("number"))
    add_family_paper(command, region=stage.region, actor=worker, now=stage.now)
    return Played(_standing(stage, family.id, family.provider))


def _step(stage: Stage, given: Given) -> Played:
    family = stage.thing(given.text("family"))
    role = Role(given.text("by", Role.HEAD_OF_DEPARTMENT.value))
    programme = given.text_or_none("programme")
    command = TakeFamilyStep(
        family_id=family.id,
        step=given.text("step"),
        day=given.day_or_none("day") or stage.today,
        told=FamilyTold(
            papers=tuple(
                (one.text("type"), stage.today) for one in given.many("papers", short="type")
            ),
            ground=given.text_or_none("ground"),
            help_needed=given.flag("help_needed") if given.text_or_none("ground") else None,
            programme_id=stage.thing(programme).id if programme else None,
            participants=given.text("participants"),
            question=given.text("question"),
            decision=given.text("decision"),
            work_continues=given.flag("work_continues"),
            ended_by=given.text_or_none("ended_by"),
            kept_at=given.text("kept_at"),
        ),
    )
    actor = stage.actor(role, family.provider)
    take_family_step(command, region=stage.region, actor=actor, now=stage.now)
    return Played(_standing(stage, family.id, family.provider))


def _standing(stage: Stage, family_id: int, provider: str) -> Facts:
    actor = stage.actor(Role.SOCIAL_WORKER, provider)
    view = get_family(actor, family_id, stage.region, stage.today)
    return {
        "state": view.row.state.code,
        "since": day_fact(view.row.since),
        "file_number": view.row.number,
        "missing_documents": [one.requirement.code for one in view.file if not one.filled],
        "next_steps": [one.code for one in view.next_steps],
        "must_close": any(one.due for one in view.ages),
        "discussions": sum(1 for one in view.history if one.question),
        "kept_at": view.kept_at or None,
    }


_STANDING = frozenset(
    {
        "state", "since", "file_number", "missing_documents", "next_steps", "must_close",
        "discussions", "kept_at",
    }
)  # fmt: skip
_MEMBERS = {"name": text(needed=True), "relation": text(), "born": day()}
VERBS: Mapping[str, Verb] = {
    "open_family": Verb(
        inputs={
            "family": text(needed=True),
            "sender": text(),
            "circumstances": text(),
            "channel": text(),
            "address": text(),
            "received_on": day(),
            "members": many(_MEMBERS, short="name"),
        },
        facts=_STANDING,
        play=_open,
        makes=FAMILY,
    ),
    "add_family_paper": Verb(
        inputs={
            "family": reference(FAMILY),
            "type": text(needed=True),
            "issued": day(),
            "number": text(),
        },
        facts=_STANDING,
        play=_paper,
    ),
    "take_family_step": Verb(
        inputs={
            "family": reference(FAMILY),
            "step": text(needed=True),
            "by": text(),
            "day": day(),
            "papers": many({"type": text(needed=True)}, short="type"),
            "ground": text(),
            "help_needed": flag(),
            "programme": reference(PROGRAMME, needed=False),
            "participants": text(),
            "question": text(),
            "decision": text(),
            "work_continues": flag(),
            "ended_by": text(),
            "kept_at": text(),
        },
        facts=_STANDING,
        play=_step,
    ),
}
