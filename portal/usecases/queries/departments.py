"""The provider's departments as the settings list them."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.models import Department
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """A department: its name, its kind in the region's words, its places (None = uncounted)."""

    name: str
    kind: str
    form: str
    places: int | None


def list_all_departments(actor: Actor, region: Region) -> tuple[DepartmentLine, ...]:
    """Every department of the provider, the oldest first."""
    kinds = {one.code: one.title for one in region.units}
    wanted = (
        select(Department)
        .where(Department.provider_id == actor.provider_id)
        .order_by(Department.id)
    )
    with reading() as session:
        return tuple(
            DepartmentLine(
                one.name, kinds.get(one.unit_code, one.unit_code), one.form.label, one.places
            )
            for one in session.scalars(wanted)
        )
