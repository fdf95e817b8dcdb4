"""Стартовый перечень социальных услуг; территориального перечня города в источниках нет."""

from portal.regions.api import Citation, ServiceCatalogue, Timeline, Version, load_catalogue
from portal_moscow.identity import IN_FORCE

_FILES = ("catalogue-home.toml", "catalogue-day-care.toml", "catalogue-residential.toml")
_SOURCE = Citation(
    "FED-IPP-11",
    "1236",
    "Примерный перечень социальных услуг",
    note="коды MSK-H, MSK-D и MSK-S стартовые, до загрузки территориального перечня",
    verify=True,
)

CATALOGUE = Timeline(
    Version(
        IN_FORCE,
        ServiceCatalogue(
            tuple(item for name in _FILES for item in load_catalogue("portal_moscow", name).items)
        ),
        _SOURCE,
    )
)
