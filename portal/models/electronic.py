"""Electronic signing: the organisation's certificate, sealed copies, codes, files signed elsewhere.

The frozen bytes of a paper never change: a seal is a second content with a hash of its own.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.contract import Party
from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, not_negative, owned, points_to
from portal.models.types import JsonList, Moment, choice

_IN_USE = text("retired_at IS NULL")
_STANDING = text("ended_on IS NULL")
_OWN_STANDING = text("ended_on IS NULL AND representative_id IS NULL")


class ProviderCertificate(ProviderRow, Base):
    """The certificate that seals a provider's papers; its key is kept encrypted.

    ``locked_key`` is what opens the key, under the installation's secret: the PKCS#12, or the place
    of a key that lies on a token. It is emptied when the certificate is retired: an old key seals
    nothing more. ``token_label`` is the token's name, None where the portal has the key itself.
    """

    __tablename__ = "provider_certificate"
    __table_args__ = owned(
        points_to("membership", "added_by_id"),
        points_to("membership", "retired_by_id"),
        Index(
            "uq_provider_certificate_in_use",
            "provider_id",
            unique=True,
            sqlite_where=_IN_USE,
            postgresql_where=_IN_USE,
        ),
        CheckConstraint("not_after > not_before", name="not_after_after_not_before"),
        CheckConstraint("(retired_at IS NULL) = (locked_key IS NOT NULL)", name="key_while_in_use"),
    )

    subject: Mapped[str]
    organisation: Mapped[str]
    inn: Mapped[str]
    issuer: Mapped[str]
    serial: Mapped[str]
    fingerprint: Mapped[str]
    self_made: Mapped[bool]
    not_before: Mapped[Moment]
    not_after: Mapped[Moment]
    certificate: Mapped[bytes]
    locked_key: Mapped[bytes | None] = mapped_column(deferred=True)
    token_label: Mapped[str | None]
    added_at: Mapped[Moment]
    added_by_id: Mapped[int | None]
    retired_at: Mapped[Moment | None]
    retired_by_id: Mapped[int | None]


class PaperSeal(ProviderRow, Base):
    """The sealed copy of a paper: the frozen bytes with the organisation's signature behind them.

    Never changes.
    """

    __tablename__ = "paper_seal"
    __table_args__ = owned(
        points_to("paper", "paper_id"),
        points_to("provider_certificate", "certificate_id"),
        points_to("membership", "sealed_by_id"),
        UniqueConstraint("paper_id"),
    )

    paper_id: Mapped[int]
    certificate_id: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("paper_content.sha256"))
    sealed_at: Mapped[Moment]
    sealed_by_id: Mapped[int]


class CodeChannel(StrEnum):
    """How a one-time code reaches the recipient; a hook may serve ``OTHER``."""

    EMAIL = "email"
    PAPER = "paper"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word for people."""
        return _CHANNELS[self]


_CHANNELS = {
    CodeChannel.EMAIL: "по электронной почте",
    CodeChannel.PAPER: "на бумаге",
    CodeChannel.OTHER: "другим способом",
}


class SigningAgreement(ProviderRow, Base):
    """An agreement to sign by one-time codes, printed and signed on paper (63-ФЗ).

    The recipient's own, or with ``representative_id`` that of somebody who acts for the recipient.
    ``consenter_id`` is who has agreed to the recipient's own where the law asks for it. Drafted
    when ``signed_on`` is empty; ended when it is taken back. One person's word that it is signed
    makes no signatures: the scan stands beside it, or a second person confirms.
    """

    __tablename__ = "signing_agreement"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("paper", "paper_id"),
        points_to("stored_file", "file_id"),
        points_to("membership", "drafted_by_id"),
        points_to("membership", "recorded_by_id"),
        points_to("representative", "representative_id"),
        points_to("representative", "consenter_id"),
        Index(
            "uq_signing_agreement_standing",
            "provider_id",
            "recipient_id",
            unique=True,
            sqlite_where=_OWN_STANDING,
            postgresql_where=_OWN_STANDING,
        ),
        Index(
            "uq_signing_agreement_standing_for",
            "provider_id",
            "representative_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        points_to("membership", "confirmed_by_id"),
        CheckConstraint(
            "(signed_on IS NULL) = (recorded_by_id IS NULL)", name="signed_with_who_recorded"
        ),
        CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_with_its_time"
        ),
        CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> recorded_by_id",
            name="confirmed_by_another",
        ),
        CheckConstraint(
            "representative_id IS NULL OR consenter_id IS NULL", name="consent_to_the_own_one"
        ),
    )

    recipient_id: Mapped[int]
    representative_id: Mapped[int | None]
    consenter_id: Mapped[int | None]
    email: Mapped[str]
    paper_id: Mapped[int]
    drafted_at: Mapped[Moment]
    drafted_by_id: Mapped[int]
    signed_on: Mapped[date | None]
    recorded_by_id: Mapped[int | None]
    file_id: Mapped[int | None]
    confirmed_at: Mapped[Moment | None]
    confirmed_by_id: Mapped[int | None]
    ended_on: Mapped[date | None]

    @property
    def proved(self) -> bool:
        """Whether more than one person's word says that the recipient has signed it."""
        return self.signed_on is not None and (
            self.file_id is not None or self.confirmed_by_id is not None
        )


class SigningCode(ProviderRow, Base):
    """A one-time code for one person and one paper's bytes; only its keyed digest is kept.

    ``representative_id`` is whose it is where it is not the recipient's own.
    """

    __tablename__ = "signing_code"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("paper", "paper_id"),
        points_to("representative", "representative_id"),
        points_to("signing_agreement", "agreement_id"),
        points_to("membership", "issued_by_id"),
        not_negative("attempts"),
        CheckConstraint("used_at IS NULL OR replaced_at IS NULL", name="used_or_replaced"),
        indexed("provider_id", "digest"),
        indexed("provider_id", "recipient_id", "issued_at"),
    )

    recipient_id: Mapped[int]
    representative_id: Mapped[int | None]
    paper_id: Mapped[int]
    agreement_id: Mapped[int]
    sha256: Mapped[str]
    digest: Mapped[str]
    channel: Mapped[CodeChannel] = mapped_column(choice(CodeChannel, "channel"))
    sent_to: Mapped[str]
    issued_at: Mapped[Moment]
    issued_by_id: Mapped[int]
    expires_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[Moment | None]
    replaced_at: Mapped[Moment | None]


class OutsideKind(StrEnum):
    """What was brought: the PDF with the signature inside, or the signature in its own file."""

    PDF = "pdf"
    DETACHED = "detached"


class OutsideSignature(ProviderRow, Base):
    """A signature made elsewhere, kept beside the paper with what its check found. Never changes.

    ``findings`` is empty for a file that could not be checked here: it is said to be unchecked.
    """

    __tablename__ = "outside_signature"
    __table_args__ = owned(
        points_to("paper", "paper_id"),
        points_to("stored_file", "file_id"),
        points_to("membership", "recorded_by_id"),
        indexed("provider_id", "paper_id"),
    )

    paper_id: Mapped[int]
    party: Mapped[Party] = mapped_column(choice(Party, "party"))
    kind: Mapped[OutsideKind] = mapped_column(choice(OutsideKind, "kind"))
    file_id: Mapped[int]
    findings: Mapped[JsonList] = mapped_column(JSON, default=list)
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
