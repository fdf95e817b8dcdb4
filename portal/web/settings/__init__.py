"""The provider's settings and the journal of access."""

from portal.web.settings import departments, house, papers, register
from portal.web.settings.views import blueprint

register.join(blueprint)
departments.join(blueprint)
house.join(blueprint)
papers.join(blueprint)

__all__ = ["blueprint"]
