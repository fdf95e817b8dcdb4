"""The figures of both columns beside each other, with their difference."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from portal.domain.calendar import month_title
from portal.domain.rehearsal import RehearsedCase, RehearsedFee


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure in both columns; None where the law does not ask for it."""

    title: str
    now: Decimal | None
    if_so: Decimal | None
    strong: bool = False

    @property
    def difference(self) -> Decimal | None:
        """The second minus the first; None when one of them is not there."""
        if self.now is None or self.if_so is None:
            return None
        return self.if_so - self.now


def figures(case: RehearsedCase, now: RehearsedFee, if_so: RehearsedFee) -> tuple[FigureRow, ...]:
    """The rows of the comparison, from income to what is to be paid."""

    def row(
        title: str, read: Callable[[RehearsedFee], Decimal | None], *, strong: bool = False
    ) -> FigureRow:
        return FigureRow(title, read(now), read(if_so), strong)

    return (
        row("Средний доход на человека", lambda one: one.decision.average_income),
        row("Предел дохода", lambda one: one.decision.threshold),
        row("Больше этого платить нельзя", lambda one: one.decision.bound),
        row("Услуги по тарифам в месяц", lambda one: one.decision.cost_at_tariffs),
        row("Плата в месяц", lambda one: one.decision.monthly_fee, strong=True),
        row(f"К оплате за {month_title(case.month)}", lambda one: one.charge, strong=True),
    )
