"""Words for months: states, reasons, and what keeps a month from being closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.calendar import last_day
from portal.domain.money import ZERO, figures
from portal.usecases.month_case import SkippedContract, SkipReason
from portal.usecases.queries.closings import MonthRow
from portal.usecases.queries.months import MonthRehearsal
from portal.web.contracts.presenters import Tag, kilobytes

MEGABYTE = 1024 * 1024


def state_tag(row: MonthRow, today: date) -> Tag:
    """Open, over and waiting, or closed."""
    if row.closed:
        return Tag("Закрыт", "ok")
    if today < last_day(row.month):
        return Tag("Идёт")
    if today == last_day(row.month):
        return Tag("Последний день", "warn")
    return Tag("Ждёт закрытия", "warn")


LAST_DAY = (
    "Сегодня последний день месяца. Услуги, которые окажут после закрытия, в акты не войдут, и "
    "записать их будет нельзя. Если сегодня ещё будут услуги, закройте месяц завтра."
)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the month may be closed now, what to do about it if not, what to think of if so."""

    ready: bool
    text: str
    warning: str = ""


def readiness(rehearsal: MonthRehearsal, today: date) -> Readiness:
    """What the accountant needs to know above the button."""
    end = last_day(rehearsal.month)
    if rehearsal.blocked:
        return Readiness(False, "Сначала исправьте договоры из списка ниже: их акты не получаются.")
    if today < end:
        state = "ещё не начался" if today < rehearsal.month else "ещё идёт"
        return Readiness(
            False, f"Месяц {state}. Закрыть его можно с {end:%d.%m.%Y}, посмотреть — уже сейчас."
        )
    warning = LAST_DAY if today == end else ""
    if not rehearsal.rows:
        return Readiness(True, "Актов не будет: за месяц ничего не записано.", warning)
    return Readiness(True, "Всё готово к закрытию.", warning)


def signed(difference: Decimal) -> str:
    """«+120,00» or «−120,00»; an even month says so."""
    if difference == ZERO:
        return "без изменений"
    return f"+{figures(difference)}" if difference > 0 else figures(difference)


def total_cost(rehearsal: MonthRehearsal) -> Decimal:
    """What the month's services come to at tariffs, those beyond the programme included."""
    return sum(
        (row.draft.cost_at_tariffs + row.draft.additional_cost for row in rehearsal.rows), ZERO
    )


def file_size(size: int) -> str:
    """«184 КБ» or «12,4 МБ»."""
    if size < MEGABYTE:
        return kilobytes(size)
    return f"{size / MEGABYTE:.1f}\u00a0МБ".replace(".", ",")


def told(skipped: Sequence[SkippedContract]) -> tuple[SkippedContract, ...]:
    """The contracts without an act whose reason is worth reading: blocked ones first."""
    order = list(SkipReason)[::-1]
    worth = [row for row in skipped if row.code is not SkipReason.ACT_ISSUED]
    return tuple(sorted(worth, key=lambda row: order.index(row.code)))
