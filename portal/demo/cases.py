"""The invented recipients: who they are, what they get, what they live on, how they pay.

Everything follows from a seed and the number of the person, so the same people come on every run.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from portal.demo.houses import House
from portal.demo.names import Name, NameBook, invented_phone, invented_snils
from portal.demo.persons import (
    Earner,
    address_of,
    at_home,
    born_of,
    end_of,
    family_of,
    group_of,
    identity_of,
    kind_of,
    representative_of,
    services_of,
)
from portal.domain.people import PopulationGroup, Sex
from portal.domain.programme import ProgrammeLine
from portal.models import RepresentativeKind
from portal.usecases.recipient_details import IdentityDetails, RepresentativeDetails

SEED = 442
FIRST_MONTH = date(2025, 5, 1)
OPEN_MONTH = date(2026, 11, 1)
_SHARE_OF_WOMEN = 0.7
_SHARE_PAUSED = 0.4
_WITHOUT_PATRONYMIC = 9
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
    kind = kind_of(house, number, chance)
    sex = kind.sex or (Sex.FEMALE if chance.random() < _SHARE_OF_WOMEN else Sex.MALE)
    name = book.take(sex, child=kind.represented is RepresentativeKind.PARENT)
    # One passport without a patronymic: forms and papers must bear it.
    if house.volga and number == _WITHOUT_PATRONYMIC:
        name = replace(name, patronymic=None)
    born = kind.born or born_of(house, chance)
    came = _MOVE[number % len(_MOVE)]
    if number >= house.people - len(_LATER) - 2:
        came = _LATER[(number - house.people) % len(_LATER)]
    presented = datetime.combine(came, time(9, 0)) + timedelta(minutes=20 * (number // 4 + 1))
    issued = came - timedelta(days=chance.randint(3, 25))
    address = address_of(house, number, chance)
    return Case(
        house=house,
        number=number,
        name=name,
        born=born,
        snils=invented_snils(offset + number),
        address=address,
        phone=invented_phone((offset + number) % 10_000),
        identity=identity_of(house, number, born, chance),
        group=group_of(born, came),
        categories=kind.categories,
        representative=at_home(representative_of(kind, name, book, chance), house, number, address),
        family=tuple(family_of(house, born, name, kind, book, chance)),
        programme=f"{house.passport_series}-{number + 101}/{issued.year}",
        issued_on=issued,
        valid_until=end_of(issued, chance),
        services=services_of(house, number),
        presented_at=presented,
        concluded_at=datetime.combine(came + timedelta(days=1), time(9, 0))
        + timedelta(minutes=2 * (number // 4)),
        stage=Stage.SERVED,
        habit=_habit(number),
        pauses=_pauses(came, chance),
        round=_ROUNDS[number % len(_ROUNDS)],
    )


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
