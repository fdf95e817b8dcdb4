"""The provider's settings and the journal of access."""

from portal.web.settings.views import blueprint

__all__ = ["blueprint"]
