"""What of a request goes into the access log: pages whose address names somebody's affairs."""

from flask import Flask, Response, g, request

from portal.usecases.access_log import ABOUT, RecordAccess, record_access
from portal.usecases.income import KNOWS_INCOME
from portal.web.clock import now

INCOME = "income"
_INCOME_VIEWS = frozenset(
    {"income", "preview", "months", "add_member", "remove_member", "add_source", "remove_source"}
)
SHOWING_INCOME = frozenset(
    {
        "recipients.show",
        "recipients.income",
        "recipients.legacy",
        "contracts.show",
        "contracts.draft",
        "contracts.draft_text",
        "contracts.sign",
        "contracts.signed",
        "contracts.paper",
        "contracts.paper_page",
        "contracts.earlier_text",
        "contracts.scan",
        "contracts.paper_signature",
        "copies.amendment_scan",
        "copies.contract_scan",
        "signing.old_text",
        "acts.show",
        "acts.sign",
        "acts.paper",
        "acts.scan",
        "amendments.show",
        "amendments.sign",
        "amendments.paper",
        "amendments.scan",
        "amendments.fee_change",
        "amendments.proposed_fee",
        "amendments.decline_fee",
        "rehearsals.of_recipient",
        "rehearsals.of_contract",
        "rehearsals.of_tariff_day",
        "tariff_days.contract",
        "tariff_days.paper",
    }
)
"""Pages and papers on which whoever knows income finds it, or what was counted from it."""
READ_BY_FORM = frozenset({"contracts.draft_text"})
"""Of these, what a form is sent to and shows without recording anything."""
OF_FAMILY = "family_id"
"""A family's page tells of several people at once, so its line in the log names nobody alone."""
ERROR = 400


def init_app(app: Flask) -> None:
    """Log each look at somebody's income and at a family on the register (FED-PDP-01)."""
    app.after_request(_looked)


def refused() -> bool:
    """Log that the reader was not shown a page; whether it was about somebody, and is logged."""
    return _record(allowed=False)


def shown() -> None:
    """Log that the reader was shown income on a page that does not always hold it."""
    _record(allowed=True)


def _looked(response: Response) -> Response:
    actor = g.get("actor")
    read = request.method == "GET" or request.endpoint in READ_BY_FORM
    if not read or actor is None or response.status_code >= ERROR:
        return response
    income = request.endpoint in SHOWING_INCOME and actor.role in KNOWS_INCOME
    if income or OF_FAMILY in (request.view_args or {}):
        shown()
    return response


def about_whom() -> tuple[tuple[str, int], ...]:
    """The numbers of the address that lead to somebody, by their names."""
    values = request.view_args or {}
    return tuple((name, values[name]) for name in ABOUT if name in values)


def _record(*, allowed: bool) -> bool:
    about = about_whom()
    if not (about or OF_FAMILY in (request.view_args or {})) or g.get("actor") is None:
        return False
    command = RecordAccess(_subject(), request.path, about, allowed)
    record_access(command, actor=g.actor, now=now())
    return True


def _subject() -> str:
    """A code of what the page shows: the family's income by itself, else the section."""
    section, _, view = (request.endpoint or "").partition(".")
    return INCOME if section == "recipients" and view in _INCOME_VIEWS else section
