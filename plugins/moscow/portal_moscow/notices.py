"""Уведомление о новой плате: получатель соглашается или отказывается от договора (MSK-NOT-01)."""

from portal.regions.api import (
    FEDERAL_NOTICES,
    Choice,
    ChoiceList,
    Citation,
    Timeline,
    Version,
    replace,
)
from portal_moscow.identity import IN_FORCE

_NEW_FEE = Citation(
    "MSK-NOT-01",
    "829-PP",
    "шаг 6 порядка № 829-ПП",
    note="срока московский порядок не называет: действует федеральный, два дня",
)
_ANSWERS = ChoiceList(
    "fee_notice_answers",
    "ответ на новую плату",
    (
        Choice("accept", "согласен с новой платой"),
        Choice("refuse_contract", "отказываюсь от договора", needs="день отказа"),
    ),
    _NEW_FEE,
)

NOTICES = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_NOTICES,
            notices=tuple(
                replace(notice, answers=_ANSWERS) if notice.code == "fee_changed" else notice
                for notice in FEDERAL_NOTICES.notices
            ),
        ),
        _NEW_FEE,
    )
)
