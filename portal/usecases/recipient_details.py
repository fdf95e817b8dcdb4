"""A recipient as a form states it, and what can be said about it without the database."""

import re
from dataclasses import dataclass
from datetime import date

from portal.domain.documents import names_document
from portal.domain.fees import ClaimedCategory
from portal.domain.people import Sex, parse_snils
from portal.domain.violations import RulesBroken, Violation
from portal.models import Representative, RepresentativeKind
from portal.regions.registry import Region

OLDEST = 120
LONGEST_NAME = 60
LONGEST_TEXT = 300

RUSSIAN_PASSPORT = "паспорт гражданина РФ"

_PASSPORT_SIGNS = re.compile(r"[0-9 №\u00a0-]*")
_IN_NAMES = frozenset(" -'’.")
_PHONE = re.compile(r"[0-9+() \u00a0.-]*")
_PHONE_DIGITS = (6, 15)


@dataclass(frozen=True, slots=True)
class IdentityDetails:
    """A passport or another paper that proves identity; ``kind`` is its name in Russian."""

    kind: str
    series: str
    number: str
    issued_by: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class RepresentativeDetails:
    """Who acts for the recipient; ``basis`` is the paper of authority, in the nominative.

    Without ``identity`` and ``address`` what stands on record of them stays.
    """

    kind: RepresentativeKind
    surname: str
    name: str
    patronymic: str | None = None
    basis: str = ""
    capable: bool = True
    identity: IdentityDetails | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class RegisterRecipient:
    """A new recipient; everything but names, birth date and sex may come later."""

    surname: str
    name: str
    patronymic: str | None
    born: date
    sex: Sex
    snils: str | None = None
    address: str = ""
    phone: str = ""
    identity: IdentityDetails | None = None
    categories: tuple[ClaimedCategory, ...] = ()
    representative: RepresentativeDetails | None = None
    department_id: int | None = None
    social_worker_id: int | None = None
    escort: bool = False


@dataclass(frozen=True, slots=True)
class ChangeRecipient:
    """A recipient as the form shows it now; ``version`` is the one the form was filled from.

    ``escort``: needs somebody beside (FED-RGT-05); None leaves what stands on record.
    """

    recipient_id: int
    version: int
    surname: str
    name: str
    patronymic: str | None
    born: date
    sex: Sex
    snils: str | None = None
    address: str = ""
    phone: str = ""
    identity: IdentityDetails | None = None
    categories: tuple[ClaimedCategory, ...] = ()
    representative: RepresentativeDetails | None = None
    department_id: int | None = None
    social_worker_id: int | None = None
    escort: bool | None = None


Details = RegisterRecipient | ChangeRecipient


def checked_snils(command: Details, region: Region, today: date) -> str | None:
    """Everything that can be said without the database; the number of insurance in its one form."""
    found = details_violations(command, region, today)
    snils, wrong = _snils(command.snils)
    if found or wrong:
        raise RulesBroken(*found, *wrong)
    return snils


def details_violations(command: Details, region: Region, today: date) -> tuple[Violation, ...]:
    """What is wrong with a recipient's details, the number of insurance left aside."""
    found: list[Violation] = []
    found.extend(check_names(command.surname, command.name, command.patronymic))
    found.extend(_check_born(command.born, today))
    if not _PHONE.fullmatch(command.phone) or not _phone_length(command.phone):
        text = "Телефон — это цифры, например +7 920 123-45-67. Проверьте номер."
        found.append(Violation("value_invalid", text, "phone"))
    if len(command.address) > LONGEST_TEXT:
        text = f"Адрес длиннее {LONGEST_TEXT} знаков. Сократите его."
        found.append(Violation("value_invalid", text, "address"))
    if command.identity is not None:
        found.extend(check_identity(command.identity, command.born, today))
    found.extend(_check_categories(command.categories, region, today))
    if command.representative is not None:
        found.extend(_check_representative(command.representative))
    return tuple(found)


def _snils(text: str | None) -> tuple[str | None, tuple[Violation, ...]]:
    if text is None or not text.strip():
        return None, ()
    try:
        return parse_snils(text), ()
    except RulesBroken as broken:
        return None, broken.violations


def check_names(
    surname: str, name: str, patronymic: str | None, path: str = ""
) -> tuple[Violation, ...]:
    """Whether these can be somebody's names: letters, a hyphen, a space."""
    found: list[Violation] = []
    for field, value, needed in (
        ("surname", surname, "Введите фамилию, как в паспорте."),
        ("name", name, "Введите имя, как в паспорте."),
        ("patronymic", patronymic, None),
    ):
        text = clean(value or "")
        if not text:
            if needed:
                found.append(Violation("value_invalid", needed, f"{path}{field}"))
        elif len(text) > LONGEST_NAME or not is_name(text):
            sentence = "Здесь могут быть только буквы, дефис и пробел. Проверьте написание."
            found.append(Violation("value_invalid", sentence, f"{path}{field}"))
    return tuple(found)


def is_name(text: str) -> bool:
    """Whether a text could be a name: letters, a hyphen, an apostrophe, a space."""
    return text[0].isalpha() and all(sign.isalpha() or sign in _IN_NAMES for sign in text)


def _check_born(born: date, today: date) -> tuple[Violation, ...]:
    if born > today:
        text = f"Дата рождения {born:%d.%m.%Y} ещё не наступила. Проверьте год по паспорту."
        return (Violation("value_invalid", text, "born"),)
    if today.year - born.year > OLDEST:
        text = f"По дате рождения человеку больше {OLDEST} лет. Проверьте год по паспорту."
        return (Violation("value_invalid", text, "born"),)
    return ()


def _phone_length(phone: str) -> bool:
    digits = sum(sign.isdigit() for sign in phone)
    return not phone.strip() or _PHONE_DIGITS[0] <= digits <= _PHONE_DIGITS[1]


def check_identity(paper: IdentityDetails, born: date | None, today: date) -> tuple[Violation, ...]:
    """What is wrong with an identity paper; no day of birth = nobody has recorded it."""
    found: list[Violation] = []
    for field, value, sentence in (
        ("kind", paper.kind, "Назовите документ, например «паспорт гражданина РФ»."),
        ("number", paper.number, "Введите номер документа."),
        ("issued_by", paper.issued_by, "Напишите, кем выдан документ."),
    ):
        if not value.strip() or len(value) > LONGEST_TEXT:
            found.append(Violation("value_invalid", sentence, f"identity.{field}"))
    found.extend(_check_passport(paper))
    if not (born or date.min) <= paper.issued_on <= today:
        text = "Документ выдан не раньше рождения и не позже сегодняшнего дня. Проверьте дату."
        found.append(Violation("value_invalid", text, "identity.issued_on"))
    return tuple(found)


def _check_passport(paper: IdentityDetails) -> tuple[Violation, ...]:
    """A passport of the country has digits alone; other papers have letters too."""
    if clean(paper.kind).lower() != RUSSIAN_PASSPORT.lower():
        return ()
    text = (
        "В паспорте гражданина РФ серия и номер из цифр. Исправьте их, а другой документ назовите "
        "в поле «Документ»."
    )
    return tuple(
        Violation("value_invalid", text, f"identity.{field}")
        for field, value in (("series", paper.series), ("number", paper.number))
        if not _PASSPORT_SIGNS.fullmatch(value)
    )


def _check_categories(
    claims: tuple[ClaimedCategory, ...], region: Region, today: date
) -> tuple[Violation, ...]:
    known = {category.code for category in region.rules.fee_rules.on(today).categories_on(today)}
    found: list[Violation] = []
    seen: set[str] = set()
    for index, claim in enumerate(claims):
        field = f"categories[{index}].code"
        if claim.code not in known:
            text = f"Категории «{claim.code}» нет в перечне региона. Выберите категорию из списка."
            found.append(Violation("value_invalid", text, field))
        elif claim.code in seen:
            text = "Категория указана дважды. Оставьте одну строку."
            found.append(Violation("value_invalid", text, field))
        seen.add(claim.code)
    return tuple(found)


def _check_representative(person: RepresentativeDetails) -> tuple[Violation, ...]:
    found = list(
        check_names(person.surname, person.name, person.patronymic, path="representative.")
    )
    if len(person.basis) > LONGEST_TEXT:
        text = f"Основание длиннее {LONGEST_TEXT} знаков. Оставьте вид, номер и дату документа."
        found.append(Violation("value_invalid", text, "representative.basis"))
    if person.basis.strip() and not names_document(person.basis):
        text = "Назовите документ о полномочиях, например «доверенность» или «решение суда»."
        found.append(Violation("value_invalid", text, "representative.basis"))
    return tuple(found)


def write_identity(row: Representative, paper: IdentityDetails) -> None:
    """Put an identity paper on a representative's row."""
    row.identity_kind, row.identity_issued_by = clean(paper.kind), clean(paper.issued_by)
    row.identity_series, row.identity_number = clean(paper.series), clean(paper.number)
    row.identity_issued_on = paper.issued_on


def clean(value: str) -> str:
    """Text with single spaces and none at its ends."""
    return " ".join(value.split())
