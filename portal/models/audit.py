"""The audit trail: a chain of hashes, and the head that keeps its tail from being cut."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import indexed
from portal.models.types import JsonObject, Moment


class AuditEvent(Base):
    """Who did what to which thing; each event carries the hash of the one before. Append-only."""

    __tablename__ = "audit_event"
    __table_args__ = (indexed("provider_id", "subject_kind", "subject_id"),)

    # Numbers are given out from the head, so that a missing one is a deleted one.
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    provider_id: Mapped[int | None]
    at: Mapped[Moment]
    actor: Mapped[str]
    actor_id: Mapped[int | None]
    what: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int | None]
    before: Mapped[JsonObject | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[JsonObject | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[str] = mapped_column(default="")
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """The single row with the number and hash of the last event; writers queue up at it."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]
