"""How urgent a term is, in words."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.law import Citation
from portal.usecases.queries.contract_tasks import DraftTask, SignTask
from portal.usecases.queries.half_signed import HalfSigned
from portal.web.access import region
from portal.web.clock import now, today
from portal.web.filters import clock_time, day_near, plural

SOON = 3


@dataclass(frozen=True, slots=True)
class Clock:
    """A term in words: when it ends, how much is left, and its clause."""

    text: str
    tag: str
    kind: str
    clause: Citation | None


def clock_of(task: SignTask | DraftTask | HalfSigned) -> Clock:
    """The contract's term as people speak of it."""
    due = region().local(task.due_at)
    received = day_near(region().today(task.presented_at))
    left = (due.date() - today()).days
    tag, kind = urgency(left, overdue=task.due_at < now())
    text = f"{clock_time(due)}. Программа получена {received}"
    return Clock(text[:1].upper() + text[1:], tag, kind, task.clause)


def urgency(left: int, *, overdue: bool) -> tuple[str, str]:
    """How much is left of a term in words, and the colour that goes with it."""
    if overdue:
        return ("Срок прошёл", "bad") if left >= 0 else (f"Просрочено {days(-left)}", "bad")
    if left == 0:
        return "Срок сегодня", "bad"
    if left == 1:
        return "Остался день", "warn"
    return days(left), "warn" if left <= SOON else ""


def days(count: int) -> str:
    """«3 дня»."""
    return plural(count, "день", "дня", "дней")
