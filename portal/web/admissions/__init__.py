"""How people are admitted: places and the queue, the register of applications, programmes' ends."""

from portal.web.admissions import applications, endings  # noqa: F401 - their views join the blueprint
from portal.web.admissions.views import blueprint

__all__ = ["blueprint"]
