"""Twelve months of a family's income, as recorded on one day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.people import PopulationGroup, Relation
from portal.extensions import Base
from portal.models.tenancy import ProviderRow, first_day, indexed, not_negative, owned, points_to
from portal.models.types import Moment, Money, choice


class IncomeAssessment(ProviderRow, Base):
    """What the family earned, for an application of a day; a new one never overwrites the old."""

    __tablename__ = "income_assessment"
    __table_args__ = owned(
        points_to("recipient", "recipient_id"),
        indexed("provider_id", "recipient_id", "applied_on"),
    )

    recipient_id: Mapped[int]
    applied_on: Mapped[date]
    recorded_at: Mapped[Moment]
    population_group: Mapped[PopulationGroup | None] = mapped_column(
        choice(PopulationGroup, "population_group")
    )

    household: Mapped[list[HouseholdMember]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="HouseholdMember.position"
    )


class HouseholdMember(ProviderRow, Base):
    """One member of the family; the recipient herself stands first."""

    __tablename__ = "household_member"
    __table_args__ = owned(
        points_to("income_assessment", "assessment_id"),
        UniqueConstraint("assessment_id", "position"),
        not_negative("position"),
    )

    assessment_id: Mapped[int]
    position: Mapped[int]
    relation: Mapped[Relation] = mapped_column(choice(Relation, "relation"))
    name: Mapped[str | None]
    born: Mapped[date]
    student: Mapped[bool] = mapped_column(default=False)
    married: Mapped[bool] = mapped_column(default=False)

    incomes: Mapped[list[IncomeItem]] = relationship(
        cascade="all, delete-orphan", lazy="raise", order_by="IncomeItem.month, IncomeItem.kind"
    )


class IncomeItem(ProviderRow, Base):
    """Income of one kind in one month."""

    __tablename__ = "income_item"
    __table_args__ = owned(
        points_to("household_member", "member_id"),
        UniqueConstraint("member_id", "month", "kind"),
        first_day(),
        not_negative("amount"),
    )

    member_id: Mapped[int]
    month: Mapped[date]
    kind: Mapped[str] = mapped_column(default="pension")
    amount: Mapped[Money]
