"""Нормы, которые показывают там, где они нужны: федеральные и московские."""

from portal.regions.api import FEDERAL_NORMS, Citation, Timeline, Version
from portal_moscow.admission import ADMISSION_NORMS
from portal_moscow.contract import CONTRACT_NORMS
from portal_moscow.fees import FEE_NORMS
from portal_moscow.identity import IN_FORCE
from portal_moscow.information import INFORMATION_NORMS
from portal_moscow.programme import PROGRAMME_NORMS

NORMS = Timeline(
    Version(
        IN_FORCE,
        (
            *FEDERAL_NORMS,
            *ADMISSION_NORMS,
            *PROGRAMME_NORMS,
            *CONTRACT_NORMS,
            *INFORMATION_NORMS,
            *FEE_NORMS,
        ),
        Citation("MSK-RGT-01", "829-PP", "Порядок № 829-ПП", verify=True),
    )
)
