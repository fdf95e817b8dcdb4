"""The pages of a list as the macro ``pager`` prints them; the filter stays in the address."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from portal.usecases.queries.paging import Page

NEIGHBOURS = 2
LARGEST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page this is, of how many, and the numbers of its neighbours."""

    number: int
    pages: int

    @property
    def around(self) -> tuple[int, ...]:
        """The page itself and its neighbours, the first and the last always among them."""
        near = range(self.number - NEIGHBOURS, self.number + NEIGHBOURS + 1)
        known = {1, self.pages, *(number for number in near if 1 <= number <= self.pages)}
        return tuple(sorted(known))

    def url(self, number: int) -> str:
        """The address of another page of the same list."""
        kept: dict[str, Any] = {
            name: value for name, value in request.args.items() if name != "page"
        }
        if number > 1:
            kept["page"] = str(number)
        return url_for(request.endpoint or "", **(request.view_args or {}), **kept)


def page_number() -> int:
    """The page asked for; anything but a whole number from 1 on is the first."""
    text = request.args.get("page", "")
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(LARGEST_PAGE)):
        return 1
    return min(max(int(text), 1), LARGEST_PAGE)


def pages_of(page: Page[Any]) -> Pages:
    """The pager of a page of rows."""
    return Pages(number=page.number, pages=page.count)
