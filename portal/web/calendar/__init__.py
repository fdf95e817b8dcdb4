"""The working calendar: the years terms are counted in, and adding one by upload."""

from portal.web.calendar.views import blueprint

__all__ = ["blueprint"]
