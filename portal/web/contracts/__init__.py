"""Contracts: from the draft over two signatures to suspension and resumption."""

from portal.web.contracts.views import blueprint

__all__ = ["blueprint"]
