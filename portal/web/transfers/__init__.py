"""Moves to another provider: the provider that is left, the authority, the one that receives."""

from portal.web.transfers import (  # noqa: F401 - their views join the blueprint
    authority,
    envelopes,
    receiving,
)
from portal.web.transfers.views import blueprint

__all__ = ["blueprint"]
