"""Tariff days: a draft of new values, rehearsed over every contract, then set; its notices."""

from portal.web.tariff_days.views import blueprint

__all__ = ["blueprint"]
