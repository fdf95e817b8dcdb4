"""Why a sum differs from last month's, in words: what the accountant reads before issuing.

Only causes are named, and only when the sum did change: forty rows to check, not six hundred.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from portal.domain.calendar import last_day, month_title, next_month
from portal.domain.money import ZERO, figures, rubles_text
from portal.usecases.act_drafts import (
    MonthCase,
    MonthLaw,
    PreparedAct,
    PreviousAct,
    days_in_words,
    suspended_days,
)

MOST_SERVICES = 3


def reasons_for_change(act: PreparedAct, law: MonthLaw) -> tuple[str, ...]:
    """The causes of a changed sum, the weightiest first; empty when the sum is the same."""
    previous = act.case.previous
    if previous is None:
        return _first_act(act.case, law.month)
    if previous.payable == act.draft.payable:
        return ()
    found = (
        *_suspension(act.case, law.month),
        *_part_of_the_month(act.case, law.month),
        *_new_terms(act, previous, law.month),
        *_new_tariffs(act, previous, law),
        *_volumes(act, previous),
        *_additional(act, previous),
    )
    return found or ("изменился состав услуг",)


def _first_act(case: MonthCase, month: date) -> tuple[str, ...]:
    if case.served_from >= month:
        return (f"первый месяц: договор действует с {case.served_from:%d.%m.%Y}",)
    return (f"за {month_title(next_month(month, -1))} акта не было",)


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
        return (f"неполный месяц: обслуживание по {case.served_until:%d.%m.%Y}",)
    before = next_month(month, -1)
    if before < case.served_from < month:
        return (f"прошлый месяц был неполным: с {case.served_from:%d.%m.%Y}",)
    return ()


def _new_terms(act: PreparedAct, previous: PreviousAct, month: date) -> tuple[str, ...]:
    terms = act.terms
    since = f" с {terms.since:%d.%m.%Y}" if terms.since >= next_month(month, -1) else ""
    if terms.free != previous.free:
        words = "бесплатно" if terms.free else "платно"
        ground = f": {terms.free_ground_title}" if terms.free and terms.free_ground_title else ""
        return (f"теперь {words}{since}{ground}",)
    if terms.fee_cap == previous.fee_cap:
        return ()
    if terms.fee_cap is None or previous.fee_cap is None:
        return (f"новые условия платы{since}",)
    return (
        f"новые условия платы{since}: предел {figures(previous.fee_cap)} → "
        f"{rubles_text(terms.fee_cap)}",
    )


def _new_tariffs(act: PreparedAct, previous: PreviousAct, law: MonthLaw) -> tuple[str, ...]:
    by_day: dict[date, list[str]] = defaultdict(list)
    for line in {line.code: line for line in act.draft.lines}.values():
        old = previous.tariffs.get(line.code)
        if old is None or old == line.tariff:
            continue
        since = law.book.tariff(line.code, last_day(law.month)).since
        by_day[since].append(f"«{line.title}» {figures(old)} → {rubles_text(line.tariff)}")
    return tuple(
        f"тариф с {since:%d.%m.%Y}: {_listed(changes)}" for since, changes in sorted(by_day.items())
    )


def _volumes(act: PreparedAct, previous: PreviousAct) -> tuple[str, ...]:
    now: dict[str, Decimal] = defaultdict(lambda: ZERO)
    weight: dict[str, Decimal] = {}
    titles: dict[str, str] = {}
    for line in act.draft.lines:
        if not line.additional:
            now[line.code] += line.quantity
            weight[line.code], titles[line.code] = line.tariff, line.title
    return (
        *_more_or_less("больше услуг", _differences(now, previous, weight, titles, sign=1)),
        *_more_or_less("меньше услуг", _differences(now, previous, weight, titles, sign=-1)),
    )


def _differences(
    now: Mapping[str, Decimal],
    previous: PreviousAct,
    weight: Mapping[str, Decimal],
    titles: Mapping[str, str],
    *,
    sign: int,
) -> list[str]:
    """Services given more (or less) than last month, the costliest difference first."""
    changed: list[tuple[Decimal, str]] = []
    for code in {*now, *previous.quantities}:
        current, before = now.get(code, ZERO), previous.quantities.get(code, ZERO)
        if (current - before) * sign <= 0:
            continue
        price = weight.get(code, previous.tariffs.get(code, ZERO))
        text = f"«{titles.get(code, code)}» {_plain(current)} вместо {_plain(before)}"
        changed.append((abs(current - before) * price, text))
    return [text for _, text in sorted(changed, key=lambda item: (-item[0], item[1]))]


def _more_or_less(title: str, changes: list[str]) -> tuple[str, ...]:
    return (f"{title}: {_listed(changes)}",) if changes else ()


def _additional(act: PreparedAct, previous: PreviousAct) -> tuple[str, ...]:
    now, before = act.draft.additional_cost, previous.additional_cost
    if now == before:
        return ()
    return (f"дополнительные услуги: {figures(before)} → {rubles_text(now)}",)


def _listed(changes: list[str]) -> str:
    shown = ", ".join(changes[:MOST_SERVICES])
    rest = len(changes) - MOST_SERVICES
    return f"{shown} и ещё {rest}" if rest > 0 else shown


def _plain(quantity: Decimal) -> str:
    return format(quantity.normalize(), "f").replace(".", ",")
