"""Urgent help as everybody may read of it, without signing in (VLA-RGT-04)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.domain.norms import Norm, Place, norms_at
from portal.domain.urgent import UrgentRules
from portal.models import Provider
from portal.regions.registry import Region
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class Helper:
    """An organisation that gives urgent help, and where it is asked for."""

    name: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class UrgentInformation:
    """A region's procedure of urgent help and who gives it in this installation."""

    region: str
    rules: UrgentRules
    norms: tuple[Norm, ...]
    helpers: tuple[Helper, ...]


def urgent_information(
    regions: Mapping[str, Region], now: datetime
) -> tuple[UrgentInformation, ...]:
    """The procedure of each region whose organisations here give urgent help, by its name."""
    wanted = (
        select(Provider)
        .where(Provider.is_authority.is_(False), Provider.region_code.in_(regions))
        .order_by(Provider.short_name, Provider.id)
    )
    with reading() as session:
        providers = session.scalars(wanted).all()
    found = []
    for code, region in regions.items():
        day = region.today(now)
        rules = region.rules.urgent_rules.on(day)
        helpers = tuple(
            Helper(one.name, one.address, one.phone)
            for one in providers
            if one.region_code == code and (rules.rendering is None or one.renders_urgent)
        )
        if helpers:
            norms = norms_at(region.rules.norms.on(day), Place.URGENT, day)
            found.append(UrgentInformation(region.identity.name, rules, tuple(norms), helpers))
    return tuple(sorted(found, key=lambda one: one.region))
