"""The federal baseline: how many people a department may serve at once."""

from portal.domain.capacity import CapacityRules

FEDERAL_CAPACITY = CapacityRules()
