"""What a provider has to do by a day: the event, the terms that run from it, what was done."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to
from portal.models.types import JsonList, JsonObject, Moment, choice


class DutyKind(StrEnum):
    """What the duty is about; each kind has its own use case and page."""

    INCIDENT = "incident"
    PUBLICATION = "publication"
    PROGRAMME_DRAFT = "programme_draft"
    INSPECTION = "inspection"


class Duty(ProviderRow, Base):
    """An event from which terms run: a leak, a change to publish, a decision, an application.

    ``facts`` are what only this kind knows (members of a commission, published figures), ``state``
    is a state of the kind's own workflow. Nobody recorded it when the portal opened it by itself.
    """

    __tablename__ = "duty"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("application", "application_id"),
        points_to("membership", "recorded_by_id"),
        indexed("provider_id", "kind", "closed_at"),
    )

    kind: Mapped[DutyKind] = mapped_column(choice(DutyKind, "kind"))
    recipient_id: Mapped[int | None]
    application_id: Mapped[int | None]
    happened_at: Mapped[Moment]
    about: Mapped[str]
    state: Mapped[str] = mapped_column(default="")
    facts: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    closed_at: Mapped[Moment | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class DutyTerm(ProviderRow, Base):
    """One term of a duty: by when, why, and when it was met and by whom."""

    __tablename__ = "duty_term"
    __table_args__ = owned(
        points_to("duty", "duty_id"),
        points_to("membership", "done_by_id"),
        UniqueConstraint("duty_id", "code"),
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done_by_somebody"),
        indexed("provider_id", "done_at", "due_at"),
    )

    duty_id: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    due_at: Mapped[Moment]
    steps: Mapped[JsonList] = mapped_column(JSON, default=list)
    done_at: Mapped[Moment | None]
    done_by_id: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
