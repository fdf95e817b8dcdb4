"""Acts: the list of a month, one act with its figures, its papers and its two signatures."""

from portal.web.acts import claims  # noqa: F401 - its views join the blueprint
from portal.web.acts.views import blueprint

__all__ = ["blueprint"]
