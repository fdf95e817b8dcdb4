"""Recipients: who is served, who acts for them, what they consent to."""

from portal.web.recipients import consents, people
from portal.web.recipients.views import blueprint

people.join(blueprint)
consents.join(blueprint)

__all__ = ["blueprint"]
