"""Город Москва: оглавление отличий от федерального порядка."""

from portal.regions.api import (
    ReferenceValue,
    RegionIdentity,
    ServiceCatalogue,
    Timeline,
    hookimpl,
)
from portal_moscow.catalogue import CATALOGUE
from portal_moscow.identity import IDENTITY
from portal_moscow.reference import REFERENCE_VALUES


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
    """Минимум, предел, тарифы (FED-FEE-03, FED-FEE-15)."""
    return REFERENCE_VALUES
