"""New fees that somebody has worked out and the director has not decided on yet (FED-FEE-14)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, not_negative, owned, points_to
from portal.models.types import Moment, Money

_WAITING = text("decided_at IS NULL")


class FeeProposal(ProviderRow, Base):
    """A change of the fee by the provider alone, as prepared; one at a time for a contract.

    The figures are those that were shown; the decision holds only while they still come out so.
    ``amendment_id`` is the change the director made of it, ``decline_reason`` why there is none.
    """

    __tablename__ = "fee_proposal"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("amendment", "amendment_id"),
        points_to("membership", "prepared_by_id"),
        points_to("membership", "decided_by_id"),
        Index(
            "uq_fee_proposal_waiting",
            "provider_id",
            "contract_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        not_negative("before_fee"),
        not_negative("monthly_fee"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"
        ),
        CheckConstraint(
            "decided_at IS NULL OR (amendment_id IS NULL) = (decline_reason <> '')",
            name="decided_one_way",
        ),
        indexed("provider_id", "contract_id"),
    )

    contract_id: Mapped[int]
    ground: Mapped[str]
    ground_title: Mapped[str]
    since: Mapped[date]
    before_free: Mapped[bool]
    before_fee: Mapped[Money]
    free: Mapped[bool]
    monthly_fee: Mapped[Money]
    prepared_at: Mapped[Moment]
    prepared_by_id: Mapped[int]
    decided_at: Mapped[Moment | None]
    decided_by_id: Mapped[int | None]
    amendment_id: Mapped[int | None]
    decline_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper
