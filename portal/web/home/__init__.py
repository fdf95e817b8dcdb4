"""«Сегодня», the look of the pages, and the pages about the portal itself."""

from portal.web.home.views import blueprint

__all__ = ["blueprint"]
