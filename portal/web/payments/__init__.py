"""Payments: who owes how much, recording, undoing, and the way of receipt copies."""

from portal.web.payments.views import blueprint

__all__ = ["blueprint"]
