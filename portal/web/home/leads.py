"""One sentence about the day for «Сегодня» of each role."""

from __future__ import annotations

from collections.abc import Sequence

from portal.usecases.queries.acts import MonthToSign
from portal.usecases.queries.contract_tasks import DraftTask, SignTask, Tasks
from portal.usecases.queries.deliveries import Rounds
from portal.usecases.queries.home import Ending
from portal.usecases.queries.home_money import WeekOfPayments
from portal.web.access import region
from portal.web.clock import today
from portal.web.filters import money, month_name, plural, plural_word, quantity
from portal.web.home.closing_month import Closing


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
