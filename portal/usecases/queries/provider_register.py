"""The provider's entry in the register, for its page and for «Сегодня»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.catalogue import Form
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken, Violation
from portal.models import Provider
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.provider_register import demand_in_register
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """The entry; no day = nobody has recorded it. ``clause`` is what asks for it."""

    number: str
    registered_on: date | None
    excluded_on: date | None
    forms: tuple[str, ...]
    clause: Citation | None

    def holds(self, day: date) -> bool:
        """Whether the provider stands in the register on the day."""
        entered = self.registered_on is not None and self.registered_on <= day
        return entered and (self.excluded_on is None or day <= self.excluded_on)

    def excluded(self, day: date) -> bool:
        """Whether a recorded entry does not hold on the day: too early, or excluded before it."""
        return self.registered_on is not None and not self.holds(day)


def get_entry(actor: Actor, region: Region, day: date) -> RegisterEntry:
    """The entry of the reader's provider."""
    with reading() as session:
        row = session.get_one(Provider, actor.provider_id)
        return RegisterEntry(
            number=row.register_number or "",
            registered_on=row.registered_on,
            excluded_on=row.excluded_on,
            forms=tuple(row.registered_forms or ()),
            clause=region.rules.registers.on(day).entry,
        )


def outside_register(actor: Actor, region: Region, form: Form, day: date) -> tuple[Violation, ...]:
    """Why a contract of this form cannot be concluded on the day, said before it is tried."""
    with reading() as session:
        try:
            demand_in_register(session, actor.provider_id, form, day, region)
        except RulesBroken as broken:
            return broken.violations
    return ()
