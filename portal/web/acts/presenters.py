"""Words for acts: states, the five figures, names of files."""

from dataclasses import dataclass
from decimal import Decimal

from portal.usecases.queries.acts import ActStage, ActView
from portal.web.contracts.presenters import Tag
from portal.web.filters import month as month_words
from portal.web.months.addresses import month_text

_TAGS = {
    ActStage.PROVIDER: Tag("Ждёт директора", "warn"),
    ActStage.CUSTOMER: Tag("Ждёт получателя", "warn"),
    ActStage.NOBODY: Tag("Получатель умер, подписи не будет"),
    ActStage.SIGNED: Tag("Подписан", "ok"),
    ActStage.DISPUTED: Tag("Оспорен", "bad"),
}


def stage_tag(stage: ActStage) -> Tag:
    """Whose turn an act is, the same words in lists and on its own page."""
    return _TAGS[stage]


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the figures that an act shows; None prints as a dash with a reason."""

    name: str
    amount: Decimal | None
    note: str = ""


def figures(act: ActView, *, knows_income: bool) -> tuple[Figure, ...]:
    """The five figures of an act, without the family's income for those who may not read it."""
    no_income = "не нужен: услуги бесплатны" if act.free else "не применяется"
    shown = [Figure("Оказано по тарифам", act.cost_at_tariffs)]
    if act.additional_cost:
        shown.append(Figure("Дополнительные услуги", act.additional_cost))
    if knows_income:
        shown += [
            Figure("Среднедушевой доход", act.average_income, no_income),
            Figure("Предельная величина дохода", act.threshold, no_income),
            Figure("Предельная плата в месяц", act.fee_cap, no_income),
        ]
    free = f"бесплатно: {act.free_ground_title}" if act.free and act.free_ground_title else ""
    shown.append(Figure("К оплате", act.payable, free if knows_income else ""))
    return tuple(shown)


def paper_name(act: ActView, kind: str) -> str:
    """The ASCII name of the file."""
    return f"{kind}-{act.number.replace('/', '-')}-{month_text(act.month)}"


def paper_title(act: ActView, kind: str) -> str:
    """The name people see: «Акт 12-2026, март 2026»."""
    return f"{kind} {act.number.replace('/', '-')}, {month_words(act.month)}"
