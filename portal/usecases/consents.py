"""Consents to the processing of personal data: a sheet of their own, its signature, its withdrawal.

Rules: FED-PDP-02, FED-PDP-03, FED-PDP-05. A line inside another form is no consent.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.documents.facts import FormFacts
from portal.documents.gaps import BY_HAND
from portal.documents.press import Press
from portal.domain.deadlines import due
from portal.domain.documents import names_document
from portal.domain.people import full_name
from portal.domain.personal_data import CONSENT, check_consent
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import DataConsent, Paper, Provider, Recipient, Representative, SubmittedDocument
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.paper_parties import customer
from portal.usecases.papers import freeze_for, paper_file
from portal.usecases.recipient_details import clean
from portal.usecases.signatories import Side, Signing, demand_alive, signing_on, who_signs
from portal.usecases.transaction import reading, transaction
from portal.usecases.uploads import Upload, store_signed_scan
from portal.usecases.work_calendar import work_calendar

LONGEST = 1000
PURPOSE = "Заключение и исполнение договора о предоставлении социальных услуг"
DATA = (
    "фамилия, имя, отчество, дата рождения, пол, адрес, телефон, данные документа, "
    "удостоверяющего личность, СНИЛС, сведения о семье, доходах и льготах, индивидуальная "
    "программа, сведения о здоровье, необходимые для услуг"
)
TERM = "на время действия договора и пять лет после его окончания"
ACTIONS = (
    "сбор, запись, систематизация, накопление, хранение, уточнение, извлечение, использование, "
    "передача уполномоченному органу, блокирование, удаление и уничтожение, с использованием "
    "средств автоматизации и без них"
)
WITHDRAWAL = "отзывается письменным заявлением оператору в любое время"


@dataclass(frozen=True, slots=True)
class PrepareConsent:
    """A sheet for one purpose; no representative = the recipient signs.

    ``processor`` is who works with the data on the provider's behalf, if anybody.
    """

    recipient_id: int
    purpose: str = PURPOSE
    data: str = DATA
    term: str = TERM
    processor: str = ""
    representative_id: int | None = None


@dataclass(frozen=True, slots=True)
class SignConsent:
    """The printed sheet is signed on a day."""

    consent_id: int
    given_on: date
    scan: Upload | None = None


@dataclass(frozen=True, slots=True)
class WithdrawConsent:
    """A written withdrawal came in on a day."""

    consent_id: int
    received_on: date


@dataclass(frozen=True, slots=True)
class RecordDestruction:
    """What rested on a withdrawn consent alone is destroyed."""

    consent_id: int
    destroyed_on: date


def prepare_consent(
    command: PrepareConsent, *, region: Region, actor: Actor, now: datetime, press: Press
) -> int:
    """Print a sheet of consent and freeze it; refused when a part the law asks for is empty."""
    today = region.today(now)
    with transaction() as session:
        recipient = own(
            session,
            Recipient,
            command.recipient_id,
            actor.provider_id,
            selectinload(Recipient.representatives),
            selectinload(Recipient.identity_papers),
        )
        signer = _signer(signing_on(recipient, recipient.representatives, today), command)
        provider = session.get_one(Provider, actor.provider_id)
        values = _values(command, recipient, signer, provider)
        _demand_complete(command, values, region, today, represented=signer is not None)
        form = region.printed_form(CONSENT, today)
        paper = freeze_for(
            session,
            recipient,
            press,
            form,
            region,
            FormFacts(title=form.title, values=_without_gaps(values), tables={}),
            rules_day=today,
            now=now,
        )
        row = _row(command, signer, paper, actor)
        row.recorded_at = now
        session.add(row)
        session.flush()
        after = {"consent": row.id, "purpose": row.purpose, "paper": paper.sha256}
        subject = ("consent_prepared", "recipient", recipient.id)
        audit.record(session, actor, now, *subject, after=after)
        return row.id


def _row(
    command: PrepareConsent, signer: Representative | None, paper: Paper, actor: Actor
) -> DataConsent:
    return DataConsent(
        provider_id=actor.provider_id,
        recipient_id=command.recipient_id,
        representative_id=signer.id if signer else None,
        purpose=clean(command.purpose),
        data=clean(command.data),
        term=clean(command.term),
        processor=clean(command.processor),
        paper_id=paper.id,
        recorded_by_id=actor.membership_id,
    )


def sign_consent(command: SignConsent, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record the signature under a sheet; from that day the paper stands in the file.

    The one named in the sheet signs, and only while the right to act holds (FED-MIN-01).
    """
    today = region.today(now)
    with transaction() as session:
        row = own(session, DataConsent, command.consent_id, actor.provider_id, lock=True)
        if row.given_on is not None:
            text = f"Согласие уже подписано {row.given_on:%d.%m.%Y}. Второй подписи не нужно."
            refuse("transition_not_allowed", text, field="given_on")
        _demand_day(command.given_on, region.today(row.recorded_at), today, "given_on")
        recipient = own(
            session,
            Recipient,
            row.recipient_id,
            actor.provider_id,
            selectinload(Recipient.representatives),
        )
        signing = signing_on(recipient, recipient.representatives, command.given_on)
        _signer(signing, PrepareConsent(recipient.id, representative_id=row.representative_id))
        row.given_on = command.given_on
        row.file_id = store_signed_scan(
            session, command.scan, provider_id=actor.provider_id, now=now
        )
        session.add(_filed(row, actor, now))
        session.flush()
        after = {"consent": row.id, "given_on": row.given_on}
        subject = ("consent_given", "recipient", recipient.id)
        audit.record(session, actor, now, *subject, after=after)


def withdraw_consent(
    command: WithdrawConsent, *, region: Region, actor: Actor, now: datetime
) -> date:
    """Record a withdrawal; returns the last day to destroy what rested on the consent alone.

    The contract, the acts and the payments stay (FED-PDP-05).
    """
    today = region.today(now)
    with transaction() as session:
        row = own(session, DataConsent, command.consent_id, actor.provider_id, lock=True)
        if row.given_on is None or row.withdrawn_on is not None:
            text = "Отозвать можно только подписанное согласие, и один раз."
            refuse("transition_not_allowed", text, field="received_on")
        _demand_day(command.received_on, row.given_on, today, "received_on")
        rule = region.rules.personal_data_rules.on(command.received_on).withdrawal
        received = datetime.combine(command.received_on, time())
        last = due(rule, received, work_calendar(session, region)).at.date()
        row.withdrawn_on, row.destroy_by = command.received_on, last
        _unfile(session, row)
        session.flush()
        after = {"consent": row.id, "withdrawn_on": row.withdrawn_on, "destroy_by": last}
        subject = ("consent_withdrawn", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, after=after)
        return last


def record_destruction(
    command: RecordDestruction, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Record that the data are destroyed: by a decree of the provider, outside the portal."""
    with transaction() as session:
        row = own(session, DataConsent, command.consent_id, actor.provider_id, lock=True)
        if row.withdrawn_on is None or row.destroyed_on is not None:
            text = "Уничтожение записывают один раз и после отзыва согласия."
            refuse("transition_not_allowed", text, field="destroyed_on")
        _demand_day(command.destroyed_on, row.withdrawn_on, region.today(now), "destroyed_on")
        row.destroyed_on = command.destroyed_on
        session.flush()
        after = {"consent": row.id, "destroyed_on": row.destroyed_on}
        subject = ("consent_data_destroyed", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, after=after)


def consent_sheet(consent_id: int, *, actor: Actor) -> bytes:
    """The bytes of the frozen sheet; raises NotFound for another provider's."""
    with reading() as session:
        paper_id = own(session, DataConsent, consent_id, actor.provider_id).paper_id
    return paper_file(actor.provider_id, paper_id).content


def _signer(signing: Signing, command: PrepareConsent) -> Representative | None:
    """The representative who signs the sheet, None for the recipient's own hand (FED-MIN-01)."""
    demand_alive(signing, field="representative_id")
    if command.representative_id is None:
        if signing.side is Side.REPRESENTATIVE:
            text = f"{who_signs(signing)} Согласие тоже: выберите представителя."
            refuse("not_authorised", text, field="representative_id")
        return None
    for person in signing.representatives:
        if person.id == command.representative_id:
            return person
    text = "Этот человек в день подписи не представляет получателя. Выберите другого."
    refuse("not_authorised", text, field="representative_id")


def _values(
    command: PrepareConsent, recipient: Recipient, signer: Representative | None, provider: Provider
) -> dict[str, str]:
    party = customer(recipient, recipient.identity_papers)
    name = full_name(signer.surname, signer.name, signer.patronymic) if signer else ""
    told = (
        ", ".join(
            part
            for part in (
                signer.basis,
                f"№ {signer.paper_number}" if signer.paper_number else "",
                f"от {signer.paper_issued_on:%d.%m.%Y}" if signer.paper_issued_on else "",
            )
            if part
        )
        if signer
        else ""
    )
    return {
        "subject": f"{recipient.full_name}, {party.address}",
        "subject_document": party.identity,
        "representative": f"{name}, {told}" if told else name,
        "operator": f"{provider.name}, {provider.address}",
        "purpose": clean(command.purpose),
        "data_list": clean(command.data),
        "processor": clean(command.processor),
        "actions": ACTIONS,
        "term_withdrawal": f"{clean(command.term)}; {WITHDRAWAL}" if command.term.strip() else "",
        "signature": name or recipient.full_name,
    }


def _without_gaps(values: dict[str, str]) -> dict[str, str]:
    """The lines as the sheet prints them: where there is nobody to name, a dash and not a gap."""
    return values | {code: values[code] or "—" for code in ("representative", "processor")}


_PARTS = {
    "person": "subject",
    "identity_document": "subject_document",
    "representative": "representative",
    "representative_authority": "representative",
    "operator": "operator",
    "purpose": "purpose",
    "data": "data_list",
    "processor": "processor",
    "actions": "actions",
    "term": "term_withdrawal",
    "withdrawal": "term_withdrawal",
    "signature": "signature",
}
_FIELDS = {"purpose": "purpose", "data": "data", "term": "term"}


def _demand_complete(
    command: PrepareConsent,
    values: dict[str, str],
    region: Region,
    today: date,
    *,
    represented: bool,
) -> None:
    """Every part that the law names is on the sheet; an unknown address is a line for the pen."""
    for field, text in (
        ("purpose", command.purpose),
        ("data", command.data),
        ("term", command.term),
        ("processor", command.processor),
    ):
        if len(text) > LONGEST:
            refuse("value_invalid", f"Текст длиннее {LONGEST} знаков. Сократите.", field=field)
        if text.strip() and not names_document(text):
            words = "Напишите словами: по этой записи не понять, на что человек соглашается."
            refuse("value_invalid", words, field=field)
    rules = region.rules.personal_data_rules.on(today)
    facts = {"represented"} if represented else set()
    if command.processor.strip():
        facts.add("processor_engaged")
    filled = [part for part, code in _PARTS.items() if values[code].strip(" ,")]
    found = check_consent(rules, filled, facts)
    if BY_HAND in values["subject_document"]:
        text = "В карточке нет документа, удостоверяющего личность. Внесите его: без него "
        text += "согласие недействительно."
        found += (
            Violation("consent_incomplete", text, "identity_document", rules.content.citation),
        )
    if found:
        raise RulesBroken(
            *(
                Violation(one.code, one.text, _FIELDS.get(one.field or ""), one.citation)
                for one in found
            )
        )


def _demand_day(day: date, earliest: date, today: date, field: str) -> None:
    if not earliest <= day <= today:
        refuse(
            "value_invalid",
            f"Введите день не раньше {earliest:%d.%m.%Y} и не позже сегодняшнего.",
            field=field,
        )


def _filed(row: DataConsent, actor: Actor, now: datetime) -> SubmittedDocument:
    """The consent as a paper of the recipient's file: lists of papers ask for it by its code."""
    return SubmittedDocument(
        provider_id=row.provider_id,
        recipient_id=row.recipient_id,
        code=CONSENT,
        number=None,
        issued_on=row.given_on,
        expires_on=None,
        file_id=row.file_id,
        received_at=now,
        received_by_id=actor.membership_id,
    )


def _unfile(session: Session, row: DataConsent) -> None:
    """From the day of withdrawal the file holds no consent, unless another one stands."""
    if row.withdrawn_on is None or _others_stand(session, row):
        return
    papers = session.scalars(
        select(SubmittedDocument).where(
            SubmittedDocument.provider_id == row.provider_id,
            SubmittedDocument.recipient_id == row.recipient_id,
            SubmittedDocument.code == CONSENT,
            SubmittedDocument.expires_on.is_(None),
            SubmittedDocument.issued_on <= row.withdrawn_on,
        )
    )
    for paper in papers:
        if paper.issued_on < row.withdrawn_on:
            paper.expires_on = row.withdrawn_on - timedelta(days=1)
        else:
            # Given and taken back on one day: it never stood for a whole day.
            session.delete(paper)


def _others_stand(session: Session, row: DataConsent) -> bool:
    found = session.scalar(
        select(DataConsent.id)
        .where(
            DataConsent.provider_id == row.provider_id,
            DataConsent.recipient_id == row.recipient_id,
            DataConsent.id != row.id,
            DataConsent.given_on.is_not(None),
            DataConsent.withdrawn_on.is_(None),
            DataConsent.purpose == row.purpose,
        )
        .limit(1)
    )
    return found is not None
