"""Астраханская область: оглавление отличий от федерального порядка.

Плата в стационаре (75 % дохода), основания приостановления и акт — федеральные: областной порядок о
переводе их не меняет (AST-FEE-01, AST-SUS-01, AST-ACT-01).
"""

from portal.regions.api import (
    ContractRules,
    ReferenceValue,
    RegionIdentity,
    ServiceCatalogue,
    Timeline,
    hookimpl,
)
from portal_astrakhan.catalogue import CATALOGUE
from portal_astrakhan.contract import CONTRACTS
from portal_astrakhan.identity import IDENTITY
from portal_astrakhan.reference import REFERENCE_VALUES


@hookimpl
def region_identity() -> RegionIdentity:
    """Астраханская область."""
    return IDENTITY


@hookimpl
def service_catalogue() -> Timeline[ServiceCatalogue]:
    """Стартовый перечень: стационар сутками и месяцами, на дому, полустационар (FED-IPP-11)."""
    return CATALOGUE


@hookimpl
def reference_values() -> tuple[ReferenceValue, ...]:
    """Минимум, предел, тарифы (FED-FEE-03, FED-FEE-15)."""
    return REFERENCE_VALUES


@hookimpl
def contract_rules() -> Timeline[ContractRules]:
    """Сутки с представления программы (AST-CON-01)."""
    return CONTRACTS
