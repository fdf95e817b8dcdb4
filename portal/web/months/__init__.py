"""The accountant's cockpit: months, the rehearsal of one, its closing, its papers."""

from portal.web.months import bounds, last_acts
from portal.web.months.views import blueprint

bounds.join(blueprint)
last_acts.join(blueprint)

__all__ = ["blueprint"]
