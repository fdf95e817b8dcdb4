"""What happens to an issued act: claims of the recipient, corrections by the provider."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, not_negative, owned, points_to, positive
from portal.models.types import JsonList, Moment, Money, choice


class ClaimState(StrEnum):
    """What was answered to a claim."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """The word for people."""
        return {"open": "ждёт ответа", "accepted": "принято"}.get(self, "отклонено")


class ActClaim(ProviderRow, Base):
    """What the recipient demands for a badly given service of an act (FED-RGT-06).

    ``position`` is the line it is about, None for the whole act; ``claim`` a code of the law.
    """

    __tablename__ = "act_claim"
    __table_args__ = owned(
        points_to("act", "act_id"),
        points_to("membership", "recorded_by_id"),
        CheckConstraint("(state = 'open') = (answered_on IS NULL)", name="answered_with_its_day"),
        indexed("provider_id", "act_id"),
        indexed("provider_id", "state"),
    )

    act_id: Mapped[int]
    position: Mapped[int | None]
    claim: Mapped[str]
    title: Mapped[str]
    details: Mapped[str] = mapped_column(default="")
    claimed_on: Mapped[date]
    state: Mapped[ClaimState] = mapped_column(choice(ClaimState, "state"))
    answer: Mapped[str] = mapped_column(default="")
    answered_on: Mapped[date | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class ActCorrection(ProviderRow, Base):
    """A paper beside an act that says what holds instead; the act's own paper never changes."""

    __tablename__ = "act_correction"
    __table_args__ = owned(
        points_to("act", "act_id"),
        points_to("act_claim", "claim_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("act_id", "sequence"),
        positive("sequence"),
        not_negative("cost"),
        not_negative("payable"),
    )

    act_id: Mapped[int]
    claim_id: Mapped[int | None]
    sequence: Mapped[int]
    drawn_on: Mapped[date]
    reason: Mapped[str]
    cost_before: Mapped[Money]
    cost: Mapped[Money]
    payable_before: Mapped[Money]
    payable: Mapped[Money]
    lines: Mapped[JsonList] = mapped_column(JSON, default=list)
    explanation: Mapped[JsonList] = mapped_column(JSON, default=list)
    paper_id: Mapped[int | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
