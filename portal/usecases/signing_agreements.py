"""The agreement to sign by one-time codes: printed, signed on paper, recorded, taken back.

Without it a code is only six digits: parties must have agreed that it is a signature (63-ФЗ).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.documents.press import Press
from portal.domain.e_signatures import CODE_LIFE, PRINTED_CODE_LIFE, Signer
from portal.domain.people import is_email
from portal.domain.violations import NotAllowed, refuse
from portal.models import Membership, Paper, Recipient, Role, SigningAgreement
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.agreement_hands import demand_hands, hands_of
from portal.usecases.agreement_sheet import AGREEMENT_FORM, SheetHands, sheet_facts
from portal.usecases.facts import own
from portal.usecases.papers import freeze_for
from portal.usecases.signatories import signing_on
from portal.usecases.transaction import transaction
from portal.usecases.uploads import Upload, store_signed_scan


@dataclass(frozen=True, slots=True)
class DraftAgreement:
    """An agreement to be printed; ``email`` is empty where codes are handed over on paper only.

    ``representative_id`` is who will sign for the recipient by own codes.
    """

    recipient_id: int
    email: str
    representative_id: int | None = None


@dataclass(frozen=True, slots=True)
class RecordAgreement:
    """The day it was signed, and the scan of the signed sheet.

    Without a scan codes wait until a second person confirms, or until the scan is there.
    """

    agreement_id: int
    signed_on: date
    scan: Upload | None = None


def draft_agreement(
    command: DraftAgreement, *, region: Region, actor: Actor, now: datetime, press: Press
) -> int:
    """Print and freeze an agreement; the person's earlier one, signed or not, ends today.

    A minor of fourteen or more and whom a court has limited sign theirs with somebody's consent.
    Raises not_authorised for whoever may not sign today (FED-MIN-01).
    """
    _demand_office(actor)
    email = _checked(command.email)
    with transaction() as session:
        recipient = own(
            session,
            Recipient,
            command.recipient_id,
            actor.provider_id,
            selectinload(Recipient.identity_papers),
            selectinload(Recipient.representatives),
        )
        today = region.today(now)
        signing = signing_on(recipient, recipient.representatives, today)
        hands = hands_of(signing, command.representative_id, region, field="email")
        signer = Signer(recipient.id, command.representative_id)
        _end_standing(session, actor.provider_id, signer, today)
        facts = sheet_facts(session, recipient, hands, email, today, actor.membership_id)
        paper = freeze_for(
            session, recipient, press, AGREEMENT_FORM, region, facts, rules_day=today, now=now
        )
        row = _drafted(command, hands, paper, actor, now)
        session.add(row)
        session.flush()
        after = {"paper": paper.sha256, "email": bool(email)}
        subject = ("signing_agreement_drafted", "recipient", recipient.id)
        audit.record(session, actor, now, *subject, after=after)
        return row.id


def _checked(email: str) -> str:
    """The address without the spaces around it, or none; refused as no address of mail."""
    email = email.strip()
    if email and not is_email(email):
        refuse(
            "value_invalid",
            "Адрес почты записан с ошибкой. Он выглядит так: maria@example.ru.",
            field="email",
        )
    return email


def _end_standing(session: Session, provider_id: int, signer: Signer, today: date) -> None:
    """The person's earlier agreement ends when a new one is printed."""
    standing = standing_agreement(session, provider_id, signer)
    if standing is not None:
        standing.ended_on = today
        session.flush()


def _drafted(
    command: DraftAgreement, hands: SheetHands, paper: Paper, actor: Actor, now: datetime
) -> SigningAgreement:
    return SigningAgreement(
        provider_id=actor.provider_id,
        recipient_id=command.recipient_id,
        representative_id=command.representative_id,
        consenter_id=hands.consenter.id if hands.consenter else None,
        email=command.email.strip(),
        paper_id=paper.id,
        drafted_at=now,
        drafted_by_id=actor.membership_id,
    )


def record_agreement(
    command: RecordAgreement, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Record the person's signature; not before the sheet was printed, nor ahead.

    Raises not_authorised where on that day the recipient does not sign alone, or whoever acts or
    agreed for the recipient acts no more (FED-MIN-01).
    """
    _demand_office(actor)
    with transaction() as session:
        row = own(session, SigningAgreement, command.agreement_id, actor.provider_id, lock=True)
        if row.ended_on is not None or row.signed_on is not None:
            text = "Это соглашение уже записано или закончилось. Откройте страницу заново."
            refuse("transition_not_allowed", text, field="signed_on")
        first, today = region.today(row.drafted_at), region.today(now)
        if not first <= command.signed_on <= today:
            text = (
                f"Соглашение напечатано {first:%d.%m.%Y}, подписать его могли с этого дня по "
                "сегодня. Проверьте дату."
            )
            refuse("value_invalid", text, field="signed_on")
        recipient = own(
            session,
            Recipient,
            row.recipient_id,
            actor.provider_id,
            selectinload(Recipient.representatives),
        )
        demand_hands(row, recipient, region, command.signed_on)
        row.signed_on, row.recorded_by_id = command.signed_on, actor.membership_id
        row.file_id = store_signed_scan(session, command.scan, provider_id=row.provider_id, now=now)
        session.flush()
        after = {"signed_on": command.signed_on, "scan": row.file_id}
        subject = ("signing_agreement_signed", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, after=after)


def confirm_agreement(agreement_id: int, *, actor: Actor, now: datetime) -> None:
    """A second person has seen the signed sheet: from now on codes sign by it (63-FZ art. 9).

    Raises not_authorised for whoever recorded the signature, transition_not_allowed where nothing
    waits to be confirmed.
    """
    _demand_office(actor)
    with transaction() as session:
        row = _waiting_for_proof(session, agreement_id, actor)
        recorded_by = session.get_one(Membership, row.recorded_by_id).user_id
        if recorded_by == actor.user_id:
            refuse(
                "not_authorised",
                "Подпись записали вы сами. Подтверждает другой сотрудник, который видел "
                "подписанное соглашение, или приложите скан.",
                citation=AGREEMENT_FORM.citation,
            )
        row.confirmed_at, row.confirmed_by_id = now, actor.membership_id
        session.flush()
        subject = ("signing_agreement_confirmed", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, after={"agreement": row.id})


def add_agreement_scan(
    agreement_id: int, scan: Upload | None, *, actor: Actor, now: datetime
) -> None:
    """Keep the scan of an agreement that was recorded without one; codes sign by it from now on."""
    _demand_office(actor)
    if scan is None:
        refuse("value_invalid", "Выберите файл со сканом подписанного соглашения.", field="scan")
    with transaction() as session:
        row = _waiting_for_proof(session, agreement_id, actor)
        row.file_id = store_signed_scan(session, scan, provider_id=row.provider_id, now=now)
        session.flush()
        subject = ("signing_agreement_scanned", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, after={"scan": row.file_id})


def _waiting_for_proof(session: Session, agreement_id: int, actor: Actor) -> SigningAgreement:
    row = own(session, SigningAgreement, agreement_id, actor.provider_id, lock=True)
    if row.ended_on is not None or row.signed_on is None or row.proved:
        text = "Это соглашение подтверждения не ждёт. Откройте страницу заново."
        refuse("transition_not_allowed", text)
    return row


def end_agreement(
    recipient_id: int,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
    representative_id: int | None = None,
) -> None:
    """The person takes the agreement back: no code signs any more, papers stay signed."""
    _demand_office(actor)
    with transaction() as session:
        recipient = own(session, Recipient, recipient_id, actor.provider_id)
        signer = Signer(recipient.id, representative_id)
        row = standing_agreement(session, actor.provider_id, signer)
        if row is None:
            refuse("value_invalid", "Соглашения нет: прекращать нечего.")
        row.ended_on = region.today(now)
        session.flush()
        subject = ("signing_agreement_ended", "recipient", recipient.id)
        audit.record(session, actor, now, *subject, after={"ended_on": row.ended_on})


def standing_agreement(
    session: Session, provider_id: int, signer: Signer
) -> SigningAgreement | None:
    """The person's agreement that has not ended, signed or still to be signed."""
    return session.scalars(
        select(SigningAgreement).where(
            SigningAgreement.provider_id == provider_id,
            SigningAgreement.recipient_id == signer.recipient_id,
            SigningAgreement.representative_id.is_not_distinct_from(signer.representative_id),
            SigningAgreement.ended_on.is_(None),
        )
    ).one_or_none()


def covers_all(session: Session, row: SigningAgreement) -> bool:
    """Whether the signed text names every paper that is signed; the first ones name contracts only.

    A simple electronic signature holds for what the parties have agreed on (63-FZ art. 6).
    """
    return _says(session, row, "covers")


def covers_applications(session: Session, row: SigningAgreement) -> bool:
    """Whether the signed text names applications about a move."""
    return _says(session, row, "covers_applications")


def printed_code_life(session: Session, row: SigningAgreement) -> timedelta:
    """How long a code on paper holds by the signed text: a day, in the first ones ten minutes."""
    return PRINTED_CODE_LIFE if _says(session, row, "printed_code_lasts") else CODE_LIFE


def _says(session: Session, row: SigningAgreement, what: str) -> bool:
    values = session.get_one(Paper, row.paper_id).inputs.get("values")
    return isinstance(values, dict) and what in values


def _demand_office(actor: Actor) -> None:
    if actor.role in (Role.RECIPIENT, Role.ADMINISTRATOR):
        raise NotAllowed
