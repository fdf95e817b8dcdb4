"""The card «Подписи» of whatever is signed: each signature, the seal, files from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.models.user import Role
from portal.usecases.queries.awaited_hands import missing_signatures
from portal.usecases.queries.electronic import SealView, get_seal, list_outside
from portal.usecases.queries.issued_papers import SignatureView
from portal.usecases.queries.signing_codes import code_proofs
from portal.usecases.signables import SignedKey, SignedKind
from portal.web.access import actor, region
from portal.web.clock import now, today
from portal.web.contracts.presenters import fingerprint, kilobytes
from portal.web.electronic.addresses import link, scan
from portal.web.electronic.presenters import (
    OutsideFile,
    SignatureNote,
    outside_files,
    seal_trust,
    signature_notes,
)

READS_PAPERS = (Role.DIRECTOR, Role.ACCOUNTANT, Role.HEAD_OF_DEPARTMENT)
"""Who may read the text of what is signed, sealed or not."""

PAPER_NAMES = {
    SignedKind.CONTRACT: "договор",
    SignedKind.AMENDMENT: "соглашение",
    SignedKind.ACT: "акт",
    SignedKind.ENDING: "документ о расторжении",
    SignedKind.ORDER: "приказ",
    SignedKind.NOTICE: "уведомление",
}


@dataclass(frozen=True, slots=True)
class SigningCard:
    """What is told of the signatures of one thing; links are None for whoever may not follow."""

    key: SignedKey
    name: str
    notes: tuple[SignatureNote, ...]
    seal: SealView | None
    seal_trust: str
    seal_size: str
    seal_hash: str
    outside: tuple[OutsideFile, ...]
    sealed_url: str | None
    outside_url: str | None
    reads: bool
    missing: str

    def scan_url(self, note: SignatureNote) -> str | None:
        """The scan behind a signature."""
        return scan(self.key, note.scan) if self.reads and note.scan else None

    def file_url(self, file: OutsideFile) -> str | None:
        """A file from elsewhere."""
        if not self.reads:
            return None
        return link("electronic.outside_file", self.key, file_id=file.view.file_id)


def signing_card(
    key: SignedKey, paper_id: int | None, signatures: Sequence[SignatureView]
) -> SigningCard:
    """How it was signed, and what was checked about each signature."""
    seal = get_seal(actor(), paper_id) if paper_id else None
    reads = actor().role in READS_PAPERS
    return SigningCard(
        key=key,
        name=PAPER_NAMES[key.kind],
        notes=signature_notes(signatures, code_proofs(actor(), paper_id) if paper_id else None),
        seal=seal,
        seal_trust=seal_trust(seal, now()) if seal else "",
        seal_size=kilobytes(seal.size) if seal else "",
        seal_hash=fingerprint(seal.sha256) if seal else "",
        outside=outside_files(list_outside(actor(), paper_id)) if paper_id else (),
        sealed_url=link("electronic.sealed", key) if reads and seal else None,
        outside_url=link("electronic.outside", key) if reads and paper_id else None,
        reads=reads,
        missing=missing_signatures(actor(), key, region(), today()),
    )
