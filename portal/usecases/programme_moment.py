"""When a programme was handed in: the contract's term runs from that moment, not from its entry.

Rules: FED-CON-01 (the moment of presenting), FED-TER-07 (nobody presents it for who has died).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NoReturn

from portal.domain.authorities import BY_DEATH
from portal.domain.law import Citation
from portal.domain.violations import refuse
from portal.models import Recipient
from portal.regions.registry import Region
from portal.usecases.programme_details import PresentProgramme


def handed_in_at(command: PresentProgramme, region: Region, now: datetime) -> datetime:
    """The moment named in the command, else now.

    Raises value_invalid for an earlier day without its hour, a moment to come and a day before the
    programme was made.
    """
    day, hour = command.presented_on, command.presented_time
    if day is None and hour is None:
        return now
    clause = region.rules.contract_rules.on(region.today(now)).federal_conclusion.citation
    day = day or region.today(now)
    if hour is None:
        return _day_alone(day, region, now, clause)
    moment = region.utc(datetime.combine(day, hour))
    if moment > now:
        _refuse("Этот день и час ещё не наступили. Введите, когда программу принесли.", clause)
    if day < command.issued_on:
        text = f"Программа составлена {command.issued_on:%d.%m.%Y}: раньше её принести не могли."
        _refuse(f"{text} Проверьте обе даты.", clause)
    return moment


def demand_alive_then(recipient: Recipient, day: date) -> None:
    """Refuse a programme presented after the recipient's death; the day itself is the last one."""
    if recipient.died_on is not None and day > recipient.died_on:
        refuse(
            "not_authorised",
            f"Получатель умер {recipient.died_on:%d.%m.%Y}: после этого дня программу не "
            "принимают, договор заключать не с кем. Проверьте день или запись о смерти в карточке.",
            field="presented_on",
            citation=BY_DEATH,
        )


def _day_alone(day: date, region: Region, now: datetime, clause: Citation) -> datetime:
    if day == region.today(now):
        return now
    if day > region.today(now):
        _refuse("Этот день ещё не наступил. Введите день, когда программу принесли.", clause)
    text = "Введите и час: срок договора идёт с того часа, когда программу принесли."
    refuse("value_invalid", text, field="presented_time", citation=clause)


def _refuse(text: str, clause: Citation) -> NoReturn:
    refuse("value_invalid", text, field="presented_on", citation=clause)
