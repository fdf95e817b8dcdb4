"""Suspension: grounds, intervals, and the days left out of an act (FED-SUS-01 to FED-SUS-04)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.domain.catalogue import Form
from portal.domain.law import Citation
from portal.domain.violations import refuse

NOTHING_ACCRUES = Citation("FED-SUS-04", "442-FZ", "ст. 32 442-ФЗ", verify=True)


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of suspension: its paper and the forms of service it is for."""

    code: str
    title: str
    citation: Citation
    forms: frozenset[Form]
    document: str | None = None


@dataclass(frozen=True, slots=True)
class SuspensionRules:
    """The grounds of a region as in force on a day."""

    grounds: tuple[Ground, ...]

    def ground(self, code: str, form: Form) -> Ground:
        """The ground with this code; raises ground_unknown or ground_not_for_form."""
        for ground in self.grounds:
            if ground.code != code:
                continue
            if form not in ground.forms:
                refuse(
                    "ground_not_for_form",
                    f"Основание «{ground.title}» не применяется к форме «{form.label}».",
                    field="ground",
                    citation=ground.citation,
                )
            return ground
        refuse(
            "ground_unknown",
            "Такого основания приостановления в регионе нет. Выберите основание из списка.",
            field="ground",
        )


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from ``since`` to the day before ``until``; open when ``until`` is None."""

    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies inside. The day of resumption is served again (FED-SUS-04)."""
        return self.since <= day and (self.until is None or day < self.until)

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two share a day."""
        return (other.until is None or self.since < other.until) and (
            self.until is None or other.since < self.until
        )


def is_suspended(day: date, intervals: Iterable[Interval]) -> bool:
    """Whether any interval holds the day: then nothing is recorded or charged (FED-SUS-04)."""
    return any(interval.holds(day) for interval in intervals)
