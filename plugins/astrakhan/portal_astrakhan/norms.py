"""Нормы, которые показывают там, где они нужны: федеральные и астраханские."""

from portal.regions.api import FEDERAL_NORMS, Citation, Timeline, Version
from portal_astrakhan.identity import IN_FORCE
from portal_astrakhan.programme import PROGRAMME_NORMS

NORMS = Timeline(
    Version(
        IN_FORCE,
        (
            *FEDERAL_NORMS,
            *PROGRAMME_NORMS,
        ),
        Citation("AST-RGT-01", "ast-11", "постановление № 11"),
    )
)
