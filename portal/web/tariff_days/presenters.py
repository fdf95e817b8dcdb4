"""Words for tariff days: outcomes, signed sums, titles of values, the chart of who pays less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.domain.money import figures
from portal.domain.notices import NoticeRule, NoticeRules
from portal.domain.reference import SUBSISTENCE_MINIMUM, TARIFFS_ARE_DATED, THRESHOLD_MULTIPLIER
from portal.usecases.queries.tariff_days import (
    ContractChange,
    DayTotals,
    DayView,
    Order,
    Outcome,
    ValueRow,
)
from portal.web.access import region
from portal.web.clock import today
from portal.web.filters import plural, quantity

OUTCOMES = {
    Outcome.LESS: "Платит меньше",
    Outcome.SAME: "Платит столько же",
    Outcome.MORE: "Платит больше",
    Outcome.FREE: "Станет бесплатно",
    Outcome.PAYING: "Начнёт платить",
    Outcome.AGREEMENT: "Нужно соглашение",
    Outcome.PROBLEM: "Не посчитано",
}
ORDERS = {
    Order.CHANGE: "По изменению, сначала наибольшее",
    Order.NAME: "По фамилии",
    Order.BEFORE: "По плате сейчас",
    Order.AFTER: "По новой плате",
}
WIDTH, HEIGHT, TOP, BOTTOM = 340, 210, 26, 180
FILL = 0.58


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the chart, in units of the drawing."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    value: int
    label: str
    title: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """How many pay less, the same, more; the same in words below."""

    columns: tuple[Column, ...]
    description: str


def day_chart(totals: DayTotals) -> Chart:
    """Three columns with their numbers on top."""
    counted = (
        ("меньше", Outcome.LESS, totals.less),
        ("столько же", Outcome.SAME, totals.same),
        ("больше", Outcome.MORE, totals.more),
    )
    largest = max(count for _, _, count in counted)
    place = WIDTH / len(counted)
    columns = []
    for index, (label, outcome, count) in enumerate(counted):
        height = round(count / largest * (BOTTOM - TOP), 1) if largest else 0.0
        width = round(place * FILL, 1)
        x = round(place * index + (place - width) / 2, 1)
        columns.append(
            Column(
                x=x,
                y=round(BOTTOM - height, 1),
                width=width,
                height=height,
                middle=round(x + width / 2, 1),
                value=count,
                label=label,
                title=OUTCOMES[outcome],
                strong=outcome is not Outcome.SAME,
            )
        )
    people = plural(totals.less + totals.same + totals.more, "договор", "договора", "договоров")
    text = (
        f"{people}: меньше заплатят по {totals.less}, столько же — по {totals.same}, больше — "
        f"по {totals.more}."
    )
    return Chart(tuple(columns), text)


def signed(amount: Decimal | None) -> str:
    """«+120,00», «−40,00», «0,00»; a dash where nothing was worked out."""
    if amount is None:
        return "—"
    if amount == 0:
        return figures(amount)
    return f"{'+' if amount > 0 else '−'}{figures(abs(amount))}"


def cause(row: ContractChange) -> str:
    """Why the fee changes, in a word."""
    if row.problem:
        return row.problem
    if row.difference == 0 and row.free_before == row.free_after and not row.needs_agreement:
        return "без изменений"
    parts = [
        *(["тарифы"] if row.by_tariffs else []),
        *(["предел дохода"] if row.by_threshold else []),
    ]
    return ", ".join(parts) or "без изменений"


def what_is_left(notices: int, agreements: int) -> str:
    """What is to be done after the day is set: papers to hand over and to sign."""
    told = plural(notices, "уведомление", "уведомления", "уведомлений")
    signed = plural(agreements, "соглашение", "соглашения", "соглашений")
    parts = [
        *([f"вручить {told}"] if notices else []),
        *([f"подписать {signed}"] if agreements else []),
    ]
    if not parts:
        return "Уведомлять некого и подписывать нечего."
    return f"Осталось {' и '.join(parts)}."


def tariffs_sentence(day: DayView) -> str:
    """Why a sum may be billed that the contract does not write yet, and what is to be signed."""
    grounds = region().rules.fee_rules.on(day.since).change_grounds
    named = "; ".join(choice.title for choice in grounds.choices)
    return (
        f"Новые тарифы применяются к услугам с {day.since:%d.%m.%Y} сами "
        f"({TARIFFS_ARE_DATED.text}), акт считает по ним. Сумму в договоре приводит в соответствие "
        f"дополнительное соглашение: без подписи получателя поставщик меняет договор только на "
        f"основаниях: {named} ({grounds.citation.text})."
    )


def value_titles(rows: Sequence[ValueRow]) -> list[str]:
    """What each value of the draft is called."""
    items = {item.code: item.title for item in region().rules.service_catalogue.on(today()).items}
    return [_title(row, items) for row in rows]


def _title(row: ValueRow, items: dict[str, str]) -> str:
    if row.key == SUBSISTENCE_MINIMUM:
        return f"Прожиточный минимум: {row.group.label if row.group else 'всё население'}"
    if row.key == THRESHOLD_MULTIPLIER:
        return "Кратность прожиточного минимума"
    code = row.key.partition(".")[2]
    return f"{items.get(code, code)} ({code})"


def value_text(row: ValueRow) -> str:
    """The value in force on the day, as people write it."""
    if row.present is None:
        return "—"
    return quantity(row.present) if row.key == THRESHOLD_MULTIPLIER else figures(row.present)


def notice_of_changes(rules: NoticeRules) -> NoticeRule | None:
    """What else is told in writing besides a fee; None where the region has none (FED-NOT-01)."""
    return next((one for one in rules.notices if one.code == "conditions_changed"), None)
