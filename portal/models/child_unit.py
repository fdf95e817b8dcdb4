"""What departments for children record: lessons, decisions, files, things, placement, work."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, owned, points_to, positive
from portal.models.types import Moment


class LessonTime(ProviderRow, Base):
    """How a child learns from ``since`` on, until a later row; Monday is 0 (VLA-SCH-02).

    Without hours the child has no lessons: a preschool child, a schoolchild in the holidays.
    """

    __tablename__ = "lesson_time"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("recipient_id", "since"),
        CheckConstraint(
            "(begins_at IS NULL) = (ends_at IS NULL) AND (ends_at IS NULL OR ends_at > begins_at)",
            name="ends_after_begins",
        ),
    )

    recipient_id: Mapped[int]
    since: Mapped[date]
    mode: Mapped[str]
    weekdays: Mapped[list[int]] = mapped_column(JSON)
    begins_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class CouncilDecision(ProviderRow, Base):
    """A course as the council has fixed it; never changed, a later decision counts (VLA-SCH-03)."""

    __tablename__ = "council_decision"
    __table_args__ = owned(
        points_to("programme", "programme_id"),
        points_to("membership", "recorded_by_id"),
        CheckConstraint("minutes_number <> ''", name="minutes_given"),
        CheckConstraint("course_to >= course_from", name="course_to_after_from"),
        indexed("provider_id", "programme_id"),
    )

    programme_id: Mapped[int]
    minutes_number: Mapped[str]
    held_on: Mapped[date]
    course_from: Mapped[date]
    course_to: Mapped[date]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class StruckDecision(ProviderRow, Base):
    """A decision of the council that was recorded by mistake: by whom, when and why (VLA-SCH-03).

    The decision itself stays; nothing counts on it any more.
    """

    __tablename__ = "struck_decision"
    __table_args__ = owned(
        points_to("council_decision", "decision_id"),
        points_to("membership", "struck_by_id"),
        UniqueConstraint("decision_id"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )

    decision_id: Mapped[int]
    struck_on: Mapped[date]
    reason: Mapped[str]
    struck_at: Mapped[Moment]
    struck_by_id: Mapped[int]


class ChildFile(ProviderRow, Base):
    """The personal file of a child in a department: one, whatever the contracts (VLA-REG-01)."""

    __tablename__ = "child_file"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        UniqueConstraint("recipient_id", "unit_code"),
        UniqueConstraint("provider_id", "year", "sequence"),
        positive("sequence"),
    )

    recipient_id: Mapped[int]
    unit_code: Mapped[str]
    year: Mapped[int]
    sequence: Mapped[int]
    opened_on: Mapped[date]

    @property
    def number(self) -> str:
        """The number as it is written."""
        return f"{self.sequence}/{self.year}"


class ChildPlacement(ProviderRow, Base):
    """How a stay without a fixed length was brought to an end (VLA-SCH-05)."""

    __tablename__ = "child_placement"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("membership", "recorded_by_id"),
        indexed("provider_id", "recipient_id"),
    )

    recipient_id: Mapped[int]
    end: Mapped[str]
    settled_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    struck_at: Mapped[Moment | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class IssuedItem(ProviderRow, Base):
    """Clothes, shoes or other kit given to a child, by size and season (VLA-MIN-04)."""

    __tablename__ = "issued_item"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        points_to("membership", "recorded_by_id"),
        CheckConstraint("title <> ''", name="title_given"),
        positive("quantity"),
        indexed("provider_id", "recipient_id"),
    )

    recipient_id: Mapped[int]
    item: Mapped[str]
    title: Mapped[str]
    size: Mapped[str]
    season: Mapped[str]
    quantity: Mapped[int]
    issued_on: Mapped[date]
    struck_at: Mapped[Moment | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class UnitActivity(ProviderRow, Base):
    """What a department did beside the services, under a task of its order (VLA-MIN-07)."""

    __tablename__ = "unit_activity"
    __table_args__ = owned(
        points_to("department", "department_id"),
        points_to("membership", "recorded_by_id"),
        CheckConstraint("about <> ''", name="about_given"),
        CheckConstraint("people >= 0", name="people_not_negative"),
        indexed("provider_id", "department_id", "day"),
    )

    department_id: Mapped[int]
    task: Mapped[str]
    day: Mapped[date]
    about: Mapped[str]
    people: Mapped[int]
    struck_at: Mapped[Moment | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]


class UnitNorms(ProviderRow, Base):
    """The norms of maintenance from a day on, with the act that sets them (VLA-MIN-05).

    ``code`` is the kind of maintenance; ``lines`` are what and how much, in the words of the act.
    """

    __tablename__ = "unit_norms"
    __table_args__ = owned(
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("provider_id", "code", "since"),
        CheckConstraint("act <> ''", name="act_given"),
    )

    code: Mapped[str]
    since: Mapped[date]
    act: Mapped[str]
    lines: Mapped[list[str]] = mapped_column(JSON)
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
