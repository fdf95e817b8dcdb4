"""Индивидуальная программа: что в ней названо, услуги только по ней (VLA-IPP-01, VLA-IPP-02)."""

from portal.regions.api import (
    FEDERAL_PROGRAMME,
    Choice,
    ChoiceList,
    Citation,
    Norm,
    Place,
    Timeline,
    Version,
    replace,
)
from portal_vladimir.identity import IN_FORCE

_STATES = Citation(
    "VLA-IPP-01",
    "vla-procedure",
    "подп. «д» п. 1 порядка обслуживания на дому, подп. «г» п. 1 порядка отделения дневного "
    "пребывания",
)
_WITHIN = Citation(
    "VLA-IPP-02",
    "vla-procedure",
    "п. 3 порядка обслуживания на дому, п. 6 порядка отделения дневного пребывания",
)
_STARTER = Citation(
    "VLA-IPP-05",
    "1236",
    "Примерный перечень социальных услуг",
    note="областного перечня в источнике нет",
    verify=True,
)

PROGRAMME = replace(
    FEDERAL_PROGRAMME,
    warned=ChoiceList(
        "presented_programme_fields",
        "что названо в программе",
        (
            Choice("form", "форма обслуживания"),
            Choice("kinds", "виды услуг"),
            Choice("volume", "объём"),
            Choice("periodicity", "периодичность"),
            Choice("conditions", "условия"),
            Choice("terms", "сроки"),
            Choice("issuer", "орган, выдавший программу"),
        ),
        _STATES,
    ),
    volume=replace(FEDERAL_PROGRAMME.volume, citation=_WITHIN),
)

PROGRAMMES = Timeline(Version(IN_FORCE, PROGRAMME, _STATES))

PROGRAMME_NORMS = (
    Norm(
        "starter_catalogue",
        "Перечень стартовый",
        "Коды этих отделений ждут областного перечня услуг: замените их, когда его загрузят.",
        (Place.PROGRAMME, Place.PASSPORT),
        _STARTER,
        items=(
            Choice("VLA-H", "на дому"),
            Choice("VLA-R", "реабилитация детей"),
            Choice("VLA-S", "стационар для несовершеннолетних"),
        ),
        unit_codes=("home_care", "child_rehabilitation", "minors_stationary"),
    ),
)
