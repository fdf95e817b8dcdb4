"""The federal baseline: how many people a department serves at once."""

from portal.domain.capacity import CapacityRules
from portal.domain.law import Citation

# Federal law names no number: a free place is what the provider itself counts.
FEDERAL_CAPACITY = CapacityRules(vacancy=Citation("FED-CON-09", "442-FZ", "ст. 12, 16 442-ФЗ"))
