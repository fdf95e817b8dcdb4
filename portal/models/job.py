"""Queued work and its progress."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, not_negative, owned, points_to
from portal.models.types import JsonObject, Moment, choice


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The word for people."""
        return _STATES[self]


_STATES = {
    JobState.QUEUED: "в очереди",
    JobState.RUNNING: "выполняется",
    JobState.DONE: "готово",
    JobState.FAILED: "не удалось",
}


class Job(ProviderRow, Base):
    """One call of one use case in the background; a person watches ``done`` of ``total``."""

    __tablename__ = "job"
    __table_args__ = owned(
        points_to("membership", "queued_by_id"),
        not_negative("done"),
        not_negative("total"),
        CheckConstraint("done <= total", name="done_within_total"),
        indexed("provider_id", "queued_at"),
    )

    kind: Mapped[str]
    arguments: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    state: Mapped[JobState] = mapped_column(choice(JobState, "state"))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(default="")
    error_number: Mapped[str | None]
    result: Mapped[JsonObject | None] = mapped_column(JSON(none_as_null=True))
    queued_at: Mapped[Moment]
    started_at: Mapped[Moment | None]
    finished_at: Mapped[Moment | None]
    queued_by_id: Mapped[int | None]
