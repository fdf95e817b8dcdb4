"""Where a thing named in a refusal can be looked at: ``recipient:17`` is a page.

A page of two things names both: ``child:17:5`` is that of a child by a programme.

A refusal for want of data points at the page where they are added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from portal.web.access import actor

PAGES = {
    "recipient": ("recipients.show", ("recipient_id",), "Открыть карточку этого человека"),
    "programme": ("programmes.show", ("programme_id",), "Открыть программу"),
    "contract": ("contracts.show", ("contract_id",), "Открыть договор"),
    "transfer": ("transfers.show", ("transfer_id",), "Открыть перевод"),
    "incoming": ("transfers.incoming", ("transfer_id",), "Открыть перевод к нам"),
    "income": ("recipients.income", ("recipient_id",), "Внести доходы"),
    "child": ("child_units.child", ("recipient_id", "programme"), "Открыть решения консилиума"),
    "act": ("acts.show", ("act_id",), "Открыть акт"),
}
"""The page of each kind, the arguments of its address in the order of the ids, the words."""

REMEDIES = {
    "calendar": ("calendar.index", "Открыть календарь"),
    "reference": ("admin.reference", "Открыть справочники"),
}
"""Where data that are missing can be added; the link is only for those whom the page lets in."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address and its words."""

    url: str
    title: str


def subject_link(subject: str) -> Link | None:
    """The page of ``kind:id``, if there is one that lets the reader in."""
    kind, *numbers = subject.split(":")
    if kind in REMEDIES:
        return _remedy(kind)
    if kind not in PAGES or not all(one.isdecimal() for one in numbers):
        return None
    endpoint, arguments, title = PAGES[kind]
    if len(numbers) != len(arguments) or not lets_in(endpoint):
        return None
    values: dict[str, Any] = dict(zip(arguments, map(int, numbers), strict=True))
    return Link(url_for(endpoint, **values), title)


def _remedy(kind: str) -> Link | None:
    endpoint, title = REMEDIES[kind]
    return Link(url_for(endpoint), title) if lets_in(endpoint) else None


def lets_in(endpoint: str) -> bool:
    """Whether the reader's role may open a page: a link that answers 403 is not shown."""
    return actor().role in getattr(current_app.view_functions[endpoint], "access", ())
