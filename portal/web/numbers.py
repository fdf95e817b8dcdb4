"""Numbers of rows in addresses: what no database can hold names nothing."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST_ROW = 2**31 - 1


class RowConverter(IntegerConverter):
    """``<int:…>`` that stops at the largest number of a row: beyond it the answer is 404."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max", LARGEST_ROW)
        super().__init__(*args, **kwargs)


def init_app(app: Flask) -> None:
    """Use it for every route; call before the first one is registered."""
    app.url_map.converters["int"] = RowConverter
