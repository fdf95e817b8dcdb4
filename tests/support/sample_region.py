"""A region of the tests' own: round figures, one list with letters, and every kind of term.

Use cases are tested with it, so that a change of a real region's law never breaks them.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from portal.domain.reference import SUBSISTENCE_MINIMUM, THRESHOLD_MULTIPLIER, tariff_key
from portal.regions.api import (
    FEDERAL_ACTS,
    FEDERAL_CONTRACT,
    FEDERAL_DOCUMENTS,
    ApproachWindow,
    Citation,
    ContractRules,
    DeadlineRule,
    DocumentList,
    DocumentRequirement,
    Form,
    Has,
    Kind,
    PopulationGroup,
    ReferenceValue,
    RegionIdentity,
    ServiceCatalogue,
    ServiceItem,
    Share,
    TermUnit,
    Timeline,
    Trait,
    Unit,
    Version,
    hookimpl,
)
from portal.regions.registry import Region, build

CODE = "sample"
IN_FORCE = date(2015, 1, 1)
FROM_2025 = date(2025, 1, 1)
LAW = Citation("SMP-01", "442-FZ", "ст. 1 порядка")
FIRST, SECOND, DAY_CARE, RESIDENTIAL, URGENT = (
    "SMP-H-01",
    "SMP-H-02",
    "SMP-D-01",
    "SMP-S-01",
    "SMP-U-01",
)
PATRONAGE = "SMP-P-01"

UNITS = (
    Unit("home_care", "Отделение на дому", Form.HOME, LAW),
    Unit("prevention", "Отделение профилактики", Form.HOME, LAW),
    Unit("day_care", "Отделение дневного пребывания", Form.SEMI_STATIONARY, LAW),
    Unit("residential", "Стационарное отделение", Form.STATIONARY, LAW),
)


def _item(code: str, title: str, form: Form, unit_code: str | None, kind: Kind) -> ServiceItem:
    return ServiceItem(code, title, kind, form, "1 раз", LAW, unit_code)


CATALOGUE = ServiceCatalogue(
    (
        _item(SECOND, "Приём пищи", Form.HOME, "home_care", Kind.SOCIAL_MEDICAL),
        _item(FIRST, "Покупка продуктов", Form.HOME, "home_care", Kind.SOCIAL_DOMESTIC),
        _item(PATRONAGE, "Патронаж", Form.HOME, "prevention", Kind.SOCIAL_PSYCHOLOGICAL),
        _item(DAY_CARE, "Досуг", Form.SEMI_STATIONARY, None, Kind.SOCIAL_DOMESTIC),
        _item(RESIDENTIAL, "Жилая площадь", Form.STATIONARY, None, Kind.SOCIAL_DOMESTIC),
        _item(URGENT, "Горячее питание", Form.URGENT, None, Kind.URGENT),
    )
)
MINIMUMS = (
    (PopulationGroup.PENSIONERS, "14000.00"),
    (PopulationGroup.WORKING_AGE, "17000.00"),
    (PopulationGroup.CHILDREN, "15000.00"),
)
TARIFFS = ((FIRST, "150.00"), (SECOND, "70.00"), (PATRONAGE, "90.00"), (RESIDENTIAL, "1600.00"))


def _required(letter: str, code: str, title: str, **options: Any) -> DocumentRequirement:
    return DocumentRequirement(code, title, LAW, letter=letter, **options)


HOME_PAPERS = DocumentList(
    form=Form.HOME,
    requirements=(
        _required("а", "application", "Заявление"),
        _required("б", "identity_document", "Документ, удостоверяющий личность"),
        _required(
            "в",
            "representative_authority",
            "Документ о полномочиях представителя",
            when=Has(Trait.REPRESENTED),
        ),
        _required("г", "programme", "Индивидуальная программа"),
        _required("д", "family_composition", "Состав семьи", when=Has(Trait.HAS_FAMILY)),
        _required(
            "е", "income_certificates", "Доходы", blocking=False, obtainable_by_provider=True
        ),
        _required("ж", "medical_conclusion", "Заключение о здоровье"),
        _required("", "free_category_proof", "Льгота", when=Has(Trait.FREE_BY_CATEGORY)),
    ),
    citation=LAW,
    unit_code="home_care",
)


class _Plugin:
    @hookimpl
    def region_identity(self) -> RegionIdentity:
        return RegionIdentity(
            code=CODE,
            name="Пробная область",
            genitive="Пробной области",
            authority="Отдел социальной защиты",
            time_zone="Europe/Moscow",
            acts=FEDERAL_ACTS,
        )

    @hookimpl
    def departments(self) -> tuple[Unit, ...]:
        return UNITS

    @hookimpl
    def service_catalogue(self) -> Timeline[ServiceCatalogue]:
        return Timeline(Version(IN_FORCE, CATALOGUE, LAW))

    @hookimpl
    def required_documents(self) -> Timeline[tuple[DocumentList, ...]]:
        lists = (HOME_PAPERS, *FEDERAL_DOCUMENTS)
        return Timeline(Version(IN_FORCE, lists, LAW))

    @hookimpl
    def reference_values(self) -> tuple[ReferenceValue, ...]:
        return (
            _value(THRESHOLD_MULTIPLIER, "1.5"),
            *(
                _value(SUBSISTENCE_MINIMUM, amount, group, date(year, 1, 1))
                for year in (2025, 2026)
                for group, amount in MINIMUMS
            ),
            *(_value(tariff_key(code), amount) for code, amount in TARIFFS),
        )


def _value(
    key: str, amount: str, group: PopulationGroup | None = None, since: date = FROM_2025
) -> ReferenceValue:
    return ReferenceValue(key, group, Decimal(amount), since, LAW, FROM_2025)


SAMPLE = build(CODE, _Plugin())

# One working day from the moment both papers are there, as a city may say (MSK-CON-01, MSK-DOC-04).
CITY_TERM = DeadlineRule(
    "contract_conclusion",
    1,
    TermUnit.WORKING_DAY,
    "approached_provider",
    Citation("SMP-CON-01", "442-FZ", "п. 5.2 порядка"),
)
WINDOW = ApproachWindow(180, Citation("SMP-CON-03", "442-FZ", "п. 4.2"), Share(1, 2))


def with_contract_rules(**changes: Any) -> Region:
    """The sample region with other rules on contracts."""
    rules: ContractRules = replace(FEDERAL_CONTRACT, **changes)
    timeline = Timeline(Version(IN_FORCE, rules, LAW))
    return replace(SAMPLE, rules=replace(SAMPLE.rules, contract_rules=timeline))


CITY = with_contract_rules(
    conclusion=CITY_TERM, starting_papers=("decision_copy", "programme"), approach_window=WINDOW
)
