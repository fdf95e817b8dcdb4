"""Signatures made in other programs: brought as a file, examined as far as we can, told exactly so.

What could not be examined here (ГОСТ, a signature in a file of its own) is kept beside the paper
and said to be unchecked. Such a signature never puts anything into force by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from cryptography import x509
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.domain.contract import Party
from portal.domain.e_signatures import Integrity, SignatureFinding, Trust
from portal.domain.outside_files import PersonName, outside_violations
from portal.domain.violations import NotAllowed, RulesBroken, refuse
from portal.models import (
    Membership,
    OutsideKind,
    OutsideSignature,
    Paper,
    PaperContent,
    Provider,
    ProviderCertificate,
    Recipient,
    Representative,
    Role,
    StoredFile,
    User,
)
from portal.models.types import JsonObject
from portal.signing.examination import BrokenSignature, NotASignedPdf, Trusted, examine
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.sealing import owner_of
from portal.usecases.sessions import in_office
from portal.usecases.signables import Signable, SignedKey, find_signable
from portal.usecases.transaction import transaction
from portal.usecases.uploads import CheckedScan, Upload, accept_scan

DETACHED_ENDINGS = (".sig", ".p7s", ".sgn")
LARGEST_DETACHED = 1024 * 1024
DETACHED_TYPE = "application/pkcs7-signature"
_PDF = b"%PDF-"
# DER begins with a sequence; its text form and bare base64 of it are how programs write it too.
_DETACHED_HEADS = (b"\x30\x80", b"\x30\x81", b"\x30\x82", b"\x30\x83", b"-----BEGIN ", b"MI")
_ANSWER = "Выберите подписанный PDF или файл подписи .sig, .p7s, .sgn."


@dataclass(frozen=True, slots=True)
class AddOutsideSignature:
    """A file that holds a party's signature under the bytes of a paper."""

    key: SignedKey
    party: Party
    file: Upload


@dataclass(frozen=True, slots=True)
class OutsideSignatureAdded:
    """What was kept; no findings mean: not checked."""

    id: int
    kind: OutsideKind
    findings: tuple[SignatureFinding, ...]


def add_outside_signature(
    command: AddOutsideSignature,
    *,
    roots: tuple[x509.Certificate, ...],
    actor: Actor,
    now: datetime,
) -> OutsideSignatureAdded:
    """Examine and keep a signature made elsewhere; what it signs stays as it is.

    Refused: a PDF without signatures, one whose signature is broken, one that does not hold this
    paper's bytes unchanged, one signed for the provider by a certificate that is neither its own
    nor its director's, by one made out to somebody else for the recipient's side or by one out of
    its days, a file that is neither a PDF nor a signature, and one that is kept under this paper
    for the same party.
    """
    if actor.role in (Role.RECIPIENT, Role.ADMINISTRATOR):
        raise NotAllowed
    with transaction() as session:
        thing = find_signable(session, command.key, actor.provider_id)
        paper = thing.paper(session)
        findings: tuple[SignatureFinding, ...] = ()
        if command.file.content.startswith(_PDF):
            kind, checked = OutsideKind.PDF, accept_scan(command.file, field="file")
            findings = _demand_signed(session, thing, paper, command.party, checked, roots, now)
        else:
            kind, checked = OutsideKind.DETACHED, _detached(command.file)
        _demand_new(session, paper, command.party, checked)
        file = _stored(session, checked, actor.provider_id, now)
        row = OutsideSignature(
            provider_id=actor.provider_id,
            paper_id=paper.id,
            party=command.party,
            kind=kind,
            file_id=file.id,
            findings=[finding_data(one) for one in findings],
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after = _summary(kind, command.party, checked, findings)
        subject = ("outside_signature_added", *thing.subject)
        audit.record(session, actor, now, *subject, after=after)
        return OutsideSignatureAdded(row.id, kind, findings)


def _summary(
    kind: OutsideKind,
    party: Party,
    checked: CheckedScan,
    findings: tuple[SignatureFinding, ...],
) -> dict[str, object]:
    return {
        "kind": kind.value,
        "party": party.value,
        "file": checked.sha256,
        "integrity": [one.integrity.value for one in findings] or ["unchecked"],
        "trust": [one.trust.value for one in findings],
    }


def _demand_signed(  # noqa: PLR0913, PLR0917 - whose signature, under what, and whom one trusts
    session: Session,
    thing: Signable,
    paper: Paper,
    party: Party,
    checked: CheckedScan,
    roots: tuple[x509.Certificate, ...],
    now: datetime,
) -> tuple[SignatureFinding, ...]:
    """What the signatures in a PDF are worth; refused unless one of the party's own holds."""
    provider_id = thing.contract.provider_id
    trusted = Trusted(roots, _own_fingerprints(session, provider_id))
    findings = _examined(session, paper, checked.content, trusted, now)
    owner = owner_of(session.get_one(Provider, provider_id))
    if party is Party.PROVIDER:
        signing = _directors(session, paper, now)
    else:
        signing = _people(session, thing, party)
    if found := outside_violations(findings, owner, party, now, signing):
        raise RulesBroken(*found)
    _demand_somebody_signed(party, findings)
    return findings


def _people(session: Session, thing: Signable, party: Party) -> tuple[PersonName, ...]:
    """Whose certificates may sign for the recipient's side."""
    if party is Party.RECIPIENT:
        return (_name_of(session.get_one(Recipient, thing.contract.recipient_id)),)
    whose = Representative.recipient_id == thing.contract.recipient_id
    mine = Representative.provider_id == thing.contract.provider_id
    found = select(Representative).where(mine, whose).order_by(Representative.id)
    return tuple(dict.fromkeys(_name_of(one) for one in session.scalars(found)))


def _directors(session: Session, paper: Paper, now: datetime) -> tuple[PersonName, ...]:
    """Who may sign for the provider as a person: in office when the paper was issued, or now."""
    wanted = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.provider_id == paper.provider_id,
            Membership.role == Role.DIRECTOR,
            or_(and_(*in_office(now)), and_(*in_office(paper.issued_at))),
        )
        .order_by(Membership.id)
    )
    return tuple(dict.fromkeys(_name_of(one) for one in session.scalars(wanted)))


def _name_of(person: Recipient | Representative | User) -> PersonName:
    return PersonName(person.surname, f"{person.name} {person.patronymic or ''}".strip())


def _own_fingerprints(session: Session, provider_id: int) -> frozenset[str]:
    wanted = select(ProviderCertificate.fingerprint).where(
        ProviderCertificate.provider_id == provider_id
    )
    return frozenset(session.scalars(wanted))


def _examined(
    session: Session, paper: Paper, content: bytes, trusted: Trusted, now: datetime
) -> tuple[SignatureFinding, ...]:
    frozen = session.get_one(PaperContent, paper.sha256).content
    try:
        findings = examine(content, frozen, trusted, now)
    except NotASignedPdf as error:
        refuse("signature_missing", str(error), field="file")
    except BrokenSignature:
        _refuse_broken()
    if any(one.integrity is Integrity.BROKEN for one in findings):
        _refuse_broken()
    if not all(one.covers_paper for one in findings):
        refuse(
            "signature_of_another_paper",
            "Подписан не этот документ: в файле другие байты или другой текст. Скачайте документ "
            "из портала, подпишите его без изменений и пересохранения и приложите ещё раз.",
            field="file",
        )
    return findings


def _refuse_broken() -> NoReturn:
    refuse(
        "signature_broken",
        "Подпись в файле нарушена: после подписи файл изменили. Файл не сохранён. Попросите "
        "прислать подписанный файл ещё раз.",
        field="file",
    )


def _demand_somebody_signed(party: Party, findings: tuple[SignatureFinding, ...]) -> None:
    """Our own seal is nobody else's signature."""
    if party is not Party.PROVIDER and all(one.trust is Trust.OWN for one in findings):
        refuse(
            "signature_missing",
            "В файле только печать учреждения, подписи этой стороны в нём нет. Приложите файл "
            "после её подписи.",
            field="file",
        )


def _demand_new(session: Session, paper: Paper, party: Party, checked: CheckedScan) -> None:
    """The same file twice would look like two signatures."""
    kept = (
        select(OutsideSignature.id)
        .join(StoredFile, StoredFile.id == OutsideSignature.file_id)
        .where(
            OutsideSignature.provider_id == paper.provider_id,
            OutsideSignature.paper_id == paper.id,
            OutsideSignature.party == party,
            StoredFile.sha256 == checked.sha256,
        )
    )
    if session.scalar(kept.limit(1)) is not None:
        refuse(
            "duplicate",
            "Этот файл уже приложен к документу. Приложите другой, если подписали ещё раз.",
            field="file",
        )


def _detached(file: Upload) -> CheckedScan:
    content = file.content
    if not content:
        refuse("value_invalid", f"Файл пустой. {_ANSWER}", field="file")
    if len(content) > LARGEST_DETACHED:
        refuse("value_invalid", f"Файл подписи больше 1 МБ. {_ANSWER}", field="file")
    last = file.name.replace("\\", "/").split("/")[-1]
    name = "".join(sign for sign in last if sign.isprintable())
    known = name.lower().endswith(DETACHED_ENDINGS) and content.startswith(_DETACHED_HEADS)
    if not known:
        refuse(
            "value_invalid",
            f"Это не подписанный PDF и не файл подписи. Файл не сохранён. {_ANSWER}",
            field="file",
        )
    return CheckedScan(name[-150:], content, DETACHED_TYPE)


def _stored(session: Session, checked: CheckedScan, provider_id: int, now: datetime) -> StoredFile:
    row = StoredFile(
        provider_id=provider_id,
        sha256=hashlib.sha256(checked.content).hexdigest(),
        media_type=checked.media_type,
        size=len(checked.content),
        original_name=checked.name,
        content=checked.content,
        stored_at=now,
    )
    session.add(row)
    session.flush()
    return row


def finding_data(finding: SignatureFinding) -> JsonObject:
    """A finding as it is kept with the signature."""
    return {
        "signer": finding.signer,
        "organisation": finding.organisation,
        "inn": finding.inn,
        "issuer": finding.issuer,
        "integrity": finding.integrity.value,
        "trust": finding.trust.value,
        "covers_paper": finding.covers_paper,
        "claimed_at": finding.claimed_at.isoformat() if finding.claimed_at else None,
        "fingerprint": finding.fingerprint,
        "valid_from": finding.valid_from.isoformat() if finding.valid_from else None,
        "valid_until": finding.valid_until.isoformat() if finding.valid_until else None,
    }


def finding_of(data: Mapping[str, object]) -> SignatureFinding:
    """What ``finding_data`` wrote."""
    return SignatureFinding(
        signer=str(data["signer"]),
        organisation=str(data["organisation"]),
        inn=str(data["inn"]),
        issuer=str(data["issuer"]),
        integrity=Integrity(str(data["integrity"])),
        trust=Trust(str(data["trust"])),
        covers_paper=bool(data["covers_paper"]),
        claimed_at=_moment(data["claimed_at"]),
        fingerprint=str(data["fingerprint"]),
        valid_from=_moment(data.get("valid_from")),
        valid_until=_moment(data.get("valid_until")),
    )


def _moment(said: object) -> datetime | None:
    return datetime.fromisoformat(str(said)) if said else None
