"""How papers write sums, dates, months and quantities: the filters of their templates."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from portal.documents.code import data_uri, mark_uri
from portal.documents.form_layout import blocks, column_widths, fitted, has_numbers
from portal.documents.parts import CalculationStep
from portal.documents.words import amount_in_words
from portal.domain.calendar import day_title, month_title
from portal.domain.law import EDITION
from portal.domain.money import figures, quantity_text
from portal.domain.people import phone_text


def long_day(day: date) -> str:
    """«20 ноября 2026 года»."""
    return day_title(day)


def short_day(day: date) -> str:
    """«20.11.2026»."""
    return f"{day:%d.%m.%Y}"


def month(day: date) -> str:
    """«ноябрь 2026»."""
    return month_title(day)


def money_or_dash(amount: Decimal | None) -> str:
    """The sum, or a dash where the form's line does not apply."""
    return "—" if amount is None else figures(amount)


def acts(steps: Iterable[CalculationStep]) -> list[str]:
    """The acts behind a derivation by name, each once, in reading order.

    What the office notes of an edition and of its checking is not for who gets the paper.
    """
    return list(dict.fromkeys(edition.partition(EDITION)[0] for edition in _editions(steps)))


def unnumbered(steps: Iterable[CalculationStep]) -> list[str]:
    """The acts whose day and number nobody has told the portal: people write them in by hand."""
    return [act for act in acts(steps) if "№" not in act]


def continued(text: str) -> str:
    """The text as the rest of a sentence: «Запись от…» → «запись от…»; «ОВД» stays as it is."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def sentence(text: str) -> str:
    """The text as a heading or a caption of its own: «сведения о…» → «Сведения о…»; «г. Москва»."""
    return text if text.startswith("г. ") else f"{text[:1].upper()}{text[1:]}"


def cited(text: str, clause: str) -> str:
    """A sentence with its clause: the full stop comes after it, «1 чел.» keeps its own."""
    if not clause:
        return text
    bare = text if _ABBREVIATED.search(text) else text.removesuffix(".")
    return f"{bare} ({clause}){'.' if text.endswith('.') else ''}"


def _editions(steps: Iterable[CalculationStep]) -> Iterator[str]:
    for step in steps:
        if step.edition:
            yield step.edition
        yield from _editions(step.children)


_ABBREVIATED = re.compile(r"\b(?:чел|мес|руб|коп|г)\.$")

FILTERS: Mapping[str, Callable[..., object]] = {
    "money": figures,
    "money_or_dash": money_or_dash,
    "in_words": amount_in_words,
    "long_day": long_day,
    "short_day": short_day,
    "month": month,
    "quantity": quantity_text,
    "phone": phone_text,
    "payment_code": data_uri,
    "mark_code": mark_uri,
    "acts": acts,
    "continued": continued,
    "sentence": sentence,
    "cited": cited,
    "blocks": blocks,
    "column_widths": column_widths,
    "fitted": fitted,
    "has_numbers": has_numbers,
}
