"""Forms of the calendar: a year's table, and the confirmation of what was read from it."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, ValidationError

from portal.usecases.csv_lines import text_of
from portal.usecases.office_hours import SetOfficeHours
from portal.usecases.work_calendar import FIRST_YEAR, LAST_YEAR, AddCalendarYear
from portal.web.contracts.forms import upload_of
from portal.web.fields import HourField
from portal.web.forms import Line, PortalForm, Required


def is_year(typed: str) -> bool:
    """Whether the text is a year that a calendar may be of."""
    return typed.isascii() and typed.isdecimal() and FIRST_YEAR <= int(typed[:5]) <= LAST_YEAR


def _check_year(_form: Any, field: Any) -> None:
    if not is_year(field.data or ""):
        raise ValidationError(f"Введите год четырьмя цифрами, от {FIRST_YEAR} до {LAST_YEAR}")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() else None


class YearForm(PortalForm):
    """A year, its decree and the file with the special days."""

    year = Line("Год", validators=[Required("Введите год, например 2028"), _check_year])
    act = Line("Постановление", validators=[Required("Назовите постановление: дату и номер")])
    file = FileField("Таблица дней")

    def to_command(self, current: int | None) -> AddCalendarYear:
        """Raises RulesBroken for a file that is no table."""
        table = text_of(upload_of(self.file.data))
        return AddCalendarYear(int(self.year.data), table, self.act.data, current)


class HoursForm(PortalForm):
    """From when till when the provider works."""

    opens = HourField("Начало работы", validators=[Required("Введите начало, например 9:00")])
    closes = HourField("Конец работы", validators=[Required("Введите конец, например 18:00")])

    def to_command(self) -> SetOfficeHours:
        return SetOfficeHours(self.opens.data, self.closes.data)


class ConfirmYearForm(PortalForm):
    """The same once more, without the file: what was read travels with the page."""

    year = Line("Год", validators=[Required("Введите год, например 2028"), _check_year])
    act = Line("Постановление", validators=[Required("Назовите постановление: дату и номер")])
    table = HiddenField()
    current = HiddenField()

    def to_command(self) -> AddCalendarYear:
        return AddCalendarYear(
            int(self.year.data), self.table.data or "", self.act.data, _number(self.current.data)
        )

    def paths(self) -> dict[str, str]:
        """There is no file here any more: its faults stand on top."""
        return {"file": "", "table": ""}
