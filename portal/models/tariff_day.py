"""A day on which tariffs and limits change: its draft values, and what they do to every contract.

The values are a draft until the day is set; the rows of contracts are a rehearsal that can be made
anew at any time. What is in force stands in ``reference_value`` and ``contract_terms``.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.people import PopulationGroup
from portal.extensions import Base
from portal.models.tenancy import ProviderRow, indexed, not_negative, owned, points_to, positive
from portal.models.types import Moment, Money, Volume, choice

_OF_A_GROUP = text('"group" IS NOT NULL')
_OF_NO_GROUP = text('"group" IS NULL')
_IS_SET = text("state = 'set'")


class TariffDayState(StrEnum):
    """Where a tariff day stands."""

    DRAFT = "draft"
    SET = "set"

    @property
    def label(self) -> str:
        """The word for people."""
        return "черновик" if self is TariffDayState.DRAFT else "назначен"


class TariffDay(ProviderRow, Base):
    """The day, the act behind its values, and when it was rehearsed and set."""

    __tablename__ = "tariff_day"
    __table_args__ = owned(
        points_to("membership", "created_by_id"),
        points_to("membership", "set_by_id"),
        CheckConstraint("act <> ''", name="act_given"),
        positive("factor"),
        CheckConstraint("(state = 'set') = (set_at IS NOT NULL)", name="set_with_its_moment"),
        Index(
            "uq_tariff_day_set_since",
            "provider_id",
            "since",
            unique=True,
            sqlite_where=_IS_SET,
            postgresql_where=_IS_SET,
        ),
    )

    since: Mapped[date]
    act: Mapped[str]
    factor: Mapped[Volume | None]
    state: Mapped[TariffDayState] = mapped_column(choice(TariffDayState, "state"))
    created_at: Mapped[Moment]
    created_by_id: Mapped[int]
    rehearsed_at: Mapped[Moment | None]
    set_at: Mapped[Moment | None]
    set_by_id: Mapped[int | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by the mapper


class TariffDayValue(ProviderRow, Base):
    """One value of the draft: a tariff, a minimum of a group, or the multiplier."""

    __tablename__ = "tariff_day_value"
    __table_args__ = owned(
        points_to("tariff_day", "tariff_day_id"),
        positive("amount"),
        Index(
            "uq_tariff_day_value_key",
            "tariff_day_id",
            "key",
            unique=True,
            sqlite_where=_OF_NO_GROUP,
            postgresql_where=_OF_NO_GROUP,
        ),
        Index(
            "uq_tariff_day_value_key_group",
            "tariff_day_id",
            "key",
            "group",
            unique=True,
            sqlite_where=_OF_A_GROUP,
            postgresql_where=_OF_A_GROUP,
        ),
    )

    tariff_day_id: Mapped[int]
    key: Mapped[str]
    group: Mapped[PopulationGroup | None] = mapped_column(choice(PopulationGroup, "group"))
    amount: Mapped[Volume]


class TariffDayContract(ProviderRow, Base):
    """What the day does to one contract; without a fee after it, ``problem`` says why."""

    __tablename__ = "tariff_day_contract"
    __table_args__ = owned(
        points_to("tariff_day", "tariff_day_id"),
        points_to("contract", "contract_id"),
        UniqueConstraint("tariff_day_id", "contract_id"),
        not_negative("fee_before"),
        not_negative("fee_after"),
        CheckConstraint("(fee_after IS NULL) = (problem <> '')", name="fee_or_problem"),
        indexed("tariff_day_id", "difference"),
    )

    tariff_day_id: Mapped[int]
    contract_id: Mapped[int]
    free_before: Mapped[bool]
    fee_before: Mapped[Money]
    free_after: Mapped[bool | None]
    fee_after: Mapped[Money | None]
    difference: Mapped[Money | None]
    by_tariffs: Mapped[bool]
    by_threshold: Mapped[bool]
    needs_agreement: Mapped[bool]
    problem: Mapped[str]
