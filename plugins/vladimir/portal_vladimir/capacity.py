"""Места: тринадцать в отделении дневного пребывания, приём круглый год (VLA-CAP-01, VLA-CAP-02)."""

from portal.regions.api import (
    FEDERAL_CAPACITY,
    CapacityLimit,
    Citation,
    Season,
    Timeline,
    Version,
    replace,
)
from portal_vladimir.identity import IN_FORCE

_GROUP = Citation(
    "VLA-CAP-01",
    "vla-procedure",
    "п. 5 порядка отделения дневного пребывания",
    note="тринадцать названо оптимальным числом и тут же пределом; считаем пределом",
)
_ALL_YEAR = Citation(
    "VLA-CAP-02", "vla-procedure", "порядок отделения реабилитации, абзац о приёме"
)

CAPACITY = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_CAPACITY,
            limits=(CapacityLimit("day_care", 13, _GROUP),),
            seasons=(Season("child_rehabilitation", all_year=True, citation=_ALL_YEAR),),
        ),
        _GROUP,
    )
)
