"""Стартовый перечень социальных услуг; в стационаре часть услуг считается сутками и месяцами."""

from portal.regions.api import Citation, ServiceCatalogue, Timeline, Version, load_catalogue
from portal_astrakhan.identity import IN_FORCE

_FILES = ("catalogue-residential.toml", "catalogue-home.toml", "catalogue-day-care.toml")
_SOURCE = Citation(
    "FED-IPP-11",
    "1236",
    "Примерный перечень социальных услуг",
    note="коды AST-S, AST-H и AST-D стартовые, до загрузки областного перечня",
    verify=True,
)

CATALOGUE = Timeline(
    Version(
        IN_FORCE,
        ServiceCatalogue(
            tuple(
                item for name in _FILES for item in load_catalogue("portal_astrakhan", name).items
            )
        ),
        _SOURCE,
    )
)
