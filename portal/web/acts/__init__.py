"""Acts: the list of a month, one act with its figures, its papers and its two signatures."""

from portal.web.acts.views import blueprint

__all__ = ["blueprint"]
