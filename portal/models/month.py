"""Closed months of a provider."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, first_day, owned, points_to
from portal.models.types import Moment, choice


class MonthState(StrEnum):
    """A month without a row is open too."""

    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The word for people."""
        return "открыт" if self is MonthState.OPEN else "закрыт"


class MonthClosing(ProviderRow, Base):
    """The one row of a provider's month: a second closing has nowhere to be written."""

    __tablename__ = "month_closing"
    __table_args__ = owned(
        points_to("membership", "closed_by_id"),
        UniqueConstraint("provider_id", "month"),
        first_day(),
        CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_its_moment"
        ),
    )

    month: Mapped[date]
    state: Mapped[MonthState] = mapped_column(choice(MonthState, "state"))
    closed_at: Mapped[Moment | None]
    closed_by_id: Mapped[int | None]
