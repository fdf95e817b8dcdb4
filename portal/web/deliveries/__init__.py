"""Services given: the list of recipients, the round of today, the month's sheet of one of them."""

from portal.web.deliveries.views import blueprint

__all__ = ["blueprint"]
