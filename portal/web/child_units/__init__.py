"""Departments for children: a child's page, the department's page, what is recorded there."""

from portal.web.child_units import units  # noqa: F401 - they join the blueprint
from portal.web.child_units.views import blueprint

__all__ = ["blueprint"]
