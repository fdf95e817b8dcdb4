"""Where a case is: its form of service, and the department when one is named."""

from portal.domain.catalogue import Form
from portal.explain.shapes import Misshapen, Object, choice, left_out, text
from portal.regions.registry import Region

PLACE = frozenset({"form", "unit"})


def place_of(case: Object, region: Region) -> tuple[Form, str | None]:
    """The form and department of ``unit``, or the ``form`` alone."""
    code = left_out(case, "unit", text)
    if code is None:
        return choice(case, "form", Form), None
    for unit in region.units:
        if unit.code == code:
            return unit.form, code
    known = ", ".join(unit.code for unit in region.units)
    raise Misshapen("unit", f"Отделения «{code}» в регионе нет. Есть: {known}.")
