"""Contracts: from the draft over two signatures to suspension and resumption."""

from portal.web.contracts import breaks, requests, schedules
from portal.web.contracts.views import blueprint

breaks.join(blueprint)
requests.join(blueprint)
schedules.join(blueprint)

__all__ = ["blueprint"]
