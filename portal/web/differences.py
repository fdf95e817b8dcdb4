"""What a reader typed beside what is recorded by now: nobody's edit is lost without being seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import BooleanField, Field, FileField, FormField, HiddenField, PasswordField
from wtforms.fields import FieldList, SelectField
from wtforms.widgets import HiddenInput

from portal.web.filters import day
from portal.web.forms import PortalForm

NOTHING = "—"
_KEPT_ASIDE = (HiddenField, PasswordField, FileField)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in two versions: what is recorded now, and what the reader typed."""

    title: str
    recorded: str
    typed: str


def differences(form: PortalForm, recorded: PortalForm) -> tuple[Difference, ...]:
    """Where the reader's input is not what the same form holds when it is filled from the record.

    Hidden fields, passwords and files are left out: nobody reads them.
    """
    typed, known = dict(_values(form)), dict(_values(recorded))
    return tuple(
        Difference(title, known.get(title, NOTHING), typed.get(title, NOTHING))
        for title in {**typed, **known}
        if known.get(title, NOTHING) != typed.get(title, NOTHING)
    )


def typed_values(form: PortalForm) -> tuple[tuple[str, str], ...]:
    """What was typed, in the order of the form, for a page that has no record to compare with."""
    return tuple((title, value) for title, value in _values(form) if value != NOTHING)


def _values(fields: Any, title: str = "") -> Iterator[tuple[str, str]]:
    for field in fields:
        if isinstance(field, FormField):
            yield from _values(field, f"{title}{field.label.text}: ")
        elif isinstance(field, FieldList):
            for number, part in enumerate(field, start=1):
                yield from _values(part, f"{title}{field.label.text}, {number}: ")
        elif not _is_kept_aside(field):
            yield f"{title}{field.label.text}", _words(field)


def _is_kept_aside(field: Field) -> bool:
    return isinstance(field, _KEPT_ASIDE) or isinstance(field.widget, HiddenInput)


def _words(field: Field) -> str:
    if isinstance(field, BooleanField):
        return "да" if field.data else "нет"
    if isinstance(field, SelectField):
        chosen = (str(option[1]) for option in field.iter_choices() if option[0] and option[2])
        return ", ".join(chosen) or NOTHING
    if isinstance(field.data, date):
        return day(field.data)
    text = field._value() if hasattr(field, "_value") else field.data
    return str(text or "") or NOTHING
