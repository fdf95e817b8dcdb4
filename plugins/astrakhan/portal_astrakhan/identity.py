"""Астраханская область: кто она и на какие акты опирается."""

from datetime import date

from portal.regions.api import FEDERAL_ACTS, LegalAct, RegionIdentity

IN_FORCE = date(2015, 1, 1)
_CHECKED = date(2026, 11, 22)
_MISSING = "реквизиты и текст установить"

DECREE_572 = LegalAct(
    key="572-P",
    kind="Постановление Правительства Астраханской области",
    number="572-П",
    dated=date(2014, 12, 12),
    title="О Порядке предоставления социальных услуг поставщиками социальных услуг в Астраханской "
    "области",
    url="https://astr-gov.ru/",
    edition="текста нет, известен по отсылкам постановления № 11",
    checked_on=_CHECKED,
    compared=False,
)
DECREE_11 = LegalAct(
    key="ast-11",
    kind="Постановление министерства социального развития и труда Астраханской области",
    number="11",
    dated=date(2016, 4, 4),
    title="О Порядке взаимодействия поставщиков при переводе получателя социальных услуг",
    url="https://astr-gov.ru/",
    edition="первоначальная, п. 3 утрачен в источнике",
    checked_on=_CHECKED,
)
TARIFF_ORDER = LegalAct(
    key="ast-tariffs",
    kind="Постановление Правительства Астраханской области",
    number="570-П",
    dated=date(2014, 12, 12),
    title="О порядке утверждения тарифов на социальные услуги на основании подушевых нормативов "
    "финансирования социальных услуг",
    url="https://astr-gov.ru/",
    edition="сами тарифы загрузить",
    checked_on=_CHECKED,
)
MINIMUM = LegalAct(
    key="ast-minimum",
    kind="Постановление Правительства Астраханской области",
    number=None,
    dated=None,
    title="Об установлении величины прожиточного минимума",
    url="https://astr-gov.ru/",
    edition=_MISSING,
    checked_on=_CHECKED,
    compared=False,
)

IDENTITY = RegionIdentity(
    code="astrakhan",
    name="Астраханская область",
    genitive="Астраханской области",
    authority="Министерство социального развития и труда Астраханской области",
    time_zone="Europe/Astrakhan",
    acts=(*FEDERAL_ACTS, DECREE_572, DECREE_11, TARIFF_ORDER, MINIMUM),
    template_package="portal_astrakhan",
)
