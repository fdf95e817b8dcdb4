"""Recipients: who is served."""

from portal.web.recipients.views import blueprint

__all__ = ["blueprint"]
