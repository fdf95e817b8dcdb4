"""How values are written for a Russian reader: sums, days, months, plurals, phones."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from flask import Flask

from portal.domain.calendar import MONTHS_GENITIVE, MONTHS_NOMINATIVE, month_title
from portal.domain.money import figures, quantity_text, rubles_text
from portal.domain.people import phone_text
from portal.web.access import region
from portal.web.clock import today

if TYPE_CHECKING:
    from collections.abc import Callable

NBSP = "\u00a0"
WEEKDAYS = (
    "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
)  # fmt: skip
MONTHS_SHORT = (
    "янв.", "февр.", "марта", "апр.", "мая", "июня",
    "июля", "авг.", "сент.", "окт.", "нояб.", "дек.",
)  # fmt: skip
MONTHS_ON_AXIS = (
    "янв.", "февр.", "март", "апр.", "май", "июнь",
    "июль", "авг.", "сент.", "окт.", "нояб.", "дек.",
)  # fmt: skip
_TEENS = range(11, 15)
_FEW = range(2, 5)


def money(amount: Decimal | None) -> str:
    """«2 140,00 ₽»; a dash where there is no sum."""
    return "—" if amount is None else rubles_text(amount)


def quantity(amount: Decimal) -> str:
    """«8» or «1,5»: a quantity without needless zeros."""
    return quantity_text(amount)


def day(value: date | None) -> str:
    """«20.11.2026», for tables and fields."""
    return "—" if value is None else f"{value:%d.%m.%Y}"


def day_words(value: date, *, year: bool | None = None) -> str:
    """«20 ноября», with the year when it is not this one or when asked for."""
    words = f"{value.day}{NBSP}{MONTHS_GENITIVE[value.month - 1]}"
    with_year = value.year != today().year if year is None else year
    return f"{words} {value.year}" if with_year else words


def day_near(value: date) -> str:
    """«сегодня, 20 ноября», «вчера, …», «завтра, …», otherwise the day in words."""
    near = {0: "сегодня", -1: "вчера", 1: "завтра"}.get((value - today()).days)
    return f"{near}, {day_words(value)}" if near else day_words(value)


def weekday(value: date) -> str:
    """«пятница»."""
    return WEEKDAYS[value.weekday()]


def month(value: date) -> str:
    """«ноябрь 2026»."""
    return month_title(value)


def month_name(value: date) -> str:
    """«ноябрь»."""
    return MONTHS_NOMINATIVE[value.month - 1]


def month_genitive(value: date) -> str:
    """«ноября»: as in «Закрытие ноября»."""
    return MONTHS_GENITIVE[value.month - 1]


def month_short(value: date) -> str:
    """«нояб.», below the day on a date plate."""
    return MONTHS_SHORT[value.month - 1]


def month_on_axis(value: date) -> str:
    """«нояб.», below a bar of a chart."""
    return MONTHS_ON_AXIS[value.month - 1]


def moment(value: datetime) -> str:
    """A stored moment by the provider's clock: «20 ноября, 9:41»."""
    local = region().local(value)
    return f"{day_words(local.date())}, {local.hour}:{local.minute:02d}"


def clock_time(value: datetime) -> str:
    """A local deadline as people say it: «до конца дня 21 ноября» or «до 16:40 21 ноября»."""
    if (value + timedelta(seconds=1)).date() != value.date():
        return f"до конца дня {day_words(value.date())}"
    return f"до {value.hour}:{value.minute:02d} {day_words(value.date())}"


def plural(count: int, one: str, few: str, many: str) -> str:
    """«1 договор», «2 договора», «5 договоров», the number included."""
    return f"{count}{NBSP}{plural_word(count, one, few, many)}"


def plural_word(count: int, one: str, few: str, many: str) -> str:
    """The same without the number."""
    rest = abs(count) % 100
    if rest in _TEENS:
        return many
    if rest % 10 == 1:
        return one
    return few if rest % 10 in _FEW else many


def phone(value: str | None) -> str:
    """«+7 920 000-00-00»; a dash where there is none."""
    return phone_text(value or "") or "—"


def snils(value: str | None) -> str:
    """«112-233-445 95», kept on one line."""
    return value.replace(" ", NBSP) if value else "—"


def capital(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


FILTERS: dict[str, Callable[..., str]] = {
    "money": money,
    "figures": figures,
    "quantity": quantity,
    "day": day,
    "day_words": day_words,
    "day_near": day_near,
    "weekday": weekday,
    "month": month,
    "month_name": month_name,
    "month_genitive": month_genitive,
    "month_short": month_short,
    "moment": moment,
    "clock_time": clock_time,
    "plural": plural,
    "plural_word": plural_word,
    "phone": phone,
    "snils": snils,
    "capital": capital,
}


def init_app(app: Flask) -> None:
    """Give the templates the filters."""
    app.jinja_env.filters.update(FILTERS)
