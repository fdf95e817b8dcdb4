"""The federal baseline: norms that are shown where somebody needs them."""

from portal.domain.norms import Norm

FEDERAL_NORMS: tuple[Norm, ...] = ()
