"""Suspensions of a contract: dated rows that the database keeps from overlapping."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, ends_after_start, indexed, owned, points_to
from portal.models.types import Moment


class Suspension(ProviderRow, Base):
    """Days without services; ``until`` is the first served day again, None while it is unknown."""

    __tablename__ = "suspension"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("membership", "recorded_by_id"),
        ends_after_start(),
        indexed("provider_id", "contract_id", "since"),
    )

    contract_id: Mapped[int]
    ground: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    order_number: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
