"""Акт: формы у области нет (VLA-ACT-01), есть статья о дополнительных услугах (VLA-FEE-07)."""

from portal.regions.api import FEDERAL_ACT, Citation, Timeline, Version, replace
from portal_vladimir.identity import IN_FORCE

_ADDITIONAL = Citation(
    "VLA-FEE-07",
    "vla-procedure",
    "п. 9 порядка обслуживания на дому",
    note="в остальных отделениях то же следует из ч. 2 ст. 11 442-ФЗ",
)

_NO_FORM = Citation(
    "VLA-ACT-01",
    "vla-procedure",
    "все разделы порядка учреждения",
    note="своей формы у области нет, печатается федеральная; своя — только акт срочных услуг",
    verify=True,
)

ACTS = Timeline(
    Version(
        IN_FORCE,
        replace(FEDERAL_ACT, form=_NO_FORM, additional=_ADDITIONAL),
        FEDERAL_ACT.cadence,
    )
)
