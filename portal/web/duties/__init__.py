"""Duties of the provider itself: incidents with personal data, what it publishes."""

from portal.web.duties import openness, today  # noqa: F401 - they join the blueprint
from portal.web.duties.views import blueprint

__all__ = ["blueprint"]
