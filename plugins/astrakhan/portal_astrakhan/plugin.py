"""Астраханская область: оглавление отличий от федерального порядка."""

from portal.regions.api import (
    ReferenceValue,
    RegionIdentity,
    ServiceCatalogue,
    Timeline,
    hookimpl,
)
from portal_astrakhan.catalogue import CATALOGUE
from portal_astrakhan.identity import IDENTITY
from portal_astrakhan.reference import REFERENCE_VALUES


@hookimpl
def region_identity() -> RegionIdentity:
    """Астраханская область."""
    return IDENTITY


@hookimpl
def service_catalogue() -> Timeline[ServiceCatalogue]:
    """Стартовый перечень по формам обслуживания (FED-IPP-11)."""
    return CATALOGUE


@hookimpl
def reference_values() -> tuple[ReferenceValue, ...]:
    """Минимум, предел, тарифы (FED-FEE-03, FED-FEE-15)."""
    return REFERENCE_VALUES
