"""Представительство — по федеральному закону; у отделений для детей своё (VLA-MIN)."""

from portal.regions.api import FEDERAL_REPRESENTATION, Timeline, Version, replace
from portal_vladimir.identity import IN_FORCE
from portal_vladimir.minors import MINORS

REPRESENTATION = Timeline(
    Version(
        IN_FORCE,
        replace(FEDERAL_REPRESENTATION, minors=MINORS),
        MINORS.applicants[0].applicants.citation,
    )
)
