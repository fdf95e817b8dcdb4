"""The sheet of an agreement to sign by codes: whose it is, what it says, how long it gives codes.

Rules: FED-MIN-01; 63-FZ art. 6 and 9.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.domain.authorities import Capacity, Ending
from portal.domain.law import Citation
from portal.domain.people import Sex
from portal.domain.printed_forms import PrintedForm
from portal.models import (
    Provider,
    Recipient,
    Representative,
    RepresentativeKind,
    SigningAgreement,
)
from portal.usecases.authority import authority_end_of
from portal.usecases.name_forms import kept_genitives
from portal.usecases.paper_parties import customer, customer_representative, provider_signatory
from portal.usecases.signatories import Signing

AGREEMENT_FORM = PrintedForm(
    code="signing_agreement",
    title="Соглашение об использовании простой электронной подписи",
    template="signing_agreement.html",
    copies=2,
    citation=Citation("63-FZ", "63-FZ", "ч. 2 ст. 6, ст. 9 63-ФЗ", verify=True),
)
_COVERS = (
    "договоры с Исполнителем, дополнительные соглашения к ним, акты сдачи-приёмки услуг "
    "и документы о расторжении договоров"
)
_APPLICATIONS = "заявления о переходе и об отказе от него"


@dataclass(frozen=True, slots=True)
class SheetHands:
    """Who signs the sheet beside the recipient: instead of the recipient, or in consent."""

    representative: Representative | None = None
    consenter: Representative | None = None


@dataclass(frozen=True, slots=True)
class AgreementStop:
    """The first day on which an agreement gives no codes, and why in words."""

    day: date
    why: str


def sheet_facts(
    session: Session,
    recipient: Recipient,
    hands: SheetHands,
    email: str,
    today: date,
    drawn_by: int,
) -> FormFacts:
    """What the sheet prints; ``drawn_by`` is the membership of whoever draws it up."""
    provider = session.get_one(Provider, recipient.provider_id)
    signatory = provider_signatory(session, provider.id, today, drawn_by)
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
            "email": email,
            "covers": _COVERS,
            "covers_applications": _APPLICATIONS,
            "printed_code_lasts": "сутки",
            "phone": provider.phone,
            **_party(session, recipient, hands.representative),
            **_consent(session, hands.consenter),
        },
        tables={},
    )


def _party(
    session: Session, recipient: Recipient, representative: Representative | None
) -> dict[str, str]:
    """Who signs by codes: the recipient, or who acts for the recipient and by what right."""
    person = customer(recipient, recipient.identity_papers)
    if representative is None:
        return {
            "recipient": person.name,
            "recipient_short": person.short_name,
            "identity": person.identity,
            "address": person.address,
        }
    acts = customer_representative(representative, kept_genitives(session, recipient.provider_id))
    assert acts is not None  # noqa: S101 - somebody is named
    return {
        "recipient": acts.name,
        "recipient_short": acts.short_name,
        "identity": acts.identity,
        "address": acts.address,
        "principal": person.name,
        "principal_identity": person.identity,
        "authority": acts.basis,
        "acts": "действующая" if acts.sex == Sex.FEMALE.value else "действующий",
    }


def _consent(session: Session, consenter: Representative | None) -> dict[str, str]:
    if consenter is None:
        return {}
    acts = customer_representative(consenter, kept_genitives(session, consenter.provider_id))
    assert acts is not None  # noqa: S101 - somebody is named
    return {
        "consenter": acts.name,
        "consenter_short": acts.short_name,
        "consenter_identity": acts.identity,
        "consenter_basis": acts.basis,
    }


def agreement_stop(row: SigningAgreement, signing: Signing) -> AgreementStop | None:
    """Since when an agreement gives no codes on the day of ``signing``; None while it does.

    A representative's ends with the authority, the recipient's own with a court's decision that
    came after it, each with the recipient's life: on that very day (FED-MIN-01).
    """
    died = signing.recipient.died_on
    if died is not None and died <= signing.day:
        return AgreementStop(died, Ending.DEATH.label)
    if row.representative_id is None:
        return _stopped_by_court(row, signing)
    person = next((one for one in signing.former if one.id == row.representative_id), None)
    end = authority_end_of(signing.recipient, person) if person is not None else None
    if end is None or signing.day < end.day:
        return None
    return AgreementStop(end.day, end.why.label)


_BY_COURT = (RepresentativeKind.GUARDIAN, RepresentativeKind.TRUSTEE)


def _stopped_by_court(row: SigningAgreement, signing: Signing) -> AgreementStop | None:
    capacity = signing.capacity
    if capacity is Capacity.CAPABLE:
        return None
    appointed = (one.since for one in signing.representatives if one.kind in _BY_COURT)
    since = signing.recipient.capacity_since or max(appointed, default=signing.day)
    agreed = row.consenter_id is not None and (row.signed_on or signing.day) >= since
    if agreed and capacity is Capacity.LIMITED:
        return None
    return AgreementStop(since, "суд решил о дееспособности получателя")
