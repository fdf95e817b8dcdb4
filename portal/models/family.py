"""Families a department of prevention works with: the case, its people, steps and papers."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to, positive
from portal.models.types import Moment, choice


class FamilyRelation(StrEnum):
    """Who somebody is in a family."""

    CHILD = "child"
    PARENT = "parent"
    GUARDIAN = "guardian"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word for people."""
        return _RELATIONS[self]


_RELATIONS = {
    FamilyRelation.CHILD: "ребёнок",
    FamilyRelation.PARENT: "родитель",
    FamilyRelation.GUARDIAN: "опекун или попечитель",
    FamilyRelation.OTHER: "другой член семьи",
}


class FamilyCase(ProviderRow, Base):
    """Work with a family, from the first message until its file is kept (VLA-MIN-09).

    ``state`` is a state of the region's procedure, since the day ``state_since``. The file has its
    number from the step that opens it; ``ground`` and ``help_needed`` are what the head decided.
    ``specialist_id`` is who leads the family; NULL = anybody of the department.
    """

    __tablename__ = "family_case"
    __table_args__ = owned(
        points_to("department", "department_id"),
        points_to("membership", "specialist_id"),
        points_to("programme", "programme_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("provider_id", "year", "sequence"),
        positive("sequence"),
        CheckConstraint("(year IS NULL) = (sequence IS NULL)", name="file_number"),
        CheckConstraint("(ground IS NULL) = (help_needed IS NULL)", name="decided_as_a_whole"),
        indexed("provider_id", "state"),
    )

    department_id: Mapped[int]
    specialist_id: Mapped[int | None]
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    received_on: Mapped[date]
    sender: Mapped[str]
    channel: Mapped[str] = mapped_column(default="")
    circumstances: Mapped[str]
    state: Mapped[str]
    state_since: Mapped[date]
    ground: Mapped[str | None]
    help_needed: Mapped[bool | None]
    year: Mapped[int | None]
    sequence: Mapped[int | None]
    programme_id: Mapped[int | None]
    ended_by: Mapped[str | None]
    kept_at: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
    version: Mapped[int] = mapped_column()

    members: Mapped[list[FamilyMember]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="FamilyMember.position"
    )
    papers: Mapped[list[FamilyPaper]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="FamilyPaper.id"
    )
    steps: Mapped[list[FamilyStep]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="FamilyStep.position"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper

    @property
    def number(self) -> str | None:
        """The number of the file as it is written; None before it is opened."""
        return f"{self.sequence}/{self.year}" if self.sequence else None


class FamilyMember(ProviderRow, Base):
    """Somebody of a family: a recipient, or a person known by name only."""

    __tablename__ = "family_member"
    __table_args__ = owned(
        points_to("family_case", "case_id"),
        points_to("recipient", "recipient_id"),
        UniqueConstraint("case_id", "position"),
        UniqueConstraint("case_id", "recipient_id"),
        CheckConstraint("recipient_id IS NOT NULL OR name <> ''", name="known_by_name"),
        indexed("provider_id", "recipient_id"),
    )

    case_id: Mapped[int]
    position: Mapped[int]
    relation: Mapped[FamilyRelation] = mapped_column(choice(FamilyRelation, "relation"))
    recipient_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(default="")
    born: Mapped[date | None]
    occupation: Mapped[str] = mapped_column(default="")


class FamilyPaper(ProviderRow, Base):
    """A paper of the family's file, by its code in the region's list (VLA-DOC-07)."""

    __tablename__ = "family_paper"
    __table_args__ = owned(
        points_to("family_case", "case_id"),
        points_to("stored_file", "file_id"),
        points_to("membership", "recorded_by_id"),
        indexed("provider_id", "case_id"),
    )

    case_id: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    drawn_on: Mapped[date]
    file_id: Mapped[int | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class FamilyStep(ProviderRow, Base):
    """An arrow of the procedure that was taken, with what was said (VLA-MIN-09, VLA-SCH-06)."""

    __tablename__ = "family_step"
    __table_args__ = owned(
        points_to("family_case", "case_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("case_id", "position"),
    )

    case_id: Mapped[int]
    position: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    target: Mapped[str]
    day: Mapped[date]
    participants: Mapped[str] = mapped_column(default="")
    question: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
