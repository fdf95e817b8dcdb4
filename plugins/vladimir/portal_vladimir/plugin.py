"""Владимирская область: оглавление отличий от федерального порядка."""

from portal.regions.api import (
    ActRules,
    AdmissionRules,
    CapacityRules,
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
    Unit,
    UrgentRules,
    hookimpl,
)
from portal_vladimir.acts import ACTS
from portal_vladimir.admission import ADMISSIONS
from portal_vladimir.capacity import CAPACITY
from portal_vladimir.catalogue import CATALOGUE
from portal_vladimir.contract import CONTRACTS
from portal_vladimir.departments import DEPARTMENTS
from portal_vladimir.documents import DOCUMENTS
from portal_vladimir.fees import FEES
from portal_vladimir.forms import FORMS
from portal_vladimir.identity import IDENTITY
from portal_vladimir.information import INFORMATION
from portal_vladimir.norms import NORMS
from portal_vladimir.notices import NOTICES
from portal_vladimir.payments import PAYMENTS
from portal_vladimir.personal_data import PERSONAL_DATA
from portal_vladimir.programme import PROGRAMMES
from portal_vladimir.reference import REFERENCE_VALUES
from portal_vladimir.registers import REGISTERS
from portal_vladimir.representation import REPRESENTATION
from portal_vladimir.schedule import SCHEDULES
from portal_vladimir.suspension import SUSPENSIONS
from portal_vladimir.termination import TERMINATION
from portal_vladimir.transfer import TRANSFER
from portal_vladimir.urgent import URGENT


@hookimpl
def region_identity() -> RegionIdentity:
    """Владимирская область."""
    return IDENTITY


@hookimpl
def departments() -> tuple[Unit, ...]:
    """Пять отделений, которые работают по договору (VLA-REC-01)."""
    return DEPARTMENTS


@hookimpl
def service_catalogue() -> Timeline[ServiceCatalogue]:
    """Перечни отделений (VLA-IPP-03, VLA-IPP-04, VLA-IPP-05)."""
    return CATALOGUE


@hookimpl
def reference_values() -> tuple[ReferenceValue, ...]:
    """Минимум, предел, тарифы (VLA-FEE-05, VLA-FEE-08)."""
    return REFERENCE_VALUES


@hookimpl
def fee_rules() -> Timeline[FeeRules]:
    """Свои категории рядом с федеральными, тот же предел своей статьёй (VLA-FEE-02, VLA-FEE-03)."""
    return FEES


@hookimpl
def required_documents() -> Timeline[tuple[DocumentList, ...]]:
    """Перечни отделений с буквами (VLA-DOC-01, VLA-DOC-02, VLA-DOC-05, VLA-DOC-06)."""
    return DOCUMENTS


@hookimpl
def contract_rules() -> Timeline[ContractRules]:
    """Сутки с представления программы (VLA-CON-01), стороны (VLA-CON-02)."""
    return CONTRACTS


@hookimpl
def act_rules() -> Timeline[ActRules]:
    """Дополнительные услуги по тарифам (VLA-FEE-07)."""
    return ACTS


@hookimpl
def payment_rules() -> Timeline[PaymentRules]:
    """Касса банка, квитанция, сдача копий (VLA-PAY-01 … VLA-PAY-04)."""
    return PAYMENTS


@hookimpl
def admission_rules() -> Timeline[AdmissionRules]:
    """Подразделения, заключение врача, шаги приёма (VLA-REC-01 … VLA-REC-04, VLA-DOC-07)."""
    return ADMISSIONS


@hookimpl
def programme_rules() -> Timeline[ProgrammeRules]:
    """Что должно быть в программе (VLA-IPP-01), услуги только по ней (VLA-IPP-02)."""
    return PROGRAMMES


@hookimpl
def schedule_rules() -> Timeline[ScheduleRules]:
    """Курсы и сроки пребывания по отделениям (VLA-SCH-01 … VLA-SCH-06)."""
    return SCHEDULES


@hookimpl
def capacity_rules() -> Timeline[CapacityRules]:
    """Тринадцать мест дневного пребывания (VLA-CAP-01, VLA-CAP-02)."""
    return CAPACITY


@hookimpl
def information_rules() -> Timeline[InformationRules]:
    """Лист ознакомления, срочные услуги (VLA-RGT-01 … VLA-RGT-05)."""
    return INFORMATION


@hookimpl
def personal_data_rules() -> Timeline[PersonalDataRules]:
    """Согласие по отделениям (VLA-PDP-01 … VLA-PDP-03)."""
    return PERSONAL_DATA


@hookimpl
def representation_rules() -> Timeline[RepresentationRules]:
    """Отделения для несовершеннолетних (VLA-MIN-01 … VLA-MIN-09)."""
    return REPRESENTATION


@hookimpl
def norms() -> Timeline[tuple[Norm, ...]]:
    """Права и обязанности при срочных услугах (VLA-RGT-02 … VLA-RGT-04)."""
    return NORMS


@hookimpl
def suspension_rules() -> Timeline[SuspensionRules]:
    """Своего перечня нет: основания договора и общие (VLA-SUS-01)."""
    return SUSPENSIONS


@hookimpl
def termination_rules() -> Timeline[TerminationRules]:
    """Перечни отделений, приказ директора (VLA-TER-01 … VLA-TER-11)."""
    return TERMINATION


@hookimpl
def transfer_rules() -> Timeline[TransferRules]:
    """Короткий путь с приказом директора (VLA-TRN-01)."""
    return TRANSFER


@hookimpl
def urgent_rules() -> Timeline[UrgentRules]:
    """Основания, шесть услуг, акт, отказ (VLA-URG-01 … VLA-URG-07)."""
    return URGENT


@hookimpl
def printed_forms() -> Timeline[tuple[PrintedForm, ...]]:
    """Пятнадцать бумаг отделений, акт о срочных услугах (VLA-FRM-01, VLA-URG-05)."""
    return FORMS


@hookimpl
def notices() -> Timeline[NoticeRules]:
    """Сообщения получателей и организаций (VLA-NOT-01, VLA-NOT-02)."""
    return NOTICES


@hookimpl
def registers() -> Timeline[RegisterRules]:
    """Личные дела детей и семей, копии квитанций (VLA-REG-01 … VLA-REG-03)."""
    return REGISTERS
