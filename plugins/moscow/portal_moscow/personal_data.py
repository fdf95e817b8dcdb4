"""Согласие в тексте заявления и акта обследования до сентября 2025 года (MSK-PDP-01)."""

from portal.regions.api import (
    FEDERAL_PERSONAL_DATA_EDITIONS,
    Citation,
    PersonalDataRules,
    Timeline,
    Version,
    replace,
)

_INSIDE = Citation(
    "MSK-PDP-01",
    "1171",
    "приложения 1 и 3 к приказу № 1171",
    note="с 01.09.2025 нужен отдельный лист (FED-PDP-03): печатаем форму и лист",
)


def _in_moscow(federal: PersonalDataRules) -> PersonalDataRules:
    if federal.separate:
        return federal
    return replace(federal, inside=("application", "inspection_act"), consent=_INSIDE)


PERSONAL_DATA = Timeline(
    *(
        Version(
            version.since,
            _in_moscow(version.value),
            version.citation if version.value.separate else _INSIDE,
        )
        for version in FEDERAL_PERSONAL_DATA_EDITIONS.versions
        if version.value is not None
    )
)
