"""Свободное место у принимающего поставщика подтверждают до передачи (AST-CAP-01)."""

from portal.regions.api import FEDERAL_CAPACITY, Citation, Timeline, Version, replace
from portal_astrakhan.identity import IN_FORCE

_CONFIRMATION = Citation(
    "AST-CAP-01",
    "442-FZ",
    "ст. 18 442-ФЗ",
    note="постановление № 11 о местах молчит",
    verify=True,
)

CAPACITY = Timeline(
    Version(IN_FORCE, replace(FEDERAL_CAPACITY, confirmation=_CONFIRMATION), _CONFIRMATION)
)
