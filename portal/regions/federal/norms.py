"""The federal baseline: norms that are shown where somebody needs them.

Each procedure declares its own; here they are put together in the order of the rulebook's areas.
"""

from portal.domain.norms import Norm
from portal.regions.federal.admission import ADMISSION_NORMS
from portal.regions.federal.information import RIGHTS_NORMS
from portal.regions.federal.programme import PROGRAMME_NORMS

FEDERAL_NORMS: tuple[Norm, ...] = (
    *ADMISSION_NORMS,
    *PROGRAMME_NORMS,
    *RIGHTS_NORMS,
)
