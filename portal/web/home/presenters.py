"""Words for «Сегодня»: how urgent a term is, what the day is about, the chart of debts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from portal.domain.calendar import last_day
from portal.domain.law import Citation
from portal.models.user import Role
from portal.usecases.queries.acts import ActStage, MonthToSign
from portal.usecases.queries.closings import MonthRow
from portal.usecases.queries.contract_tasks import DraftTask, SignTask, Tasks
from portal.usecases.queries.deliveries import Rounds
from portal.usecases.queries.ending_tasks import EndingTask
from portal.usecases.queries.half_signed import HalfSigned
from portal.usecases.queries.home import Ending, MonthProgress
from portal.usecases.queries.home_money import Awaited, WeekOfPayments
from portal.usecases.queries.home_reminders import NoticesDue
from portal.usecases.queries.programme_endings import EndingRow
from portal.web.access import actor, region
from portal.web.clock import now, today
from portal.web.filters import (
    clock_time,
    day_near,
    money,
    month_name,
    plural,
    plural_word,
    quantity,
)

SOON = 3
MOST_PLATES = 6


@dataclass(frozen=True, slots=True)
class Clock:
    """A term in words: when it ends, how much is left, and its clause."""

    text: str
    tag: str
    kind: str
    clause: Citation | None


def clock_of(task: SignTask | DraftTask | HalfSigned) -> Clock:
    """The contract's term as people speak of it."""
    due = region().local(task.due_at)
    received = day_near(region().today(task.presented_at))
    left = (due.date() - today()).days
    tag, kind = urgency(left, overdue=task.due_at < now())
    text = f"{clock_time(due)}. Программа получена {received}"
    return Clock(text[:1].upper() + text[1:], tag, kind, task.clause)


def urgency(left: int, *, overdue: bool) -> tuple[str, str]:
    """How much is left of a term in words, and the colour that goes with it."""
    if overdue:
        return ("Срок прошёл", "bad") if left >= 0 else (f"Просрочено {_days(-left)}", "bad")
    if left == 0:
        return "Срок сегодня", "bad"
    if left == 1:
        return "Остался день", "warn"
    return _days(left), "warn" if left <= SOON else ""


def _days(count: int) -> str:
    return plural(count, "день", "дня", "дней")


def director_lead(tasks: Tasks, months: Sequence[MonthToSign]) -> str:
    """One sentence about the day."""
    acts = sum(one.acts for one in months)
    if not tasks.sign_total and not tasks.draft_total and not acts:
        return "Всё подписано. Новых программ без договора нет."
    parts = []
    if waiting := _waiting(tasks.sign_total, acts):
        verb = plural_word(tasks.sign_total or acts, "ждёт", "ждут", "ждут")
        parts.append(f"Вашей подписи {verb} {waiting}.")
    if tasks.draft_total:
        count = plural(tasks.draft_total, "программе", "программам", "программам")
        parts.append(f"По {count} договора ещё нет.")
    urgent = sum(map(_is_urgent, tasks.sign)) + sum(map(_is_urgent, tasks.draft))
    if urgent:
        parts.append(f"Сегодня истекает или уже прошёл срок: {urgent}.")
    return " ".join(parts)


def _waiting(contracts: int, acts: int) -> str:
    counts = []
    if contracts:
        counts.append(plural(contracts, "договор", "договора", "договоров"))
    if acts:
        counts.append(plural(acts, "акт", "акта", "актов"))
    return " и ".join(counts)


def _is_urgent(task: SignTask | DraftTask) -> bool:
    return region().local(task.due_at).date() <= today()


def accountant_lead(month: Closing, week: WeekOfPayments) -> str:
    """One sentence about the month and the week."""
    closing = f"К закрытию — {month_name(month.month)}: внесено {month.recorded} из {month.total}."
    if not week.count:
        return f"{closing} За неделю оплат не записано."
    count = plural(week.count, "оплата", "оплаты", "оплат")
    return f"{closing} За неделю {count} на {money(week.amount)}."


def worker_lead(rounds: Rounds) -> str:
    """One sentence about what is not entered yet."""
    if not rounds.page.total:
        return "За вами пока нет получателей с действующим договором."
    people = plural(rounds.page.total, "получатель", "получателя", "получателей")
    if not rounds.unrecorded:
        if rounds.done >= rounds.planned:
            return f"У вас {people}. Услуги за месяц внесены полностью."
        done, planned = quantity(rounds.done), quantity(rounds.planned)
        return f"У вас {people}. Записи есть у каждого, внесено {done} из {planned} услуг месяца."
    none = plural(rounds.unrecorded, "получателя", "получателей", "получателей")
    return f"У вас {people}. За этот месяц ничего не внесено у {none}."


def head_lead(receipts: int, ends: Sequence[Ending]) -> str:
    """One sentence about receipts and programmes."""
    copies = (
        f"Ждём {plural(receipts, 'копию квитанции', 'копии квитанций', 'копий квитанций')}."
        if receipts
        else "Все копии квитанций сданы."
    )
    count = sum(one.count for one in ends)
    if not count:
        return copies
    verb = plural_word(count, "заканчивается", "заканчиваются", "заканчиваются")
    programmes = plural(count, "программа", "программы", "программ")
    return f"{copies} Скоро {verb} {programmes}."


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
    return f"{plural_word(left, 'Остался', 'Осталось', 'Осталось')} {_days(left)}"


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
    return Plate(
        one.due or one.valid_until,
        f"Известить о конце программы: {one.recipient}",
        "Уведомление получателю и заключение в орган соцзащиты",
        url_for("admissions.ending", programme_id=one.programme_id),
        overdue=(one.due or one.valid_until) < today(),
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
