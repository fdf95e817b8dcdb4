"""Город Москва: оглавление отличий от федерального порядка."""

from portal.regions.api import (
    ActRules,
    AdmissionRules,
    ContractRules,
    DocumentList,
    FeeRules,
    InformationRules,
    Norm,
    NoticeRules,
    PaymentRules,
    PersonalDataRules,
    PrintedForm,
    ProgrammeRules,
    ReferenceValue,
    RegionIdentity,
    RegisterRules,
    RepresentationRules,
    ScheduleRules,
    ServiceCatalogue,
    SuspensionRules,
    TerminationRules,
    Timeline,
    TransferRules,
    UrgentRules,
    hookimpl,
)
from portal_moscow.acts import ACTS
from portal_moscow.admission import ADMISSIONS
from portal_moscow.catalogue import CATALOGUE
from portal_moscow.contract import CONTRACTS
from portal_moscow.documents import DOCUMENTS
from portal_moscow.fees import FEES
from portal_moscow.forms import FORMS
from portal_moscow.identity import IDENTITY
from portal_moscow.information import INFORMATION
from portal_moscow.norms import NORMS
from portal_moscow.notices import NOTICES
from portal_moscow.payments import PAYMENTS
from portal_moscow.personal_data import PERSONAL_DATA
from portal_moscow.programme import PROGRAMMES
from portal_moscow.reference import REFERENCE_VALUES
from portal_moscow.registers import REGISTERS
from portal_moscow.representation import REPRESENTATION
from portal_moscow.schedule import SCHEDULES
from portal_moscow.suspension import SUSPENSIONS
from portal_moscow.termination import TERMINATION
from portal_moscow.transfer import TRANSFER
from portal_moscow.urgent import URGENT


@hookimpl
def region_identity() -> RegionIdentity:
    """Город Москва."""
    return IDENTITY


@hookimpl
def service_catalogue() -> Timeline[ServiceCatalogue]:
    """Стартовый перечень по формам обслуживания (FED-IPP-11)."""
    return CATALOGUE


@hookimpl
def reference_values() -> tuple[ReferenceValue, ...]:
    """Минимум, предел, тарифы (MSK-FEE-03, MSK-FEE-04, FED-FEE-15)."""
    return REFERENCE_VALUES


@hookimpl
def fee_rules() -> Timeline[FeeRules]:
    """Предел дохода и меньший предел из решения (MSK-FEE-03, MSK-FEE-07)."""
    return FEES


@hookimpl
def required_documents() -> Timeline[tuple[DocumentList, ...]]:
    """Копия решения и программа, при подписании — личность и полномочия (MSK-DOC-04)."""
    return DOCUMENTS


@hookimpl
def contract_rules() -> Timeline[ContractRules]:
    """Один рабочий день, окно обращения, срок программы (MSK-CON-01 … MSK-CON-10)."""
    return CONTRACTS


@hookimpl
def act_rules() -> Timeline[ActRules]:
    """Ежемесячный акт за платные и бесплатные услуги (MSK-ACT-01, MSK-FEE-06)."""
    return ACTS


@hookimpl
def payment_rules() -> Timeline[PaymentRules]:
    """Десять дней по истечении месяца (MSK-PAY-01)."""
    return PAYMENTS


@hookimpl
def suspension_rules() -> Timeline[SuspensionRules]:
    """Долг и нарушение договора вдобавок к общим основаниям (MSK-SUS-01, MSK-SUS-02)."""
    return SUSPENSIONS


@hookimpl
def printed_forms() -> Timeline[tuple[PrintedForm, ...]]:
    """Договор по приложению 9 к приказу № 1171 (MSK-FRM-09), акт (MSK-ACT-02)."""
    return FORMS


@hookimpl
def admission_rules() -> Timeline[AdmissionRules]:
    """Шаги и сроки решения, комиссия, показания, очередь (MSK-REC-01 … MSK-REC-11)."""
    return ADMISSIONS


@hookimpl
def programme_rules() -> Timeline[ProgrammeRules]:
    """Проект центра, утрата, прекращение, переход 2015 года (MSK-IPP-01 … MSK-IPP-11)."""
    return PROGRAMMES


@hookimpl
def schedule_rules() -> Timeline[ScheduleRules]:
    """Недельные сетки, точные дни, временное обслуживание (MSK-SCH-01 … MSK-SCH-04)."""
    return SCHEDULES


@hookimpl
def information_rules() -> Timeline[InformationRules]:
    """Лист из четырёх сведений до договора (MSK-RGT-02)."""
    return INFORMATION


@hookimpl
def personal_data_rules() -> Timeline[PersonalDataRules]:
    """Согласие в тексте заявления до 01.09.2025 (MSK-PDP-01)."""
    return PERSONAL_DATA


@hookimpl
def representation_rules() -> Timeline[RepresentationRules]:
    """Договор ребёнка и документы по возрасту (MSK-MIN-01, MSK-MIN-02)."""
    return REPRESENTATION


@hookimpl
def norms() -> Timeline[tuple[Norm, ...]]:
    """Документы по требованию, глава 39 ГК, запреты (MSK-CON-07, MSK-CON-08, MSK-RGT-01)."""
    return NORMS


@hookimpl
def termination_rules() -> Timeline[TerminationRules]:
    """Две инициативы, документ в двух экземплярах (MSK-TER-01 … MSK-TER-05)."""
    return TERMINATION


@hookimpl
def transfer_rules() -> Timeline[TransferRules]:
    """Отказ от прежнего поставщика и договор с новым (MSK-TRN-01)."""
    return TRANSFER


@hookimpl
def urgent_rules() -> Timeline[UrgentRules]:
    """Срочные услуги до договора, акт за период (MSK-URG-01)."""
    return URGENT


@hookimpl
def notices() -> Timeline[NoticeRules]:
    """Ответ получателя на новую плату (MSK-NOT-01)."""
    return NOTICES


@hookimpl
def registers() -> Timeline[RegisterRules]:
    """Журнал заявлений, учёт договоров и услуг (MSK-REG-01, MSK-REG-02)."""
    return REGISTERS
