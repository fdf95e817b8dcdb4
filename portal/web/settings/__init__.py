"""The provider's settings and the journal of access."""

from portal.web.settings import channels, departments, house, papers, register
from portal.web.settings.views import blueprint

register.join(blueprint)
departments.join(blueprint)
house.join(blueprint)
papers.join(blueprint)
channels.join(blueprint)

__all__ = ["blueprint"]
