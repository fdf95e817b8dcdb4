"""Verbs of admission: places, the queue, applications, ends of programmes, requests for papers."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from portal.domain.catalogue import Form
from portal.domain.endings import Handover
from portal.models import Department, Outcome, ReviewOutcome, Role
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, many, number, one, reference, text
from portal.scenarios.stage import OWN, Stage, Thing
from portal.scenarios.verb import Facts, Played, Verb, moment
from portal.scenarios.verb import day as day_fact
from portal.usecases.applications import (
    RecordOutcome,
    RegisterApplication,
    record_outcome,
    register_application,
)
from portal.usecases.awaited_review import awaited_review
from portal.usecases.child_opinions import NO_OPINION, Opinion
from portal.usecases.paper_requests import RequestPaper, request_paper
from portal.usecases.programme_changes import RecordEnding, RecordMarks, record_ending, record_marks
from portal.usecases.programme_reviews import EndReview, ask_review, end_review
from portal.usecases.queries.programme_endings import get_ending
from portal.usecases.queries.waiting_list import get_room
from portal.usecases.review_application import AskReview, Wishes
from portal.usecases.transaction import reading
from portal.usecases.waiting_list import (
    AnswerOffer,
    JoinWaitingList,
    OfferPlace,
    SetPlaces,
    Turn,
    decline_offer,
    join_waiting_list,
    offer_place,
    set_places,
)

RECIPIENT, PROGRAMME, TURN, APPLICATION = "recipient", "programme", "turn", "application"


def _department(stage: Stage, unit: str, provider: str) -> int:
    with reading() as session:
        found = session.scalar(
            select(Department.id).where(
                Department.provider_id == stage.provider_id(provider), Department.unit_code == unit
            )
        )
    return found or 0


def _places(stage: Stage, given: Given) -> Played:
    provider = given.text("provider", OWN)
    actor = stage.actor(Role.DIRECTOR, provider)
    department = _department(stage, given.text("unit"), provider)
    places = int(given.number("places")) if given.has("places") else None
    command = SetPlaces(department, places)
    set_places(command, region=stage.region, actor=actor, now=stage.now)
    room = get_room(actor, department, stage.region, stage.today)
    return Played({"places": room.most, "taken": room.taken, "free": room.free})


def _join(stage: Stage, given: Given) -> Played:
    recipient = stage.thing(given.text("recipient"))
    command = JoinWaitingList(
        recipient_id=recipient.id,
        department_id=_department(stage, given.text("unit"), recipient.provider),
        came_on=given.day_or_none("came_on") or stage.today,
        obliged_relatives=given.flag("obliged_relatives"),
    )
    actor = stage.actor(Role.SOCIAL_WORKER, recipient.provider)
    done = join_waiting_list(command, region=stage.region, actor=actor, now=stage.now)
    return Played(_turn(done), Thing(TURN, done.id, recipient.provider))


def _offer(stage: Stage, given: Given) -> Played:
    turn = stage.thing(given.text("turn"))
    command = OfferPlace(turn.id, given.day_or_none("from") or stage.today, given.day("answer_by"))
    actor = stage.actor(Role.DIRECTOR, turn.provider)
    return Played(_turn(offer_place(command, region=stage.region, actor=actor, now=stage.now)))


def _decline(stage: Stage, given: Given) -> Played:
    turn = stage.thing(given.text("turn"))
    command = AnswerOffer(turn.id, given.flag("keeps_waiting"), given.text("reason"))
    actor = stage.actor(Role.SOCIAL_WORKER, turn.provider)
    return Played(_turn(decline_offer(command, region=stage.region, actor=actor, now=stage.now)))


def _turn(done: Turn) -> Facts:
    return {
        "state": done.state.value,
        "place": done.place,
        "contract_due": moment(done.contract_due) if done.contract_due else None,
    }


def _register(stage: Stage, given: Given) -> Played:
    recipient = stage.thing(given.text("recipient")) if given.has("recipient") else None
    owner = recipient.provider if recipient else OWN
    command = RegisterApplication(
        applicant=given.text("applicant"),
        channel=given.text("channel", "written"),
        applied_on=given.day_or_none("applied_on") or stage.today,
        form=given.choice("form", Form),
        recipient_id=recipient.id if recipient else None,
        citizen=given.text("citizen"),
        submitted_by=given.text("submitted_by"),
        opinion=_opinion(given.one("opinion")),
    )
    actor = stage.actor(Role.SOCIAL_WORKER, owner)
    done = register_application(command, region=stage.region, actor=actor, now=stage.now)
    facts = {"number": done.number, "contract_allowed": done.contract_allowed}
    return Played(facts, Thing(APPLICATION, done.id, owner))


def _opinion(given: Given | None) -> Opinion:
    if given is None:
        return NO_OPINION
    return Opinion(
        given.text("words"),
        given.day_or_none("day"),
        given.text("by"),
        given.text_or_none("exception"),
        given.text("reason"),
    )


def _outcome(stage: Stage, given: Given) -> Played:
    application = stage.thing(given.text("application"))
    programme = stage.thing(given.text("programme")) if given.has("programme") else None
    command = RecordOutcome(
        application_id=application.id,
        outcome=given.choice("outcome", Outcome),
        decided_on=given.day_or_none("day") or stage.today,
        note=given.text("note"),
        programme_id=programme.id if programme else None,
        enrolled_on=given.day_or_none("enrolled_on"),
        order_number=given.text("order_number"),
        order_date=given.day_or_none("order_date"),
    )
    actor = stage.actor(Role.DIRECTOR, application.provider)
    row = record_outcome(command, region=stage.region, actor=actor, now=stage.now)
    return Played({"state": row.outcome.value, "enrolled_on": day_fact(row.enrolled_on)})


def _review(stage: Stage, given: Given) -> Played:
    programme = stage.thing(given.text("programme"))
    command = AskReview(
        programme.id,
        given.text("initiator"),
        given.day_or_none("day") or stage.today,
        given.text("reason"),
        given.text("circumstances"),
        given.text("changed_need_reasons"),
        Wishes(services=given.text_or_none("wanted_services")),
    )
    actor = stage.actor(Role.DIRECTOR, programme.provider)
    done = ask_review(command, region=stage.region, actor=actor, now=stage.now)
    return Played(
        {"proposal": done.proposal, "form": done.form, "expected_on": day_fact(done.expected_on)}
    )


def _review_end(stage: Stage, given: Given) -> Played:
    programme = stage.thing(given.text("programme"))
    instead = stage.thing(given.text("instead")) if given.has("instead") else None
    actor = stage.actor(Role.DIRECTOR, programme.provider)
    with reading() as session:
        review = awaited_review(session, actor.provider_id, programme.id)
    outcome = ReviewOutcome.UNCHANGED if instead is None else ReviewOutcome.NEW_PROGRAMME
    command = EndReview(
        review_id=review.id if review else 0,
        outcome=outcome,
        decided_on=given.day_or_none("day") or stage.today,
        new_programme_id=instead.id if instead else None,
    )
    end_review(command, region=stage.region, actor=actor, now=stage.now)
    return Played({"outcome": outcome.value})


def _mark(stage: Stage, given: Given) -> Played:
    programme = stage.thing(given.text("programme"))
    actor = stage.actor(Role.DIRECTOR, programme.provider)
    before = get_ending(actor, programme.id, stage.region, stage.today)
    marks = {
        one.text("code"): (one.text("mark"), one.text("reason")) for one in given.many("marks")
    }
    command = RecordMarks(programme.id, marks)
    record_marks(command, region=stage.region, actor=actor, now=stage.now)
    return Played({"suggested": [one.suggested for one in before.marks], "marked": len(marks)})


def _ending(stage: Stage, given: Given) -> Played:
    programme = stage.thing(given.text("programme"))
    actor = stage.actor(Role.DIRECTOR, programme.provider)
    delivered = given.day_or_none("notice_delivered_on")
    command = RecordEnding(
        programme_id=programme.id,
        notice_delivered_on=delivered,
        notice_handed=Handover.IN_PERSON if delivered else None,
        conclusion_sent_on=given.day_or_none("conclusion_sent_on"),
        copies=int(given.number("copies")) if given.has("copies") else None,
        moved_on=given.day_or_none("moved_on"),
        moved_to=given.text("moved_to"),
    )
    record_ending(command, region=stage.region, actor=actor, now=stage.now)
    row = get_ending(actor, programme.id, stage.region, stage.today).row
    on_time = None if row.due is None else not row.late() and not row.overdue(stage.today)
    return Played({"due": day_fact(row.due), "on_time": on_time})


def _request(stage: Stage, given: Given) -> Played:
    recipient = stage.thing(given.text("recipient"))
    command = RequestPaper(
        recipient.id,
        given.text("type"),
        given.text("addressee", "Отделение Социального фонда"),
        given.day_or_none("sent_on") or stage.today,
    )
    actor = stage.actor(Role.SOCIAL_WORKER, recipient.provider)
    done = request_paper(command, region=stage.region, actor=actor, now=stage.now)
    return Played({"due": day_fact(done.due_on)})


_OF_TURN = frozenset({"state", "place", "contract_due"})
VERBS: Mapping[str, Verb] = {
    "set_places": Verb(
        inputs={
            "unit": text(needed=True),
            "places": number(),
            "provider": reference("provider", needed=False),
        },
        facts=frozenset({"places", "taken", "free"}),
        play=_places,
    ),
    "join_waiting_list": Verb(
        inputs={
            "recipient": reference(RECIPIENT),
            "unit": text(needed=True),
            "came_on": day(),
            "obliged_relatives": flag(),
        },
        facts=_OF_TURN,
        play=_join,
        makes=TURN,
    ),
    "offer_place": Verb(
        inputs={"turn": reference(TURN), "from": day(), "answer_by": day(needed=True)},
        facts=_OF_TURN,
        play=_offer,
    ),
    "decline_offer": Verb(
        inputs={"turn": reference(TURN), "keeps_waiting": flag(), "reason": text(needed=True)},
        facts=_OF_TURN,
        play=_decline,
    ),
    "register_application": Verb(
        inputs={
            "recipient": reference(RECIPIENT, needed=False),
            "citizen": text(),
            "applicant": text(needed=True),
            "submitted_by": text(),
            "channel": text(),
            "applied_on": day(),
            "form": text(needed=True),
            "opinion": one(
                {"words": text(), "day": day(), "by": text(), "exception": text(), "reason": text()}
            ),
        },
        facts=frozenset({"number", "contract_allowed"}),
        play=_register,
        makes=APPLICATION,
    ),
    "record_outcome": Verb(
        inputs={
            "application": reference(APPLICATION),
            "outcome": text(needed=True),
            "day": day(),
            "note": text(),
            "programme": reference(PROGRAMME, needed=False),
            "enrolled_on": day(),
            "order_number": text(),
            "order_date": day(),
        },
        facts=frozenset({"state", "enrolled_on"}),
        play=_outcome,
    ),
    "ask_review": Verb(
        inputs={
            "programme": reference(PROGRAMME),
            "initiator": text(needed=True),
            "day": day(),
            "reason": text(),
            "circumstances": text(),
            "changed_need_reasons": text(),
            "wanted_services": text(),
        },
        facts=frozenset({"proposal", "form", "expected_on"}),
        play=_review,
    ),
    "end_review": Verb(
        inputs={
            "programme": reference(PROGRAMME),
            "instead": reference(PROGRAMME, needed=False),
            "day": day(),
        },
        facts=frozenset({"outcome"}),
        play=_review_end,
    ),
    "mark_programme": Verb(
        inputs={
            "programme": reference(PROGRAMME),
            "marks": many(
                {"code": text(needed=True), "mark": text(needed=True), "reason": text()},
                needed=True,
            ),
        },
        facts=frozenset({"suggested", "marked"}),
        play=_mark,
    ),
    "record_ending": Verb(
        inputs={
            "programme": reference(PROGRAMME),
            "notice_delivered_on": day(),
            "conclusion_sent_on": day(),
            "copies": number(),
            "moved_on": day(),
            "moved_to": text(),
        },
        facts=frozenset({"due", "on_time"}),
        play=_ending,
    ),
    "request_paper": Verb(
        inputs={
            "recipient": reference(RECIPIENT),
            "type": text(needed=True),
            "addressee": text(),
            "sent_on": day(),
        },
        facts=frozenset({"due"}),
        play=_request,
    ),
}
