"""Grounds: why services are refused, pause or end. What suspension and termination share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from portal.domain.catalogue import Form
from portal.domain.demands import Demand
from portal.domain.law import Citation
from portal.domain.violations import refuse


@dataclass(frozen=True, slots=True)
class LegalGround:
    """A ground of the law: the forms of service and departments it is for, the facts it needs.

    No ``unit_codes`` means every department of the forms. It holds from ``since`` through
    ``until``; one that has run out is kept, so that an old wording can be shown beside the new.
    """

    code: str
    title: str
    citation: Citation
    forms: frozenset[Form]
    demands: tuple[Demand, ...] = ()
    unit_codes: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None

    def is_for(self, form: Form, unit_code: str | None) -> bool:
        """Whether it may be used there; an unknown department asks for all of them."""
        return form in self.forms and (
            unit_code is None or not self.unit_codes or unit_code in self.unit_codes
        )

    def in_force(self, day: date) -> bool:
        """Whether it holds on the day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


G = TypeVar("G", bound=LegalGround)


def find_ground(
    grounds: Iterable[G],
    code: str,
    form: Form,
    *,
    unit_code: str | None = None,
    of: str = "приостановления",
    citation: Citation | None = None,
) -> G:
    """The ground with this code for the form and department.

    Raises ground_unknown, or ground_not_for_form when it is known elsewhere only. ``of`` says in a
    sentence what the ground is for, ``citation`` where the list of grounds stands.
    """
    elsewhere: G | None = None
    for ground in grounds:
        if ground.code != code:
            continue
        if ground.is_for(form, unit_code):
            return ground
        elsewhere = elsewhere or ground
    if elsewhere is None:
        refuse(
            "ground_unknown",
            f"Такого основания {of} в регионе нет. Выберите основание из списка.",
            field="ground",
            citation=citation,
        )
    where = f"форме «{form.label}»" if form not in elsewhere.forms else "этому отделению"
    refuse(
        "ground_not_for_form",
        f"Основание «{elsewhere.title}» не применяется к {where}. Выберите другое основание.",
        field="ground",
        citation=elsewhere.citation,
    )
