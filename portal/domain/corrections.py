"""Correcting an issued act: what a claim or a mistake takes off its lines (FED-RGT-06).

The act itself stays as it was issued; a paper beside it says what holds instead. Nothing is ever
added: acts are built from the record of services and from nothing else (FED-ACT-02). What an
earlier correction took off by mistake may come back, never more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portal.domain.acts import FROM_RECORDS, PAYABLE
from portal.domain.explanation import Step
from portal.domain.law import Citation
from portal.domain.money import ZERO, half_up, quantity_text, rubles_text
from portal.domain.violations import RulesBroken, Violation

PROTECTION = Citation(
    "FED-RGT-06",
    "874n",
    "подп. «д», «и» п. 10 примерной формы договора",
    note="порядка исправления акты не дают; доход и предел те же, что в исправляемом акте",
)


_SEVERAL = (
    "В месяце было несколько частей со своими пределами, а к какой из них относится услуга, по "
    "строке акта не видно. Поэтому плата уменьшается на всё, на что уменьшились строки."
)


@dataclass(frozen=True, slots=True)
class StandingLine:
    """A line of an act as it stands now; ``amount`` may be less than quantity by tariff.

    ``restorable`` units and ``restorable_amount`` rubles were taken off by mistake.
    """

    position: int
    title: str
    quantity: Decimal
    tariff: Decimal
    amount: Decimal
    additional: bool = False
    restorable: Decimal = ZERO
    restorable_amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class LineChange:
    """What is changed in a line: the quantity that holds, or rubles taken off its price."""

    position: int
    quantity: Decimal | None = None
    reduction: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CorrectedLine:
    """A line before and after."""

    line: StandingLine
    quantity: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class StandingAct:
    """An act as it stands now, in rubles; ``one_bound``: a single cap was applied to all of it.

    ``restorable``: by how much what is payable may grow again.
    """

    lines: tuple[StandingLine, ...]
    payable: Decimal
    free: bool
    one_bound: bool
    restorable: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class ActCorrection:
    """What holds after a correction; ``difference`` is above zero where something came back."""

    lines: tuple[CorrectedLine, ...]
    cost_before: Decimal
    cost: Decimal
    payable_before: Decimal
    payable: Decimal
    steps: tuple[Step, ...]

    @property
    def difference(self) -> Decimal:
        """By how much what is to be paid changes; below zero = less."""
        return self.payable - self.payable_before


def correct_act(act: StandingAct, changes: Iterable[LineChange]) -> ActCorrection:
    """The act with its lines changed, and what is payable by the same income and cap.

    Where one cap bounds the whole act, the smaller of the new cost and the old fee is paid. Where
    several did, the recipient gets every ruble that the lines lost.

    Raises value_invalid for a change that adds, that names no line, or that changes nothing.
    """
    by_place = {one.position: one for one in changes}
    found = [problem for one in by_place.values() if (problem := _problem(act, one)) is not None]
    if found:
        raise RulesBroken(*found)
    lines = tuple(
        _changed(line, by_place[line.position]) for line in act.lines if line.position in by_place
    )
    lines = tuple(one for one in lines if one.amount != one.line.amount)
    if not lines:
        text = "В акте ничего не изменится. Уменьшите количество или цену хотя бы одной услуги."
        raise RulesBroken(Violation("value_invalid", text, "lines", PROTECTION))
    cost_before = sum((line.amount for line in act.lines), ZERO)
    off = {kind: _lost(lines, additional=kind) for kind in (False, True)}
    programme = cost_before - _additional(act)
    fee = act.payable - _additional(act)
    payable = _fee(act, fee, programme - off[False], off[False]) + _additional(act) - off[True]
    cost = cost_before - off[False] - off[True]
    return ActCorrection(
        lines, cost_before, cost, act.payable, payable, _steps(act, lines, cost, payable)
    )


def _problem(act: StandingAct, change: LineChange) -> Violation | None:
    line = next((one for one in act.lines if one.position == change.position), None)
    if line is None:
        return Violation("value_invalid", "Такой строки в акте нет.", "lines", FROM_RECORDS)
    field = f"lines[{change.position}]"
    if (
        change.quantity is not None
        and not ZERO <= change.quantity <= line.quantity + line.restorable
    ):
        text = (
            f"«{line.title}»: в акте {quantity_text(line.quantity)}. Исправление только уменьшает: "
            "акт составляют по записям об услугах."
        )
        return Violation("value_invalid", text, f"{field}.quantity", FROM_RECORDS)
    if change.reduction is not None and not ZERO <= change.reduction <= line.amount:
        text = (
            f"«{line.title}» стоит {rubles_text(line.amount)}: уменьшить можно не больше чем на "
            "эту сумму."
        )
        return Violation("value_invalid", text, f"{field}.reduction", PROTECTION)
    return None


def _changed(line: StandingLine, change: LineChange) -> CorrectedLine:
    quantity = line.quantity if change.quantity is None else change.quantity
    # What an earlier correction took off the price stays off, as far as the line still holds it.
    given_up = line.quantity - quantity
    if given_up < ZERO:
        return CorrectedLine(line, quantity, _restored(line, -given_up))
    amount = max(line.amount - half_up(given_up * line.tariff), ZERO) if quantity else ZERO
    return CorrectedLine(line, quantity, max(amount - (change.reduction or ZERO), ZERO))


def _restored(line: StandingLine, units: Decimal) -> Decimal:
    """The amount when units come back: the last of them brings all that was taken off."""
    most = line.amount + line.restorable_amount
    return (
        most if units == line.restorable else min(line.amount + half_up(units * line.tariff), most)
    )


def _lost(lines: Iterable[CorrectedLine], *, additional: bool) -> Decimal:
    return sum(
        (one.line.amount - one.amount for one in lines if one.line.additional is additional), ZERO
    )


def _additional(act: StandingAct) -> Decimal:
    return sum((line.amount for line in act.lines if line.additional), ZERO)


def _fee(act: StandingAct, fee: Decimal, cost: Decimal, lost: Decimal) -> Decimal:
    if act.free:
        return ZERO
    most = fee + act.restorable
    return min(most, cost if act.one_bound else max(fee - lost, ZERO))


def _steps(
    act: StandingAct, lines: tuple[CorrectedLine, ...], cost: Decimal, payable: Decimal
) -> tuple[Step, ...]:
    detail = tuple(
        Step(
            f"{one.line.title}: {quantity_text(one.line.quantity)} → "
            f"{quantity_text(one.quantity)}, {rubles_text(one.line.amount)} → "
            f"{rubles_text(one.amount)}.",
            str(one.amount),
            PROTECTION,
        )
        for one in lines
    )
    return (
        Step(f"Услуги после исправления стоят {rubles_text(cost)}.", str(cost), PROTECTION, detail),
        *(() if act.free or act.one_bound else (Step(_SEVERAL, "", PROTECTION),)),
        Step(
            f"К оплате было {rubles_text(act.payable)}, стало {rubles_text(payable)}.",
            str(payable),
            PAYABLE,
        ),
    )
