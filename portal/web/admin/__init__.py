"""People who may sign in, and the region's reference values."""

from portal.web.admin.views import blueprint

__all__ = ["blueprint"]
