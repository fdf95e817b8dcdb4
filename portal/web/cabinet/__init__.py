"""The recipient's own pages: what to pay and why, contract, services, acts, payments, papers."""

from portal.web.cabinet import moves, ways  # noqa: F401 - their views join the blueprint
from portal.web.cabinet.views import blueprint

__all__ = ["blueprint"]
