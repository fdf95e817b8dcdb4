"""The federal baseline: one department a form of service."""

from portal.domain.catalogue import Form
from portal.domain.law import Citation
from portal.regions.identity import Unit

_FORMS_OF_SERVICE = Citation("FED-IPP-12", "442-FZ", "ст. 19 442-ФЗ")
FEDERAL_UNITS = (
    Unit("home_care", "Отделение социального обслуживания на дому", Form.HOME, _FORMS_OF_SERVICE),
    Unit("day_care", "Отделение дневного пребывания", Form.SEMI_STATIONARY, _FORMS_OF_SERVICE),
    Unit("residential", "Отделение стационарного обслуживания", Form.STATIONARY, _FORMS_OF_SERVICE),
)
