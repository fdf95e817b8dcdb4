"""What invented people are like: age, papers, address, family with income, services."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from portal.demo.houses import House
from portal.demo.names import Name, NameBook
from portal.domain.catalogue import Form
from portal.domain.people import (
    MAJORITY,
    PENSION_AGE,
    SIGNS_WITH_CONSENT,
    PopulationGroup,
    Relation,
    Sex,
    age_on,
)
from portal.domain.programme import ProgrammeLine
from portal.models import RepresentativeKind
from portal.usecases.recipient_details import IdentityDetails, RepresentativeDetails

MOVED_IN = date(2025, 4, 1)
"""When the houses began with the portal: papers of the people are older."""
_SHARE_MARRIED = 0.3
_SHARE_OF_THREE_YEARS = 0.8
_RELATIVES = 500
_GROWN = date(1979, 4, 11)
_PREFIXES = {"vladimir": "VLA", "moscow": "MSK", "astrakhan": "AST"}


@dataclass(frozen=True, slots=True)
class Earner:
    """Somebody of the family with a monthly income of each kind."""

    relation: Relation
    born: date
    monthly: tuple[tuple[str, Decimal], ...]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """What is out of the ordinary about a person."""

    sex: Sex | None = None
    born: date | None = None
    categories: tuple[str, ...] = ()
    represented: RepresentativeKind | None = None
    income: bool = True


def kind_of(house: House, number: int, chance: random.Random) -> Kind:
    """A few people in each house are there for a rule of their own."""
    home = house.form is Form.HOME
    match number:
        case 3:
            return Kind(Sex.FEMALE, _day(chance, 1932, 1940), ("leningrad_siege_survivor",))
        case 6:
            return Kind(Sex.MALE, _day(chance, 1968, 1979), ("combat_disabled_veteran",))
        case 11 if home:
            return Kind(Sex.MALE, _day(chance, 1926, 1927), ("wwii_participant",))
        case 14 if home:
            return Kind(
                chance.choice((Sex.FEMALE, Sex.MALE)),
                _day(chance, 2013, 2016),
                represented=RepresentativeKind.PARENT,
                income=False,
            )
        case 14:
            return Kind(Sex.MALE, _day(chance, 1980, 1988), represented=RepresentativeKind.GUARDIAN)
        case _:
            return Kind()


def _day(chance: random.Random, first: int, last: int) -> date:
    return date(chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28))


def born_of(house: House, chance: random.Random) -> date:
    oldest, youngest = (1931, 1960) if house.form is Form.HOME else (1933, 1972)
    return _day(chance, oldest, youngest)


def group_of(born: date, day: date) -> PopulationGroup | None:
    """A pension for disability before the pension age is for papers to say, not for the age."""
    age = age_on(born, day)
    return PopulationGroup.PENSIONERS if MAJORITY <= age < PENSION_AGE else None


def address_of(house: House, number: int, chance: random.Random) -> str:
    street = house.streets[number % len(house.streets)]
    return street.format(house=chance.randint(1, 48), flat=chance.randint(1, 80))


def identity_of(house: House, number: int, born: date, chance: random.Random) -> IdentityDetails:
    if age_on(born, MOVED_IN) < SIGNS_WITH_CONSENT:
        return IdentityDetails(
            "свидетельство о рождении", "II-ЯЯ", f"{900_000 + number}", house.issuer,
            born + timedelta(days=19),
        )  # fmt: skip
    # A passport is renewed at twenty and at forty-five; older people took theirs at the exchange.
    issued = _day(chance, 2002, 2006)
    for age in (20, 45):
        renewed = date(born.year + age, born.month, born.day) + timedelta(chance.randint(5, 40))
        if issued < renewed < MOVED_IN:
            issued = renewed
    return IdentityDetails(
        "паспорт гражданина РФ",
        f"{house.passport_series} {issued.year % 100:02d}",
        f"{900_000 + number}",
        house.passport_issuer,
        issued,
    )


def representative_of(
    kind: Kind, name: Name, book: NameBook, chance: random.Random
) -> RepresentativeDetails | None:
    if kind.represented is None:
        return None
    person = book.relative(name, Sex.FEMALE)
    basis = {
        RepresentativeKind.PARENT: "свидетельство о рождении ребёнка",
        RepresentativeKind.GUARDIAN: f"акт об опеке № {chance.randint(10, 99)} от 14.02.2019",
    }[kind.represented]
    return RepresentativeDetails(
        kind.represented, person.surname, person.name, person.patronymic, basis
    )


def at_home(
    person: RepresentativeDetails | None, house: House, number: int, address: str
) -> RepresentativeDetails | None:
    """The same relative with a passport and the recipient's address, as a contract prints them."""
    if person is None:
        return None
    paper = identity_of(house, _RELATIVES + number, _GROWN, random.Random(number))  # noqa: S311
    return replace(person, identity=paper, address=address)


def family_of(
    house: House,
    born: date,
    name: Name,
    kind: Kind,
    book: NameBook,
    chance: random.Random,
) -> Iterator[Earner]:
    """The recipient with a pension, now and then with a supplement and a spouse."""
    if not kind.income:
        return
    pension = _sum(chance.randint(*house.pensions), chance)
    monthly = [("pension", pension)]
    if chance.random() < _SHARE_MARRIED:
        monthly.append(("monthly_cash_payment", _sum(chance.randint(1_100, 4_200), chance)))
    yield Earner(Relation.RECIPIENT, born, tuple(monthly))
    if house.form is Form.HOME and chance.random() < _SHARE_MARRIED:
        other = Sex.MALE if name.sex is Sex.FEMALE else Sex.FEMALE
        spouse = book.relative(name, other)
        yield Earner(
            Relation.SPOUSE,
            born + timedelta(days=chance.randint(-1500, 1500)),
            (("pension", _sum(chance.randint(*house.pensions), chance)),),
            f"{spouse.surname} {spouse.name} {spouse.patronymic}",
        )


def _sum(rubles: int, chance: random.Random) -> Decimal:
    return Decimal(rubles * 100 + chance.randint(0, 99)).scaleb(-2)


def end_of(issued: date, chance: random.Random) -> date:
    """A day short of three years, or of two."""
    years = 3 if chance.random() < _SHARE_OF_THREE_YEARS else 2
    return date(issued.year + years, issued.month, min(issued.day, 28)) - timedelta(days=1)


def services_of(house: House, number: int) -> tuple[ProgrammeLine, ...]:
    letter = "H" if house.form is Form.HOME else "S"
    prefix = _PREFIXES[house.region]
    package = house.services[number % len(house.services)]
    return tuple(
        ProgrammeLine(f"{prefix}-{letter}-{code}", Decimal(quantity)) for code, quantity in package
    )
