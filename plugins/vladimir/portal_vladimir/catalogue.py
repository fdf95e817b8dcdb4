"""Перечень социальных услуг по отделениям (VLA-IPP-03, VLA-IPP-04, VLA-IPP-05)."""

from portal.regions.api import Citation, ServiceCatalogue, Timeline, Version, load_catalogue
from portal_vladimir.identity import IN_FORCE

_FILES = (
    "catalogue-home.toml",
    "catalogue-day-care.toml",
    "catalogue-prevention.toml",
    "catalogue-rehabilitation.toml",
    "catalogue-stationary.toml",
)
_SOURCE = Citation(
    "VLA-IPP-05",
    "1236",
    "Примерный перечень социальных услуг",
    note="коды VLA-H, VLA-R и VLA-S стартовые: областного перечня в источнике нет",
    verify=True,
)

CATALOGUE = Timeline(
    Version(
        IN_FORCE,
        ServiceCatalogue(
            tuple(item for name in _FILES for item in load_catalogue("portal_vladimir", name).items)
        ),
        _SOURCE,
    )
)
