"""Ends of contracts, services given up, and contracts that are not concluded."""

from portal.web.terminations import refusals
from portal.web.terminations.views import blueprint

refusals.join(blueprint)

__all__ = ["blueprint"]
