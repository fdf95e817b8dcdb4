"""Recipients: who is served, who acts for them, what they consent to."""

from portal.web.recipients import belongings, consents, erasure, legacy, people, register, reports
from portal.web.recipients.close import join as join_close
from portal.web.recipients.views import blueprint

people.join(blueprint)
consents.join(blueprint)
reports.join(blueprint)
legacy.join(blueprint)
belongings.join(blueprint)
register.join(blueprint)
erasure.join(blueprint)
join_close(blueprint)

__all__ = ["blueprint"]
