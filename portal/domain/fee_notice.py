"""The written notice of a new fee: by when it is due, and what the recipient may answer.

Rules: FED-NOT-02 (two days after the change), MSK-NOT-01 (one who disagrees may leave).
"""

from datetime import date

from portal.domain.calendar import WorkCalendar
from portal.domain.choices import Choice
from portal.domain.deadlines import Due
from portal.domain.notices import NoticeRules, notice_due
from portal.domain.violations import refuse

FEE_CHANGED = "fee_changed"
"""The code of this notice in every region."""
REFUSES = "refuse_contract"
"""The answer of one who leaves for the new fee, in every region that asks (MSK-NOT-01)."""


def fee_notice_due(rules: NoticeRules, since: date, calendar: WorkCalendar) -> Due:
    """By when a fee that changes on ``since`` must be told in writing (FED-NOT-02)."""
    rule = rules.notice(FEE_CHANGED)
    found = notice_due(rule, since, calendar)
    if found is None:
        refuse(
            "reference_missing",
            "В правилах региона нет срока уведомления о новой плате, а без срока день назначить "
            "нельзя. Скажите администратору.",
            citation=rule.citation,
        )
    return found


def fee_notice_answers(rules: NoticeRules) -> tuple[Choice, ...]:
    """What the recipient may answer; empty where the region gives no choice (MSK-NOT-01)."""
    answers = rules.notice(FEE_CHANGED).answers
    return answers.choices if answers else ()
