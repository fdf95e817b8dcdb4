"""Прожиточный минимум, кратность предела и тарифы по дням вступления (MSK-FEE-03, MSK-FEE-04)."""

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
    value for name in _FILES for value in load_reference_values("portal_moscow", name)
)
