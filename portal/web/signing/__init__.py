"""«Подписать сегодня», papers sent back, and the copies of a paper."""

from portal.web.signing.copies import blueprint as copies
from portal.web.signing.views import blueprint

__all__ = ["blueprint", "copies"]
