"""A department that a provider opens: of a kind its region names, with its places.

Rule: VLA-CAP-01 (places at once); where nobody counts, places stay empty.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.documents import names_document
from portal.domain.violations import NotAllowed, RulesBroken, refuse
from portal.models import Department, Role
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.publications import places_changed
from portal.usecases.transaction import transaction

OPENS = (Role.ADMINISTRATOR, Role.DIRECTOR)
"""Who opens a department."""
LONGEST_NAME = 200
MOST_PLACES = 9999


@dataclass(frozen=True, slots=True)
class OpenDepartment:
    """A new department: its name, its kind by the region's list, its places (None = uncounted)."""

    name: str
    unit_code: str
    places: int | None = None


def open_department(command: OpenDepartment, *, region: Region, actor: Actor, now: datetime) -> int:
    """Open a department; its form of service is that of its kind.

    Raises NotAllowed for who keeps no settings, value_invalid for an empty name, a kind the region
    does not name and places out of bounds, capacity_exceeded above the region's limit, duplicate
    for a name that is there already.
    """
    if actor.role not in OPENS:
        raise NotAllowed
    name = " ".join(command.name.split())
    unit = next((one for one in region.units if one.code == command.unit_code), None)
    if not names_document(name) or len(name) > LONGEST_NAME:
        text = f"Назовите отделение, не длиннее {LONGEST_NAME} знаков."
        refuse("value_invalid", text, field="name")
    if unit is None:
        text = "Такого вида отделений в правилах региона нет. Выберите из списка."
        refuse("value_invalid", text, field="unit_code")
    if command.places is not None and not 0 <= command.places <= MOST_PLACES:
        text = f"Введите целое число до {MOST_PLACES} или оставьте пустым."
        refuse("value_invalid", text, field="places")
    rules = region.rules.capacity_rules.on(region.today(now))
    if found := rules.places_violations(unit.code, command.places):
        raise RulesBroken(*found)
    with transaction() as session:
        _demand_new(session, actor.provider_id, name)
        row = Department(
            provider_id=actor.provider_id,
            unit_code=unit.code,
            name=name,
            form=unit.form,
            places=command.places,
        )
        session.add(row)
        session.flush()
        if command.places is not None:
            places_changed(session, region, actor.provider_id, now)
        after = {"name": name, "unit": unit.code, "places": command.places}
        audit.record(session, actor, now, "department_opened", "department", row.id, after=after)
        return row.id


def _demand_new(session: Session, provider_id: int, name: str) -> None:
    mine = select(Department.name).where(Department.provider_id == provider_id)
    if name.casefold() in {one.casefold() for one in session.scalars(mine)}:
        text = "Отделение с таким названием уже есть. Назовите новое иначе."
        refuse("duplicate", text, field="name")
