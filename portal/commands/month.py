"""``portal month``: rehearse or close a month by the functions that the page calls."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from portal.commands.answers import (
    Status,
    error_object,
    error_of,
    fail,
    write,
    write_text,
)
from portal.commands.application import Desk, desk_of, opened_app
from portal.domain.calendar import month_title
from portal.domain.money import figures
from portal.domain.violations import RulesBroken
from portal.explain.answers import Answer
from portal.usecases.month_case import SkippedContract
from portal.usecases.months import (
    CloseMonth,
    MonthClosed,
    MonthRehearsal,
    RehearsedAct,
    close_month,
    rehearse_month,
)
from portal.usecases.queries.month_file import month_papers

MOST_NUMBERS = 10
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def rehearse(provider: str, month: str, *, as_json: bool) -> None:
    """Show every act of the month before it exists; writes nothing."""
    _run(provider, month, _rehearse_as_json if as_json else _rehearse_as_text)


def close(provider: str, month: str, *, as_json: bool) -> None:
    """Issue every act of the month and take no more records for its days."""
    _run(provider, month, _close_as_json if as_json else _close_as_text)


def _run(provider: str, month: str, act: Callable[[Desk, date], None]) -> None:
    if not _MONTH.fullmatch(month):
        message = f"«{month[:40]}» — не месяц. Напишите его так: 2026-03."
        fail(error_object("value_invalid", "month", message), Status.WRONG_INPUT)
    with opened_app() as app:
        desk = desk_of(app, provider)
        try:
            act(desk, date.fromisoformat(f"{month}-01"))
        except RulesBroken as refusal:
            fail(error_of(refusal), Status.REFUSED)


def _rehearsed(desk: Desk, month: date) -> MonthRehearsal:
    today = desk.region.today(desk.now)
    return rehearse_month(desk.actor.provider_id, month, desk.region, today)


def _rehearse_as_json(desk: Desk, month: date) -> None:
    seen = _rehearsed(desk, month)
    write(
        {
            "provider": desk.provider,
            "month": f"{month:%Y-%m}",
            "state": seen.state.value,
            "finished": seen.finished,
            "acts": [_act(row) for row in seen.rows],
            "skipped": [_skipped(row) for row in seen.skipped],
            "total_cost": str(seen.total_cost),
            "total_payable": str(seen.total_payable),
            "unrecorded": seen.unrecorded,
            "unprinted": list(_unprinted(desk, month)),
        }
    )


def _rehearse_as_text(desk: Desk, month: date) -> None:
    seen = _rehearsed(desk, month)
    unfinished = "" if seen.finished else ", месяц не закончен, с прошлым не сравнивается"
    write_text(f"{month_title(month)}, {desk.provider}: {seen.state.label}{unfinished}")
    for row in seen.rows:
        reasons = "; ".join(reason.text for reason in row.reasons)
        write_text(
            f"{row.number:>10}  {row.recipient:<40} {figures(row.payable):>12}  {reasons}".rstrip()
        )
    _write_skipped(seen.skipped)
    _write_unprinted(desk, month)
    write_text(f"Актов: {len(seen.rows)}, к оплате {figures(seen.total_payable)}")


def _close_as_json(desk: Desk, month: date) -> None:
    done = _close(desk, month)
    write(
        {
            "provider": desk.provider,
            "month": f"{month:%Y-%m}",
            "acts": done.acts,
            "total_due": str(done.total_due),
            "skipped": [_skipped(row) for row in done.skipped],
            "warnings": list(done.warnings),
            "unprinted": list(_unprinted(desk, month)),
        }
    )


def _close_as_text(desk: Desk, month: date) -> None:
    done = _close(desk, month)
    _write_skipped(done.skipped)
    for warning in done.warnings:
        write_text(warning)
    _write_unprinted(desk, month)
    write_text(
        f"{month_title(month)}, {desk.provider}: закрыт. Актов: {done.acts}, "
        f"к оплате {figures(done.total_due)}"
    )


def _close(desk: Desk, month: date) -> MonthClosed:
    return close_month(CloseMonth(month), region=desk.region, actor=desk.actor, now=desk.now)


def _act(row: RehearsedAct) -> Answer:
    return {
        "contract": row.number,
        "recipient": row.recipient,
        "cost_at_tariffs": str(row.draft.cost_at_tariffs),
        "additional_cost": str(row.draft.additional_cost),
        "payable": str(row.payable),
        "previous_payable": _sum(row.previous_payable),
        "free": row.free,
        "reasons": [reason.text for reason in row.reasons],
    }


def _skipped(row: SkippedContract) -> Answer:
    return {
        "contract": row.number,
        "recipient": row.recipient,
        "code": row.code.value,
        "reason": row.reason,
    }


def _write_skipped(rows: tuple[SkippedContract, ...]) -> None:
    for row in rows:
        write_text(f"{row.number:>10}  {row.recipient:<40}     без акта  {row.reason}")


def _unprinted(desk: Desk, month: date) -> tuple[str, ...]:
    """Numbers of issued acts that lack a paper: closing issues them, the print job draws them."""
    return month_papers(desk.actor.provider_id, month).unprinted


def _write_unprinted(desk: Desk, month: date) -> None:
    numbers = _unprinted(desk, month)
    if numbers:
        shown = ", ".join(f"№ {number}" for number in numbers[:MOST_NUMBERS])
        rest = f" и ещё {len(numbers) - MOST_NUMBERS}" if len(numbers) > MOST_NUMBERS else ""
        write_text(f"Не напечатано актов и квитанций к ним: {len(numbers)} ({shown}{rest}).")
        write_text("Напечатайте их на портале: «Закрытие месяца», этот месяц.")


def _sum(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
