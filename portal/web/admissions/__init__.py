"""How people are admitted: places and the queue for them."""

from portal.web.admissions.views import blueprint

__all__ = ["blueprint"]
