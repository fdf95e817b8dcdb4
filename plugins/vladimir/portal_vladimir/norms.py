"""Нормы, которые показывают там, где они нужны: федеральные и владимирские."""

from portal.regions.api import FEDERAL_NORMS, Timeline, Version
from portal_vladimir.identity import IN_FORCE
from portal_vladimir.information import INFORMATION_NORMS
from portal_vladimir.programme import PROGRAMME_NORMS

NORMS = Timeline(
    Version(
        IN_FORCE,
        (*FEDERAL_NORMS, *PROGRAMME_NORMS, *INFORMATION_NORMS),
        INFORMATION_NORMS[0].citation,
    )
)
