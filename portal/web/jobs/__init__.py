"""Long work: the page that shows how far it is."""

from portal.web.jobs.views import blueprint

__all__ = ["blueprint"]
