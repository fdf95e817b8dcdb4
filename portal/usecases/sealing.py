"""The organisation's certificate and the seals it puts on papers.

The frozen bytes of a paper are never touched: a seal is a copy with the signature behind them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_der_x509_certificate
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.e_signatures import (
    CertificateFacts,
    Owner,
    certificate_violations,
    made_out_to_another,
)
from portal.domain.violations import NotAllowed, NotFound, RulesBroken, Violation, refuse
from portal.models import (
    Paper,
    PaperContent,
    PaperSeal,
    Provider,
    ProviderCertificate,
    Role,
)
from portal.signing.certificates import (
    CertificateUnusable,
    demand_may_sign,
    describe,
    open_pkcs12,
    pair_from_bytes,
    pair_to_bytes,
)
from portal.signing.sealing import SealWords, seal, seal_with
from portal.signing.tokens import (
    PinRefused,
    TokenFailed,
    TokenPlace,
    read_certificate,
    token_signer,
)
from portal.signing.vault import Vault, VaultLocked
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.papers import PaperDamaged, keep_content
from portal.usecases.transaction import reading, transaction
from portal.usecases.uploads import Upload

LARGEST_KEY = 256 * 1024
KEEPERS = (Role.ADMINISTRATOR, Role.DIRECTOR)


@dataclass(frozen=True, slots=True)
class AddCertificate:
    """A PKCS#12 file with its password."""

    file: Upload
    password: str


@dataclass(frozen=True, slots=True)
class AddToken:
    """A key on a token, by the labels of the token and of the key with its certificate."""

    token: str
    label: str
    pin: str


@dataclass(frozen=True, slots=True)
class Sealer:
    """What opens the organisation's key: given to a signing, it seals what is signed.

    ``pin`` opens a token, where the key lies on one, through the installation's ``library``; it is
    asked for at every signing and kept nowhere.
    """

    vault: Vault
    pin: str = field(default="", repr=False)
    library: str = ""


def add_certificate(command: AddCertificate, *, vault: Vault, actor: Actor, now: datetime) -> int:
    """Seal with this certificate from now on; the one in use before is retired, its key erased.

    Refused: a file that does not open, a key that cannot sign here, a certificate that is not
    valid now, and a certificate of another organisation.
    """
    _demand_keeper(actor)
    if len(command.file.content) > LARGEST_KEY:
        refuse("value_invalid", "Файл больше 256 КБ: это не PKCS#12. Выберите файл .p12 или .pfx.")
    try:
        pair = open_pkcs12(command.file.content, command.password)
    except CertificateUnusable as error:
        refuse("certificate_unusable", str(error), field="file")
    return _use(pair.certificate, pair_to_bytes(pair), None, vault=vault, actor=actor, now=now)


def add_token(command: AddToken, *, sealer: Sealer, actor: Actor, now: datetime) -> int:
    """Seal with a key that stays on its token from now on; the PIN is asked for at each signing.

    Refused: a token that is not there or does not take the PIN, and a certificate that could not
    be added as a file either.
    """
    _demand_keeper(actor)
    place = TokenPlace(sealer.library, command.token.strip(), command.label.strip())
    if not place.token or not place.label:
        refuse("value_invalid", "Введите метки токена и ключа.", field="token")
    try:
        certificate = read_certificate(place, command.pin)
        demand_may_sign(certificate)
    except PinRefused as error:
        refuse("pin_refused", str(error), field="pin")
    except (TokenFailed, CertificateUnusable) as error:
        refuse("certificate_unusable", str(error), field="token")
    kept = json.dumps({"token": place.token, "label": place.label}).encode()
    return _use(certificate, kept, place.token, vault=sealer.vault, actor=actor, now=now)


def _use(
    certificate: Certificate,
    opens: bytes,
    token: str | None,
    *,
    vault: Vault,
    actor: Actor,
    now: datetime,
) -> int:
    """The certificate in use from now on, with what opens its key."""
    facts = describe(certificate)
    with transaction() as session:
        provider = session.get_one(Provider, actor.provider_id)
        if found := certificate_violations(facts, owner_of(provider), now):
            raise RulesBroken(*found)
        _retire(session, actor, now)
        row = _row(certificate, facts, actor=actor, now=now)
        row.locked_key, row.token_label = vault.lock(opens, about=_about(actor.provider_id)), token
        session.add(row)
        session.flush()
        after = {
            "fingerprint": facts.fingerprint,
            "inn": facts.inn,
            "until": facts.not_after,
            "token": token,
        }
        audit.record(session, actor, now, "certificate_added", "certificate", row.id, after=after)
        return row.id


def needs_pin(provider_id: int) -> bool:
    """Whether the provider's key lies on a token, so that signing asks for its PIN."""
    with reading() as session:
        found = session.scalar(
            select(ProviderCertificate.id).where(
                ProviderCertificate.provider_id == provider_id,
                ProviderCertificate.retired_at.is_(None),
                ProviderCertificate.token_label.is_not(None),
            )
        )
    return found is not None


def retire_certificate(*, actor: Actor, now: datetime) -> None:
    """Seal nothing more until another certificate is added; the key is erased."""
    _demand_keeper(actor)
    with transaction() as session:
        if not _retire(session, actor, now):
            refuse("value_invalid", "Сертификата сейчас нет: снимать нечего.")


def _demand_keeper(actor: Actor) -> None:
    if actor.role not in KEEPERS:
        raise NotAllowed


def _retire(session: Session, actor: Actor, now: datetime) -> bool:
    current = in_use(session, actor.provider_id)
    if current is None:
        return False
    current.retired_at, current.retired_by_id, current.locked_key = now, actor.membership_id, None
    session.flush()
    before = {"fingerprint": current.fingerprint}
    audit.record(
        session, actor, now, "certificate_retired", "certificate", current.id, before=before
    )
    return True


def in_use(session: Session, provider_id: int) -> ProviderCertificate | None:
    """The certificate that seals a provider's papers, if there is one."""
    return session.scalars(
        select(ProviderCertificate).where(
            ProviderCertificate.provider_id == provider_id,
            ProviderCertificate.retired_at.is_(None),
        )
    ).one_or_none()


def _row(
    certificate: Certificate, facts: CertificateFacts, *, actor: Actor, now: datetime
) -> ProviderCertificate:
    return ProviderCertificate(
        provider_id=actor.provider_id,
        subject=facts.subject,
        organisation=facts.organisation,
        inn=facts.inn,
        issuer=facts.issuer,
        serial=facts.serial,
        fingerprint=facts.fingerprint,
        self_made=facts.self_made,
        not_before=facts.not_before,
        not_after=facts.not_after,
        certificate=certificate.public_bytes(Encoding.DER),
        added_at=now,
        added_by_id=actor.membership_id,
    )


def _about(provider_id: int) -> str:
    return f"certificate of provider {provider_id}"


def owner_of(provider: Provider) -> Owner:
    """Whom a certificate of the provider must name."""
    return Owner(provider.inn, (provider.name, provider.short_name))


def seal_paper(
    session: Session,
    paper: Paper,
    sealer: Sealer | None,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> PaperSeal | None:
    """Seal a paper inside the signing's transaction; None where the provider has no certificate.

    None as well where it is made out to another person than who signs: the seal would be theirs.
    Refused: a certificate that has ended, or is no longer the provider's. Nothing is signed then:
    the certificate is replaced or taken off first.
    """
    current = in_use(session, paper.provider_id) if sealer else None
    if sealer is None or current is None or current.locked_key is None:
        return None
    provider = session.get_one(Provider, paper.provider_id)
    facts = describe(load_der_x509_certificate(current.certificate))
    if found := certificate_violations(facts, owner_of(provider), now):
        raise RulesBroken(*(Violation(one.code, one.text) for one in found))
    if made_out_to_another(facts, actor.name):
        return None
    frozen = session.get_one(PaperContent, paper.sha256).content
    words = SealWords(actor.name, reason, provider.city)
    sealed = _sealed(frozen, sealer, current, words, now)
    row = PaperSeal(
        provider_id=paper.provider_id,
        paper_id=paper.id,
        certificate_id=current.id,
        sha256=keep_content(session, sealed),
        sealed_at=now,
        sealed_by_id=actor.membership_id,
    )
    session.add(row)
    session.flush()
    after = {"paper": paper.sha256, "sealed": row.sha256, "certificate": current.fingerprint}
    audit.record(session, actor, now, "paper_sealed", "paper", paper.id, after=after)
    return row


def _sealed(
    frozen: bytes, sealer: Sealer, current: ProviderCertificate, words: SealWords, now: datetime
) -> bytes:
    """The bytes with the seal behind them; refused where the key does not open."""
    try:
        opens = sealer.vault.unlock(current.locked_key or b"", about=_about(current.provider_id))
        if current.token_label is None:
            return seal(frozen, pair_from_bytes(opens), words, now)
    except (VaultLocked, CertificateUnusable):
        refuse(
            "certificate_unusable",
            "Ключ сертификата не открывается: секрет портала сменился. Администратор должен "
            "загрузить сертификат заново на странице «Сертификат организации».",
        )
    return _sealed_by_token(frozen, sealer, current, json.loads(opens), words, now)


def _sealed_by_token(
    frozen: bytes,
    sealer: Sealer,
    current: ProviderCertificate,
    place: Mapping[str, str],
    words: SealWords,
    now: datetime,
) -> bytes:
    if not sealer.pin:
        refuse(
            "pin_missing",
            f"Ключ организации лежит на токене «{current.token_label}»: введите его PIN.",
        )
    where = TokenPlace(sealer.library, place["token"], place["label"])
    try:
        with token_signer(where, sealer.pin) as signer:
            if signer.signing_cert is None or signer.signing_cert.dump() != current.certificate:
                text = (
                    "На токене другой сертификат, не тот, что записан в портале. Запишите его "
                    "заново на странице «Сертификат организации»."
                )
                refuse("certificate_unusable", text)
            return seal_with(frozen, signer, words, now)
    except PinRefused as error:
        refuse("pin_refused", str(error))
    except TokenFailed as error:
        refuse("certificate_unusable", str(error))


def sealed_bytes(provider_id: int, paper_id: int) -> bytes:
    """The sealed copy, checked against its hash; raises NotFound, PaperDamaged for other bytes."""
    with reading() as session:
        found = session.execute(
            select(PaperSeal.sha256, PaperContent.content)
            .join(PaperContent, PaperContent.sha256 == PaperSeal.sha256)
            .where(PaperSeal.provider_id == provider_id, PaperSeal.paper_id == paper_id)
        ).one_or_none()
    if found is None:
        raise NotFound
    sha256, content = found
    if hashlib.sha256(content).hexdigest() != sha256:
        raise PaperDamaged(f"the sealed copy of paper {paper_id} is not what was sealed")
    return content
