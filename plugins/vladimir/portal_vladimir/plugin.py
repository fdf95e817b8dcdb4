"""Владимирская область: оглавление отличий от федерального порядка."""

from portal.regions.api import (
    ActRules,
    ContractRules,
    DocumentList,
    FeeRules,
    PaymentRules,
    ReferenceValue,
    RegionIdentity,
    ServiceCatalogue,
    Timeline,
    Unit,
    hookimpl,
)
from portal_vladimir.acts import ACTS
from portal_vladimir.catalogue import CATALOGUE
from portal_vladimir.contract import CONTRACTS
from portal_vladimir.departments import DEPARTMENTS
from portal_vladimir.documents import DOCUMENTS
from portal_vladimir.fees import FEES
from portal_vladimir.identity import IDENTITY
from portal_vladimir.payments import PAYMENTS
from portal_vladimir.reference import REFERENCE_VALUES


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
