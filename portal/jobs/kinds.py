"""Every kind of job: the use case it calls, and what its page is told of the end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from portal.jobs.orders import Kind, Order
from portal.models.types import JsonObject
from portal.usecases import act_signing, months, notice_papers, signing_queue, tariff_days


def _close_month(order: Order) -> JsonObject:
    closed = months.close_month(
        months.CloseMonth(month=order.day("month")),
        region=order.region,
        actor=order.actor,
        now=order.now,
    )
    return {
        "month": order.day("month").isoformat(),
        "acts": closed.acts,
        "total_due": str(closed.total_due),
        "skipped": len(closed.skipped),
        "warnings": list(closed.warnings),
    }


def _print_month_papers(order: Order) -> JsonObject:
    printed = months.print_month_papers(
        order.day("month"),
        region=order.region,
        actor=order.actor,
        now=order.now,
        press=order.press,
        progress=order.progress,
    )
    return {
        "month": order.day("month").isoformat(),
        "papers": printed.papers,
        "failed": list(printed.failed),
    }


def _rehearse_tariff_day(order: Order) -> JsonObject:
    contracts = tariff_days.rehearse_tariff_day(
        order.number("tariff_day_id"),
        region=order.region,
        actor=order.actor,
        now=order.now,
        progress=order.progress,
    )
    return {"tariff_day_id": order.number("tariff_day_id"), "contracts": contracts}


def _set_tariff_day(order: Order) -> JsonObject:
    day_id = order.number("tariff_day_id")
    done = tariff_days.set_tariff_day(
        tariff_days.SetTariffDay(
            day_id, order.number("version"), leave_uncounted=bool(order.arguments.get("leave"))
        ),
        region=order.region,
        actor=order.actor,
        now=order.now,
        progress=order.progress,
    )
    return {
        "tariff_day_id": day_id,
        "notices": done.notices,
        "agreements": done.agreements,
    }


def _print_notices(order: Order) -> JsonObject:
    day_id = order.number("tariff_day_id")
    printed = notice_papers.print_notices(
        day_id,
        region=order.region,
        actor=order.actor,
        now=order.now,
        press=order.press,
        progress=order.progress,
    )
    return {"tariff_day_id": day_id, "papers": printed.papers, "failed": list(printed.failed)}


def _sign_acts(order: Order) -> JsonObject:
    acts = cast("list[list[int]]", order.arguments["acts"])
    done = act_signing.sign_acts(
        act_signing.SignActs(
            acts=tuple(act_signing.SeenAct(act_id, version) for act_id, version in acts),
            signed_on=order.day("signed_on"),
        ),
        region=order.region,
        actor=order.actor,
        now=order.now,
        press=order.press,
        progress=order.progress,
        sealer=order.sealer,
    )
    return {
        "month": order.day("month").isoformat(),
        "signed": list(done.signed),
        "failed": list(done.failed),
    }


def _sign_queue(order: Order) -> JsonObject:
    papers = cast("list[tuple[str, int, int, str]]", order.arguments["papers"])
    done = signing_queue.sign_queue(
        signing_queue.SignQueue(
            papers=tuple(
                signing_queue.SeenPaper(signing_queue.QueueKind(kind), paper_id, version, sha256)
                for kind, paper_id, version, sha256 in papers
            ),
            signed_on=order.day("signed_on"),
        ),
        region=order.region,
        actor=order.actor,
        now=order.now,
        press=order.press,
        sealer=order.sealer,
        progress=order.progress,
        told=lambda so_far: order.keep(_outcomes(so_far)),
    )
    return _outcomes(done)


def _outcomes(papers: Iterable[signing_queue.PaperOutcome]) -> JsonObject:
    return {
        "papers": [
            {
                "kind": one.kind.value,
                "id": one.page_id,
                "title": one.title,
                "outcome": one.outcome.value,
                "text": one.text,
            }
            for one in papers
        ]
    }


KINDS: dict[str, Kind] = {
    "close_month": _close_month,
    "print_month_papers": _print_month_papers,
    "rehearse_tariff_day": _rehearse_tariff_day,
    "set_tariff_day": _set_tariff_day,
    "print_notices": _print_notices,
    "sign_acts": _sign_acts,
    "sign_queue": _sign_queue,
}
IN_OWN_NAME = frozenset({"sign_acts", "sign_queue"})
"""Kinds that sign: what one director asked for puts nobody else's name under the papers."""
