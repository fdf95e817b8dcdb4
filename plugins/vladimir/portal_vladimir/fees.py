"""Плата: предел, льготные категории, расчётный период (VLA-FEE-01 … VLA-FEE-08)."""

from datetime import date

from portal.regions.api import (
    EVERY_FORM,
    FEDERAL_FEE,
    Citation,
    CourseCap,
    FeeCap,
    FeeRules,
    Form,
    FreeCategory,
    KeptInFull,
    Timeline,
    Version,
    replace,
)
from portal_vladimir.identity import IN_FORCE

NEW_INCOME_RULES = date(2025, 1, 1)
PAID_FORMS = frozenset({Form.HOME, Form.SEMI_STATIONARY})

_AT_HOME = Citation("VLA-FEE-02", "vla-procedure", "п. 8 порядка обслуживания на дому")
_DAY_CARE = Citation("VLA-FEE-02", "vla-procedure", "п. 11 порядка отделения дневного пребывания")
_WHOLE_COURSE = Citation(
    "VLA-FEE-09",
    "vla-procedure",
    "п. 5, 11 порядка отделения дневного пребывания",
    note="пункт говорит о плате за пребывание: предел один на курс; иное прочтение — помесячно",
    verify=True,
)
_BY_PROVIDER = Citation(
    "VLA-FEE-01",
    "vla-procedure",
    "п. 4, 5 порядка обслуживания на дому, п. 7, 8 порядка отделения дневного пребывания",
)
_MINORS = Citation(
    "VLA-FEE-10",
    "442-FZ",
    "ч. 1 ст. 31 442-ФЗ",
    note="порядок области называет детей-инвалидов, закон — всех несовершеннолетних",
)
_KEPT = Citation(
    "VLA-MIN-04",
    "vla-procedure",
    "порядок стационарного отделения для несовершеннолетних, абзац об обеспечении",
)
_URGENT = Citation("VLA-FEE-11", "vla-procedure", "п. 8 раздела III порядка срочных услуг")
_CATEGORIES = Citation(
    "VLA-FEE-03",
    "vla-procedure",
    "п. 6 порядка обслуживания на дому, п. 9 порядка отделения дневного пребывания",
)
_NOT_ABOVE = Citation(
    "VLA-FEE-04",
    "vla-procedure",
    "п. 6, 7 порядка обслуживания на дому, п. 9, 10 порядка отделения дневного пребывания",
)
_WINDOW = Citation(
    "VLA-FEE-06",
    "vla-procedure",
    "подп. «ж» п. 1 порядка обслуживания на дому",
    note="совпадает с Правилами № 1075; с 2025 года считаем по Правилам № 1873",
)

# The region names them in its own right, beside the federal list and before it knew some of them.
_REGIONAL_CATEGORIES = (
    FreeCategory(
        "minor", "несовершеннолетние дети", IN_FORCE, EVERY_FORM, _MINORS, minors_only=True
    ),
    *(
        FreeCategory(code, title, IN_FORCE, PAID_FORMS, _CATEGORIES, minors_only=minors_only)
        for code, title, minors_only in (
            ("disabled_minor", "несовершеннолетние дети-инвалиды", True),
            (
                "emergency_victim",
                "лица, пострадавшие в результате чрезвычайных ситуаций, вооружённых "
                "межнациональных (межэтнических) конфликтов",
                False,
            ),
            ("wwii_participant", "участники Великой Отечественной войны", False),
            ("wwii_disabled_veteran", "инвалиды Великой Отечественной войны", False),
        )
    ),
)

FEE_RULES = replace(
    FEDERAL_FEE,
    free_categories=(*_REGIONAL_CATEGORIES, *FEDERAL_FEE.free_categories),
    further_categories=_CATEGORIES,
    modes=replace(FEDERAL_FEE.modes, citation=_BY_PROVIDER),
    urgent=_URGENT,
    caps=(
        FeeCap(
            Form.HOME,
            50,
            over_threshold=True,
            citation=_AT_HOME,
            federal=FEDERAL_FEE.cap(Form.HOME).citation,
        ),
        FeeCap(
            Form.SEMI_STATIONARY,
            50,
            over_threshold=True,
            citation=_DAY_CARE,
            federal=FEDERAL_FEE.cap(Form.SEMI_STATIONARY).citation,
            course=CourseCap(("day_care",), _WHOLE_COURSE),
        ),
        FEDERAL_FEE.cap(Form.STATIONARY),
    ),
    income=Timeline(
        Version(
            IN_FORCE,
            replace(FEDERAL_FEE.income.on(IN_FORCE), window_citation=_WINDOW),
            _WINDOW,
        ),
        *(version for version in FEDERAL_FEE.income.versions if version.since >= NEW_INCOME_RULES),
    ),
    free_by_income=_NOT_ABOVE,
    kept_in_full=(
        KeptInFull(
            "full_state_maintenance",
            "полное государственное обеспечение",
            "minors_stationary",
            _KEPT,
        ),
    ),
    federal_free_by_income=FEDERAL_FEE.free_by_income,
)

FEES: Timeline[FeeRules] = Timeline(Version(IN_FORCE, FEE_RULES, _AT_HOME))
