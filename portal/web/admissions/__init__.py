"""How people are admitted: places and the queue, applications, ends of programmes, requests."""

from portal.web.admissions import (  # noqa: F401 - their views join the blueprint
    applications,
    brought,
    drafts,
    ending_papers,
    endings,
    inspections,
    requests,
    sheets,
)
from portal.web.admissions.views import blueprint

__all__ = ["blueprint"]
