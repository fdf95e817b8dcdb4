"""Facts about people: names, ages, insurance numbers, population groups."""

import re
from datetime import date
from enum import StrEnum

from portal.domain.law import Citation
from portal.domain.violations import refuse

MAJORITY = 18
SIGNS_WITH_CONSENT = 14
MINORITY_ENDS = Citation("FED-MIN-02", "442-FZ", "ч. 1 ст. 31 442-ФЗ", verify=True)
GROUPS = Citation(
    "FED-FEE-03",
    "442-FZ",
    "ч. 5 ст. 31 442-ФЗ",
    note="группа по возрасту: до 18 лет дети, с 60 лет пенсионеры; иное отмечают по документам",
)
PENSION_AGE = 60


class Sex(StrEnum):
    """Sex as identity papers state it."""

    MALE = "m"
    FEMALE = "f"

    @property
    def label(self) -> str:
        """The word for people."""
        return "мужской" if self is Sex.MALE else "женский"


class Relation(StrEnum):
    """Who a member of the household is to the recipient."""

    RECIPIENT = "recipient"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word for people."""
        return _RELATIONS[self]


_RELATIONS = {
    Relation.RECIPIENT: "получатель",
    Relation.SPOUSE: "супруг (супруга)",
    Relation.CHILD: "сын или дочь",
    Relation.PARENT: "отец или мать",
    Relation.SIBLING: "брат или сестра",
    Relation.OTHER: "другой родственник",
}


class PopulationGroup(StrEnum):
    """Population groups that subsistence minimums are set for (FED-FEE-03)."""

    WORKING_AGE = "working_age"
    PENSIONERS = "pensioners"
    CHILDREN = "children"

    @property
    def label(self) -> str:
        """The legal wording."""
        return _GROUP_TITLES[self]


_GROUP_TITLES = {
    PopulationGroup.WORKING_AGE: "трудоспособное население",
    PopulationGroup.PENSIONERS: "пенсионеры",
    PopulationGroup.CHILDREN: "дети",
}


def age_words(age: int) -> str:
    """«1 год», «14 лет», «41 год», «82 года»."""
    last, teen = age % 10, age % 100 in range(11, 15)
    if last == 1 and not teen:
        return f"{age} год"
    return f"{age} года" if last in (2, 3, 4) and not teen else f"{age} лет"


def age_on(born: date, day: date) -> int:
    """Full years on ``day``; the birthday itself counts. 29 February turns on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: date, age: int) -> date:
    """The day on which somebody turns ``age``; 29 February turns on 1 March."""
    year = born.year + age
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if (born.month, born.day) == (2, 29) and not leap:
        return date(year, 3, 1)
    return born.replace(year=year)


def is_minor(born: date, day: date) -> bool:
    """Under eighteen on ``day``: free until the eighteenth birthday (FED-MIN-02)."""
    return age_on(born, day) < MAJORITY


def population_group(born: date, day: date) -> PopulationGroup:
    """The group a person falls into by age alone; papers may say otherwise."""
    age = age_on(born, day)
    if age < MAJORITY:
        return PopulationGroup.CHILDREN
    return PopulationGroup.PENSIONERS if age >= PENSION_AGE else PopulationGroup.WORKING_AGE


_SEPARATORS = re.compile(r"[\s\u00a0-]+")
_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")
_UNCHECKED_UNTIL = 1_001_998


def parse_snils(text: str, *, field: str = "snils") -> str:
    """The insurance number as «112-233-445 95», whatever separators were typed.

    Raises RulesBroken("value_invalid") when there are not eleven digits or the check digits are
    wrong. Numbers up to 001-001-998 were issued without check digits.
    """
    digits = _SEPARATORS.sub("", text)
    if not _ELEVEN_DIGITS.fullmatch(digits):
        refuse(
            "value_invalid",
            "В СНИЛС должно быть 11 цифр, например 112-233-445 95. Проверьте номер по карточке.",
            field=field,
        )
    number, check = digits[:9], int(digits[9:])
    if int(number) > _UNCHECKED_UNTIL and snils_check(number) != check:
        refuse(
            "value_invalid",
            "Контрольные цифры СНИЛС не сходятся: в номере опечатка. Сверьте его с карточкой.",
            field=field,
        )
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"


def snils_check(number: str) -> int:
    """The two check digits of a nine-digit insurance number."""
    weighted = sum(
        int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=True)
    )
    # Two digits cannot hold a remainder of 100: it is written 00.
    return weighted % 101 % 100


def full_name(surname: str, name: str, patronymic: str | None = None) -> str:
    """«Ильина Мария Петровна»; a person may have no patronymic."""
    return " ".join(part for part in (surname, name, patronymic) if part)


def short_name(surname: str, name: str, patronymic: str | None = None) -> str:
    """«Ильина М. П.» with no-break spaces."""
    initials = "".join(f"\u00a0{part[0]}." for part in (name, patronymic) if part)
    return f"{surname}{initials}"


_PHONE = re.compile(r"\+?[78]([0-9]{3})([0-9]{3})([0-9]{2})([0-9]{2})")


def phone_text(phone: str) -> str:
    """«+7 920 000-00-00» for a bare number; one that somebody has grouped keeps its groups.

    Codes of towns have three to five digits, so only their owner knows where they end.
    """
    found = _PHONE.fullmatch(phone.strip())
    if not found:
        return phone.strip().replace(" ", "\u00a0")
    code, first, second, third = found.groups()
    return f"+7\u00a0{code}\u00a0{first}-{second}-{third}"


LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")


def is_email(text: str) -> bool:
    """Whether a text could be an address of electronic mail: one, with a name and a domain."""
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def search_key(text: str) -> str:
    """What names are searched and sorted by: lower case, ё as е, single spaces."""
    return " ".join(text.lower().replace("ё", "е").split())
