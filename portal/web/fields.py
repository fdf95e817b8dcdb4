"""Fields that understand what people type: days, sums, quantities, numbers of all kinds.

A value that makes no sense stays in sight, with what to do about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from wtforms import (
    Field,
    IntegerField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Optional, StopValidation
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget, RadioInput, TextInput

from portal.documents.unbroken import undrawable
from portal.domain.money import LARGEST, rubles
from portal.domain.people import parse_snils
from portal.domain.violations import RulesBroken
from portal.web.clock import now

LONGEST_LINE = 500
LONGEST_TEXT = 4000
LONGEST_NUMBER = 30
"""A number or a series of a paper: a passport, a certificate, a receipt."""
LONGEST_DEED_NUMBER = 60
"""The number of a paper with its entry in a notary's register behind it."""
LONGEST_NAME = 100
"""A surname, a name, a login: one word or a few."""
MOST_NAMED = 5
"""So many signs that cannot be printed are named at once."""
LONGEST_TITLE = 250
"""A kind of paper, a position, a payer: a phrase that stands in a line of a table."""
# What no keyboard types and no paper can hold: control signs and turned writing.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
# Some keyboards type letters and figures twice as wide; the font of our papers has none of them.
_WIDE = {sign + 0xFEE0: sign for sign in range(0x21, 0x7F)}
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_DAY = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4}|[0-9]{2})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_SUM = re.compile(r"[0-9]+(?:[.,][0-9]{1,2})?")
_SMALLER_THAN_KOPECKS = re.compile(r"[0-9]+[.,][0-9]{3,}")
_QUANTITY = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,3})?")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
MOST_DIGITS, MOST_DECIMALS = 6, 3
_HOUR = re.compile(r"(?P<hour>[01]?[0-9]|2[0-3])(?:[:.](?P<minute>[0-5][0-9]))?")
_SIGNS = ("-", "−", "–")
_PHONE = re.compile(r"[0-9]{10,11}")
_PHONE_DIGITS = 10
EARLIEST_YEAR = 1890
LATEST_YEAR = 2100


class Required:
    """Something must be entered; the message says what."""

    field_flags: Mapping[str, Any] = {}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        filled = field.raw_data and any(
            not isinstance(value, str) or value.strip() for value in field.raw_data
        )
        if not filled:
            field.errors = []
            raise StopValidation(self.message)


class Line(StringField):
    """One line of text without spaces around it; nothing typed is an empty text."""

    data: str

    def __init__(self, label: str = "", *, longest: int = LONGEST_LINE, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.longest = longest

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = _UNSEEN.sub("", valuelist[0]).translate(_WIDE) if valuelist else ""
        self.data = " ".join(typed.split())

    def pre_validate(self, form: Any) -> None:
        _demand_short(self.data, self.longest)
        _demand_printable(self.data)


class Text(TextAreaField):
    """Several lines of text."""

    data: str

    def __init__(self, label: str = "", *, longest: int = LONGEST_TEXT, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.longest = longest

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        typed = _UNSEEN.sub("", valuelist[0]) if valuelist else ""
        self.data = typed.strip().replace("\r\n", "\n")

    def pre_validate(self, form: Any) -> None:
        _demand_short(self.data, self.longest)
        _demand_printable(self.data)


def _demand_short(typed: str | None, longest: int) -> None:
    if typed and len(typed) > longest:
        raise StopValidation(f"Введите не больше {longest} знаков: сейчас их {len(typed)}")


def _demand_printable(typed: str | None) -> None:
    """What is typed ends in papers, and a frozen paper cannot be typed again."""
    strange = undrawable(typed or "")
    if strange:
        signs = ", ".join(f"«{sign}»" for sign in strange[:MOST_NAMED])
        raise StopValidation(
            f"Этого нет в шрифте документов, напечатать нельзя: {signs}. Уберите или замените."
        )


class Secret(PasswordField):
    """A password: exactly as typed, and never shown again."""

    data: str


Pair = tuple[str, str]
MOST_LISTED = 8
"""More options than this are looked up in the list itself, not in a sentence."""


class Seen(IntegerField):
    """Hidden: in which state the reader saw the thing; unless ``needed``, it may be left out."""

    widget = HiddenInput()

    def __init__(self, *, needed: bool = True, **options: Any) -> None:
        asked = InputRequired("Откройте страницу заново") if needed else Optional()
        super().__init__(validators=[asked], **options)


class Offered:
    """A choice among those on the page; the refusal names them."""

    field_flags: Mapping[str, Any] = {}

    def __call__(self, form: Any, field: Any) -> None:
        chosen = field.data if isinstance(field.data, list) else [field.data]
        known = {field.coerce(option[0]) for option in field.iter_choices()}
        if not set(chosen) <= known:
            field.errors = []
            raise StopValidation(what_to_choose(field, "Выберите из предложенного"))


def what_to_choose(field: Any, message: str) -> str:
    """The message with the options, while a sentence can hold them."""
    offered = [str(option[1]) for option in field.iter_choices() if option[0]]
    if not 0 < len(offered) <= MOST_LISTED:
        return message
    return f"{message}: {'; '.join(offered)}"


class Choice(SelectField):
    """One of several pairs of value and words; a foreign value is refused with a sentence."""

    def __init__(
        self,
        label: str = "",
        *,
        choices: Iterable[Pair] = (),
        message: str = "Выберите из списка",
        **kwargs: Any,
    ) -> None:
        listed = [SelectChoice(value, words) for value, words in choices]
        super().__init__(label, choices=listed, validate_choice=False, **kwargs)
        self.message = message

    def offer(self, choices: Iterable[Pair]) -> None:
        """Fill a list that is known only when the page is made."""
        self.choices = [SelectChoice(value, words) for value, words in choices]

    def pre_validate(self, form: Any) -> None:
        selected = any(option[2] for option in self.iter_choices())
        if self.raw_data and not selected:
            raise StopValidation(what_to_choose(self, self.message))


class Radios(Choice):
    """The same as buttons, all in sight."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()


class Checkboxes(SelectMultipleField):
    """Several of a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class _TypedText(Field):
    """A text field whose value is parsed; what was typed is shown again."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.format(self.data)

    def format(self, value: Any) -> str:
        return str(value)

    def parse(self, text: str) -> Any:
        raise NotImplementedError

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        text = valuelist[0].strip().translate(_WIDE) if valuelist else ""
        if text:
            self.data = self.parse(text)


class DateField(_TypedText):
    """A day: 20.11.2026, 20.11.26, 20/11/2026 or 2026-11-20.

    With ``past=True`` two digits of a year never mean a year to come (birth dates).
    """

    def __init__(self, label: str = "", *, past: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.past = past

    def format(self, value: Any) -> str:
        return f"{value:%d.%m.%Y}"

    def parse(self, text: str) -> date:
        return parse_day(text, past=self.past)


def parse_day(text: str, *, past: bool = False) -> date:
    """A day as people write it; raises ValidationError with what to do."""
    clean = SPACES.sub("", text)
    if found := _ISO_DAY.fullmatch(clean):
        return _existing_day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY.fullmatch(clean):
        return _existing_day(_year(found[3], past=past), int(found[2]), int(found[1]))
    raise ValidationError("Введите дату, например 20.11.2026")


def _year(text: str, *, past: bool) -> int:
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004  # written in full
        return year
    return year + (1900 if past and 2000 + year > now().year else 2000)


def _existing_day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValidationError(
            f"Дня {day:02d}.{month:02d}.{year} не бывает. Проверьте число и месяц"
        ) from None
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValidationError(f"Проверьте год: {year}. Дата пишется так: 20.11.2026")
    return found


class MoneyField(_TypedText):
    """A sum in rubles: spaces of any kind, a comma or a dot; ASCII digits only; never a float.

    ``zero``: nothing is a sum here too, as in a month without income; it changes the sentence.
    """

    def __init__(
        self, label: str = "", *, example: str = "2140,00", zero: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.example, self.zero = example, zero

    def format(self, value: Any) -> str:
        return f"{value:.2f}".replace(".", ",")

    def parse(self, text: str) -> Decimal:
        return parse_sum(text, example=self.example, zero=self.zero)


def parse_sum(text: str, *, example: str = "2140,00", zero: bool = False) -> Decimal:
    """A sum as people type it; raises ValidationError with what to do."""
    clean = SPACES.sub("", text).removesuffix("₽").removesuffix("руб.")
    if clean.startswith(_SIGNS) and _SUM.fullmatch(clean[1:]):
        wrong = (
            "Сумма не бывает меньше нуля: уберите минус" if zero else "Введите сумму больше нуля"
        )
        raise ValidationError(f"{wrong}, например {example}")
    if _SMALLER_THAN_KOPECKS.fullmatch(clean):
        raise ValidationError(f"В сумме не больше двух знаков копеек, например {example}")
    if not _SUM.fullmatch(clean):
        raise ValidationError(f"Введите сумму цифрами, например {example}")
    whole, _, part = clean.replace(",", ".").partition(".")
    if Decimal(whole) > LARGEST:
        raise ValidationError("Сумма слишком велика. Проверьте число знаков")
    return rubles(f"{int(whole)}.{part or '0'}")


class QuantityField(_TypedText):
    """How many units of a service: 8; where a unit can be split, 1,5 too.

    Whether a unit can be split, the law says: here it changes the example.
    """

    thing = "количество"

    def __init__(self, label: str = "", *, whole: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.whole = whole

    def format(self, value: Any) -> str:
        return f"{value.normalize():f}".replace(".", ",")

    def parse(self, text: str) -> Decimal:
        clean = SPACES.sub("", text)
        if not _QUANTITY.fullmatch(clean):
            example = "8" if self.whole else "8 или 1,5"
            raise ValidationError(f"{self.fault(clean)}, например {example}")
        return Decimal(clean.replace(",", "."))

    def fault(self, clean: str) -> str:
        """What is wrong with a number that could not be read: letters, a minus, its length."""
        unsigned = clean[1:] if clean.startswith(_SIGNS) else clean
        if not _NUMBER.fullmatch(unsigned):
            return f"Введите {self.thing} цифрами"
        if unsigned != clean:
            return f"Введите {self.thing} без минуса"
        part = clean.replace(",", ".").partition(".")[2]
        if len(part) > MOST_DECIMALS:
            return "После запятой не больше трёх знаков"
        return f"Число слишком велико: до запятой не больше {MOST_DIGITS} цифр"


class HourField(_TypedText):
    """A time of day as people write it: 9, 9:00, 09.30."""

    def format(self, value: Any) -> str:
        return f"{value.hour}:{value:%M}"

    def parse(self, text: str) -> time:
        found = _HOUR.fullmatch(text)
        if found is None:
            raise ValidationError("Введите время часами и минутами, например 9:00")
        return time(int(found["hour"]), int(found["minute"] or 0))


class SnilsField(_TypedText):
    """An insurance number with any separators; the check digits are the law's."""

    def parse(self, text: str) -> str:
        try:
            return parse_snils(text)
        except RulesBroken as error:
            raise ValidationError(error.violations[0].text) from None


class PhoneField(_TypedText):
    """A phone with any separators, kept as +7 and ten digits."""

    def parse(self, text: str) -> str:
        digits = re.sub(r"[\s\u00a0()+./−–-]", "", text)
        if not _PHONE.fullmatch(digits) or (len(digits) > _PHONE_DIGITS and digits[0] not in "78"):
            raise ValidationError("Введите телефон с кодом: 10 цифр, например 920 000-00-00")
        return f"+7{digits[-_PHONE_DIGITS:]}"

    def format(self, value: Any) -> str:
        text = str(value)
        if len(text) != len("+79200000000"):
            return text
        return f"+7 {text[2:5]} {text[5:8]}-{text[8:10]}-{text[10:12]}"


OPTIONAL = Optional()
