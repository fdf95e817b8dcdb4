"""Tables that regions ship as TOML: reference values and catalogues.

The head of a file names the act, the clause and the day it was checked on; an error names the file
and the row.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from importlib.resources import files
from typing import Any, TypeVar

from portal.domain.catalogue import Form, Kind, ServiceCatalogue, ServiceItem
from portal.domain.law import Citation
from portal.domain.people import PopulationGroup
from portal.domain.printed_forms import FieldKind, FormField, Needed
from portal.domain.reference import ReferenceValue
from portal.regions.errors import RegionError

Row = Mapping[str, Any]
Word = TypeVar("Word", bound=StrEnum)


def load_reference_values(package: str, name: str) -> tuple[ReferenceValue, ...]:
    """The rows of ``value``: key, optional group, amount as a string.

    ``since``, ``rule``, ``act``, ``unit``, ``checked_on`` and ``verify`` stand in the head and may
    be overridden in a row. Raises RegionError naming file and row.
    """
    head, rows = _read(package, name, "value")
    return tuple(
        ReferenceValue(
            key=_text(row, "key", name, index),
            group=_one_of(PopulationGroup, row, "group", f"{name}, row {index}")
            if "group" in row
            else None,
            amount=_amount(row, name, index),
            since=_day({**head, **row}, "since", name, index),
            citation=_citation({**head, **row}, name, index),
            checked_on=_day({**head, **row}, "checked_on", name, index),
        )
        for index, row in enumerate(rows, start=1)
    )


def load_catalogue(package: str, name: str) -> ServiceCatalogue:
    """The rows of ``[[service]]``: code, title, kind, form, unit_title, optional department.

    ``fractional = true`` stands where the unit can be split, as an hour can.
    Raises RegionError naming file and row.
    """
    head, rows = _read(package, name, "service")
    items = tuple(
        ServiceItem(
            code=_text(row, "code", name, index),
            title=_text(row, "title", name, index),
            kind=_one_of(Kind, row, "kind", f"{name}, row {index}"),
            form=_one_of(Form, {**head, **row}, "form", f"{name}, row {index}"),
            unit_title=_text({**head, **row}, "unit_title", name, index),
            citation=_citation({**head, **row}, name, index),
            unit_code={**head, **row}.get("unit_code"),
            fractional=_flag({**head, **row}, "fractional", name, index),
        )
        for index, row in enumerate(rows, start=1)
    )
    return ServiceCatalogue(items)


def load_form_fields(package: str, name: str) -> tuple[FormField, ...]:
    """The rows of ``[[field]]``: n, code, title, kind, needed, optional columns and rows.

    Raises RegionError naming file and row.
    """
    _, rows = _read(package, name, "field")
    return tuple(
        FormField(
            n=_text(row, "n", name, index),
            code=_text(row, "code", name, index),
            title=_text(row, "title", name, index),
            kind=_one_of(FieldKind, row, "kind", f"{name}, row {index}"),
            needed=_one_of(Needed, row, "needed", f"{name}, row {index}"),
            columns=tuple(row.get("columns", ())),
            rows=tuple(row.get("rows", ())),
        )
        for index, row in enumerate(rows, start=1)
    )


def _read(package: str, name: str, table: str) -> tuple[Row, Sequence[Row]]:
    resource = files(package).joinpath("data").joinpath(name)
    try:
        content = tomllib.loads(resource.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RegionError(f"{package}: data/{name}: {error}") from error
    rows = content.pop(table, [])
    if not rows:
        raise RegionError(f"{package}: data/{name}: no [[{table}]] rows")
    return content, rows


def _text(row: Row, key: str, name: str, index: int) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value:
        raise RegionError(f"data/{name}, row {index}: «{key}» is missing or not a text")
    return value


def _flag(row: Row, key: str, name: str, index: int) -> bool:
    value = row.get(key, False)
    if not isinstance(value, bool):
        raise RegionError(f"data/{name}, row {index}: «{key}» is neither true nor false")
    return value


def _one_of(kind: type[Word], row: Row, key: str, place: str) -> Word:
    try:
        return kind(str(row.get(key)))
    except ValueError as error:
        words = ", ".join(kind)
        raise RegionError(f"data/{place}: «{key}» is none of {words}") from error


def _day(row: Row, key: str, name: str, index: int) -> date:
    value = row.get(key)
    if not isinstance(value, date):
        raise RegionError(f"data/{name}, row {index}: «{key}» is missing or not a date")
    return value


def _amount(row: Row, name: str, index: int) -> Decimal:
    try:
        return Decimal(_text(row, "amount", name, index))
    except InvalidOperation as error:
        raise RegionError(f"data/{name}, row {index}: «amount» is not a number") from error


def _citation(row: Row, name: str, index: int) -> Citation:
    return Citation(
        rule=_text(row, "rule", name, index),
        act=_text(row, "act", name, index),
        unit=_text(row, "unit", name, index),
        note=str(row.get("note", "")),
        verify=bool(row.get("verify", False)),
    )
