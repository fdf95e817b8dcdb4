"""What of a request goes into the access log: pages whose address names somebody's affairs."""

from flask import g, request

from portal.usecases.access_log import RecordAccess, record_access
from portal.web.clock import now

INCOME = "income"
_INCOME_VIEWS = frozenset(
    {"income", "preview", "months", "add_member", "remove_member", "add_source", "remove_source"}
)
_ABOUT = ("recipient_id", "programme_id", "contract_id", "act_id")


def refused() -> None:
    """Log that the reader was not shown a page about somebody."""
    _record(allowed=False)


def shown() -> None:
    """Log that the reader was shown the page."""
    _record(allowed=True)


def _record(*, allowed: bool) -> None:
    values = request.view_args or {}
    about = tuple((name, values[name]) for name in _ABOUT if name in values)
    if not about or g.get("actor") is None:
        return
    command = RecordAccess(_subject(), request.path, about, allowed)
    record_access(command, actor=g.actor, now=now())


def _subject() -> str:
    """A code of what the page shows: the family's income by itself, else the section."""
    section, _, view = (request.endpoint or "").partition(".")
    return INCOME if section == "recipients" and view in _INCOME_VIEWS else section
