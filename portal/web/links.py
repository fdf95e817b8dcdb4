"""Where a thing named in a refusal can be looked at: ``recipient:17`` is a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

PAGES = {
    "recipient": ("recipients.show", "recipient_id", "Открыть карточку этого человека"),
    "programme": ("programmes.show", "programme_id", "Открыть программу"),
    "contract": ("contracts.show", "contract_id", "Открыть договор"),
    "act": ("acts.show", "act_id", "Открыть акт"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """An address and its words."""

    url: str
    title: str


def subject_link(subject: str) -> Link | None:
    """The page of ``kind:id``, if there is one."""
    kind, _, number = subject.partition(":")
    if kind not in PAGES or not number.isdecimal():
        return None
    endpoint, argument, title = PAGES[kind]
    values: dict[str, Any] = {argument: int(number)}
    return Link(url_for(endpoint, **values), title)
