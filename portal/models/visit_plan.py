"""The plan of visits of a contract, dated; before the contract it belongs to the programme."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.visit_plan import Weeks
from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to
from portal.models.types import Moment, choice

_DRAFT = text("contract_id IS NULL")


class VisitPlan(ProviderRow, Base):
    """A week as agreed from ``since`` until a later plan; a draft has no contract yet."""

    __tablename__ = "visit_plan"
    __table_args__ = owned(
        points_to("programme", "programme_id"),
        points_to("contract", "contract_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("contract_id", "since"),
        Index(
            "uq_visit_plan_draft",
            "programme_id",
            unique=True,
            sqlite_where=_DRAFT,
            postgresql_where=_DRAFT,
        ),
        indexed("provider_id", "contract_id"),
    )

    programme_id: Mapped[int]
    contract_id: Mapped[int | None]
    since: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]

    lines: Mapped[list[PlannedService]] = relationship(
        cascade="all, delete-orphan",
        lazy="raise",
        order_by="PlannedService.weekday, PlannedService.code",
    )


class PlannedService(ProviderRow, Base):
    """A service on a weekday of the plan (Monday is 0), with the hours of the visit if named."""

    __tablename__ = "planned_service"
    __table_args__ = owned(
        points_to("visit_plan", "plan_id"),
        UniqueConstraint("plan_id", "code", "weekday"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_in_week"),
        CheckConstraint(
            "(begins_at IS NULL) = (ends_at IS NULL) AND (ends_at IS NULL OR ends_at > begins_at)",
            name="ends_after_begins",
        ),
    )

    plan_id: Mapped[int]
    code: Mapped[str]
    weekday: Mapped[int]
    weeks: Mapped[Weeks] = mapped_column(choice(Weeks, "weeks"))
    begins_at: Mapped[time | None]
    ends_at: Mapped[time | None]
