"""Ends of contracts, services given up, and contracts that are not concluded."""

from portal.web.terminations import drops, refusals, waivers
from portal.web.terminations.views import blueprint

for pages in (drops, refusals, waivers):
    pages.join(blueprint)

__all__ = ["blueprint"]
