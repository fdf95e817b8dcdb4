"""Ежемесячный акт за платные и бесплатные услуги (MSK-ACT-01), полный тариф сверх программы."""

from portal.regions.api import (
    FEDERAL_ACT,
    Citation,
    DeadlineRule,
    TermUnit,
    Timeline,
    Version,
    replace,
)
from portal_moscow.identity import IN_FORCE

_MONTHLY = Citation("MSK-ACT-01", "1171", "п. 12 приложения 8 к приказу № 1171")
_UNSIGNED = DeadlineRule(
    "act_signature",
    5,
    TermUnit.CALENDAR_DAY,
    "month_closed",
    Citation(
        "MSK-ACT-01",
        "1171",
        "п. 12 приложения 8 к приказу № 1171",
        note="день напоминания о неподписанном акте — выбор портала",
    ),
)
FORM = Citation(
    "MSK-ACT-02",
    "1171",
    "п. 5 приказа № 1171",
    note="форм Департамента в источнике нет, печатается форма по умолчанию",
    verify=True,
)
_ADDITIONAL = Citation(
    "MSK-FEE-06", "829-PP", "раздел 6 Порядка № 829-ПП", note="известен из памятки", verify=True
)

ACTS = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_ACT, cadence=_MONTHLY, form=FORM, additional=_ADDITIONAL, reminder=_UNSIGNED
        ),
        _MONTHLY,
    )
)
