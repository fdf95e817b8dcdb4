"""Verbs about the people around a recipient: who acts, the court's word, a death, consents."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.authorities import Capacity
from portal.models import RepresentativeKind, Role
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, reference, text
from portal.scenarios.people_verbs import USUAL_ADDRESS, usual_basis, usual_passport
from portal.scenarios.stage import Stage, Thing
from portal.scenarios.verb import Facts, Played, Verb
from portal.scenarios.verb import day as day_fact
from portal.usecases.capacity import RecordCapacity, RecordDeath, record_capacity, record_death
from portal.usecases.consents import (
    PrepareConsent,
    SignConsent,
    WithdrawConsent,
    prepare_consent,
    sign_consent,
    withdraw_consent,
)
from portal.usecases.missing_people import RecordMissing, record_missing
from portal.usecases.queries.people_around import people_around
from portal.usecases.representatives import (
    AddRepresentative,
    EndAuthority,
    add_representative,
    end_authority,
)

RECIPIENT = "recipient"
REPRESENTATIVE = "representative"
CONSENT = "consent"


def _add(stage: Stage, given: Given) -> Played:
    recipient = stage.thing(given.text("recipient"))
    worker = stage.actor(Role.SOCIAL_WORKER, recipient.provider)
    row_id = add_representative(
        AddRepresentative(
            recipient_id=recipient.id,
            kind=given.choice("kind", RepresentativeKind),
            surname=given.text("surname"),
            name=given.text("name"),
            patronymic=given.text_or_none("patronymic"),
            basis=given.text("basis", usual_basis(given)),
            since=given.day_or_none("since") or stage.today,
            paper_number=given.text("number"),
            paper_issued_on=given.day_or_none("issued"),
            paper_issued_by=given.text("issued_by"),
            paper_until=given.day_or_none("until"),
            capable=given.flag("capable", default=True),
            body=given.text_or_none("body"),
            body_name=given.text("body_name"),
            identity=usual_passport(stage),
            address=USUAL_ADDRESS,
        ),
        region=stage.region,
        actor=worker,
        now=stage.now,
    )
    found = people_around(worker, recipient.id, stage.region, stage.today)
    person = next(one for one in (*found.acting, *found.former) if one.id == row_id)
    last = day_fact(person.last_day)
    facts = {"acts": person.acts, "may_sign": person.may_sign, "acts_through": last}
    return Played(facts, Thing(REPRESENTATIVE, row_id, recipient.provider))


def _end(stage: Stage, given: Given) -> Played:
    person = stage.thing(given.text("representative"))
    last = given.day_or_none("day") or stage.today
    end_authority(
        EndAuthority(person.id, last, given.text("reason", "заявление об отмене")),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, person.provider),
        now=stage.now,
    )
    return Played({"ended_on": day_fact(last)})


def _capacity(stage: Stage, given: Given) -> Played:
    recipient = stage.thing(given.text("recipient"))
    record_capacity(
        RecordCapacity(
            recipient.id,
            given.choice("capacity", Capacity),
            given.day_or_none("day") or stage.today,
            given.text("basis", "решение районного суда"),
        ),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, recipient.provider),
        now=stage.now,
    )
    return Played(_standing(stage, recipient))


def _missing(stage: Stage, given: Given) -> Played:
    recipient = stage.thing(given.text("recipient"))
    back = given.day_or_none("returned_on")
    record_missing(
        RecordMissing(
            recipient.id,
            given.day_or_none("day") or stage.today,
            given.text("basis", "решение районного суда"),
            back,
            given.text("return_basis", "решение районного суда об отмене") if back else "",
        ),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, recipient.provider),
        now=stage.now,
    )
    return Played(_standing(stage, recipient))


def _death(stage: Stage, given: Given) -> Played:
    recipient = stage.thing(given.text("recipient"))
    record_death(
        RecordDeath(
            recipient.id,
            given.day_or_none("day") or stage.today,
            given.text("basis", "свидетельство о смерти"),
        ),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, recipient.provider),
        now=stage.now,
    )
    return Played(_standing(stage, recipient))


def _standing(stage: Stage, recipient: Thing) -> Facts:
    """What is true today of the person and of those who act."""
    worker = stage.actor(Role.SOCIAL_WORKER, recipient.provider)
    found = people_around(worker, recipient.id, stage.region, stage.today)
    return {
        "capacity": found.capacity.value,
        "died_on": day_fact(found.died_on),
        "acting": [one.kind.value for one in found.acting],
    }


def _around(stage: Stage, given: Given) -> Played:
    return Played(_standing(stage, stage.thing(given.text("recipient"))))


def _consent(stage: Stage, given: Given) -> Played:
    recipient = stage.thing(given.text("recipient"))
    worker = stage.actor(Role.SOCIAL_WORKER, recipient.provider)
    person = stage.thing(given.text("representative")) if given.has("representative") else None
    command = PrepareConsent(recipient.id, representative_id=person.id if person else None)
    consent_id = prepare_consent(
        command, region=stage.region, actor=worker, now=stage.now, press=stage.press
    )
    given_on = given.day_or_none("day") or stage.today
    sign_consent(
        SignConsent(consent_id, given_on), region=stage.region, actor=worker, now=stage.now
    )
    return Played({"given_on": day_fact(given_on)}, Thing(CONSENT, consent_id, recipient.provider))


def _withdraw(stage: Stage, given: Given) -> Played:
    consent = stage.thing(given.text("consent"))
    last = withdraw_consent(
        WithdrawConsent(consent.id, given.day_or_none("day") or stage.today),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, consent.provider),
        now=stage.now,
    )
    return Played({"destroy_by": day_fact(last)})


_STANDING = frozenset({"capacity", "died_on", "acting"})

VERBS: Mapping[str, Verb] = {
    "add_representative": Verb(
        inputs={
            "recipient": reference(RECIPIENT),
            "kind": text(needed=True),
            "surname": text(needed=True),
            "name": text(needed=True),
            "patronymic": text(),
            "basis": text(needed=True),
            "number": text(),
            "issued": day(),
            "issued_by": text(),
            "since": day(),
            "until": day(),
            "capable": flag(),
            "body": text(),
            "body_name": text(),
        },
        facts=frozenset({"acts", "may_sign", "acts_through"}),
        play=_add,
        makes=REPRESENTATIVE,
    ),
    "end_authority": Verb(
        inputs={"representative": reference(REPRESENTATIVE), "day": day(), "reason": text()},
        facts=frozenset({"ended_on"}),
        play=_end,
    ),
    "record_capacity": Verb(
        inputs={
            "recipient": reference(RECIPIENT),
            "capacity": text(needed=True),
            "day": day(),
            "basis": text(),
        },
        facts=_STANDING,
        play=_capacity,
    ),
    "record_missing": Verb(
        inputs={
            "recipient": reference(RECIPIENT),
            "day": day(),
            "basis": text(),
            "returned_on": day(),
            "return_basis": text(),
        },
        facts=_STANDING,
        play=_missing,
    ),
    "record_death": Verb(
        inputs={"recipient": reference(RECIPIENT), "day": day(), "basis": text()},
        facts=_STANDING,
        play=_death,
    ),
    "people_around": Verb(
        inputs={"recipient": reference(RECIPIENT)}, facts=_STANDING, play=_around
    ),
    "give_consent": Verb(
        inputs={
            "recipient": reference(RECIPIENT),
            "representative": reference(REPRESENTATIVE, needed=False),
            "day": day(),
        },
        facts=frozenset({"given_on"}),
        play=_consent,
        makes=CONSENT,
    ),
    "withdraw_consent": Verb(
        inputs={"consent": reference(CONSENT), "day": day()},
        facts=frozenset({"destroy_by"}),
        play=_withdraw,
    ),
}
