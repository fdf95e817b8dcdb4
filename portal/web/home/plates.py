"""The nearest days with something due, as they stand at the side of «Сегодня»."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from portal.usecases.queries.ending_tasks import EndingTask
from portal.usecases.queries.home import Ending
from portal.usecases.queries.home_money import Awaited
from portal.usecases.queries.home_reminders import NoticesDue
from portal.usecases.queries.programme_endings import EndingRow
from portal.web.clock import today
from portal.web.filters import money, plural, plural_word

MOST_PLATES = 6
_DUTY = "Уведомление получателю и заключение в орган соцзащиты"


@dataclass(frozen=True, slots=True)
class Plate:
    """A day on the side: what happens then, or should have happened (``overdue``)."""

    day: date
    title: str
    detail: str
    url: str
    overdue: bool = False


def plates(
    ends: Sequence[Ending],
    awaited: Sequence[Awaited],
    duties: Sequence[EndingRow] = (),
    notices: Sequence[NoticesDue] = (),
) -> tuple[Plate, ...]:
    """The nearest days with something due, in order; what is missed stands first."""
    found = [
        *(_duty(one) for one in duties),
        *(_notice(one) for one in notices),
        *(_ending(one) for one in ends),
        *(_awaited(one) for one in awaited),
    ]
    return tuple(sorted(found, key=lambda plate: plate.day)[:MOST_PLATES])


def ends_untold(ends: Sequence[Ending], contracts: Sequence[EndingTask]) -> tuple[Ending, ...]:
    """Ends of programmes less those whose contract is already named with the same last day."""
    told = {(one.recipient, one.day) for one in contracts}
    return tuple(one for one in ends if one.count > 1 or (one.recipient, one.day) not in told)


def _duty(one: EndingRow) -> Plate:
    day, detail = one.due or one.valid_until, _DUTY
    if one.due is not None and one.before_us:
        day = one.valid_until
        detail = (
            f"Срок прошёл {one.due:%d.%m.%Y}, до приёма программы здесь. Известите сейчас. {_DUTY}"
        )
    return Plate(
        day,
        f"Известить о конце программы: {one.recipient}",
        detail,
        url_for("admissions.ending", programme_id=one.programme_id),
        overdue=day < today(),
    )


def _notice(one: NoticesDue) -> Plate:
    url = url_for("tariff_days.notice", notice_id=one.notice_id)
    if one.count == 1:
        return Plate(one.day, f"Вручить уведомление: {one.recipient}", "Письменно, в срок", url)
    count = plural(one.count, "уведомление", "уведомления", "уведомлений")
    return Plate(one.day, f"Вручить {count}", f"Письменно, в срок. Первое: {one.recipient}", url)


def _ending(one: Ending) -> Plate:
    if one.count == 1:
        return Plate(
            one.day,
            f"Заканчивается программа: {one.recipient}",
            "Для продолжения нужна новая программа",
            url_for("programmes.show", programme_id=one.programme_id),
        )
    count = plural(one.count, "программа", "программы", "программ")
    verb = plural_word(one.count, "Заканчивается", "Заканчиваются", "Заканчиваются")
    return Plate(one.day, f"{verb} {count}", "Нужны новые программы", url_for("contracts.index"))


def _awaited(one: Awaited) -> Plate:
    people = plural(one.people, "человека", "человек", "человек")
    return Plate(
        one.day, "Срок оплаты", f"Ждём {money(one.amount)} от {people}", url_for("payments.index")
    )
