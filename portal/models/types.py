"""Column types: how money, moments, quantities and choices are kept."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator

from portal.domain.money import rubles

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler

JsonObject = dict[str, object]
JsonList = list[dict[str, object]]

_THOUSAND = Decimal(1000)


class Kopecks(TypeDecorator[Decimal]):
    """Rubles as Decimal with two places in Python, whole kopecks in the database.

    SQLite has no exact decimal. Sums of such a column are rubles again.
    """

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int(rubles(value).scaleb(2))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        # PostgreSQL sums whole numbers into a numeric, hence int() first.
        return None if value is None else Decimal(int(value)).scaleb(-2)


class Quantity(TypeDecorator[Decimal]):
    """A Decimal of at most three places, kept as whole thousandths: volumes, factors."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        thousandths = Decimal(value) * _THOUSAND
        if thousandths != int(thousandths):
            raise ValueError(f"{value} has more than three decimal places")
        return int(thousandths)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)) / _THOUSAND


class UtcMoment(TypeDecorator[datetime]):
    """An aware moment, always UTC; SQLite keeps it without the zone, as it can keep no other."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(kind: type[StrEnum], column: str) -> sa.Enum:
    """A string column that the database itself keeps within the values of ``kind``."""
    return sa.Enum(
        kind,
        name=column,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class FirstDay(sa.ColumnElement[bool]):
    """True when a date column holds the first day of a month: how a month is written everywhere."""

    inherit_cache = True

    def __init__(self, column: str) -> None:
        self.column = column


@compiles(FirstDay)
def _first_day(element: FirstDay, compiler: SQLCompiler, **_options: object) -> str:
    return f"extract(day from {element.column}) = 1"


@compiles(FirstDay, "sqlite")
def _first_day_on_sqlite(element: FirstDay, compiler: SQLCompiler, **_options: object) -> str:
    return f"strftime('%d', {element.column}) = '01'"


Money = Annotated[Decimal, mapped_column(Kopecks())]
Moment = Annotated[datetime, mapped_column(UtcMoment())]
Volume = Annotated[Decimal, mapped_column(Quantity())]
