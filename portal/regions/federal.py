"""The baseline under federal law, itself a plugin whose implementations come last.

A region answers only where its own law differs. Every object here carries the rule it implements.
"""

from dataclasses import replace
from datetime import date

from portal.domain.acts import ActRules
from portal.domain.calendar import WorkCalendar
from portal.domain.catalogue import Form
from portal.domain.conditions import Has, Trait
from portal.domain.contract import ContractRules
from portal.domain.deadlines import DeadlineRule
from portal.domain.deadlines import Unit as TermUnit
from portal.domain.documents import DocumentList, DocumentRequirement
from portal.domain.fees import MINOR, FeeCap, FeeRules, FreeCategory
from portal.domain.income import IncomeRules
from portal.domain.law import Citation, LegalAct, Timeline, Version
from portal.domain.payments import Channel, PaymentRules
from portal.domain.people import Relation
from portal.domain.printed_forms import ACT, CONTRACT, RECEIPT, PrintedForm
from portal.domain.suspension import Ground, SuspensionRules
from portal.regions.federal_calendar import FEDERAL_CALENDAR
from portal.regions.federal_clauses import (
    CLAUSES_FROM_2015,
    CLAUSES_FROM_MEDICAL_ORDER,
    MODEL_CLAUSES,
)
from portal.regions.hookspecs import hookimpl
from portal.regions.identity import Unit

IN_FORCE = date(2015, 1, 1)
NEW_INCOME_RULES = date(2025, 1, 1)
WIDER_CATEGORIES = date(2023, 1, 1)
MEDICAL_ORDER = date(2023, 5, 23)
CHECKED = date(2026, 11, 22)
EVERY_FORM = frozenset({Form.HOME, Form.SEMI_STATIONARY, Form.STATIONARY})
BY_INCOME = frozenset({Form.HOME, Form.SEMI_STATIONARY})

LAW_442 = LegalAct(
    key="442-FZ",
    kind="Федеральный закон",
    number="442-ФЗ",
    dated=date(2013, 12, 28),
    title="Об основах социального обслуживания граждан в Российской Федерации",
    url="http://pravo.gov.ru/proxy/ips/?docbody=&nd=102170437",
    edition="с изменениями, учтёнными правилами портала",
    checked_on=CHECKED,
)
MODEL_CONTRACT_ORDER = LegalAct(
    key="874n",
    kind="Приказ Минтруда России",
    number="874н",
    dated=date(2014, 11, 10),
    title="О примерной форме договора о предоставлении социальных услуг, а также о форме "
    "индивидуальной программы предоставления социальных услуг",
    url="http://pravo.gov.ru/proxy/ips/?docbody=&nd=102363879",
    edition="с изменениями от 01.12.2020",
    checked_on=CHECKED,
)
INCOME_DECREE_1075 = LegalAct(
    key="1075",
    kind="Постановление Правительства РФ",
    number="1075",
    dated=date(2014, 10, 18),
    title="Об утверждении Правил определения среднедушевого дохода для предоставления социальных "
    "услуг бесплатно",
    url="http://pravo.gov.ru/proxy/ips/?docbody=&nd=102361207",
    edition="действовала до 31.12.2024",
    checked_on=CHECKED,
)
INCOME_DECREE_1873 = LegalAct(
    key="1873",
    kind="Постановление Правительства РФ",
    number="1873",
    dated=date(2024, 12, 23),
    title="Об утверждении Правил определения среднедушевого дохода для предоставления социальных "
    "услуг бесплатно",
    url="http://publication.pravo.gov.ru",
    edition="действует с 01.01.2025, текст сверить",
    checked_on=CHECKED,
)
CIVIL_CODE = LegalAct(
    key="GK",
    kind="Гражданский кодекс РФ, Федеральный закон",
    number="51-ФЗ",
    dated=date(1994, 11, 30),
    title="Гражданский кодекс Российской Федерации, часть первая",
    url="http://pravo.gov.ru/proxy/ips/?docbody=&nd=102033239",
    edition="текст сверить",
    checked_on=CHECKED,
)
LABOUR_CODE = LegalAct(
    key="TK",
    kind="Трудовой кодекс РФ, Федеральный закон",
    number="197-ФЗ",
    dated=date(2001, 12, 30),
    title="Трудовой кодекс Российской Федерации; постановления о переносе выходных дней",
    url="http://pravo.gov.ru/proxy/ips/?docbody=&nd=102074279",
    edition="ст. 112, постановление № 1466 от 24.09.2025 о 2026 годе",
    checked_on=CHECKED,
)
QR_STANDARD = LegalAct(
    key="GOST-56042",
    kind="Национальный стандарт",
    number="ГОСТ Р 56042-2014",
    dated=date(2014, 9, 1),
    title="Двумерные символы штрихового кода для осуществления платежей физических лиц",
    url="http://roskazna.gov.ru",
    edition="действует с 01.09.2014",
    checked_on=CHECKED,
)
CASH_REGISTER_LAW = LegalAct(
    key="54-FZ",
    kind="Федеральный закон",
    number="54-ФЗ",
    dated=date(2003, 5, 22),
    title="О применении контрольно-кассовой техники при осуществлении расчётов",
    url="http://pravo.gov.ru/proxy/ips/?docbody=&nd=102081779",
    edition="текст сверить",
    checked_on=CHECKED,
)
MEDICAL_ORDER_202N = LegalAct(
    key="202n",
    kind="Приказ Минздрава России",
    number="202н",
    dated=date(2023, 5, 2),
    title="О перечне медицинских противопоказаний и форме заключения",
    url="http://publication.pravo.gov.ru",
    edition="текст сверить",
    checked_on=CHECKED,
)
SAMPLE_LIST_1236 = LegalAct(
    key="1236",
    kind="Постановление Правительства РФ",
    number="1236",
    dated=date(2014, 11, 24),
    title="Об утверждении примерного перечня социальных услуг по видам социальных услуг",
    url="http://publication.pravo.gov.ru",
    edition="приведён по памяти, текст сверить",
    checked_on=CHECKED,
)
PORTAL_CONVENTION = LegalAct(
    key="portal",
    kind="Соглашение портала",
    number="1",
    dated=date(2026, 11, 22),
    title="Правила портала там, где закон молчит: округление, порядок разнесения оплат",
    url="docs/law.md",
    edition="первая",
    checked_on=CHECKED,
)
FEDERAL_ACTS = (
    LAW_442,
    MODEL_CONTRACT_ORDER,
    INCOME_DECREE_1075,
    INCOME_DECREE_1873,
    CIVIL_CODE,
    LABOUR_CODE,
    QR_STANDARD,
    CASH_REGISTER_LAW,
    MEDICAL_ORDER_202N,
    SAMPLE_LIST_1236,
    PORTAL_CONVENTION,
)

CONCLUSION = Citation("FED-CON-01", "442-FZ", "ч. 1 ст. 17 442-ФЗ")
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
DOCUMENTS = Citation("FED-DOC-01", "442-FZ", "ст. 14, 17 442-ФЗ", verify=True)

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

FEDERAL_CONTRACT = ContractRules(
    conclusion=DeadlineRule(
        "contract_conclusion", 24, TermUnit.HOUR, "programme_presented", CONCLUSION
    ),
    federal_conclusion=DeadlineRule(
        "contract_conclusion", 24, TermUnit.HOUR, "programme_presented", CONCLUSION
    ),
    signatories=Citation("FED-CON-02", "442-FZ", "ч. 1 ст. 17 442-ФЗ"),
    term=Citation("FED-CON-06", "874n", "п. 17 примерной формы договора"),
    clauses=MODEL_CLAUSES,
    copies=2,
    copies_citation=Citation("FED-CON-05", "874n", "п. 18 примерной формы договора"),
)

FEDERAL_CONTRACTS = Timeline(
    Version(IN_FORCE, replace(FEDERAL_CONTRACT, clauses=CLAUSES_FROM_2015), CONCLUSION),
    Version(
        MEDICAL_ORDER,
        replace(FEDERAL_CONTRACT, clauses=CLAUSES_FROM_MEDICAL_ORDER),
        Citation("FED-TER-03", "442-FZ", "ч. 3 ст. 18 442-ФЗ"),
    ),
    Version(NEW_INCOME_RULES, FEDERAL_CONTRACT, WINDOW),
)

_ALWAYS = (
    ("programme", "Индивидуальная программа предоставления социальных услуг"),
    ("identity_document", "Документ, удостоверяющий личность"),
    ("snils", "СНИЛС"),
)
_SOMETIMES = (
    ("representative_authority", "Документ о полномочиях представителя", Trait.REPRESENTED),
    (
        "representative_identity",
        "Документ, удостоверяющий личность представителя",
        Trait.REPRESENTED,
    ),
    ("family_composition", "Сведения о составе семьи", Trait.INCOME_TESTED),
    ("income_certificates", "Сведения о доходах за расчётный период", Trait.INCOME_TESTED),
    ("free_category_proof", "Документ, подтверждающий льготную категорию", Trait.FREE_BY_CATEGORY),
)
FEDERAL_DOCUMENTS = tuple(
    DocumentList(
        form=form,
        requirements=(
            *(DocumentRequirement(code, title, DOCUMENTS) for code, title in _ALWAYS),
            *(
                DocumentRequirement(code, title, DOCUMENTS, when=Has(trait))
                for code, title, trait in _SOMETIMES
            ),
        ),
        citation=DOCUMENTS,
    )
    for form in (Form.HOME, Form.SEMI_STATIONARY, Form.STATIONARY)
)

FEDERAL_ACT = ActRules(
    copies=2,
    provider_signs_first=True,
    cadence=Citation("FED-ACT-01", "874n", "п. 5 примерной формы договора"),
    form=Citation("FED-FRM-03", "874n", "п. 5 примерной формы договора", verify=True),
)

FEDERAL_PAYMENT = PaymentRules(
    channels=(Channel.BANK_TILL, Channel.BANK_TRANSFER, Channel.CASH_DESK),
    channels_citation=Citation("FED-PAY-04", "54-FZ", "54-ФЗ", verify=True),
    due_citation=Citation("FED-PAY-01", "442-FZ", "ч. 5 ст. 32 442-ФЗ"),
    receipt_citation=Citation("FED-PAY-04", "54-FZ", "54-ФЗ", verify=True),
)

_REGIONAL_GROUNDS = Citation("FED-SUS-03", "442-FZ", "442-ФЗ перечня не содержит", verify=True)
_DOCUMENTS_MISSING = Ground(
    "documents_missing",
    "непредставление или неполное представление необходимых сведений (документов)",
    Citation("FED-SUS-01", "874n", "подп. «в» п. 7 примерной формы договора"),
    EVERY_FORM,
)
_MEDICAL = Ground(
    "medical_contraindication",
    "медицинские противопоказания",
    Citation("FED-SUS-02", "442-FZ", "ч. 3 ст. 18 442-ФЗ"),
    EVERY_FORM,
    document="medical_conclusion",
)
_ABSENCES = (
    Ground("hospital_stay", "нахождение в медицинской организации", _REGIONAL_GROUNDS, EVERY_FORM),
    Ground(
        "sanatorium", "санаторно-курортное лечение, реабилитация", _REGIONAL_GROUNDS, EVERY_FORM
    ),
    Ground("temporary_absence", "временный выезд", _REGIONAL_GROUNDS, EVERY_FORM),
)
FEDERAL_SUSPENSION = SuspensionRules((_DOCUMENTS_MISSING, _MEDICAL, *_ABSENCES))
FEDERAL_SUSPENSIONS = Timeline(
    Version(IN_FORCE, SuspensionRules((_DOCUMENTS_MISSING, *_ABSENCES)), _REGIONAL_GROUNDS),
    # The order with the list of contraindications made a temporary refusal possible in every form.
    Version(MEDICAL_ORDER, FEDERAL_SUSPENSION, _MEDICAL.citation),
)

FEDERAL_FORMS = (
    PrintedForm(
        CONTRACT,
        "Договор о предоставлении социальных услуг",
        "contract.html",
        2,
        Citation(
            "FED-FRM-02",
            "874n",
            "приложение 1 к приказу № 874н",
            note="форма изменена с 15.02.2021, изменений в источнике нет",
            verify=True,
        ),
    ),
    PrintedForm(
        ACT,
        "Акт сдачи-приёмки оказанных услуг",
        "act.html",
        2,
        Citation("FED-FRM-03", "874n", "п. 5 примерной формы договора", verify=True),
    ),
    PrintedForm(
        RECEIPT,
        "Квитанция на оплату социальных услуг",
        "receipt.html",
        1,
        Citation("FED-FRM-04", "GOST-56042", "ГОСТ Р 56042-2014", verify=True),
    ),
)

_FORMS_OF_SERVICE = Citation("FED-IPP-12", "442-FZ", "ст. 19 442-ФЗ")
FEDERAL_UNITS = (
    Unit("home_care", "Отделение социального обслуживания на дому", Form.HOME, _FORMS_OF_SERVICE),
    Unit("day_care", "Отделение дневного пребывания", Form.SEMI_STATIONARY, _FORMS_OF_SERVICE),
    Unit("residential", "Отделение стационарного обслуживания", Form.STATIONARY, _FORMS_OF_SERVICE),
)


@hookimpl(trylast=True)
def departments() -> tuple[Unit, ...]:
    """One department a form of service (442-ФЗ, ст. 19)."""
    return FEDERAL_UNITS


@hookimpl(trylast=True)
def work_calendar() -> WorkCalendar:
    """The federal calendar (FED-CAL-01)."""
    return FEDERAL_CALENDAR


@hookimpl(trylast=True)
def fee_rules() -> Timeline[FeeRules]:
    """442-ФЗ, ст. 31, 32 with both editions of the income rules."""
    return Timeline(Version(IN_FORCE, FEDERAL_FEE, SMALLER))


@hookimpl(trylast=True)
def required_documents() -> Timeline[tuple[DocumentList, ...]]:
    """The papers of FED-DOC-01 for every form of service."""
    return Timeline(Version(IN_FORCE, FEDERAL_DOCUMENTS, DOCUMENTS))


@hookimpl(trylast=True)
def contract_rules() -> Timeline[ContractRules]:
    """Within a day of the programme's presentation; the federal model contract."""
    return FEDERAL_CONTRACTS


@hookimpl(trylast=True)
def act_rules() -> Timeline[ActRules]:
    """Monthly by contract, two copies, the provider signs first."""
    return Timeline(Version(IN_FORCE, FEDERAL_ACT, FEDERAL_ACT.cadence))


@hookimpl(trylast=True)
def payment_rules() -> Timeline[PaymentRules]:
    """As the contract says; a receipt is not a fiscal document."""
    return Timeline(Version(IN_FORCE, FEDERAL_PAYMENT, FEDERAL_PAYMENT.due_citation))


@hookimpl(trylast=True)
def suspension_rules() -> Timeline[SuspensionRules]:
    """The grounds common to most regions; a region replaces the list."""
    return FEDERAL_SUSPENSIONS


@hookimpl(trylast=True)
def printed_forms() -> Timeline[tuple[PrintedForm, ...]]:
    """The model contract, the default act, the receipt with its code."""
    return Timeline(Version(IN_FORCE, FEDERAL_FORMS, FEDERAL_FORMS[0].citation))
