"""Papers that the provider asks other bodies for itself."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to
from portal.models.types import Moment

_OPEN = text("answered_on IS NULL")


class PaperRequest(ProviderRow, Base):
    """A request for a paper: to whom and when, by when the answer is due, what it was.

    ``document_id`` is the paper that came; an answered request without one brought nothing.
    """

    __tablename__ = "paper_request"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("submitted_document", "document_id"),
        points_to("membership", "recorded_by_id"),
        Index(
            "uq_paper_request_open",
            "recipient_id",
            "code",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        CheckConstraint("document_id IS NULL OR answered_on IS NOT NULL", name="came_with_answer"),
        indexed("provider_id", "answered_on"),
    )

    recipient_id: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    addressee: Mapped[str]
    sent_on: Mapped[date]
    due_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    document_id: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
