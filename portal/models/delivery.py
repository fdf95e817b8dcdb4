"""Services given, day by day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to, positive
from portal.models.types import Moment, Volume


class Delivery(ProviderRow, Base):
    """How much of a service a worker gave on a day; additional ones lie beyond the programme."""

    __tablename__ = "delivery"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("membership", "worker_id"),
        UniqueConstraint("contract_id", "day", "code", "additional"),
        positive("quantity"),
        indexed("provider_id", "day"),
    )

    contract_id: Mapped[int]
    day: Mapped[date]
    code: Mapped[str]
    quantity: Mapped[Volume]
    worker_id: Mapped[int]
    additional: Mapped[bool] = mapped_column(default=False)
    entered_at: Mapped[Moment]
