"""Verbs of a transfer carried out: the file, the envelope, the person taken in, the end."""

from __future__ import annotations

from collections.abc import Mapping

from portal.documents.page_marks import Marker
from portal.models import Role
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, many, text
from portal.scenarios.stage import Stage, Thing
from portal.scenarios.transfer_verbs import CASE, RECEIVER
from portal.scenarios.verb import Played, Verb
from portal.scenarios.verb import day as day_fact
from portal.usecases.envelopes import send_envelope
from portal.usecases.transfer_completion import (
    CompleteTransfer,
    VouchFor,
    complete_transfer,
    vouch_for,
)
from portal.usecases.transfer_handover import ReceiptFile, SendFile, receipt_file, send_file
from portal.usecases.transfer_reception import accept_person

_KEY = Marker("scenario")


def _send_file(stage: Stage, given: Given) -> Played:
    """Handed over and, unless the step is ``without_receipt``, receipted by the other."""
    thing = stage.thing(given.text("transfer"))
    person = given.text("person")
    receipted_on = stage.today if person else None
    send_file(
        SendFile(thing.id, "личное дело, 40 листов", person=person, receipted_on=receipted_on),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, thing.provider),
        now=stage.now,
    )
    if person or given.flag("without_receipt"):
        return Played({"personal_file_sent": bool(person)})
    receipt_file(
        ReceiptFile(thing.id, "Носова И. Д."),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, given.text("provider", "other")),
        now=stage.now,
    )
    return Played({"personal_file_sent": True})


def _send_envelope(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("transfer"))
    made = send_envelope(
        thing.id,
        marker=_KEY,
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, thing.provider),
        now=stage.now,
    )
    return Played({"files": [line.name for line in made.lines]})


def _accept(stage: Stage, given: Given) -> Played:
    receiver = given.text("provider", "other")
    settled = accept_person(
        stage.thing(given.text("transfer")).id,
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, receiver),
        now=stage.now,
    )
    return Played(
        {"papers": settled.papers, "known": settled.known},
        Thing("recipient", settled.recipient_id, receiver),
    )


def _vouch(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("transfer"))
    marks = tuple(item.text("code") for item in given.many("marks", short="code"))
    vouch_for(
        VouchFor(thing.id, marks, given.text("note", "письмо № 1")),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, thing.provider),
        now=stage.now,
    )
    return Played({"marks": list(marks)})


def _complete(stage: Stage, given: Given) -> Played:
    thing = stage.thing(given.text("transfer"))
    done = complete_transfer(
        CompleteTransfer(thing.id, given.day("day"), new_from=given.day("day")),
        region=stage.region,
        actor=stage.actor(given.choice("role", Role, Role.DIRECTOR), thing.provider),
        now=stage.now,
        press=stage.press,
    )
    return Played(
        {
            "state": done.state,
            "old_contract_state": done.old_contract_state.value,
            "terminated_on": day_fact(done.terminated_on),
            "programme_kept": done.programme_kept,
            "personal_file_sent": done.personal_file_sent,
        }
    )


VERBS: Mapping[str, Verb] = {
    "send_personal_file": Verb(
        inputs={
            "transfer": CASE,
            "provider": RECEIVER,
            "without_receipt": flag(),
            "person": text(),
        },
        facts=frozenset({"personal_file_sent"}),
        play=_send_file,
    ),
    "send_envelope": Verb(
        inputs={"transfer": CASE}, facts=frozenset({"files"}), play=_send_envelope
    ),
    "accept_transfer": Verb(
        inputs={"transfer": CASE, "provider": RECEIVER},
        facts=frozenset({"papers", "known"}),
        play=_accept,
        makes="recipient",
    ),
    "vouch_for_transfer": Verb(
        inputs={
            "transfer": CASE,
            "marks": many({"code": text(needed=True)}, needed=True, short="code"),
            "note": text(),
        },
        facts=frozenset({"marks"}),
        play=_vouch,
    ),
    "complete_transfer": Verb(
        inputs={"transfer": CASE, "day": day(needed=True), "role": text()},
        facts=frozenset(
            {
                "state",
                "old_contract_state",
                "terminated_on",
                "programme_kept",
                "personal_file_sent",
            }
        ),
        play=_complete,
    ),
}
