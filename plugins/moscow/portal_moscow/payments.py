"""Оплата за десять дней по истечении месяца (MSK-PAY-01), не больше договора (MSK-PAY-02)."""

from portal.regions.api import (
    FEDERAL_PAYMENT,
    Choice,
    ChoiceList,
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

_FIXED = Citation(
    "MSK-PAY-02", "829-PP", "п. 6.6 Порядка № 829-ПП", note="известен из памятки", verify=True
)

PAYMENTS = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_PAYMENT,
            due_citation=_TEN_DAYS,
            in_contract=ChoiceList(
                "payment_terms",
                "что договор говорит об оплате",
                (
                    Choice("monthly_fee", "размер платы за месяц"),
                    Choice("payment_period", "за какой период платят"),
                    Choice("payment_method", "как платят"),
                ),
                _FIXED,
            ),
            never_above_contract=_FIXED,
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
