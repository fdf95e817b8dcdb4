"""Recipients: who is served, and who acts for them."""

from portal.web.recipients import people
from portal.web.recipients.views import blueprint

people.join(blueprint)

__all__ = ["blueprint"]
