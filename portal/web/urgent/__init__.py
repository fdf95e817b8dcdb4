"""Urgent help: the register of acts, a case, its act and signature."""

from portal.web.urgent.views import blueprint

__all__ = ["blueprint"]
