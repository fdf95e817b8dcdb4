"""Individual programmes: presenting one starts the clock of the contract."""

from portal.web.programmes import content, copies  # noqa: F401 - their views join the blueprint
from portal.web.programmes.views import blueprint

__all__ = ["blueprint"]
