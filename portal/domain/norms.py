"""Norms that are shown where somebody needs them; nothing is computed from them.

A right, a prohibition, a duty of another body: the portal tells it on the page where it matters,
with its clause. What the portal computes or refuses stands in the rules of its procedure instead.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.domain.catalogue import Form
from portal.domain.choices import Choice
from portal.domain.law import Citation


class Place(StrEnum):
    """The pages on which a norm is shown."""

    RECIPIENT = "recipient"
    BELONGINGS = "belongings"
    DOCUMENTS = "documents"
    INCOME = "income"
    PROGRAMME = "programme"
    CONTRACT = "contract"
    SCHEDULE = "schedule"
    DELIVERIES = "deliveries"
    ACT = "act"
    PAYMENT = "payment"
    SUSPENSION = "suspension"
    TERMINATION = "termination"
    TRANSFER = "transfer"
    URGENT = "urgent"
    REGISTERS = "registers"
    PERSONAL_DATA = "personal_data"
    CABINET = "cabinet"
    PASSPORT = "passport"


@dataclass(frozen=True, slots=True)
class Norm:
    """One statement for people, in plain Russian, with the clause it comes from.

    ``items`` is the list the norm speaks of, if it speaks of one. Empty ``forms`` or ``unit_codes``
    mean every form, every department. It holds from ``since`` through ``until``, both inclusive.
    """

    code: str
    title: str
    text: str
    places: tuple[Place, ...]
    citation: Citation
    items: tuple[Choice, ...] = ()
    forms: tuple[Form, ...] = ()
    unit_codes: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def holds(self, place: Place, day: date, form: Form | None, unit_code: str | None) -> bool:
        """Whether the norm is shown there, that day; an unknown form or department asks for all."""
        return (
            place in self.places
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
            and (form is None or not self.forms or form in self.forms)
            and (unit_code is None or not self.unit_codes or unit_code in self.unit_codes)
        )


def norms_at(
    norms: Iterable[Norm],
    place: Place,
    day: date,
    *,
    form: Form | None = None,
    unit_code: str | None = None,
) -> tuple[Norm, ...]:
    """The norms of a page, in the order they are declared."""
    return tuple(norm for norm in norms if norm.holds(place, day, form, unit_code))
