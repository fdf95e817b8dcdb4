"""The later life of a programme: reviews asked for, completion marks, what was done at its end."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.endings import Handover
from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to, positive
from portal.models.types import JsonObject, Moment, choice


class ReviewOutcome(StrEnum):
    """What came of a review that was asked for."""

    OPEN = "open"
    NEW_PROGRAMME = "new_programme"
    UNCHANGED = "unchanged"

    @property
    def label(self) -> str:
        """The words for people."""
        return {"open": "ждём решения", "new_programme": "выдана новая программа"}.get(
            self, "программа осталась прежней"
        )


class ProgrammeReview(ProviderRow, Base):
    """A review that was asked for; the contract stays as it is until a new programme comes.

    ``inputs`` are what the region's application prints, frozen when it was written; the paper is
    drawn on first need. The four days are those of the authority's register (AST-REG-02).
    ``new_number`` and ``new_issued_on`` name a new programme that was issued after the person had
    gone with the old one, so that it is not presented here (AST-TRN-08).
    """

    __tablename__ = "programme_review"
    __table_args__ = owned(
        points_to("programme", "programme_id"),
        points_to("programme", "new_programme_id"),
        points_to("paper", "paper_id"),
        points_to("membership", "recorded_by_id"),
        CheckConstraint("(outcome = 'open') = (outcome_on IS NULL)", name="outcome_with_its_day"),
        CheckConstraint(
            "(outcome = 'new_programme') = "
            "(new_programme_id IS NOT NULL OR new_issued_on IS NOT NULL)",
            name="new_one_is_named",
        ),
        CheckConstraint(
            "new_programme_id IS NULL OR new_issued_on IS NULL",
            name="new_one_is_here_or_elsewhere",
        ),
        CheckConstraint(
            "(new_issued_on IS NULL) = (new_number = '')", name="new_number_with_its_day"
        ),
        indexed("provider_id", "programme_id"),
    )

    programme_id: Mapped[int]
    initiator: Mapped[str]
    reason: Mapped[str]
    asked_on: Mapped[date]
    expected_on: Mapped[date | None]
    outcome: Mapped[ReviewOutcome] = mapped_column(choice(ReviewOutcome, "outcome"))
    outcome_on: Mapped[date | None]
    new_programme_id: Mapped[int | None]
    new_number: Mapped[str] = mapped_column(default="")
    new_issued_on: Mapped[date | None]
    inputs: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    paper_id: Mapped[int | None]
    organisation_received_on: Mapped[date | None]
    ministry_received_on: Mapped[date | None]
    conditions_act_on: Mapped[date | None]
    conditions_act_received_on: Mapped[date | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class ProgrammeMark(ProviderRow, Base):
    """Whether a service of a programme was fulfilled, and why not (FED-IPP-08)."""

    __tablename__ = "programme_mark"
    __table_args__ = owned(
        points_to("programme", "programme_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("programme_id", "code"),
    )

    programme_id: Mapped[int]
    code: Mapped[str]
    mark: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class ProgrammeEnding(ProviderRow, Base):
    """What the provider did before a programme ended: one line a programme (AST-REG-03).

    ``notice_handed`` proves the notice, ``dispatch_number`` the conclusion's letter (AST-NOT-02).
    ``moved_to`` is the region the recipient moved to, with the programme in hand (FED-TRN-03).
    """

    __tablename__ = "programme_ending"
    __table_args__ = owned(
        points_to("programme", "programme_id"),
        points_to("paper", "notice_paper_id"),
        points_to("paper", "conclusion_paper_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("programme_id"),
        positive("copies"),
        CheckConstraint(
            "(conclusion_sent_on IS NULL) = (copies IS NULL)", name="sent_in_so_many_copies"
        ),
        CheckConstraint("(moved_on IS NULL) = (moved_to IS NULL)", name="moved_somewhere"),
    )

    programme_id: Mapped[int]
    notice_paper_id: Mapped[int | None]
    notice_delivered_on: Mapped[date | None]
    notice_handed: Mapped[Handover | None] = mapped_column(choice(Handover, "notice_handed"))
    conclusion_paper_id: Mapped[int | None]
    conclusion_sent_on: Mapped[date | None]
    dispatch_number: Mapped[str] = mapped_column(default="")
    copies: Mapped[int | None]
    receipt: Mapped[str] = mapped_column(default="")
    moved_on: Mapped[date | None]
    moved_to: Mapped[str | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper
