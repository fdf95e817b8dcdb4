"""Ends of contracts, services given up, and contracts that are not concluded."""

from portal.web.terminations import refusals, waivers
from portal.web.terminations.views import blueprint

for pages in (refusals, waivers):
    pages.join(blueprint)

__all__ = ["blueprint"]
