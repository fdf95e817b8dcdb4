"""Rehearsals: what would come of it, before anything is saved."""

from portal.web.rehearsals.views import blueprint

__all__ = ["blueprint"]
