"""``portal explain``: one JSON object in, one out; or a stream of them, a line each.

The input is read line by line and every answer is written before the next line is read, so that a
hundred thousand cases need no more memory than one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cache

from portal.commands.answers import Status, error_of, fail, write
from portal.domain.violations import RulesBroken
from portal.explain.answers import Answer
from portal.explain.deadline import DeadlineRegion, explain_deadline
from portal.explain.fee import FeeRegion, explain_fee, fee_region
from portal.explain.shapes import Misshapen, Object, read_object, shown, text
from portal.explain.terms import Terms
from portal.regions.registry import Region, discover

Explain = Callable[[Object], Answer]


def run_fee(*, lines: bool) -> None:
    """Answer ``portal explain fee``; leaves with the exit status."""
    _run(lambda case: explain_fee(case, _fee_region(case)), lines=lines)


def run_deadline(*, lines: bool) -> None:
    """Answer ``portal explain deadline``; leaves with the exit status."""
    _run(lambda case: explain_deadline(case, _deadline_region(_region(case).code)), lines=lines)


def _run(explain: Explain, *, lines: bool) -> None:
    if lines:
        sys.exit(_stream(explain))
    try:
        write(explain(read_object(sys.stdin.buffer.read())))
    except (Misshapen, RulesBroken) as refusal:
        fail(error_of(refusal), Status.WRONG_INPUT)


def _stream(explain: Explain) -> Status:
    status = Status.DONE
    for line in sys.stdin.buffer:
        try:
            answer = explain(read_object(line))
        except (Misshapen, RulesBroken) as refusal:
            answer, status = error_of(refusal), Status.REFUSED
        write(answer)
    return status


def _region(case: Object) -> Region:
    code = text(case, "region")
    region = _regions().get(code)
    if region is None:
        installed = ", ".join(_regions()) or "ни один"
        raise Misshapen(
            "region", f"Регион «{shown(code)}» не установлен. Установлены: {installed}."
        )
    return region


def _fee_region(case: Object) -> FeeRegion:
    region = _region(case)
    return _prepared(region.code)


@cache
def _regions() -> Mapping[str, Region]:
    return discover()


@cache
def _prepared(code: str) -> FeeRegion:
    return fee_region(_regions()[code])


@cache
def _deadline_region(code: str) -> DeadlineRegion:
    region = _regions()[code]
    return DeadlineRegion(region, Terms(region))
