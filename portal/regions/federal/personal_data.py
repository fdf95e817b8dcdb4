"""The federal baseline: consents, access by role, withdrawal, incidents."""

from dataclasses import replace
from datetime import date

from portal.domain.choices import Choice, ChoiceList
from portal.domain.deadlines import DeadlineRule, Roll
from portal.domain.deadlines import Unit as TermUnit
from portal.domain.law import Citation, Timeline, Version
from portal.domain.personal_data import Confined, ListedConsent, PersonalDataRules, RoleAccess
from portal.regions.federal.legal_acts import IN_FORCE

SEPARATE_CONSENT = date(2025, 9, 1)
ACCESS = Citation(
    "FED-PDP-01",
    "442-FZ",
    "ст. 6 442-ФЗ, подп. «в» п. 6 примерной формы договора",
    note="таблица ролей наша; заведующий отделением видит и то, на чём стоит договор",
    verify=True,
)
CONTENT = Citation("FED-PDP-02", "152-FZ", "ч. 4 ст. 9 152-ФЗ", verify=True)
SEPARATE = Citation("FED-PDP-03", "152-FZ", "ч. 1 ст. 9 152-ФЗ")
SPECIAL = Citation("FED-PDP-04", "152-FZ", "ст. 10 152-ФЗ", verify=True)
WITHDRAWAL = Citation("FED-PDP-05", "152-FZ", "ч. 2 ст. 9, ч. 5 ст. 21 152-ФЗ", verify=True)
INCIDENT = Citation("FED-PDP-06", "152-FZ", "ч. 3.1 ст. 21 152-ФЗ", verify=True)
STORAGE = Citation("FED-PDP-06", "152-FZ", "ч. 5 ст. 18 152-ФЗ", verify=True)

_BY_THE_JOB = ("identity", "address", "phone", "schedule", "services")
_MONEY = ("contract", "income", "acts", "payments")
_ROLES = (
    RoleAccess("director", ("all",)),
    RoleAccess("accountant", ("identity", *_MONEY)),
    RoleAccess("social_worker", _BY_THE_JOB),
    RoleAccess("head_of_department", (*_BY_THE_JOB, *_MONEY)),
)
_SPECIAL = Confined(
    ChoiceList(
        "special_data",
        "данные о здоровье",
        (
            Choice("diagnosis", "диагноз"),
            Choice("disability_group", "группа инвалидности"),
            Choice("medical_conclusion", "заключение медицинской организации"),
            Choice("pmpk_conclusion", "заключение психолого-медико-педагогической комиссии"),
        ),
        SPECIAL,
    ),
    roles=("director",),
    views_logged=False,
    knows_of=True,
)
_CONTENT = ChoiceList(
    "consent_content",
    "письменное согласие на обработку персональных данных",
    (
        Choice("person", "фамилия, имя, отчество и адрес"),
        Choice("identity_document", "документ, удостоверяющий личность"),
        Choice("representative", "представитель", needs="represented"),
        Choice("representative_authority", "документ о его полномочиях", needs="represented"),
        Choice("operator", "кто обрабатывает данные"),
        Choice("purpose", "цель обработки"),
        Choice("data", "перечень данных"),
        Choice("processor", "кто обрабатывает по поручению", needs="processor_engaged"),
        Choice("actions", "действия с данными и способы обработки"),
        Choice("term", "срок согласия"),
        Choice("withdrawal", "способ отзыва"),
        Choice("signature", "подпись"),
    ),
    CONTENT,
)
_BASIS = ChoiceList(
    "special_data_basis",
    "основание обрабатывать данные о здоровье",
    (Choice("written_consent", "письменное согласие"), Choice("law", "закон")),
    SPECIAL,
)
_KEPT = ChoiceList(
    "kept_after_withdrawal",
    "что остаётся после отзыва согласия",
    (
        Choice("contract", "договор"),
        Choice("acts", "акты сдачи-приёмки"),
        Choice("payments", "платежи"),
    ),
    WITHDRAWAL,
)

FEDERAL_PERSONAL_DATA = PersonalDataRules(
    roles=_ROLES,
    access=ACCESS,
    access_logged=True,
    confined=(_SPECIAL,),
    content=_CONTENT,
    consent=SEPARATE,
    separate=True,
    listed=(ListedConsent(listed=True, citation=SEPARATE),),
    withdrawal=DeadlineRule(
        "consent_withdrawal",
        30,
        TermUnit.CALENDAR_DAY,
        "withdrawal_received",
        WITHDRAWAL,
        Roll.NEXT_WORKING_DAY,
    ),
    kept=_KEPT,
    first_report=DeadlineRule("incident_report", 24, TermUnit.HOUR, "incident_found", INCIDENT),
    inquiry_report=DeadlineRule("inquiry_report", 72, TermUnit.HOUR, "incident_found", INCIDENT),
    storage_country="RU",
    storage=STORAGE,
    lists=(_BASIS,),
)
FEDERAL_PERSONAL_DATA_EDITIONS = Timeline(
    Version(IN_FORCE, replace(FEDERAL_PERSONAL_DATA, separate=False, consent=CONTENT), CONTENT),
    Version(SEPARATE_CONSENT, FEDERAL_PERSONAL_DATA, SEPARATE),
)
