"""The invented recipients: who they are, what they get, what they live on, how they pay.

Everything follows from a seed and the number of the person, so the same people come on every run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, auto

from portal.demo.houses import House
from portal.demo.names import Name, NameBook, invented_phone, invented_snils
from portal.domain.catalogue import Form
from portal.domain.people import PENSION_AGE, PopulationGroup, Relation, Sex, age_on
from portal.domain.programme import ProgrammeLine
from portal.models import RepresentativeKind
from portal.usecases.recipient_details import IdentityDetails, RepresentativeDetails

SEED = 442
FIRST_MONTH = date(2025, 5, 1)
OPEN_MONTH = date(2026, 11, 1)
_SHARE_OF_WOMEN = 0.7
_SHARE_MARRIED = 0.3
_SHARE_PAUSED = 0.4
# The house moved into the portal in April 2025: programmes came in on reception days.
_MOVE = (date(2025, 4, 8), date(2025, 4, 15), date(2025, 4, 22), date(2025, 4, 29))
_LATER = (date(2025, 9, 16), date(2026, 2, 10), date(2026, 6, 16), date(2026, 10, 13))
_LAST_PAUSE = date(2026, 10, 1)
_GROUNDS = ("hospital_stay", "hospital_stay", "sanatorium", "temporary_absence")
_ROUNDS = ((0, 3), (1, 4), (0, 2, 4), (1, 3))


class Stage(Enum):
    """How far a person has come."""

    SERVED = auto()
    TO_SIGN = auto()
    JUST_CAME = auto()


class Habit(Enum):
    """How a person pays."""

    ON_TIME = auto()
    LATE = auto()
    ROUND_SUMS = auto()
    IN_PARTS = auto()
    STOPPED = auto()


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without services; ``until`` is the first served day again, None while it lasts."""

    ground: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Earner:
    """Somebody of the family with a monthly income of each kind."""

    relation: Relation
    born: date
    monthly: tuple[tuple[str, Decimal], ...]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One recipient with everything that happens to them; moments are local."""

    house: House
    number: int
    name: Name
    born: date
    snils: str
    address: str
    phone: str
    identity: IdentityDetails
    group: PopulationGroup | None
    categories: tuple[str, ...]
    representative: RepresentativeDetails | None
    family: tuple[Earner, ...]
    programme: str
    issued_on: date
    valid_until: date
    services: tuple[ProgrammeLine, ...]
    presented_at: datetime
    concluded_at: datetime
    stage: Stage
    habit: Habit
    pauses: tuple[Pause, ...]
    round: tuple[int, ...]

    @property
    def worker(self) -> int:
        """Whose round the person is on: a number that picks one of the workers."""
        return self.number

    @property
    def signs_alone(self) -> bool:
        """Whether the recipient signs, and not a representative."""
        return self.representative is None


def cases_of(house: House, now: datetime) -> tuple[Case, ...]:
    """The recipients of a house as they stand at the local moment ``now``."""
    chance = random.Random(f"{SEED} {house.code}")  # noqa: S311 - the same people on every run
    book = NameBook(chance, volga=house.volga)
    offset = 100 * sum(map(ord, house.code))
    people = [_person(house, number, book, chance, offset) for number in range(house.people)]
    return tuple(_special(case, now) for case in people)


def _person(house: House, number: int, book: NameBook, chance: random.Random, offset: int) -> Case:
    kind = _kind(house, number, chance)
    sex = kind.sex or (Sex.FEMALE if chance.random() < _SHARE_OF_WOMEN else Sex.MALE)
    name = book.take(sex, child=kind.represented is RepresentativeKind.PARENT)
    # One passport without a patronymic: forms and papers must bear it.
    if house.volga and number == 9:  # noqa: PLR2004 - the tenth
        name = replace(name, patronymic=None)
    born = kind.born or _born(house, chance)
    came = _MOVE[number % len(_MOVE)]
    if number >= house.people - len(_LATER) - 2:
        came = _LATER[(number - house.people) % len(_LATER)]
    presented = datetime.combine(came, time(9, 0)) + timedelta(minutes=20 * (number // 4 + 1))
    issued = came - timedelta(days=chance.randint(3, 25))
    return Case(
        house=house,
        number=number,
        name=name,
        born=born,
        snils=invented_snils(offset + number),
        address=_address(house, number, chance),
        phone=invented_phone((offset + number) % 10_000),
        identity=_identity(house, number, born, chance),
        group=_group(born, came),
        categories=kind.categories,
        representative=_representative(kind, name, book, chance),
        family=tuple(_family(house, born, name, kind, book, chance)),
        programme=f"{house.passport_series}-{number + 101}/{issued.year}",
        issued_on=issued,
        valid_until=_end_of(issued, chance),
        services=_services(house, number),
        presented_at=presented,
        concluded_at=datetime.combine(came + timedelta(days=1), time(9, 0))
        + timedelta(minutes=2 * (number // 4)),
        stage=Stage.SERVED,
        habit=_habit(number),
        pauses=_pauses(came, chance),
        round=_ROUNDS[number % len(_ROUNDS)],
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is out of the ordinary about a person."""

    sex: Sex | None = None
    born: date | None = None
    categories: tuple[str, ...] = ()
    represented: RepresentativeKind | None = None
    income: bool = True


def _kind(house: House, number: int, chance: random.Random) -> _Kind:
    """A few people in each house are there for a rule of their own."""
    home = house.form is Form.HOME
    match number:
        case 3:
            return _Kind(Sex.FEMALE, _day(chance, 1932, 1940), ("leningrad_siege_survivor",))
        case 6:
            return _Kind(Sex.MALE, _day(chance, 1968, 1979), ("combat_disabled_veteran",))
        case 11 if home:
            return _Kind(Sex.MALE, _day(chance, 1926, 1927), ("wwii_participant",))
        case 14 if home:
            return _Kind(
                chance.choice((Sex.FEMALE, Sex.MALE)),
                _day(chance, 2013, 2016),
                represented=RepresentativeKind.PARENT,
                income=False,
            )
        case 14:
            return _Kind(
                Sex.MALE, _day(chance, 1980, 1988), represented=RepresentativeKind.GUARDIAN
            )
        case _:
            return _Kind()


def _day(chance: random.Random, first: int, last: int) -> date:
    return date(chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28))


def _born(house: House, chance: random.Random) -> date:
    oldest, youngest = (1931, 1960) if house.form is Form.HOME else (1933, 1972)
    return _day(chance, oldest, youngest)


def _group(born: date, day: date) -> PopulationGroup | None:
    """A pension for disability before the pension age is for papers to say, not for the age."""
    age = age_on(born, day)
    return PopulationGroup.PENSIONERS if 18 <= age < PENSION_AGE else None  # noqa: PLR2004


def _address(house: House, number: int, chance: random.Random) -> str:
    street = house.streets[number % len(house.streets)]
    return street.format(house=chance.randint(1, 48), flat=chance.randint(1, 80))


def _identity(house: House, number: int, born: date, chance: random.Random) -> IdentityDetails:
    if born.year > 2011:  # noqa: PLR2004 - under fourteen there is no passport
        return IdentityDetails(
            "свидетельство о рождении", "II-ЯЯ", f"{900_000 + number}", house.issuer,
            born + timedelta(days=19),
        )  # fmt: skip
    # A passport is renewed at twenty and at forty-five; older people took theirs at the exchange.
    issued = _day(chance, 2002, 2006)
    for age in (20, 45):
        renewed = date(born.year + age, born.month, born.day) + timedelta(chance.randint(5, 40))
        if issued < renewed < FIRST_MONTH:
            issued = renewed
    return IdentityDetails(
        "паспорт гражданина РФ",
        f"{house.passport_series} {issued.year % 100:02d}",
        f"{900_000 + number}",
        house.passport_issuer,
        issued,
    )


def _representative(
    kind: _Kind, name: Name, book: NameBook, chance: random.Random
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


def _family(
    house: House,
    born: date,
    name: Name,
    kind: _Kind,
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


def _end_of(issued: date, chance: random.Random) -> date:
    """A day short of three years, or of two."""
    years = 3 if chance.random() < 0.8 else 2  # noqa: PLR2004 - most get the longest term
    return date(issued.year + years, issued.month, min(issued.day, 28)) - timedelta(days=1)


def _services(house: House, number: int) -> tuple[ProgrammeLine, ...]:
    letter = "H" if house.form is Form.HOME else "S"
    prefix = _PREFIXES[house.region]
    package = house.services[number % len(house.services)]
    return tuple(
        ProgrammeLine(f"{prefix}-{letter}-{code}", Decimal(quantity)) for code, quantity in package
    )


_PREFIXES = {"vladimir": "VLA", "moscow": "MSK", "astrakhan": "AST"}


def _habit(number: int) -> Habit:
    """Most pay in time; in every house somebody has stopped."""
    habits = (
        Habit.ON_TIME, Habit.ON_TIME, Habit.LATE, Habit.ROUND_SUMS, Habit.ON_TIME, Habit.IN_PARTS,
        Habit.ON_TIME, Habit.ON_TIME, Habit.STOPPED, Habit.ON_TIME, Habit.LATE,
    )  # fmt: skip
    return habits[number % len(habits)]


def _pauses(came: date, chance: random.Random) -> tuple[Pause, ...]:
    """One stay in hospital or away, for some, while the house is in the portal."""
    first = max(FIRST_MONTH, came) + timedelta(days=40)
    if chance.random() > _SHARE_PAUSED or first >= _LAST_PAUSE:
        return ()
    since = first + timedelta(days=chance.randint(0, (_LAST_PAUSE - first).days))
    until = since + timedelta(days=chance.randint(5, 24))
    return (Pause(chance.choice(_GROUNDS), since, until),)


def _special(case: Case, now: datetime) -> Case:
    """What is going on today: pauses that last, papers that wait, a programme that ends soon."""
    today = now.date()
    match case.house.people - case.number:
        case 1:
            return _fresh(
                case, presented=now - timedelta(minutes=20), stage=Stage.JUST_CAME, now=now
            )
        case 2:
            presented = now - timedelta(hours=18, minutes=30)
            return _fresh(case, presented=presented, stage=Stage.TO_SIGN, now=now)
    match case.number:
        case 1 | 13:
            since = OPEN_MONTH + timedelta(days=case.number // 2)
            lasting = Pause(_GROUNDS[case.number % 4], since, None)
            kept = [p for p in case.pauses if p.until and p.until < since]
            return replace(case, pauses=(*kept, lasting) if since < today else tuple(kept))
        case 5:
            return replace(case, valid_until=OPEN_MONTH + timedelta(days=33), pauses=())
    return case


def _fresh(case: Case, *, presented: datetime, stage: Stage, now: datetime) -> Case:
    issued = presented.date() - timedelta(days=4)
    return replace(
        case,
        issued_on=issued,
        programme=f"{case.house.passport_series}-{case.number + 301}/{issued.year}",
        valid_until=date(issued.year + 3, issued.month, min(issued.day, 28)) - timedelta(days=1),
        presented_at=presented,
        concluded_at=now - timedelta(minutes=35),
        stage=stage,
        pauses=(),
    )
