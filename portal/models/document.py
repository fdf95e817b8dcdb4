"""Papers that people bring in, and the scans of them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to, positive
from portal.models.types import Moment


class StoredFile(ProviderRow, Base):
    """A checked upload. The original name is shown, never used as a path."""

    __tablename__ = "stored_file"
    __table_args__ = owned(positive("size"), indexed("provider_id", "sha256"))

    sha256: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    original_name: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    stored_at: Mapped[Moment]


class SubmittedDocument(ProviderRow, Base):
    """A paper handed in against a requirement of the region, ticked off by the staff.

    ``contraindications``: a medical conclusion that forbids the service (VLA-REC-03). ``issuer`` is
    asked of a medical conclusion (FED-DOC-02).
    """

    __tablename__ = "submitted_document"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("stored_file", "file_id"),
        points_to("membership", "received_by_id"),
        # A paper may be valid on its last day only, hence not strictly later.
        CheckConstraint(
            "expires_on IS NULL OR expires_on >= issued_on", name="expires_after_issue"
        ),
        indexed("provider_id", "recipient_id", "code"),
    )

    recipient_id: Mapped[int]
    code: Mapped[str]
    number: Mapped[str | None]
    issuer: Mapped[str | None]
    issued_on: Mapped[date]
    expires_on: Mapped[date | None]
    contraindications: Mapped[bool] = mapped_column(default=False)
    file_id: Mapped[int | None]
    received_at: Mapped[Moment]
    received_by_id: Mapped[int]

    file: Mapped[StoredFile | None] = relationship(viewonly=True, lazy="raise")
