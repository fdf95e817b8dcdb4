"""Verbs of departments for children: lessons, the council, things given, placement, norms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from sqlalchemy import select

from portal.domain.visit_plan import PlanLine, Weeks
from portal.models import ChildFile, Department, Role
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, number, reference, text
from portal.scenarios.stage import Stage
from portal.scenarios.verb import Played, Verb
from portal.usecases.child_stays import (
    IssueItem,
    SettlePlacement,
    issue_item,
    settle_placement,
)
from portal.usecases.council_decisions import RecordCouncil, record_council_decision
from portal.usecases.lesson_times import RecordLessons, record_lessons
from portal.usecases.queries.child_units import ChildDesk, child_desk
from portal.usecases.queries.schedules import draft_desk
from portal.usecases.transaction import reading
from portal.usecases.unit_work import RecordActivity, SetNorms, record_activity, set_norms
from portal.usecases.visit_plans import DraftPlan, draft_plan

RECIPIENT, PROGRAMME = "recipient", "programme"
WORKDAYS = (0, 1, 2, 3, 4)


def _hour(given: Given, key: str) -> time | None:
    return time.fromisoformat(given.text(key)) if given.has(key) else None


def _lessons(stage: Stage, given: Given) -> Played:
    child = stage.thing(given.text("recipient"))
    command = RecordLessons(
        recipient_id=child.id,
        since=given.day_or_none("since") or stage.today,
        mode=given.text("mode", "school_age"),
        weekdays=WORKDAYS,
        begins=_hour(given, "from"),
        ends=_hour(given, "to"),
    )
    actor = stage.actor(Role.SOCIAL_WORKER, child.provider)
    record_lessons(command, region=stage.region, actor=actor, now=stage.now)
    return Played({})


def _plan(stage: Stage, given: Given) -> Played:
    programme = stage.thing(given.text("programme"))
    actor = stage.actor(Role.DIRECTOR, programme.provider)
    weekday = given.day("day").weekday()
    hours = _hour(given, "from"), _hour(given, "to")
    line = PlanLine(given.text("code"), weekday, Weeks.EVERY, *hours)
    command = DraftPlan(programme.id, (line,))
    draft_plan(command, region=stage.region, actor=actor, now=stage.now)
    desk = draft_desk(actor, programme.id, stage.region, stage.today)
    found = [warning.code for load in desk.loads for _visit, warning in load.in_lessons]
    return Played({"warnings": found})


def _council(stage: Stage, given: Given) -> Played:
    programme = stage.thing(given.text("programme"))
    command = RecordCouncil(
        programme_id=programme.id,
        minutes_number=given.text("minutes"),
        held_on=given.day_or_none("held_on") or stage.today,
        course_from=given.day_or_none("from"),
        course_to=given.day_or_none("to"),
    )
    actor = stage.actor(Role.HEAD_OF_DEPARTMENT, programme.provider)
    record_council_decision(command, region=stage.region, actor=actor, now=stage.now)
    return Played({})


def _placement(stage: Stage, given: Given) -> Played:
    child = stage.thing(given.text("recipient"))
    command = SettlePlacement(
        child.id,
        given.text("end"),
        given.day_or_none("day") or stage.today,
        given.text("note", "акт органа опеки"),
    )
    actor = stage.actor(Role.DIRECTOR, child.provider)
    settle_placement(command, region=stage.region, actor=actor, now=stage.now)
    return Played({})


def _issue(stage: Stage, given: Given) -> Played:
    child = stage.thing(given.text("recipient"))
    command = IssueItem(
        recipient_id=child.id,
        item=given.text("item"),
        title=given.text("title"),
        size=given.text("size"),
        season=given.text("season"),
        issued_on=given.day_or_none("day") or stage.today,
    )
    actor = stage.actor(Role.SOCIAL_WORKER, child.provider)
    issue_item(command, region=stage.region, actor=actor, now=stage.now)
    return Played({})


def _norms(stage: Stage, given: Given) -> Played:
    command = SetNorms(
        given.text("maintenance"),
        given.day_or_none("since") or stage.today,
        given.text("act"),
        tuple(given.text("lines").split(";")),
    )
    set_norms(command, region=stage.region, actor=stage.actor(Role.DIRECTOR), now=stage.now)
    return Played({})


def _activity(stage: Stage, given: Given) -> Played:
    with reading() as session:
        department = session.scalar(
            select(Department.id).where(
                Department.provider_id == stage.provider_id(),
                Department.unit_code == given.text("unit"),
            )
        )
    command = RecordActivity(
        department or 0,
        given.text("task"),
        given.day_or_none("day") or stage.today,
        given.text("about"),
        int(given.number("people")) if given.has("people") else 0,
    )
    actor = stage.actor(Role.SOCIAL_WORKER)
    record_activity(command, region=stage.region, actor=actor, now=stage.now)
    return Played({})


def _child(stage: Stage, given: Given) -> Played:
    child = stage.thing(given.text("recipient"))
    actor = stage.actor(Role.DIRECTOR, child.provider)
    named = stage.thing(given.text("programme")).id if given.has("programme") else None
    desk = child_desk(actor, child.id, stage.region, stage.today, named)
    with reading() as session:
        files = session.scalars(select(ChildFile.id)).all()
    return Played({**_facts(desk), "files": len(files)})


def _facts(desk: ChildDesk | None) -> Mapping[str, object]:
    if desk is None:
        return dict.fromkeys(_OF_CHILD)
    return {
        "file": desk.file.file.number if desk.file and desk.file.file else None,
        "contents": len(desk.file.contents.rows) if desk.file else None,
        "days": desk.stay.days if desk.stay else None,
        "warnings": [one.code for one in desk.warnings],
        "norms_missing": [one.rule.code for one in desk.norms if one.warnings],
        "items": [f"{one.title}, {one.size}, {one.season}" for one in desk.items],
        "fee": "0.00" if desk.free else None,
    }


_OF_CHILD = frozenset({"file", "contents", "days", "warnings", "norms_missing", "items", "fee"})
VERBS: Mapping[str, Verb] = {
    "record_lessons": Verb(
        inputs={
            "recipient": reference(RECIPIENT),
            "since": day(),
            "mode": text(),
            "from": text(),
            "to": text(),
        },
        facts=frozenset(),
        play=_lessons,
    ),
    "plan_visits": Verb(
        inputs={
            "programme": reference(PROGRAMME),
            "code": text(needed=True),
            "day": day(needed=True),
            "from": text(),
            "to": text(),
        },
        facts=frozenset({"warnings"}),
        play=_plan,
    ),
    "record_council": Verb(
        inputs={
            "programme": reference(PROGRAMME),
            "minutes": text(),
            "held_on": day(),
            "from": day(),
            "to": day(),
        },
        facts=frozenset(),
        play=_council,
    ),
    "settle_placement": Verb(
        inputs={
            "recipient": reference(RECIPIENT),
            "end": text(needed=True),
            "day": day(),
            "note": text(),
        },
        facts=frozenset(),
        play=_placement,
    ),
    "issue_item": Verb(
        inputs={
            "recipient": reference(RECIPIENT),
            "item": text(needed=True),
            "title": text(needed=True),
            "size": text(),
            "season": text(),
            "day": day(),
        },
        facts=frozenset(),
        play=_issue,
    ),
    "set_norms": Verb(
        inputs={
            "maintenance": text(needed=True),
            "since": day(),
            "act": text(),
            "lines": text(),
        },
        facts=frozenset(),
        play=_norms,
    ),
    "record_activity": Verb(
        inputs={
            "unit": text(needed=True),
            "task": text(needed=True),
            "about": text(needed=True),
            "day": day(),
            "people": number(),
        },
        facts=frozenset(),
        play=_activity,
    ),
    "child_desk": Verb(
        inputs={"recipient": reference(RECIPIENT), "programme": reference(PROGRAMME, needed=False)},
        facts=_OF_CHILD | {"files"},
        play=_child,
    ),
}
