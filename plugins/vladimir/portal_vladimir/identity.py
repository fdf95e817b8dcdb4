"""Владимирская область: кто она и на какие акты опирается."""

from datetime import date

from portal.regions.api import FEDERAL_ACTS, LegalAct, RegionIdentity

IN_FORCE = date(2015, 1, 1)
_CHECKED = date(2026, 11, 22)
_MISSING = "реквизиты и текст установить"

PROCEDURE = LegalAct(
    key="vla-procedure",
    kind="Порядок учреждения социального обслуживания Селивановского района",
    number=None,
    dated=None,
    title="Порядок и условия предоставления социальных услуг по видам социальных услуг и формам "
    "социального обслуживания",
    url="docs/law.md#vladimir",
    edition="опубликован учреждением, реквизитов в источнике нет",
    checked_on=_CHECKED,
)
THRESHOLD = LegalAct(
    key="vla-threshold",
    kind="Закон Владимирской области",
    number=None,
    dated=None,
    title="О предельной величине среднедушевого дохода для предоставления социальных услуг "
    "бесплатно",
    url="docs/law.md#vladimir",
    edition=_MISSING,
    checked_on=_CHECKED,
    compared=False,
)
MINIMUM = LegalAct(
    key="vla-minimum",
    kind="Постановление Правительства Владимирской области",
    number=None,
    dated=None,
    title="Об установлении величины прожиточного минимума",
    url="docs/law.md#vladimir",
    edition=_MISSING,
    checked_on=_CHECKED,
    compared=False,
)
TARIFFS = LegalAct(
    key="vla-tariffs",
    kind="Постановление Департамента социальной защиты населения Владимирской области",
    number=None,
    dated=None,
    title="Об утверждении тарифов на социальные услуги",
    url="docs/law.md#vladimir",
    edition=_MISSING,
    checked_on=_CHECKED,
    compared=False,
)

IDENTITY = RegionIdentity(
    code="vladimir",
    name="Владимирская область",
    genitive="Владимирской области",
    authority="Департамент социальной защиты населения Владимирской области",
    time_zone="Europe/Moscow",
    acts=(*FEDERAL_ACTS, PROCEDURE, THRESHOLD, MINIMUM, TARIFFS),
    template_package="portal_vladimir",
)
