"""What the demonstration prints when it is ready."""

from __future__ import annotations

from datetime import datetime

from portal.demo.houses import HOUSES, House
from portal.demo.logins import Login, logins_of
from portal.demo.neighbours import MOVES_FROM, NEIGHBOURS, Neighbour
from portal.domain.calendar import day_title


def banner(address: str, now: datetime, *, real_time: bool, regions: frozenset[str]) -> str:
    """The address, the day, and the logins of each house; ``now`` is Moscow time."""
    clock = "настоящее время" if real_time else "часы демонстрации, идут с этой минуты"
    lines = [
        f"Портал открыт: {address}",
        f"Сегодня в нём {day_title(now.date())}, {now:%H:%M} по Москве ({clock}).",
        "Люди, суммы и номера вымышлены. Остановить: Ctrl+C.",
    ]
    for house in HOUSES:
        if house.region in regions:
            lines.extend(("", house.short_name, *_table(house)))
    if MOVES_FROM.region in regions:
        lines.extend(("", "Перевод между стационарами:", *map(_neighbour, NEIGHBOURS)))
    return "\n".join(lines) + "\n"


def _table(house: House) -> list[str]:
    return [_row(login) for login in logins_of(house)]


def _neighbour(one: Neighbour) -> str:
    return f"  {one.role.label:<22} {one.login:<20} {one.password}"


def _row(login: Login) -> str:
    return f"  {login.label:<22} {login.login:<20} {login.password}"
