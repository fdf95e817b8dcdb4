"""Why a contract of the rehearsal pays another fee: what changed, with the numbers put in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from portal.domain.explanation import Step
from portal.domain.money import rubles_text
from portal.domain.reference import TARIFFS_ARE_DATED
from portal.domain.tariff_day import FeeChange
from portal.usecases.queries.tariff_days import ContractChange, DayView
from portal.usecases.tariff_cases import Rehearsed
from portal.web.access import region
from portal.web.tariff_days.presenters import signed

Trees = Mapping[int, tuple[Step, ...]]


def trees_of(rows: Iterable[ContractChange], found: Mapping[int, Rehearsed], day: DayView) -> Trees:
    """The steps of each row, by contract; of one not worked out there are none."""
    return {row.contract_id: _steps(row, found.get(row.contract_id), day) for row in rows}


def _steps(row: ContractChange, found: Rehearsed | None, day: DayView) -> tuple[Step, ...]:
    if row.after is None or row.difference is None or row.free_after is None:
        return ()
    rules = region().rules.fee_rules.on(day.since)
    causes = [
        *([("Изменились тарифы на услуги договора.", TARIFFS_ARE_DATED)] if row.by_tariffs else []),
        *(
            [("Изменилась предельная величина дохода.", rules.change_grounds.citation)]
            if row.by_threshold
            else []
        ),
    ]
    before = "бесплатно" if row.free_before else rubles_text(row.before)
    after = "бесплатно" if row.free_after else rubles_text(row.after)
    text = f"Накануне {before}, с {day.since:%d.%m.%Y} {after}: разница {signed(row.difference)}."
    named = [Step(text, None, clause) for text, clause in causes]
    nothing = Step("Ни тарифы договора, ни предельная величина дохода не меняются.")
    numbers = _arithmetic(row, found, day) if named else ()
    return (*(named or [nothing]), *numbers, Step(text, str(row.difference)))


def _arithmetic(row: ContractChange, found: Rehearsed | None, day: DayView) -> tuple[Step, ...]:
    """Both derivations without what they share; nothing where the rehearsal says otherwise now."""
    change = found.change if found is not None else None
    if change is None or not _as_rehearsed(row, change):
        return ()
    eve = tuple(replace(step, children=()) for step in change.eve.steps)
    new = tuple(replace(step, children=()) for step in change.after.steps)
    shared = {step.text for step in eve} & {step.text for step in new}
    told = (
        (_by_what(found), eve),
        (f"По значениям с {day.since:%d.%m.%Y}:", new),
    )
    return tuple(
        Step(text, None, None, tuple(step for step in steps if step.text not in shared))
        for text, steps in told
    )


def _by_what(found: Rehearsed | None) -> str:
    """The terms of the eve, and of which day their threshold is: it may be an earlier year's."""
    facts = found.case.facts if found is not None else None
    if found is None or facts is None or found.change is None or not found.change.eve.threshold:
        return "По условиям договора накануне:"
    held_on = facts.threshold_day or facts.applied_on
    return f"По условиям договора накануне (прожиточный минимум на {held_on:%d.%m.%Y}):"


def _as_rehearsed(row: ContractChange, change: FeeChange) -> bool:
    return (change.after.free, change.after.monthly_fee) == (row.free_after, row.after)
