"""Words for what somebody else did while a page was read."""

from portal.usecases.meanwhile import last_change
from portal.web.access import actor
from portal.web.filters import moment


def whose_change(kind: str, key: int) -> str:
    """« (Орлова В. П., 16 марта, 10:00)»: who changed the thing last; empty where nobody did."""
    found = last_change(actor(), kind, key)
    return f" ({found[0]}, {moment(found[1])})" if found else ""
