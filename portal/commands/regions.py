"""``portal regions``: which regions are installed."""

from __future__ import annotations

from collections.abc import Iterable

from portal.commands.answers import as_line
from portal.regions.registry import Region, discover

_HEADINGS = ("Код", "Регион", "Орган", "Актов")


def list_regions(*, as_json: bool) -> str:
    """The installed regions: a table for people, or one JSON object a line."""
    regions = tuple(discover().values())
    if as_json:
        return "".join(as_line(_facts(region)).decode() for region in regions)
    if not regions:
        return "Ни один регион не установлен.\n"
    return _table([_HEADINGS, *(_row(region) for region in regions)])


def _facts(region: Region) -> dict[str, object]:
    identity = region.identity
    return {
        "code": identity.code,
        "name": identity.name,
        "authority": identity.authority,
        "acts": len(identity.acts),
    }


def _row(region: Region) -> tuple[str, ...]:
    return tuple(str(value) for value in _facts(region).values())


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    columns = list(zip(*rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in zip(*columns, strict=True)
    )
