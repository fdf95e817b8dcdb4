"""The agreement to sign by one-time codes: printed, signed on paper, recorded, taken back.

Without it a code is only six digits: parties must have agreed that it is a signature (63-ФЗ).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.documents.facts import FormFacts
from portal.documents.press import Press
from portal.domain.e_signatures import CODE_LIFE, PRINTED_CODE_LIFE
from portal.domain.law import Citation
from portal.domain.people import Sex
from portal.domain.printed_forms import PrintedForm
from portal.domain.violations import NotAllowed, refuse
from portal.models import Paper, Provider, Recipient, Role, SigningAgreement
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.paper_parties import customer, provider_signatory
from portal.usecases.papers import PaperSubject, freeze
from portal.usecases.transaction import transaction
from portal.usecases.uploads import Upload, store_scan

AGREEMENT_FORM = PrintedForm(
    code="signing_agreement",
    title="Соглашение об использовании простой электронной подписи",
    template="signing_agreement.html",
    copies=2,
    citation=Citation("63-FZ", "63-FZ", "ч. 2 ст. 6, ст. 9 63-ФЗ", verify=True),
)
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
LONGEST_EMAIL = 254
_COVERS = (
    "договоры с Исполнителем, дополнительные соглашения к ним, акты сдачи-приёмки услуг "
    "и документы о расторжении договоров"
)


@dataclass(frozen=True, slots=True)
class DraftAgreement:
    """An agreement to be printed; ``email`` is empty where codes are handed over on paper only."""

    recipient_id: int
    email: str


@dataclass(frozen=True, slots=True)
class RecordAgreement:
    """The day the recipient signed it, and the scan of the signed sheet."""

    agreement_id: int
    signed_on: date
    scan: Upload | None = None


def draft_agreement(
    command: DraftAgreement, *, region: Region, actor: Actor, now: datetime, press: Press
) -> int:
    """Print and freeze an agreement; one that stood before, signed or not, ends today."""
    _demand_office(actor)
    email = command.email.strip()
    if email and (len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email)):
        refuse(
            "value_invalid",
            "Адрес почты записан с ошибкой. Он выглядит так: maria@example.ru.",
            field="email",
        )
    with transaction() as session:
        recipient = own(
            session,
            Recipient,
            command.recipient_id,
            actor.provider_id,
            selectinload(Recipient.identity_papers),
        )
        today = region.today(now)
        standing = standing_agreement(session, actor.provider_id, recipient.id)
        if standing is not None:
            standing.ended_on = today
            session.flush()
        paper = freeze(
            session,
            press,
            AGREEMENT_FORM,
            region,
            _facts(session, recipient, email, today),
            provider_id=actor.provider_id,
            subject=PaperSubject(recipient_id=recipient.id),
            rules_day=today,
            now=now,
        )
        row = SigningAgreement(
            provider_id=actor.provider_id,
            recipient_id=recipient.id,
            email=email,
            paper_id=paper.id,
            drafted_at=now,
            drafted_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after = {"paper": paper.sha256, "email": bool(email)}
        subject = ("signing_agreement_drafted", "recipient", recipient.id)
        audit.record(session, actor, now, *subject, after=after)
        return row.id


def _facts(session: Session, recipient: Recipient, email: str, today: date) -> FormFacts:
    provider = session.get_one(Provider, recipient.provider_id)
    signatory = provider_signatory(session, provider.id, today)
    person = customer(recipient, recipient.identity_papers)
    return FormFacts(
        title=AGREEMENT_FORM.title,
        values={
            "city": provider.city,
            "provider": provider.name,
            "position": signatory.position_genitive,
            "director": signatory.name_genitive,
            "acting": "действующей" if signatory.sex == Sex.FEMALE.value else "действующего",
            "director_short": signatory.short_name,
            "basis": signatory.basis,
            "recipient": person.name,
            "recipient_short": person.short_name,
            "identity": person.identity,
            "address": person.address,
            "email": email,
            "covers": _COVERS,
            "printed_code_lasts": "сутки",
            "phone": provider.phone,
        },
        tables={},
    )


def record_agreement(
    command: RecordAgreement, *, region: Region, actor: Actor, now: datetime
) -> None:
    """From this day on the recipient may sign by codes; not before it was printed, nor ahead."""
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
        row.signed_on, row.recorded_by_id = command.signed_on, actor.membership_id
        row.file_id = store_scan(session, command.scan, provider_id=row.provider_id, now=now)
        session.flush()
        after = {"signed_on": command.signed_on, "scan": row.file_id}
        subject = ("signing_agreement_signed", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, after=after)


def end_agreement(recipient_id: int, *, region: Region, actor: Actor, now: datetime) -> None:
    """The recipient takes the agreement back: no code signs any more, papers stay signed."""
    _demand_office(actor)
    with transaction() as session:
        recipient = own(session, Recipient, recipient_id, actor.provider_id)
        row = standing_agreement(session, actor.provider_id, recipient.id)
        if row is None:
            refuse("value_invalid", "Соглашения нет: прекращать нечего.")
        row.ended_on = region.today(now)
        session.flush()
        subject = ("signing_agreement_ended", "recipient", recipient.id)
        audit.record(session, actor, now, *subject, after={"ended_on": row.ended_on})


def standing_agreement(
    session: Session, provider_id: int, recipient_id: int
) -> SigningAgreement | None:
    """The agreement that has not ended, signed or still to be signed."""
    return session.scalars(
        select(SigningAgreement).where(
            SigningAgreement.provider_id == provider_id,
            SigningAgreement.recipient_id == recipient_id,
            SigningAgreement.ended_on.is_(None),
        )
    ).one_or_none()


def covers_all(session: Session, row: SigningAgreement) -> bool:
    """Whether the signed text names every paper that is signed; the first ones name contracts only.

    A simple electronic signature holds for what the parties have agreed on (63-FZ art. 6).
    """
    return _says(session, row, "covers")


def printed_code_life(session: Session, row: SigningAgreement) -> timedelta:
    """How long a code on paper holds by the signed text: a day, in the first ones ten minutes."""
    return PRINTED_CODE_LIFE if _says(session, row, "printed_code_lasts") else CODE_LIFE


def _says(session: Session, row: SigningAgreement, what: str) -> bool:
    values = session.get_one(Paper, row.paper_id).inputs.get("values")
    return isinstance(values, dict) and what in values


def _demand_office(actor: Actor) -> None:
    if actor.role in (Role.RECIPIENT, Role.ADMINISTRATOR):
        raise NotAllowed
