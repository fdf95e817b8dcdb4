"""The seal: a PAdES signature of the organisation, appended to a PDF whose bytes stay in front."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.signing.certificates import KeyPair

FIELD = "PortalSeal"


@dataclass(frozen=True, slots=True)
class SealWords:
    """What a reader of the PDF sees beside the signature."""

    signer: str
    reason: str
    place: str


def seal(content: bytes, pair: KeyPair, words: SealWords, at: datetime) -> bytes:
    """The PDF sealed with a key at hand; see ``seal_with``."""
    return seal_with(content, signer_of_pair(pair), words, at)


def seal_with(content: bytes, signer: Signer, words: SealWords, at: datetime) -> bytes:
    """The PDF with a certifying PAdES B-B signature behind it; ``content`` is its first bytes.

    Later signatures may be added, anything else would break the seal. ``at`` (aware) is written as
    the time of signing: it is our own clock, not a time stamp of a third party.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    append_signature_field(writer, SigFieldSpec(FIELD))
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=words.signer,
        reason=words.reason,
        location=words.place,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    target = io.BytesIO()
    # The library starts an event loop: in a thread of its own it meets no loop of the caller's.
    with ThreadPoolExecutor(max_workers=1) as apart:
        sealing = _AtMoment(metadata, signer=signer, at=at)
        apart.submit(sealing.sign_pdf, writer, output=target).result()
    return target.getvalue()


class _AtMoment(PdfSigner):
    """Writes our own clock's moment instead of the machine's."""

    def __init__(self, metadata: PdfSignatureMetadata, *, signer: Signer, at: datetime):
        super().__init__(metadata, signer=signer)
        self._at = at

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


def signer_of_pair(pair: KeyPair) -> Signer:
    """What signs with a key that the portal has in memory."""
    chain = SimpleCertificateStore()  # type: ignore[no-untyped-call] # the library's own
    chain.register_multiple(
        asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in pair.chain
    )
    key = pair.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(pair.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=chain,
    )
