"""What makes a table a provider's: its column, and keys that cannot leave the provider."""

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from portal.models.types import FirstDay


class ProviderRow:
    """A row of one provider; other rows point at it by provider and id together."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), sort_order=-1)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} of provider {self.provider_id}>"


def owned(*items: SchemaItem) -> tuple[SchemaItem, ...]:
    """The table arguments of a provider's table: the key that others point at, and its own."""
    return (UniqueConstraint("provider_id", "id"), *items)


def points_to(table: str, column: str, *, cycle: bool = False) -> ForeignKeyConstraint:
    """A key into ``table`` that stays within the provider.

    ``cycle`` marks one of two tables that point at each other: PostgreSQL gets it afterwards.
    """
    return ForeignKeyConstraint(
        ["provider_id", column],
        [f"{table}.provider_id", f"{table}.id"],
        use_alter=cycle,
    )


def indexed(*columns: str) -> Index:
    """An index whose name follows from its columns."""
    return Index(None, *columns)


def not_negative(column: str) -> CheckConstraint:
    """Zero or more."""
    return CheckConstraint(f"{column} >= 0", name=f"{column}_not_negative")


def positive(column: str) -> CheckConstraint:
    """More than zero."""
    return CheckConstraint(f"{column} > 0", name=f"{column}_positive")


def first_day(column: str = "month") -> CheckConstraint:
    """A month is written as its first day."""
    return CheckConstraint(FirstDay(column), name=f"{column}_is_first_day")


def ends_after_start(start: str = "since", end: str = "until") -> CheckConstraint:
    """``end`` is exclusive, so even a single day has a later end."""
    return CheckConstraint(f"{end} IS NULL OR {end} > {start}", name=f"{end}_after_{start}")
