"""What a verb of scenarios is: its inputs, the facts it returns, what it makes, how it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from portal.scenarios.given import Given
from portal.scenarios.inputs import Input
from portal.scenarios.stage import Stage, Thing

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Played:
    """The facts of a step, and the thing that its ``as`` names."""

    facts: Facts
    thing: Thing | None = None


@dataclass(frozen=True, slots=True)
class Verb:
    """A use case as scenarios call it; ``makes`` is the kind of thing that ``as`` names."""

    inputs: Mapping[str, Input]
    facts: frozenset[str]
    play: Callable[[Stage, Given], Played]
    makes: str | None = None


def moment(local: datetime) -> str:
    """A local moment as facts show it: to the minute."""
    return local.isoformat(timespec="minutes")


def day(value: date | None) -> str | None:
    """A date as facts show it."""
    return value.isoformat() if value else None


def month(value: date | None) -> str | None:
    """A month as facts show it."""
    return f"{value:%Y-%m}" if value else None


def money(amount: Decimal | None) -> str | None:
    """Rubles as facts show them: a text with two decimals."""
    return None if amount is None else f"{amount:.2f}"
