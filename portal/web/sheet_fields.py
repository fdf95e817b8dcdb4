"""Fields of a region's paper as fields of a form: a line each, tables row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, ValidationError

from portal.domain.printed_forms import FieldKind, FormField
from portal.usecases.queries.programme_content import SheetView
from portal.usecases.recorded_sheets import REFUSALS, Sheet
from portal.web.clock import today
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    Text,
    drafted_for,
    parse_day,
)

FEWEST_ROWS, FREE_ROWS = 3, 2
LONGEST_CELL = 500
YES = "да"
_DAY = "%d.%m.%Y"
_LONG = frozenset(
    {
        "circumstances",
        "living_conditions_family",
        "income",
        "housing",
        "conclusion",
        "findings",
        "relatives_help",
        "reason",
        "other_documents",
        "draft_order",
        "contract_order",
    }
)
_OFFERED: Mapping[str, tuple[str, ...]] = {
    "first_or_repeat": ("впервые", "повторно"),
    "data_consent": ("согласен", "не согласен"),
    "disability_group": ("I", "II", "III", "ребёнок-инвалид"),
    "housing_owner": ("частное", "государственное", "муниципальное", "ведомственное"),
    "privatised": ("приватизированное", "неприватизированное"),
    "self_care": (
        "передвигается свободно по городу",
        "передвигается в пределах района проживания",
        "передвигается только в пределах жилья",
        "передвигается только с посторонней помощью",
    ),
}
"""The words between which the papers themselves choose."""


@dataclass(frozen=True, slots=True)
class TableInputs:
    """A table of the paper: its columns that are typed, and a field for each cell."""

    field: FormField
    columns: tuple[str, ...]
    rows: tuple[tuple[Field, ...], ...]


@dataclass(frozen=True, slots=True)
class SheetInputs:
    """The fields of one paper, in the order of its form."""

    lines: tuple[tuple[FormField, Field], ...]
    tables: tuple[TableInputs, ...]

    def paths(self) -> Mapping[str, str]:
        """Names of the form by the codes of the paper's fields."""
        rows = {one.field.code: one.rows[0][0].name for one in self.tables}
        return {**{one.code: typed.name for one, typed in self.lines}, **rows}

    def sheet(self) -> Sheet:
        """What was typed."""
        return Sheet(
            {one.code: _text(typed) for one, typed in self.lines},
            {
                one.field.code: tuple(tuple(_text(cell) for cell in row) for row in one.rows)
                for one in self.tables
            },
        )


class SheetForm(PortalForm):
    """A form that asks for fields of papers; which ones, the region's forms say."""

    more_names: tuple[str, ...] = ("paper", "decision")

    @property
    def typed_or_none(self) -> MultiDict[str, str] | None:
        """What was posted or drafted; None on a page that is opened, where records fill it."""
        return drafted_for(self) or (request.form if self.is_submitted() else None)

    def ask_sheet(self, prefix: str, view: SheetView) -> SheetInputs:
        """Add the fields of a paper under names that begin with ``prefix``."""
        typed = self.typed_or_none
        plain = (one for one in view.fields if one.kind is not FieldKind.TABLE)
        lines = tuple(
            (one, self.add(f"{prefix}-{one.code}", _line(one, view.sheet), typed)) for one in plain
        )
        tables = tuple(
            self._table(prefix, one, view.sheet, typed)
            for one in view.fields
            if one.kind is FieldKind.TABLE
        )
        return SheetInputs(lines, tables)

    def _table(self, prefix: str, one: FormField, sheet: Sheet, typed: object) -> TableInputs:
        columns = tuple(name for name in one.columns if "одпись" not in name)
        kept = sheet.tables.get(one.code, ())
        count = max(FEWEST_ROWS, len(kept) + FREE_ROWS)
        rows = tuple(
            tuple(
                self.add(
                    f"{prefix}-{one.code}-{number}-{place}",
                    Line(
                        f"{title}, строка {number + 1}",
                        longest=LONGEST_CELL,
                        validators=[OPTIONAL, *_day_of_refusal(one, title)],
                        default=_cell(kept, number, place),
                    ),
                    typed,
                )
                for place, title in enumerate(columns)
            )
            for number in range(count)
        )
        return TableInputs(one, columns, rows)


def _line(one: FormField, sheet: Sheet) -> object:
    """The field of a form for a field of the paper, with what is recorded."""
    kept = sheet.values.get(one.code, "")
    if one.kind is FieldKind.CHECKBOX:
        return BooleanField(one.title, default=bool(kept))
    if words := _OFFERED.get(one.code):
        offered = [("", "—"), *((word, word) for word in words)]
        return Choice(one.title, choices=offered, default=kept, validators=[OPTIONAL])
    if one.kind is FieldKind.DATE:
        day = parse_day(kept) if kept else None
        return DateField(one.title, default=day, validators=[OPTIONAL])
    field = Text if one.code in _LONG else Line
    return field(one.title, validators=[OPTIONAL], default=kept)


def _day_of_refusal(one: FormField, title: str) -> tuple[Callable[[object, Field], None], ...]:
    """The column with the day of a refusal takes a day that there is; others are copied freely."""
    return (_past_day,) if one.code == REFUSALS and title.startswith("Дата") else ()


def _past_day(_form: object, cell: Field) -> None:
    """Raise ValidationError for what is no day, or is one to come: a refusal is signed already."""
    if parse_day(cell.data) > today():
        raise ValidationError("Этот день ещё не наступил. Проверьте по бумаге")


def _cell(rows: tuple[tuple[str, ...], ...], number: int, place: int) -> str:
    row = rows[number] if number < len(rows) else ()
    return row[place] if place < len(row) else ""


def _text(field: Field) -> str:
    """What stands in a field, as the paper writes it."""
    data = field.data
    if isinstance(data, bool):
        return YES if data else ""
    return f"{data:{_DAY}}" if hasattr(data, "strftime") else str(data or "")
