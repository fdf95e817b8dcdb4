"""People who act for a recipient: recorded with their paper, ended with a reason.

Rules: FED-MIN-01, AST-MIN-02. What ends an authority by itself stands in ``domain.authorities``.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session, selectinload

from portal.domain.authorities import BY_PAPER, attorney_until
from portal.domain.contract import WHO_SIGNS
from portal.domain.documents import names_document
from portal.domain.people import SIGNS_WITH_CONSENT, age_on, is_minor
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import AuthorityScan, Recipient, Representative, RepresentativeKind
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.authority import authority_end_of
from portal.usecases.facts import own
from portal.usecases.recipient_details import (
    LONGEST_TEXT,
    IdentityDetails,
    check_identity,
    check_names,
    clean,
    write_identity,
)
from portal.usecases.representative_room import (
    demand_after_court,
    demand_another,
    demand_new,
    lacks_room,
)
from portal.usecases.signatories import INCAPABLE_AGENT, Side, signing_on
from portal.usecases.transaction import transaction
from portal.usecases.uploads import Upload, store_scan

LONGEST_LIFE = 100
"""Years: an identity paper is not older."""


@dataclass(frozen=True, slots=True)
class AddRepresentative:
    """Somebody who acts for a recipient from ``since`` on, by a paper.

    ``basis`` names the paper in words; ``paper_until`` is its last day, None = it names none.
    ``body`` is the region's code of a body in a parent's place (AST-MIN-02).
    """

    recipient_id: int
    kind: RepresentativeKind
    surname: str
    name: str
    patronymic: str | None
    basis: str
    since: date
    paper_number: str = ""
    paper_issued_on: date | None = None
    paper_issued_by: str = ""
    paper_until: date | None = None
    capable: bool = True
    body: str | None = None
    body_name: str = ""
    scan: Upload | None = None
    identity: IdentityDetails | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class RecordIdentity:
    """A representative's identity paper and address, as the contract will print them."""

    representative_id: int
    identity: IdentityDetails
    address: str


@dataclass(frozen=True, slots=True)
class EndAuthority:
    """The authority is revoked or laid down on ``day``: that day it is gone already."""

    representative_id: int
    day: date
    reason: str


def add_representative(
    command: AddRepresentative, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Record who acts for the recipient; refused where age or capacity leave no room for it."""
    today = region.today(now)
    if found := representative_violations(command, region, today):
        raise RulesBroken(*found)
    with transaction() as session:
        recipient = own(
            session,
            Recipient,
            command.recipient_id,
            actor.provider_id,
            selectinload(Recipient.representatives),
            selectinload(Recipient.identity_papers),
            lock=True,
        )
        _demand_room(recipient, command, today)
        demand_after_court(recipient, command.kind, command.paper_issued_on)
        row = _row(recipient, command)
        demand_another(recipient, row)
        demand_new(recipient, row, today)
        _demand_not_over(recipient, row, today)
        recipient.representatives.append(row)
        session.flush()
        _keep_scan(session, row, command.scan, now)
        subject = ("representative_added", "recipient", recipient.id)
        audit.record(session, actor, now, *subject, after=_summary(row))
        return row.id


def record_identity(
    command: RecordIdentity, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Enter or put right a representative's paper and address; contracts of today print them.

    Papers that are frozen stay as they are. Raises value_invalid for an empty address.
    """
    found = list(_check_person(command.identity, command.address, region.today(now)))
    if not command.address.strip():
        text = "Введите адрес, по которому живёт представитель: он стоит в договоре."
        found.append(Violation("value_invalid", text, "address"))
    if found:
        raise RulesBroken(*found)
    with transaction() as session:
        row = own(session, Representative, command.representative_id, actor.provider_id, lock=True)
        write_identity(row, command.identity)
        row.address = clean(command.address)
        session.flush()
        subject = ("representative_identity_recorded", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, after={"representative": row.id})


def _check_person(
    identity: IdentityDetails | None, address: str, today: date
) -> tuple[Violation, ...]:
    found = list(check_identity(identity, None, today)) if identity else []
    if identity and identity.issued_on.year < today.year - LONGEST_LIFE:
        text = "Такого старого документа ни у кого нет. Проверьте, когда он выдан."
        found.append(Violation("value_invalid", text, "identity.issued_on"))
    if len(address) > LONGEST_TEXT:
        text = f"Адрес длиннее {LONGEST_TEXT} знаков. Сократите его."
        found.append(Violation("value_invalid", text, "address"))
    return tuple(found)


def end_authority(command: EndAuthority, *, region: Region, actor: Actor, now: datetime) -> None:
    """Take a right to act away: from the day on its holder neither signs nor reads.

    Raises RulesBroken for a day that is still to come, lies before the right, or has no reason.
    """
    today = region.today(now)
    reason = clean(command.reason)
    if not names_document(reason) or len(reason) > LONGEST_TEXT:
        text = "Напишите, почему полномочия прекращены: чем отозвана доверенность, каким решением."
        refuse("value_invalid", text, field="reason")
    with transaction() as session:
        row = own(session, Representative, command.representative_id, actor.provider_id, lock=True)
        recipient = own(session, Recipient, row.recipient_id, actor.provider_id)
        end = authority_end_of(recipient, row)
        if end is not None and end.day <= min(command.day, today):
            text = f"Полномочия уже закончились: {end.told}."
            refuse("transition_not_allowed", text, field="day")
        if not row.since <= command.day <= today:
            text = (
                f"Полномочия действуют с {row.since:%d.%m.%Y}. Введите день не раньше этого и не "
                "позже сегодняшнего."
            )
            refuse("value_invalid", text, field="day")
        before = _summary(row)
        row.revoked_on, row.revoked_for = command.day, reason
        # A right that began and ended on one day still needs a later first day without it.
        row.until = max(command.day, row.since + timedelta(days=1))
        session.flush()
        subject = ("authority_ended", "recipient", recipient.id)
        audit.record(session, actor, now, *subject, before, _summary(row), reason=reason)


def representative_violations(
    command: AddRepresentative, region: Region, today: date
) -> tuple[Violation, ...]:
    """What is wrong with the entry as such, the recipient left aside."""
    found = list(check_names(command.surname, command.name, command.patronymic))
    for field, value in (
        ("basis", command.basis),
        ("paper_issued_by", command.paper_issued_by),
        ("body_name", command.body_name),
    ):
        if len(value) > LONGEST_TEXT:
            text = f"Текст длиннее {LONGEST_TEXT} знаков. Сократите его."
            found.append(Violation("value_invalid", text, field))
    if not names_document(command.basis):
        text = "Назовите документ о полномочиях, например «доверенность» или «решение суда»."
        found.append(Violation("value_invalid", text, "basis"))
    found.extend(_check_person(command.identity, command.address, today))
    found.extend(_check_days(command, today))
    found.extend(_check_body(command, region, today))
    return tuple(found)


def _check_days(command: AddRepresentative, today: date) -> tuple[Violation, ...]:
    issued, until = command.paper_issued_on, command.paper_until
    if command.since > today:
        text = "Этот день ещё не наступил. Введите день, с которого представитель действует."
        return (Violation("value_invalid", text, "since"),)
    if issued is None:
        if command.kind is not RepresentativeKind.ATTORNEY:
            return ()
        text = "Доверенность без даты недействительна. Введите день, которым она подписана."
        return (Violation("value_invalid", text, "paper_issued_on", BY_PAPER),)
    if issued > command.since:
        text = "Полномочия не могут начаться раньше, чем выдан документ. Проверьте обе даты."
        return (Violation("value_invalid", text, "since"),)
    if until is not None and until < issued:
        text = "Документ заканчивается раньше, чем выдан. Проверьте обе даты."
        return (Violation("value_invalid", text, "paper_until"),)
    return ()


def _check_body(command: AddRepresentative, region: Region, today: date) -> tuple[Violation, ...]:
    if command.body is None:
        return ()
    bodies = region.rules.representation_rules.on(today).orphan_signers
    if bodies is None or command.kind is not RepresentativeKind.GUARDIAN:
        text = "Орган или организация действуют только как опекун ребёнка без родителей."
        return (Violation("value_invalid", text, "body", WHO_SIGNS),)
    bodies.choice(command.body, field="body")
    if command.body_name.strip():
        return ()
    text = "Напишите название органа или организации."
    return (Violation("value_invalid", text, "body_name", bodies.citation),)


def _demand_room(recipient: Recipient, command: AddRepresentative, today: date) -> None:
    """The kind of representative fits the age and the capacity on the first day (FED-MIN-01)."""
    signing = signing_on(recipient, recipient.representatives, command.since)
    age, capacity = age_on(recipient.born, command.since), signing.capacity
    text = lacks_room(command.kind, age, capacity)
    if text is not None:
        _demand_no_earlier(recipient, command, today)
    by_paper = command.kind is RepresentativeKind.ATTORNEY
    if by_paper and signing.side is not Side.RECIPIENT:
        text = (
            "По доверенности действуют только за того, кто сам может подписать договор. Внесите "
            "законного представителя."
        )
    if not command.capable:
        text = f"{INCAPABLE_AGENT} Запишите другого."
    if text is not None:
        refuse("not_authorised", text, field="kind", citation=WHO_SIGNS)


def _demand_no_earlier(recipient: Recipient, command: AddRepresentative, today: date) -> None:
    """Refuse a first day on which there was no room yet for somebody who fits by now."""
    signing = signing_on(recipient, recipient.representatives, today)
    if lacks_room(command.kind, age_on(recipient.born, today), signing.capacity) is not None:
        return
    decided = recipient.capacity_since
    if decided is not None and command.since < decided:
        why = f"решение суда действует с {decided:%d.%m.%Y}"
    elif is_minor(recipient.born, today):
        why = f"получателю не было {SIGNS_WITH_CONSENT} лет"
    else:
        why = "решения суда о дееспособности получателя в карточке на этот день нет"
    refuse(
        "not_authorised",
        f"На {command.since:%d.%m.%Y} такого представителя ещё не могло быть: {why}. Исправьте "
        "день, с которого он действует.",
        field="since",
        citation=WHO_SIGNS,
    )


def _row(recipient: Recipient, command: AddRepresentative) -> Representative:
    last = command.paper_until
    if last is None and command.kind is RepresentativeKind.ATTORNEY and command.paper_issued_on:
        last = attorney_until(command.paper_issued_on)
    row = Representative(
        provider_id=recipient.provider_id,
        kind=command.kind,
        surname=clean(command.surname),
        name=clean(command.name),
        patronymic=clean(command.patronymic or "") or None,
        basis=clean(command.basis),
        capable=command.capable,
        since=command.since,
        until=None if last is None else max(last, command.since) + timedelta(days=1),
        paper_number=clean(command.paper_number) or None,
        paper_issued_on=command.paper_issued_on,
        paper_issued_by=clean(command.paper_issued_by) or None,
        paper_until=last,
        body=command.body,
        body_name=clean(command.body_name) or None,
        address=clean(command.address),
    )
    if command.identity is not None:
        write_identity(row, command.identity)
    return row


def _demand_not_over(recipient: Recipient, row: Representative, today: date) -> None:
    """A paper that has run out gives no right any more."""
    if row.paper_until is not None and row.paper_until < today:
        refuse(
            "not_authorised",
            f"Документ действовал до {row.paper_until:%d.%m.%Y}. Попросите новый и внесите его.",
            field="paper_until",
            citation=WHO_SIGNS,
        )
    end = authority_end_of(recipient, row)
    if end is not None and end.day <= today:
        text = f"С {end.day:%d.%m.%Y} этот человек действовать не может: {end.why.label}."
        refuse("not_authorised", text, field="kind", citation=end.citation)


def _keep_scan(session: Session, row: Representative, scan: Upload | None, now: datetime) -> None:
    file_id = store_scan(session, scan, provider_id=row.provider_id, now=now)
    if file_id is not None:
        session.add(
            AuthorityScan(provider_id=row.provider_id, representative_id=row.id, file_id=file_id)
        )
        session.flush()


def _summary(row: Representative) -> dict[str, object]:
    return {
        "representative": row.id,
        "kind": row.kind.value,
        "name": " ".join(part for part in (row.surname, row.name, row.patronymic) if part),
        "basis": row.basis,
        "paper": row.paper_number,
        "since": row.since,
        "until": row.until,
        "revoked_on": row.revoked_on,
    }
