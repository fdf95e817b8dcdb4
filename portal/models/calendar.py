"""Years of the working calendar that an administrator adds to those shipped with the portal."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.calendar_year import DayKind
from portal.extensions import Base
from portal.models.types import Moment, choice

_CURRENT = text("replaced_at IS NULL")


class AddedYear(Base):
    """One year of a region with the decree behind it; a correction replaces it, nothing is lost."""

    __tablename__ = "calendar_year"
    __table_args__ = (
        Index(
            "uq_calendar_year_current",
            "region_code",
            "year",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        CheckConstraint("act <> ''", name="act_given"),
        CheckConstraint("year BETWEEN 2015 AND 2100", name="year_possible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str]
    year: Mapped[int]
    act: Mapped[str]
    checked_on: Mapped[date]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[Moment]
    replaced_at: Mapped[Moment | None]

    days: Mapped[list[CalendarDay]] = relationship(lazy="raise", order_by="CalendarDay.day")

    def __repr__(self) -> str:
        return f"<AddedYear {self.region_code} {self.year}>"


class CalendarDay(Base):
    """A day of an added year that differs from its weekday."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("calendar_year_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_year_id: Mapped[int] = mapped_column(ForeignKey("calendar_year.id"))
    day: Mapped[date]
    kind: Mapped[DayKind] = mapped_column(choice(DayKind, "kind"))
