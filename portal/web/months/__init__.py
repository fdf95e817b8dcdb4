"""The accountant's cockpit: months, the rehearsal of one, its closing, its papers."""

from portal.web.months import bounds
from portal.web.months.views import blueprint

bounds.join(blueprint)

__all__ = ["blueprint"]
