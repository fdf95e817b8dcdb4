"""Оплата в течение десяти дней по истечении отчётного месяца (MSK-PAY-01)."""

from portal.regions.api import (
    FEDERAL_PAYMENT,
    Citation,
    DeadlineRule,
    Roll,
    TermUnit,
    Timeline,
    Version,
    replace,
)
from portal_moscow.identity import IN_FORCE

_TEN_DAYS = Citation(
    "MSK-PAY-01",
    "1171",
    "подп. 1 п. 10 приложения 8 к приказу № 1171",
    note="единица не названа: календарные дни, конец срока не в выходной",
)

PAYMENTS = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_PAYMENT,
            due_citation=_TEN_DAYS,
            term=DeadlineRule(
                "payment_due",
                10,
                TermUnit.CALENDAR_DAY,
                "month_closed",
                _TEN_DAYS,
                Roll.NEXT_WORKING_DAY,
            ),
        ),
        _TEN_DAYS,
    )
)
