"""Families of the department of prevention: the list, one family, its steps, its register."""

from portal.web.families.views import blueprint

__all__ = ["blueprint"]
