"""Changes of signed contracts: amendments both sides sign, and the fee changed alone."""

from portal.web.amendments import fees
from portal.web.amendments.views import blueprint

fees.join(blueprint)

__all__ = ["blueprint"]
