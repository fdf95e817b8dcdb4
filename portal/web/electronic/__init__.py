"""Electronic signing: the organisation's certificate, codes for recipients, outside signatures."""

from portal.web.electronic.codes import blueprint as codes
from portal.web.electronic.views import blueprint

__all__ = ["blueprint", "codes"]
