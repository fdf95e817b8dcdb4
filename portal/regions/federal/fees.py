"""The federal baseline: who is served free, what income is, how the fee is capped."""

from portal.domain.catalogue import Form
from portal.domain.fees import MINOR, FeeCap, FeeRules, FreeCategory
from portal.domain.income import IncomeRules
from portal.domain.law import Citation, Timeline, Version
from portal.domain.people import Relation
from portal.regions.federal.legal_acts import (
    BY_INCOME,
    EVERY_FORM,
    IN_FORCE,
    NEW_INCOME_RULES,
    WIDER_CATEGORIES,
)

CATEGORIES = Citation("FED-FEE-01", "442-FZ", "ч. 1 ст. 31 442-ФЗ")
BY_INCOME_FREE = Citation("FED-FEE-02", "442-FZ", "ч. 2 ст. 31 442-ФЗ")
THRESHOLD = Citation("FED-FEE-03", "442-FZ", "ч. 5 ст. 31 442-ФЗ")
HALF = Citation("FED-FEE-04", "442-FZ", "ч. 2 ст. 32 442-ФЗ")
THREE_QUARTERS = Citation("FED-FEE-05", "442-FZ", "ч. 4 ст. 32 442-ФЗ")
SMALLER = Citation("FED-FEE-06", "442-FZ", "ч. 2, 4 ст. 32 442-ФЗ")
OLD_INCOME = Citation("FED-FEE-08", "1075", "п. 1, 2 Правил № 1075", verify=True)
WINDOW = Citation("FED-FEE-09", "1873", "Правила № 1873", verify=True)
FAMILY = Citation("FED-FEE-10", "1873", "Правила № 1873")
NOT_COUNTED = Citation("FED-FEE-11", "1873", "Правила № 1873", verify=True)

OLDER_CATEGORIES = (
    (MINOR, "несовершеннолетние дети"),
    (
        "emergency_victim",
        "лица, пострадавшие в результате чрезвычайных ситуаций, вооружённых межнациональных "
        "(межэтнических) конфликтов",
    ),
)
CATEGORIES_SINCE_2023 = (
    ("wwii_disabled_veteran", "инвалиды Великой Отечественной войны"),
    ("wwii_participant", "участники Великой Отечественной войны"),
    ("combat_disabled_veteran", "инвалиды боевых действий"),
    ("leningrad_siege_survivor", "лица, награждённые знаком «Жителю блокадного Ленинграда»"),
    ("sevastopol_siege_survivor", "лица, награждённые знаком «Житель осаждённого Севастополя»"),
    (
        "wwii_home_front_defence_worker",
        "лица, работавшие в период войны на объектах противовоздушной обороны, строительстве "
        "оборонительных сооружений и других военных объектов; члены экипажей судов, "
        "интернированные в портах других государств",
    ),
)

_OLD_RULES = IncomeRules(
    skipped_months=0,
    relations=frozenset({Relation.RECIPIENT, Relation.SPOUSE, Relation.PARENT, Relation.CHILD}),
    student_age=None,
    married_children=True,
    not_counted=frozenset(),
    window_citation=OLD_INCOME,
    family_citation=OLD_INCOME,
    items_citation=Citation("FED-FEE-12", "1075", "п. 5 Правил № 1075", verify=True),
)
_RULES_FROM_2025 = IncomeRules(
    skipped_months=1,
    relations=frozenset({Relation.RECIPIENT, Relation.SPOUSE, Relation.CHILD}),
    student_age=23,
    married_children=False,
    not_counted=frozenset(
        {
            "maternity_capital",
            "social_contract",
            "targeted_subsidy",
            "tax_deduction",
            "rehabilitation_aid_compensation",
            "care_payment",
        }
    ),
    window_citation=WINDOW,
    family_citation=FAMILY,
    items_citation=NOT_COUNTED,
)

FEDERAL_FEE = FeeRules(
    free_categories=(
        *(
            FreeCategory(code, title, IN_FORCE, EVERY_FORM, CATEGORIES, minors_only=code == MINOR)
            for code, title in OLDER_CATEGORIES
        ),
        *(
            FreeCategory(code, title, WIDER_CATEGORIES, EVERY_FORM, CATEGORIES)
            for code, title in CATEGORIES_SINCE_2023
        ),
    ),
    caps=(
        FeeCap(Form.HOME, 50, over_threshold=True, citation=HALF),
        FeeCap(Form.SEMI_STATIONARY, 50, over_threshold=True, citation=HALF),
        FeeCap(Form.STATIONARY, 75, over_threshold=False, citation=THREE_QUARTERS),
    ),
    income=Timeline(
        Version(IN_FORCE, _OLD_RULES, OLD_INCOME),
        Version(NEW_INCOME_RULES, _RULES_FROM_2025, WINDOW),
    ),
    income_frees=BY_INCOME,
    free_by_income=BY_INCOME_FREE,
    threshold=THRESHOLD,
    smaller=SMALLER,
)
