"""Numbers of rows in addresses: what no database can hold names nothing."""

from typing import Any

from flask import Flask, request
from werkzeug.routing import IntegerConverter

from portal.domain.violations import NotFound

LARGEST_ROW = 2**31 - 1


class RowConverter(IntegerConverter):
    """``<int:…>`` that stops at the largest number of a row: beyond it the answer is 404."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max", LARGEST_ROW)
        super().__init__(*args, **kwargs)


def init_app(app: Flask) -> None:
    """Use it for every route; call before the first one is registered."""
    app.url_map.converters["int"] = RowConverter


def row_named(name: str) -> int | None:
    """The row that a parameter of the address names; None where the address has none.

    Raises NotFound for what no row can be called.
    """
    typed = request.args.get(name, "")
    if not typed:
        return None
    fits = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(LARGEST_ROW))
    if not fits or int(typed) > LARGEST_ROW:
        raise NotFound
    return int(typed)
