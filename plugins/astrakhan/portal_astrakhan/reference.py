"""Прожиточный минимум, кратность предела и тарифы по дням вступления (FED-FEE-03, FED-FEE-15)."""

from portal.regions.api import load_reference_values

_FILES = (
    "threshold-2015-01-01.toml",
    "subsistence-minimum-2024-01-01.toml",
    "subsistence-minimum-2025-01-01.toml",
    "subsistence-minimum-2026-01-01.toml",
    "tariffs-2025-01-01.toml",
    "tariffs-2026-01-01.toml",
)

REFERENCE_VALUES = tuple(
    value for name in _FILES for value in load_reference_values("portal_astrakhan", name)
)
