"""Who lives alone, by which paper, and which relative pays by own will.

Rules: MSK-REC-08 (living alone), MSK-REC-11 (a relative may pay by consent; the fee stays as the
recipient's own income makes it, FED-FEE-10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.admission import AdmissionRules, living_alone
from portal.domain.choices import Choice
from portal.domain.documents import names_document
from portal.domain.law import Citation
from portal.domain.people import full_name
from portal.domain.violations import Conflict, NotFound, Violation, refuse
from portal.models import LivingAlone, OtherPayer, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.transaction import transaction

ITSELF = frozenset({"сам", "сама", "он сам", "она сама", "получатель", "сам получатель"})
ALREADY_ENDED = Violation("conflict", "Эту запись уже закончили. Обновите страницу.")


@dataclass(frozen=True, slots=True)
class RecordLivingAlone:
    """What the certificate of family composition shows; ``paper`` names what proves the mark."""

    recipient_id: int
    registered_relatives: bool
    lives_elsewhere: bool
    paper: str
    since: date


@dataclass(frozen=True, slots=True)
class RecordOtherPayer:
    """A relative and the day of the written consent to pay."""

    recipient_id: int
    name: str
    relation: str
    consent_on: date


@dataclass(frozen=True, slots=True)
class EndRecord:
    """A mark or a consent that holds no more from ``until`` on."""

    recipient_id: int
    row_id: int
    until: date


def record_living_alone(
    command: RecordLivingAlone, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Mark that a person lives alone, with the paper that proves it.

    Raises NotFound where the region has no such mark, value_invalid where a registered relative
    lives there too and where one who lives elsewhere is not registered, documents_missing without a
    proof that a relative lives elsewhere.
    """
    today = region.today(now)
    rules = _rules(region, today)
    if rules.living_alone is None:
        raise NotFound
    paper = " ".join(command.paper.split())
    found = _ground_of(command, rules, rules.living_alone.citation, proof=bool(paper))
    _demand_paper(paper, rules.living_alone.citation)
    _demand_past(command.since, today, "since")
    with transaction() as session:
        person = own(session, Recipient, command.recipient_id, actor.provider_id, lock=True)
        row = LivingAlone(
            provider_id=actor.provider_id,
            recipient_id=person.id,
            ground=found.code,
            paper=paper,
            since=command.since,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after: dict[str, object] = {"ground": row.ground, "paper": paper, "since": row.since}
        audit.record(session, actor, now, "living_alone", "recipient", person.id, None, after)
        return row.id


def record_other_payer(
    command: RecordOtherPayer, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Record that a relative pays by own will; changes no fee.

    Raises NotFound where the region knows of no such payer, value_invalid for a name left out, the
    recipient in place of a relative and a day to come.
    """
    today = region.today(now)
    waiting = _rules(region, today).waiting
    if waiting is None or not waiting.relatives_may_pay:
        raise NotFound
    name = " ".join(command.name.split())
    _demand_text(name, "Назовите родственника: фамилия, имя и отчество.", "name")
    relation = " ".join(command.relation.split())
    _demand_text(relation, "Напишите, кем приходится: дочь, сын, внук.", "relation")
    _demand_past(command.consent_on, today, "consent_on")
    with transaction() as session:
        person = own(session, Recipient, command.recipient_id, actor.provider_id, lock=True)
        _demand_another(person, name, relation, waiting.citation)
        row = OtherPayer(
            provider_id=actor.provider_id,
            recipient_id=person.id,
            name=name,
            relation=relation,
            consent_on=command.consent_on,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after: dict[str, object] = {"name": name, "relation": relation, "since": row.consent_on}
        audit.record(session, actor, now, "other_payer", "recipient", person.id, None, after)
        return row.id


def end_living_alone(command: EndRecord, *, region: Region, actor: Actor, now: datetime) -> None:
    """The person lives alone no more; raises NotFound for another's record, Conflict when over."""
    with transaction() as session:
        row = own(session, LivingAlone, command.row_id, actor.provider_id, lock=True)
        _demand_open(row.recipient_id == command.recipient_id, row.until)
        _demand_between(command.until, row.since, region.today(now))
        row.until = command.until
        subject = ("living_alone_ended", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, None, {"until": command.until})


def end_other_payer(command: EndRecord, *, region: Region, actor: Actor, now: datetime) -> None:
    """The consent is withdrawn; raises NotFound for another's record, Conflict when it is over."""
    with transaction() as session:
        row = own(session, OtherPayer, command.row_id, actor.provider_id, lock=True)
        _demand_open(row.recipient_id == command.recipient_id, row.until)
        _demand_between(command.until, row.consent_on, region.today(now))
        row.until = command.until
        subject = ("other_payer_ended", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, None, {"until": command.until})


def _ground_of(
    command: RecordLivingAlone, rules: AdmissionRules, clause: Citation, *, proof: bool
) -> Choice:
    """By which case of the region's list the person lives alone; two marks never contradict."""
    if command.lives_elsewhere and not command.registered_relatives:
        text = (
            "Отмечено, что родственник живёт в другом населённом пункте, но не отмечено, что по "
            "справке он зарегистрирован с получателем. Поставьте обе отметки или снимите вторую."
        )
        refuse("value_invalid", text, field="registered_relatives", citation=clause)
    found = living_alone(
        rules,
        registered_relatives=command.registered_relatives,
        lives_elsewhere=command.lives_elsewhere,
        proof=proof,
    )
    if found is None:
        text = (
            "Зарегистрированный родственник живёт здесь же: одиноко проживающим получатель не "
            "считается. Отметку не ставьте."
        )
        refuse("value_invalid", text, field="lives_elsewhere", citation=clause)
    return found


def _rules(region: Region, day: date) -> AdmissionRules:
    return region.rules.admission_rules.on(day)


def _demand_text(typed: str, text: str, field: str) -> None:
    if not typed or len(typed) > LONGEST_TEXT:
        refuse("value_invalid", text, field=field)


def _demand_paper(paper: str, clause: Citation) -> None:
    if not names_document(paper) or len(paper) > LONGEST_TEXT:
        text = "Назовите документ: справка о составе семьи, её номер и дата."
        refuse("value_invalid", text, field="paper", citation=clause)


def _demand_another(person: Recipient, name: str, relation: str, clause: Citation) -> None:
    """The payer is a relative: the recipient pays already, by the contract (MSK-REC-11)."""
    text = "Это сам получатель, он платит по договору. Здесь записывают родственника по согласию."
    if _plain(relation) in ITSELF:
        refuse("value_invalid", text, field="relation", citation=clause)
    if _plain(name) == _plain(full_name(person.surname, person.name, person.patronymic)):
        text = f"{text} У полного тёзки припишите к имени год рождения."
        refuse("value_invalid", text, field="name", citation=clause)


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _demand_past(day: date, today: date, field: str) -> None:
    if day > today:
        refuse("value_invalid", "Этот день ещё не наступил. Проверьте дату.", field=field)


def _demand_open(belongs: bool, until: date | None) -> None:
    if not belongs:
        raise NotFound
    if until is not None:
        raise Conflict(ALREADY_ENDED)


def _demand_between(day: date, since: date, today: date) -> None:
    if not since <= day <= today:
        text = f"Введите день от {since:%d.%m.%Y} до сегодняшнего."
        refuse("value_invalid", text, field="until")
