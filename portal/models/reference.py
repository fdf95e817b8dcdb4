"""Reference values that an administrator adds to those shipped with a region."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.people import PopulationGroup
from portal.extensions import Base
from portal.models.tenancy import indexed, not_negative
from portal.models.types import Moment, Volume, choice


class ReferenceValue(Base):
    """A value of a region from a day on, with the act behind it.

    ``amount`` may be a factor as well as rubles, so it is kept in thousandths: a
    multiplier of one and a half is 1500 (FED-FEE-03).
    """

    __tablename__ = "reference_value"
    __table_args__ = (
        not_negative("amount"),
        CheckConstraint("act <> ''", name="act_given"),
        CheckConstraint(
            "key <> 'threshold_multiplier' OR amount >= 1500", name="multiplier_not_below_law"
        ),
        indexed("region_code", "key", "since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str]
    key: Mapped[str]
    group: Mapped[PopulationGroup | None] = mapped_column(choice(PopulationGroup, "group"))
    amount: Mapped[Volume]
    since: Mapped[date]
    citation_rule: Mapped[str | None]
    act: Mapped[str]
    checked_on: Mapped[date]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[Moment]

    def __repr__(self) -> str:
        return f"<ReferenceValue {self.region_code} {self.key} {self.since}>"
