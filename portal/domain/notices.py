"""Notices: who must be told what, by when and in which form (NOT).

A notice that the provider owes has a term; a report that it receives opens a task instead.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.domain.calendar import WorkCalendar
from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.deadlines import END_OF_DAY, DeadlineRule, Due, due
from portal.domain.law import Citation
from portal.domain.violations import refuse


class Side(StrEnum):
    """Who tells and who is told."""

    PROVIDER = "provider"
    RECIPIENT = "recipient"
    REPRESENTATIVE = "representative"
    AUTHORITY = "authority"
    OTHER_ORGANISATION = "other_organisation"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """The word for people."""
        return _SIDES[self]


_SIDES = {
    Side.PROVIDER: "поставщик",
    Side.RECIPIENT: "получатель",
    Side.REPRESENTATIVE: "представитель",
    Side.AUTHORITY: "орган социальной защиты",
    Side.OTHER_ORGANISATION: "другая организация",
    Side.PUBLIC: "все, на сайте",
}


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """One duty to tell: the event behind it, who tells whom, what about, by when.

    ``written``: a word is not enough. ``proof``: the day and the way of delivery are recorded.
    ``answers`` are what the addressee may choose. ``opens`` names the task that a received report
    opens. Empty ``forms`` mean every form of service.
    """

    code: str
    title: str
    event: str
    sender: Side
    addressees: tuple[Side, ...]
    subjects: tuple[Choice, ...]
    citation: Citation
    within: DeadlineRule | None = None
    written: bool = False
    proof: bool = False
    copies: int = 1
    answers: ChoiceList | None = None
    opens: tuple[Choice, ...] = ()
    forms: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """Every notice of a region as in force on a day."""

    notices: tuple[NoticeRule, ...] = ()

    def notice(self, code: str) -> NoticeRule:
        """The notice with this code; raises value_invalid for one that the region has not."""
        for found in self.notices:
            if found.code == code:
                return found
        known = ", ".join(found.code for found in self.notices)
        refuse("value_invalid", f"Уведомления «{code}» нет. Есть: {known}.", field="notice")


def notice_due(rule: NoticeRule, event_on: date, calendar: WorkCalendar) -> Due | None:
    """By when the notice must be given, None where the law names no term."""
    if rule.within is None:
        return None
    return due(rule.within, datetime.combine(event_on, END_OF_DAY), calendar)


def is_on_time(last: date | None, given_on: date) -> bool:
    """Whether a notice given that day kept its term, whose last day counts; None = without one."""
    return last is None or given_on <= last


def check_dispatch(rule: NoticeRule, *, copies: int, written: bool) -> None:
    """Refuse a notice given by word where writing is needed, or in too few copies."""
    if rule.written and not written:
        refuse(
            "value_invalid",
            f"«{rule.title}» даётся письменно. Напечатайте уведомление и запишите вручение.",
            field="written",
            citation=rule.citation,
        )
    if copies < rule.copies:
        refuse(
            "value_invalid",
            f"«{rule.title}»: нужно экземпляров — {rule.copies}, а не {copies}. Добавьте второй.",
            field="copies",
            citation=rule.citation,
        )
