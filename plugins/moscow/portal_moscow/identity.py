"""Город Москва: кто она и на какие акты опирается."""

from datetime import date

from portal.regions.api import FEDERAL_ACTS, LegalAct, RegionIdentity

IN_FORCE = date(2015, 1, 1)
_CHECKED = date(2026, 11, 22)
_MISSING = "реквизиты и текст установить"

DECREE_829 = LegalAct(
    key="829-PP",
    kind="Постановление Правительства Москвы",
    number="829-ПП",
    dated=date(2014, 12, 26),
    title="О социальном обслуживании граждан в городе Москве",
    url="https://www.mos.ru/authority/documents/",
    edition="в пересказе памятки",
    checked_on=_CHECKED,
    compared=False,
)
ORDER_1171 = LegalAct(
    key="1171",
    kind="Приказ Департамента социальной защиты населения города Москвы",
    number="1171",
    dated=date(2014, 12, 30),
    title="О реализации порядка предоставления социальных услуг в городе Москве",
    url="https://www.mos.ru/authority/documents/",
    edition="первоначальная, часть пунктов утрачена в источнике",
    checked_on=_CHECKED,
)
MINIMUM = LegalAct(
    key="msk-minimum",
    kind="Постановление Правительства Москвы",
    number=None,
    dated=None,
    title="Об установлении величины прожиточного минимума в городе Москве",
    url="https://www.mos.ru/authority/documents/",
    edition=_MISSING,
    checked_on=_CHECKED,
    compared=False,
)
TARIFFS = LegalAct(
    key="msk-tariffs",
    kind="Приказ Департамента труда и социальной защиты населения города Москвы",
    number=None,
    dated=None,
    title="Об утверждении тарифов на социальные услуги",
    url="https://www.mos.ru/authority/documents/",
    edition=_MISSING,
    checked_on=_CHECKED,
    compared=False,
)

IDENTITY = RegionIdentity(
    code="moscow",
    name="Город Москва",
    genitive="города Москвы",
    authority="Департамент труда и социальной защиты населения города Москвы",
    time_zone="Europe/Moscow",
    acts=(*FEDERAL_ACTS, DECREE_829, ORDER_1171, MINIMUM, TARIFFS),
    template_package="portal_moscow",
)
