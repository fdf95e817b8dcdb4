"""Прожиточный минимум, кратность предела и тарифы по дням вступления (VLA-FEE-05, VLA-FEE-08)."""

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
    value for name in _FILES for value in load_reference_values("portal_vladimir", name)
)
