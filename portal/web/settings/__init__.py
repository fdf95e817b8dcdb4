"""The provider's settings and the journal of access."""

from portal.web.settings import register
from portal.web.settings.views import blueprint

register.join(blueprint)

__all__ = ["blueprint"]
