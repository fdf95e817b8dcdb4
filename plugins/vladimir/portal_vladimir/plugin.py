"""Владимирская область: оглавление отличий от федерального порядка."""

from portal.regions.api import (
    ReferenceValue,
    RegionIdentity,
    ServiceCatalogue,
    Timeline,
    Unit,
    hookimpl,
)
from portal_vladimir.catalogue import CATALOGUE
from portal_vladimir.departments import DEPARTMENTS
from portal_vladimir.identity import IDENTITY
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
