"""Pages of a list: fifty rows each, with the count of all."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select

Row = TypeVar("Row")
Statement = TypeVar("Statement", bound="Select[*tuple[Any, ...]]")
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows; ``number`` counts from 1, ``total`` counts the rows of every page."""

    rows: tuple[Row, ...]
    total: int
    number: int
    size: int = PAGE_SIZE

    @property
    def count(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the page's first row among all."""
        return (self.number - 1) * self.size + 1


def paged(statement: Statement, number: int, size: int = PAGE_SIZE) -> Statement:
    """The statement cut to one page."""
    return statement.limit(size).offset((max(number, 1) - 1) * size)
