"""The federal baseline: urgent services: bases, list, act."""

from portal.domain.urgent import UrgentRules

FEDERAL_URGENT = UrgentRules()
