"""What a recipient was told before the contract, and asked for besides the programme."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, owned, points_to
from portal.models.types import Moment


class BriefingItem(ProviderRow, Base):
    """A point of the region's list that was made known: when, to whom, recorded by whom."""

    __tablename__ = "briefing_item"
    __table_args__ = owned(
        points_to("programme", "programme_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("programme_id", "code"),
    )

    programme_id: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    told_on: Mapped[date]
    told_to: Mapped[str]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class AdditionalRequest(ProviderRow, Base):
    """A recipient's written request for a service outside the programme (FED-FEE-16)."""

    __tablename__ = "additional_request"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("membership", "recorded_by_id"),
        points_to("stored_file", "file_id"),
        UniqueConstraint("contract_id", "code"),
    )

    contract_id: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    requested_on: Mapped[date]
    file_id: Mapped[int | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
