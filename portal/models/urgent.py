"""Urgent help: a case, what was given in it, and its act. No programme, no contract, no fee."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.contract import Party
from portal.domain.information import QualityMark, Rater
from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to, positive
from portal.models.types import Moment, choice


class UrgentCase(ProviderRow, Base):
    """A case under the number that its act carries, in the register of urgent acts (VLA-URG-05).

    ``informant`` is who told of the person in need, and when it was is ``reported_at``. ``person``
    is a code of the law's list of those entitled. The act is drawn up once and signed by the
    recipient or a representative.
    """

    __tablename__ = "urgent_case"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("paper", "paper_id"),
        points_to("stored_file", "file_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("provider_id", "year", "sequence"),
        positive("sequence"),
        CheckConstraint("(paper_id IS NULL) = (drawn_on IS NULL)", name="drawn_with_its_paper"),
        CheckConstraint(
            "signed_on IS NULL OR (drawn_on IS NOT NULL AND signed_on >= drawn_on)",
            name="signed_after_drawn",
        ),
        indexed("provider_id", "recipient_id"),
        indexed("provider_id", "signed_on"),
    )

    recipient_id: Mapped[int]
    year: Mapped[int]
    sequence: Mapped[int]
    source: Mapped[str]
    informant: Mapped[str] = mapped_column(default="")
    reported_at: Mapped[Moment]
    person: Mapped[str | None]
    resident: Mapped[bool] = mapped_column(default=False)
    drawn_on: Mapped[date | None]
    paper_id: Mapped[int | None]
    signed_on: Mapped[date | None]
    party: Mapped[Party | None] = mapped_column(choice(Party, "party"))
    signer: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    version: Mapped[int] = mapped_column()

    lines: Mapped[list[UrgentLine]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="UrgentLine.position"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper

    @property
    def number(self) -> str:
        """The number as it is written."""
        return f"{self.sequence}/{self.year}"


class UrgentLine(ProviderRow, Base):
    """A service of a case: on which days it was given and how, or on which day refused."""

    __tablename__ = "urgent_line"
    __table_args__ = owned(
        points_to("urgent_case", "case_id"),
        UniqueConstraint("case_id", "position"),
        CheckConstraint("given_until >= given_on", name="days_in_order"),
    )

    case_id: Mapped[int]
    position: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    given_on: Mapped[date]
    given_until: Mapped[date]
    conditions: Mapped[str] = mapped_column(default="")
    refused_on: Mapped[date | None]


class UrgentRating(ProviderRow, Base):
    """What came of a case and on whose word it is judged; one a case (VLA-RGT-05).

    ``result`` is a code of the region's list, None where none of them was reached.
    """

    __tablename__ = "urgent_rating"
    __table_args__ = owned(
        points_to("urgent_case", "case_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("case_id"),
    )

    case_id: Mapped[int]
    result: Mapped[str | None]
    rater: Mapped[Rater] = mapped_column(choice(Rater, "rater"))
    rated_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    version: Mapped[int] = mapped_column()

    marks: Mapped[list[UrgentMark]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="UrgentMark.id"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class UrgentMark(ProviderRow, Base):
    """The mark of one criterion, by the region's code."""

    __tablename__ = "urgent_mark"
    __table_args__ = owned(
        points_to("urgent_rating", "rating_id"),
        UniqueConstraint("rating_id", "criterion"),
    )

    rating_id: Mapped[int]
    criterion: Mapped[str]
    mark: Mapped[QualityMark] = mapped_column(choice(QualityMark, "mark"))
