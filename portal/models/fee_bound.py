"""What else is spent of a bound of the fee: how a provider reads it, what was billed elsewhere."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.fee_rules import CapPeriod
from portal.extensions import Base
from portal.models.tenancy import ProviderRow, first_day, owned, points_to, positive
from portal.models.types import Moment, Money, choice


class FeeSetting(ProviderRow, Base):
    """Over what a provider spends the bound of a course; no row = as the region reads it."""

    __tablename__ = "fee_setting"
    __table_args__ = owned(
        points_to("membership", "changed_by_id"),
        UniqueConstraint("provider_id"),
    )

    cap_period: Mapped[CapPeriod] = mapped_column(choice(CapPeriod, "cap_period"))
    changed_at: Mapped[Moment]
    changed_by_id: Mapped[int]


class FormerBill(ProviderRow, Base):
    """What another provider billed for the month a recipient came from it, by its certificate."""

    __tablename__ = "former_bill"
    __table_args__ = owned(
        points_to("contract", "contract_id"),
        points_to("membership", "recorded_by_id"),
        UniqueConstraint("contract_id", "month"),
        first_day(),
        positive("amount"),
        CheckConstraint("certificate_number <> ''", name="certificate_number_given"),
    )

    contract_id: Mapped[int]
    month: Mapped[date]
    amount: Mapped[Money]
    provider_name: Mapped[str]
    certificate_number: Mapped[str]
    certificate_on: Mapped[date]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int]
