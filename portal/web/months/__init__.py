"""The accountant's cockpit: months, the rehearsal of one, its closing, its papers."""

from portal.web.months.views import blueprint

__all__ = ["blueprint"]
