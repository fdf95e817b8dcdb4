"""The month on its way to being closed, in the steps of its order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for

from portal.domain.calendar import last_day
from portal.models.user import Role
from portal.usecases.queries.acts import ActStage
from portal.usecases.queries.closings import MonthRow
from portal.usecases.queries.home import MonthProgress
from portal.web.access import actor, region
from portal.web.clock import today
from portal.web.filters import plural_word
from portal.web.home.clocks import days


@dataclass(frozen=True, slots=True)
class Step:
    """A step of closing the month: done of all."""

    title: str
    done: int
    total: int
    url: str | None
    detail: str = ""
    open: bool = False
    """Whether there is more to come although everybody has begun."""

    @property
    def is_done(self) -> bool:
        return not self.open and self.total > 0 and self.done >= self.total


@dataclass(frozen=True, slots=True)
class Closing:
    """The month on its way to being closed."""

    month: date
    recorded: int
    total: int
    left: str
    steps: tuple[Step, ...]


def closing(progress: MonthProgress) -> Closing:
    """The steps of closing a month, in their order."""
    row, total = progress.row, progress.recipients
    laggards = ", ".join(f"{one.worker} — {one.recipients}" for one in progress.laggards[:6])
    return Closing(
        month=progress.month,
        recorded=progress.recorded,
        total=total,
        left=_left_of(progress.month),
        steps=(
            Step(
                "Внести оказанные услуги",
                progress.recorded,
                total,
                url_for("deliveries.index", month=f"{progress.month:%Y-%m}"),
                _recording(laggards, progress.month),
                open=not row.closed and last_day(progress.month) >= today(),
            ),
            Step(
                "Сформировать акты и начислить плату",
                row.acts if not row.closed else max(row.acts, 1),
                total if not row.closed else max(row.acts, 1),
                url_for("months.show", month=progress.month),
            ),
            *_signing(row),
        ),
    )


def _recording(laggards: str, month: date) -> str:
    if laggards:
        return f"Не внесли: {laggards}"
    return f"Записи есть у всех. {_left_of(month)}: услуги ещё будут"


def _signing(row: MonthRow) -> tuple[Step, ...]:
    """Where there are no acts, nothing waits for a signature; the director signs first."""
    if not row.acts:
        return ()
    month = f"{row.month:%Y-%m}"
    by_director = row.acts - row.awaiting_provider
    url = url_for("acts.index", month=month)
    mine = (
        url_for("acts.sign_many", month=month)
        if row.awaiting_provider and actor().role is Role.DIRECTOR
        else url_for("acts.index", month=month, state=ActStage.PROVIDER.value)
    )
    director = Step("Подписать акты у директора", by_director, row.acts, mine)
    rules = region().rules.act_rules.on(last_day(row.month))
    if rules.provider_signs_first and not by_director:
        return (director,)
    return (director, Step("Подписать акты у получателей", row.signed, row.acts, url))


def _left_of(month: date) -> str:
    left = (last_day(month) - today()).days
    if left < 0:
        return "Месяц закончился"
    if left == 0:
        return "Последний день месяца"
    return f"{plural_word(left, 'Остался', 'Осталось', 'Осталось')} {days(left)}"
