"""How people are admitted: places and the queue for them, the register of applications."""

from portal.web.admissions import applications  # noqa: F401 - its views join the blueprint
from portal.web.admissions.views import blueprint

__all__ = ["blueprint"]
