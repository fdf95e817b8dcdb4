"""Акт: своей формы у области нет, своя только статья о дополнительных услугах (VLA-FEE-07)."""

from portal.regions.api import FEDERAL_ACT, Citation, Timeline, Version, replace
from portal_vladimir.identity import IN_FORCE

_ADDITIONAL = Citation(
    "VLA-FEE-07",
    "vla-procedure",
    "п. 9 порядка обслуживания на дому",
    note="в остальных отделениях то же следует из ч. 2 ст. 11 442-ФЗ",
)

ACTS = Timeline(
    Version(IN_FORCE, replace(FEDERAL_ACT, additional=_ADDITIONAL), FEDERAL_ACT.cadence)
)
