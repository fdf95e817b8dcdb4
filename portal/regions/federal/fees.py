"""The federal baseline: who is served free, what income is, how the fee is capped."""

from datetime import date

from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.fees import MINOR, FeeCap, FeeMode, FeeRules, FreeCategory, LegacyRight
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
COUNTED = Citation(
    "FED-FEE-12",
    "1075",
    "п. 5 Правил № 1075",
    note="перечня Правил № 1873 мы не видели: с 2025 года исключённое ими побеждает",
    verify=True,
)
FURTHER = Citation("FED-FEE-07", "442-FZ", "ч. 3 ст. 31 442-ФЗ")
LEGACY = Citation("FED-FEE-13", "442-FZ", "ч. 2 ст. 35 442-ФЗ")
CHANGE_ALONE = Citation("FED-FEE-14", "874n", "подп. «г» п. 7 примерной формы договора")
ROUNDING = Citation("FED-FEE-17", "portal", "правило портала об округлении", verify=True)
URGENT_FREE = Citation(
    "FED-URG-05",
    "442-FZ",
    "ст. 21 442-ФЗ",
    note="договора нет, плату считать не из чего",
    verify=True,
)

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

_NEVER_COUNTED = (
    Choice("maternity_capital", "средства материнского (семейного) капитала"),
    Choice("social_contract", "выплаты по социальному контракту"),
    Choice("targeted_subsidy", "целевые субсидии"),
    Choice("tax_deduction", "налоговые вычеты"),
    Choice(
        "rehabilitation_aid_compensation",
        "компенсация за самостоятельно купленные средства реабилитации",
    ),
    Choice("care_payment", "выплаты неработающим, которые ухаживают"),
)
_COUNTED = ChoiceList(
    "income_counted",
    "виды доходов",
    (
        Choice("wage", "заработная плата"),
        Choice("pension", "пенсия"),
        Choice("allowance", "пособие"),
        Choice("scholarship", "стипендия"),
        Choice("monthly_cash_payment", "ежемесячная денежная выплата"),
        Choice("one_off_cash_payment", "единовременная денежная выплата"),
        Choice("compensation", "компенсация"),
        Choice("pension_supplement", "доплата к пенсии"),
        Choice("status_payment", "выплата по статусу"),
        Choice("foreign_organisation_payment", "выплата от представительства иностранной компании"),
    ),
    COUNTED,
)
_OLD_RULES = IncomeRules(
    skipped_months=0,
    relations=frozenset({Relation.RECIPIENT, Relation.SPOUSE, Relation.PARENT, Relation.CHILD}),
    student_age=None,
    married_children=True,
    # What the new decree leaves out was income like any other until then.
    counted=ChoiceList(
        _COUNTED.code, _COUNTED.title, (*_COUNTED.choices, *_NEVER_COUNTED), COUNTED
    ),
    not_counted=None,
    window_citation=OLD_INCOME,
    family_citation=OLD_INCOME,
)
_RULES_FROM_2025 = IncomeRules(
    skipped_months=1,
    relations=frozenset({Relation.RECIPIENT, Relation.SPOUSE, Relation.CHILD}),
    student_age=23,
    married_children=False,
    counted=_COUNTED,
    not_counted=ChoiceList(
        "income_not_counted", "доходы, которые не считают", _NEVER_COUNTED, NOT_COUNTED
    ),
    window_citation=WINDOW,
    family_citation=FAMILY,
)
FEE_MODES = ChoiceList(
    "fee_modes",
    "условия оплаты",
    (
        Choice(FeeMode.FREE, "бесплатно"),
        Choice(FeeMode.PARTIAL, "за частичную плату"),
        Choice(FeeMode.FULL, "за полную плату"),
    ),
    SMALLER,
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
    further_categories=FURTHER,
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
    rounding=ROUNDING,
    urgent=URGENT_FREE,
    legacy=LegacyRight(date(2014, 12, 31), LEGACY),
    modes=FEE_MODES,
    change_grounds=ChoiceList(
        "fee_change_grounds",
        "основания изменить плату без соглашения",
        (
            Choice("average_income_changed", "среднедушевой доход получателя"),
            Choice("threshold_changed", "предельная величина дохода в регионе"),
        ),
        CHANGE_ALONE,
    ),
)
