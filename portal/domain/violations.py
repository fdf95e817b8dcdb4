"""Refusals: one code, one Russian sentence with the remedy, and the clause behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from portal.domain.law import Citation


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule.

    ``field`` is the path of the command's field it belongs to (``household[0].born``) or None for
    the whole form; ``subject`` names the thing it collides with, for a link («recipient:17»).
    """

    code: str
    text: str
    field: str | None = None
    citation: Citation | None = None
    subject: str | None = None


class RulesBroken(Exception):
    """The law or the shape of the input refuses an action; nothing has been changed."""

    def __init__(self, *violations: Violation) -> None:
        """Keep the violations in the order in which a reader should meet them; at least one."""
        if not violations:
            raise ValueError("RulesBroken needs a violation")
        super().__init__("; ".join(violation.text for violation in violations))
        self.violations = violations

    @property
    def code(self) -> str:
        """The code of the first violation: what scenarios and the command line report."""
        return self.violations[0].code


class NotInForce(RulesBroken):
    """No edition of a rule covers the day of the event."""

    def __init__(self, citation: Citation, day: date, first: date | None = None) -> None:
        """Name the day, and the ``first`` day of the law or the rule that ended before the day."""
        super().__init__(
            Violation(
                "not_in_force",
                _not_in_force(citation.rule, day, first),
                citation=citation,
            )
        )


def _not_in_force(rule: str, day: date, first: date | None) -> str:
    # The first day that can be written stands for no day at all; %Y would print its year as «1».
    if day == day.min:
        return f"Дата не указана, поэтому не выбрать редакцию правила {rule}. Укажите дату."
    if first is not None and day < first:
        # The rule that was asked first is nobody's fault: the whole law had not begun.
        return (
            f"На {day.day:02d}.{day.month:02d}.{day.year:04d} портал не считает: он считает с "
            f"{first:%d.%m.%Y}, с начала действия нормы. Проверьте дату."
        )
    return (
        f"На {day.day:02d}.{day.month:02d}.{day.year:04d} нет действующей редакции правила {rule}. "
        "Проверьте дату; если она верна, о недостающей редакции скажите администратору."
    )


class Conflict(RulesBroken):
    """Somebody changed or created the same thing meanwhile; the caller's data were not saved.

    ``changed_at`` is the moment of that change, where it is known.
    """

    changed_at: datetime | None = None


class NotFound(Exception):
    """No such thing among the reader's own; another provider's thing answers the same."""


class NotAllowed(Exception):
    """The reader's role does not cover this action."""


def refuse(
    code: str,
    text: str,
    *,
    field: str | None = None,
    citation: Citation | None = None,
    subject: str | None = None,
) -> NoReturn:
    """Raise RulesBroken with a single violation."""
    raise RulesBroken(Violation(code, text, field, citation, subject))
