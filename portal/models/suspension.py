"""Suspensions of a contract, which the database keeps from overlapping, and their warnings."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import (
    ProviderRow,
    ends_after_start,
    indexed,
    not_negative,
    owned,
    points_to,
    positive,
)
from portal.models.types import Moment, Money


class Suspension(ProviderRow, Base):
    """Days without services; ``until`` is the first served day again, None while it is unknown.

    A break that was called off before it began has no day: it ends on its first one.

    ``order_number`` is that of the first order; ``waits_for`` the codes of the papers that were
    missing when it was given (FED-SUS-01), ``notified_on`` the day the recipient was told.
    """

    __tablename__ = "suspension"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("membership", "recorded_by_id"),
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        indexed("provider_id", "contract_id", "since"),
    )

    contract_id: Mapped[int]
    ground: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    order_number: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    waits_for: Mapped[list[str] | None] = mapped_column(JSON)
    notified_on: Mapped[date | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class SuspensionOrder(ProviderRow, Base):
    """An order about a suspension: the first begins it, each later one changes its days.

    Never changes. Orders from before there were papers have none.
    """

    __tablename__ = "suspension_order"
    __table_args__ = owned(
        points_to("suspension", "suspension_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("suspension_id", "sequence"),
        UniqueConstraint("provider_id", "number"),
        ends_after_start(),
        positive("sequence"),
    )

    suspension_id: Mapped[int]
    sequence: Mapped[int]
    number: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str]
    paper_id: Mapped[int | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class SuspensionWarning(ProviderRow, Base):
    """A written warning before a suspension: handed over when, for what, how much was owed then.

    One drawn by the portal has its paper, and no day until it is handed over. ``suspension_id`` is
    the break that followed, None while none has.
    """

    __tablename__ = "suspension_warning"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("suspension", "suspension_id"),
        points_to("stored_file", "file_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("suspension_id"),
        not_negative("debt"),
        indexed("provider_id", "contract_id"),
    )

    contract_id: Mapped[int]
    suspension_id: Mapped[int | None]
    ground: Mapped[str]
    debt: Mapped[Money]
    handed_on: Mapped[date | None]
    file_id: Mapped[int | None]
    paper_id: Mapped[int | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class SuspensionPaper(ProviderRow, Base):
    """A paper of the recipient's file that confirms a break (FED-SUS-03). Never changes."""

    __tablename__ = "suspension_paper"
    __table_args__ = owned(
        points_to("suspension", "suspension_id"),
        points_to("submitted_document", "document_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("suspension_id", "document_id"),
    )

    suspension_id: Mapped[int]
    document_id: Mapped[int]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class SuspensionEvent(ProviderRow, Base):
    """That what a break waited for has come: the recipient is back, the quarantine is lifted.

    The last word counts: a day put right takes the place of the earlier one.
    """

    __tablename__ = "suspension_event"
    __table_args__ = owned(
        points_to("suspension", "suspension_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("suspension_id"),
    )

    suspension_id: Mapped[int]
    happened_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
