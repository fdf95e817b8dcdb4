"""How urgent a duty is, and where it is opened from «Сегодня»."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from portal.models import DutyKind
from portal.usecases.queries.duties import DutyView, TermView
from portal.web.access import region
from portal.web.clock import now, today
from portal.web.filters import clock_time, plural

SOON = 3
TITLES = {
    DutyKind.INCIDENT: "Инцидент с персональными данными",
    DutyKind.PUBLICATION: "Сведения на сайте",
    DutyKind.PROGRAMME_DRAFT: "Проект программы",
    DutyKind.INSPECTION: "Обследование",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A word on a coloured plate."""

    text: str
    kind: str


def term_tag(term: TermView) -> Tag:
    """How a term stands now."""
    if term.due_at is None:
        return Tag("срок не посчитан", "warn")
    local = region().local(now())
    overdue = term.overdue(local)
    if term.done_at is not None:
        late = _days((term.done_at.date() - term.due_at.date()).days)
        return Tag(f"с опозданием: {late}", "warn") if overdue else Tag("сделано в срок", "ok")
    left = (term.due_at.date() - today()).days
    if overdue:
        return Tag(f"просрочено: {_days(-left)}", "bad")
    if left <= 1:
        return Tag("срок завтра", "warn") if left else Tag("срок сегодня", "bad")
    return Tag(_days(left), "warn" if left <= SOON else "")


def _days(count: int) -> str:
    return plural(count, "день", "дня", "дней") if count else "меньше дня"


def duty_tag(duty: DutyView) -> Tag:
    """How the duty stands: by its next term, by the last one when all are met."""
    term = duty.next_term or (duty.terms[-1] if duty.terms else None)
    return Tag("", "") if term is None else term_tag(term)


def due_words(term: TermView) -> str:
    """«до конца дня 21 ноября»; what is missing when it cannot be counted."""
    if term.due_at is None:
        return "срок посчитаем, когда загрузят календарь этого года"
    return clock_time(term.due_at)


def duty_url(duty: DutyView) -> str:
    """The page of the duty."""
    match duty.kind:
        case DutyKind.INCIDENT:
            return url_for("duties.incident", duty_id=duty.id)
        case DutyKind.PUBLICATION:
            return url_for("duties.openness")
        case DutyKind.PROGRAMME_DRAFT:
            return url_for("admissions.draft", duty_id=duty.id)
        case DutyKind.INSPECTION:
            return url_for("admissions.inspection", duty_id=duty.id)


def duty_title(duty: DutyView) -> str:
    """What it is about, with the name or the event."""
    return f"{TITLES[duty.kind]}: {duty.about}"
