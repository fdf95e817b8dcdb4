"""Signing in and out, the own password, the first sign-in of a recipient."""

from portal.web.auth.signing import confirm_password
from portal.web.auth.views import blueprint

__all__ = ["blueprint", "confirm_password"]
