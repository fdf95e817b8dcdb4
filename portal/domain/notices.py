"""Notices: event, addressee, form, term (NOT)."""

from dataclasses import dataclass

from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """Who must be told what, by when and in which form."""

    lists: tuple[ChoiceList, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()
