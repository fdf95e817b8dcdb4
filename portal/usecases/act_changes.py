"""Why a sum differs from last month's, in words: what the accountant reads before issuing.

Only causes are named, and only when the sum did change: forty rows to check, not six hundred. Each
is a line to scan; the services behind it stand apart.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.calendar import last_day, month_title, next_month
from portal.domain.money import ZERO, figures, rubles_text
from portal.usecases.act_drafts import days_in_words, suspended_days
from portal.usecases.month_case import MonthCase, MonthLaw, PreparedAct, PreviousAct


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause of a changed sum: a short line, and the services it speaks of."""

    text: str
    services: tuple[str, ...] = ()


def reasons_for_change(act: PreparedAct, law: MonthLaw) -> tuple[Reason, ...]:
    """The causes of a changed sum, the weightiest first; empty when the sum is the same."""
    previous = act.case.previous
    if previous is None:
        return (_first_act(act.case, law.month),)
    if previous.payable == act.draft.payable:
        return ()
    found = (
        *map(Reason, _suspension(act.case, law.month)),
        *map(Reason, _part_of_the_month(act.case, law.month)),
        *map(Reason, _new_terms(act, previous, law.month)),
        *_new_tariffs(act, previous, law),
        *_volumes(act, previous, law),
        *map(Reason, _additional(act, previous)),
    )
    return found or (Reason("изменился состав услуг"),)


def _first_act(case: MonthCase, month: date) -> Reason:
    if case.served_from >= month:
        return Reason(f"первый месяц, договор действует с {case.served_from:%d.%m.%Y}")
    return Reason(f"за {month_title(next_month(month, -1))} акта не было")


def _suspension(case: MonthCase, month: date) -> tuple[str, ...]:
    now = suspended_days(month, case.pauses, case.served_from, case.served_until)
    if now:
        return (f"приостановление, дней: {len(now)} ({days_in_words(now)})",)
    before = next_month(month, -1)
    then = suspended_days(before, case.pauses, case.served_from, case.served_until)
    if then:
        return (f"в прошлом месяце было приостановление, дней: {len(then)}",)
    return ()


def _part_of_the_month(case: MonthCase, month: date) -> tuple[str, ...]:
    if case.served_until < last_day(month):
        return (f"неполный месяц, обслуживание по {case.served_until:%d.%m.%Y}",)
    before = next_month(month, -1)
    if before < case.served_from < month:
        return (f"прошлый месяц был неполным, с {case.served_from:%d.%m.%Y}",)
    return ()


def _new_terms(act: PreparedAct, previous: PreviousAct, month: date) -> tuple[str, ...]:
    terms = act.terms
    since = f" с {terms.since:%d.%m.%Y}" if terms.since >= next_month(month, -1) else ""
    if terms.free != previous.free:
        words = "бесплатно" if terms.free else "платно"
        ground = f" ({terms.free_ground_title})" if terms.free and terms.free_ground_title else ""
        return (f"теперь {words}{since}{ground}",)
    if terms.fee_cap == previous.fee_cap:
        return ()
    if terms.fee_cap is None or previous.fee_cap is None:
        return (f"новые условия платы{since}",)
    return (
        f"новые условия платы{since}, предел {figures(previous.fee_cap)} → "
        f"{rubles_text(terms.fee_cap)}",
    )


def _new_tariffs(act: PreparedAct, previous: PreviousAct, law: MonthLaw) -> tuple[Reason, ...]:
    by_day: dict[date, list[tuple[str, str]]] = defaultdict(list)
    for line in {line.code: line for line in act.draft.lines}.values():
        old = previous.tariffs.get(line.code)
        if old is None or old == line.tariff:
            continue
        since = law.book.tariff(line.code, last_day(law.month)).since
        by_day[since].append((line.title, f"{figures(old)} → {rubles_text(line.tariff)}"))
    return tuple(_tariffs(since, changes) for since, changes in sorted(by_day.items()))


def _tariffs(since: date, changes: list[tuple[str, str]]) -> Reason:
    services = tuple(f"«{title}»: {change}" for title, change in changes)
    if len(changes) == 1:
        return Reason(f"тариф с {since:%d.%m.%Y}: {changes[0][1]}", services)
    return Reason(f"тарифы с {since:%d.%m.%Y}, услуг: {len(changes)}", services)


@dataclass(frozen=True, slots=True)
class _Volume:
    """How much of a service was given last month and now, and what the difference is worth."""

    title: str
    before: Decimal
    now: Decimal
    worth: Decimal


def _volumes(act: PreparedAct, previous: PreviousAct, law: MonthLaw) -> tuple[Reason, ...]:
    now: dict[str, Decimal] = defaultdict(lambda: ZERO)
    price = dict(previous.tariffs)
    for line in act.draft.lines:
        if not line.additional:
            now[line.code] += line.quantity
            price[line.code] = line.tariff
    changed = [
        _Volume(
            title=law.items[code].title if code in law.items else code,
            before=(before := previous.quantities.get(code, ZERO)),
            now=now[code],
            worth=(now[code] - before) * price.get(code, ZERO),
        )
        for code in {*now, *previous.quantities}
    ]
    changed.sort(key=lambda one: (-abs(one.worth), one.title))
    return (
        *_more_or_less("услуг больше", [one for one in changed if one.now > one.before]),
        *_more_or_less("услуг меньше", [one for one in changed if one.now < one.before]),
    )


def _more_or_less(title: str, changes: list[_Volume]) -> tuple[Reason, ...]:
    """«услуг меньше: 12 → 9, −450,00 ₽» and each service, the costliest difference first."""
    if not changes:
        return ()
    before = sum((one.before for one in changes), ZERO)
    now = sum((one.now for one in changes), ZERO)
    worth = sum((one.worth for one in changes), ZERO)
    sign = "+" if worth > 0 else ""
    return (
        Reason(
            f"{title}: {_plain(before)} → {_plain(now)}, {sign}{rubles_text(worth)}",
            tuple(f"«{one.title}»: {_plain(one.before)} → {_plain(one.now)}" for one in changes),
        ),
    )


def _additional(act: PreparedAct, previous: PreviousAct) -> tuple[str, ...]:
    now, before = act.draft.additional_cost, previous.additional_cost
    if now == before:
        return ()
    return (f"дополнительные услуги: {figures(before)} → {rubles_text(now)}",)


def _plain(quantity: Decimal) -> str:
    return format(quantity.normalize(), "f").replace(".", ",")
