"""Город Москва: оглавление отличий от федерального порядка."""

from portal.regions.api import (
    ActRules,
    ContractRules,
    DocumentList,
    FeeRules,
    PaymentRules,
    PrintedForm,
    ReferenceValue,
    RegionIdentity,
    ServiceCatalogue,
    SuspensionRules,
    Timeline,
    hookimpl,
)
from portal_moscow.acts import ACTS
from portal_moscow.catalogue import CATALOGUE
from portal_moscow.contract import CONTRACTS
from portal_moscow.documents import DOCUMENTS
from portal_moscow.fees import FEES
from portal_moscow.forms import FORMS
from portal_moscow.identity import IDENTITY
from portal_moscow.payments import PAYMENTS
from portal_moscow.reference import REFERENCE_VALUES
from portal_moscow.suspension import SUSPENSIONS


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
