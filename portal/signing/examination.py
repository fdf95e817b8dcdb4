"""Examining the signatures inside a PDF that came back: each question answered for itself."""

from __future__ import annotations

import io
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import PdfSignatureStatus, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from portal.domain.e_signatures import CertificateFacts, Integrity, SignatureFinding, Trust
from portal.signing.appearance import shows_the_same
from portal.signing.certificates import describe

# The library logs whose certificate it could not trust: names do not belong in a log.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

MOST_SIGNATURES = 12
_NO_PDF = "Файл не читается как PDF. Приложите подписанный файл PDF."
_UNREADABLE = (PdfError, ValueError, KeyError, TypeError, ArithmeticError, RecursionError)
_SIGNED = b"/ByteRange"
_SIGNER_PARTS = ("version", "digest_algorithm", "signature_algorithm", "signed_attrs", "signature")
_ALWAYS_TOLD = {"content_type", "message_digest"}
"""What a signature that tells anything of itself must tell, in any way of signing (RFC 5652)."""
_HARMLESS = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)


class NotASignedPdf(Exception):
    """The file cannot be examined at all; the message is a sentence for people."""


class BrokenSignature(Exception):
    """There is a signature in the PDF, and what is left of it cannot be read."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """Certificates trusted to name a signer, and the organisation's own ones by fingerprint."""

    roots: tuple[x509.Certificate, ...] = ()
    own: frozenset[str] = frozenset()


def examine(
    content: bytes, frozen: bytes, trusted: Trusted, at: datetime
) -> tuple[SignatureFinding, ...]:
    """What every signature in ``content`` is worth at ``at`` (aware), oldest first.

    ``frozen`` are the bytes that should have been signed. Raises NotASignedPdf for a file without
    signatures, or one that is no PDF, and BrokenSignature for one damaged inside a signature.
    """
    embedded = _embedded(content)
    if not embedded:
        raise NotASignedPdf(
            "В этом PDF нет ни одной электронной подписи. Если подпись лежит в отдельном файле "
            "(.sig, .p7s), приложите его."
        )
    if len(embedded) > MOST_SIGNATURES:
        raise NotASignedPdf(f"В файле больше {MOST_SIGNATURES} подписей. Приложите другой файл.")
    untouched = shows_the_same(content, frozen)
    return tuple(_finding(one, untouched, len(frozen), trusted, at) for one in embedded)


def _embedded(content: bytes) -> tuple[EmbeddedPdfSignature, ...]:
    try:
        reader = PdfFileReader(io.BytesIO(content))
        reads = "/Pages" in reader.root
    except _UNREADABLE as error:
        raise NotASignedPdf(_NO_PDF) from error
    try:
        return tuple(reader.embedded_regular_signatures)
    except _UNREADABLE as error:
        if reads and _SIGNED in content:
            raise BrokenSignature from error
        raise NotASignedPdf(_NO_PDF) from error


def _finding(
    embedded: EmbeddedPdfSignature, untouched: bool, size: int, trusted: Trusted, at: datetime
) -> SignatureFinding:
    certificate = _certificate_of(embedded)
    facts = describe(certificate) if certificate is not None else None
    status = _status(embedded, trusted, at)
    whole = _nothing_hidden(embedded) and (status is not None or _reads(embedded))
    integrity = _integrity(status) if whole else Integrity.BROKEN
    return SignatureFinding(
        signer=facts.signer if facts else "",
        organisation=facts.organisation if facts else "",
        inn=facts.inn if facts else "",
        issuer=facts.issuer if facts else "",
        integrity=integrity,
        trust=_trust(status, facts, trusted, at),
        covers_paper=integrity is not Integrity.BROKEN and untouched and _covers(embedded, size),
        claimed_at=_claimed_at(embedded),
        fingerprint=facts.fingerprint if facts else "",
        valid_from=facts.not_before if facts else None,
        valid_until=facts.not_after if facts else None,
    )


def _certificate_of(embedded: EmbeddedPdfSignature) -> x509.Certificate | None:
    try:
        found: asn1_x509.Certificate = embedded.signer_cert
        return x509.load_der_x509_certificate(found.dump())
    except Exception:  # strangers' bytes: whatever is wrong, nothing is known
        return None


def _claimed_at(embedded: EmbeddedPdfSignature) -> datetime | None:
    try:
        found = embedded.self_reported_timestamp
    except Exception:  # strangers' bytes: whatever is wrong, nothing is known
        return None
    return found if found is not None and found.tzinfo is not None else None


def _status(
    embedded: EmbeddedPdfSignature, trusted: Trusted, at: datetime
) -> PdfSignatureStatus | None:
    """What the library says; None when it does not know the signature's way of signing."""
    context = ValidationContext(
        trust_roots=[_plain(one) for one in trusted.roots],
        allow_fetching=False,
        moment=at,
    )
    try:
        # The library starts an event loop: in a thread of its own it meets no loop of the caller's.
        with ThreadPoolExecutor(max_workers=1) as apart:
            return apart.submit(validate_pdf_signature, embedded, context).result()
    except Exception:  # strangers' bytes: whatever is wrong, nothing is known
        return None


def _plain(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _integrity(status: PdfSignatureStatus | None) -> Integrity:
    if status is None:
        return Integrity.UNCHECKED
    whole = status.coverage in (
        SignatureCoverageLevel.ENTIRE_FILE,
        SignatureCoverageLevel.ENTIRE_REVISION,
    )
    unchanged = status.modification_level in _HARMLESS and status.docmdp_ok is not False
    return (
        Integrity.INTACT
        if status.intact and status.valid and whole and unchanged
        else Integrity.BROKEN
    )


def _trust(
    status: PdfSignatureStatus | None,
    facts: CertificateFacts | None,
    trusted: Trusted,
    at: datetime,
) -> Trust:
    if status is None or facts is None:
        return Trust.UNCHECKED
    if not facts.not_before <= at < facts.not_after:
        return Trust.EXPIRED
    if facts.fingerprint in trusted.own:
        return Trust.OWN
    return Trust.TRUSTED if status.trusted else Trust.UNTRUSTED


def _nothing_hidden(embedded: EmbeddedPdfSignature) -> bool:
    """Whether the room left for the signature, which nobody signs, is empty behind it."""
    try:
        room = bytes(embedded.pkcs7_content)
        envelope = len(cms.ContentInfo.load(room).dump())
    except Exception:  # strangers' bytes, as above
        return False
    return not any(room[envelope:])


def _reads(embedded: EmbeddedPdfSignature) -> bool:
    """Whether the signature's own parts can be read, though its way of signing be unknown."""
    try:
        signed = cms.ContentInfo.load(bytes(embedded.pkcs7_content))["content"]
        return all(_signer_reads(one) for one in signed["signer_infos"])
    except Exception:  # strangers' bytes, as above
        return False


def _signer_reads(signer: cms.SignerInfo) -> bool:
    """Raises for a part that is torn; certificates may hold keys that the library cannot name."""
    for name in _SIGNER_PARTS:
        _ = signer[name].native
    told = {one["type"].native for one in signer["signed_attrs"]}
    return not told or told >= _ALWAYS_TOLD


def _covers(embedded: EmbeddedPdfSignature, size: int) -> bool:
    """Whether the first stretch that was signed holds all of the frozen bytes."""
    try:
        start, length = int(embedded.byte_range[0]), int(embedded.byte_range[1])
    except (ValueError, TypeError, LookupError):  # strangers' bytes: no stretch is named
        return False
    return start == 0 and length >= size
