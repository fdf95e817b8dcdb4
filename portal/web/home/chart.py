"""The chart of debts, drawn by the server: bars with their numbers, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.domain.money import figures
from portal.usecases.queries.home_money import DebtPoint
from portal.web.filters import month_name, month_on_axis, plural


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the chart, in units of the drawing."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    value: str
    label: str
    last: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The debts of the last months as bars, with the same in words."""

    points: tuple[DebtPoint, ...]
    bars: tuple[Bar, ...]
    caption: str
    description: str


WIDTH, HEIGHT, TOP, BOTTOM = 340, 210, 26, 180
FILL = 0.58
THOUSAND = Decimal(1000)


def debt_chart(points: Sequence[DebtPoint]) -> Chart:
    """Bars in thousands of rubles; a hidden table below says the same exactly."""
    largest = max((point.amount for point in points), default=Decimal(0))
    place = WIDTH / len(points)
    bars = []
    for index, point in enumerate(points):
        share = float(point.amount / largest) if largest > 0 else 0.0
        height = round(share * (BOTTOM - TOP), 1)
        width = round(place * FILL, 1)
        x = round(place * index + (place - width) / 2, 1)
        bars.append(
            Bar(
                x=x,
                y=round(BOTTOM - height, 1),
                width=width,
                height=height,
                middle=round(x + width / 2, 1),
                value=figures(point.amount / THOUSAND)[:-1],
                label=month_on_axis(point.month),
                last=index == len(points) - 1,
            )
        )
    return Chart(tuple(points), tuple(bars), _trend(points), _description(points))


def _trend(points: Sequence[DebtPoint]) -> str:
    last, before = points[-1].amount, points[-2].amount
    if last == before:
        return "За месяц долг не изменился."
    if before == 0:
        return "Месяц назад долгов не было."
    percent = abs((last - before) * 100 / before).quantize(Decimal(1))
    return f"За месяц долг {'вырос' if last > before else 'снизился'} на {percent} %."


def _description(points: Sequence[DebtPoint]) -> str:
    top = max(points, key=lambda point: point.amount)
    return (
        f"{plural(len(points), 'столбец', 'столбца', 'столбцов')}. Наибольший долг — "
        f"{month_name(top.month)}, {figures(top.amount)} ₽. "
        f"{month_name(points[-1].month).capitalize()} — {figures(points[-1].amount)} ₽."
    )
