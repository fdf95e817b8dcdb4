"""Words for ends of contracts: states, what is next, what becomes of everything."""

from __future__ import annotations

from datetime import date

from portal.domain.endings import EndingState, Need
from portal.domain.termination import Initiator
from portal.usecases.queries.contract_views import ContractView
from portal.usecases.queries.ending_desk import OfferedGround, Settlement
from portal.usecases.queries.terminations import EndingRow, EndingView
from portal.web.contracts.presenters import Tag
from portal.web.filters import day_words, money, month

_TAGS = {
    EndingState.PENDING: Tag("Оформляется", "warn"),
    EndingState.TERMINATED: Tag("Оформлено", "ok"),
    EndingState.WITHDRAWN: Tag("Отменено"),
}
_NEXT = {
    Need.ORDER: "Приказ директора",
    Need.CONFIRMED: "Решение директора",
    Need.DOCUMENT: "Подпись получателя на документе о расторжении",
    Need.NOTICE: "Вручение письменного уведомления",
}
_EITHER = "Подпись получателя на документе о расторжении или вручение экземпляра без неё"


def state_tag(row: EndingRow) -> Tag:
    """The state in a list."""
    return _TAGS[row.state]


def needs_words(view: EndingView) -> tuple[str, ...]:
    """What an end still waits for, in order."""
    either = {Need.DOCUMENT: _EITHER} if view.papers.copy_does else {}
    return tuple((_NEXT | either)[one] for one in view.needs)


def whose(offered: OfferedGround) -> str:
    """Whose ground it is, in a few words; events are nobody's."""
    words = [one.label for one in Initiator if one in offered.ground.initiators]
    return f"по инициативе {' или '.join(words)}" if words else ""


def paper_words(offered: OfferedGround) -> str:
    """With what the ground is completed."""
    papers = offered.papers
    parts = ["приказ директора"] if papers.order else []
    if papers.both_sign:
        parts.append(
            "документ в двух экземплярах, получатель подпишет его или получит без подписи"
            if papers.needs_customer and papers.copy_does
            else "документ, который подпишут обе стороны"
            if papers.needs_customer
            else "документ в двух экземплярах, получатель подпишет его потом"
        )
    if papers.notice:
        parts.append("письменное уведомление: договор прекратится в день вручения")
    return "; ".join(parts) or "решение директора"


def last_day_words(last: date | None) -> str:
    """The last day, or what it waits for."""
    return day_words(last, year=True) if last else "день вручения уведомления"


def refused_words(covers: str, programme_until: date | None) -> str:
    """What a refusal covers and what it leaves of the programme."""
    if programme_until is None:
        return f"{covers}; у других поставщиков программа действует"
    return f"{covers}; последний день программы — {day_words(programme_until, year=True)}"


def money_words(settlement: Settlement) -> str:
    """What the acts leave, in a sentence."""
    if settlement.balance > 0:
        return (
            f"Долг по выданным актам — {money(settlement.balance)}. После прекращения он остаётся."
        )
    if settlement.balance < 0:
        left = money(-settlement.balance)
        return f"Переплата — {left}: за вычетом последнего акта её возвращают."
    return "По выданным актам всё оплачено."


def months_words(settlement: Settlement) -> str:
    """Months whose act is still to come."""
    if not settlement.open_months:
        return "Акты за все месяцы выданы."
    months = ", ".join(month(one) for one in settlement.open_months)
    silent = ", ".join(month(one) for one in settlement.silent_months)
    none_yet = f" Пока не записано ни одной услуги за {silent}: без них акта не будет."
    return (
        f"Последний акт — по записанным услугам ({months}): когда закроют месяц или раньше, если "
        f"услуг больше не будет.{none_yet if silent else ''}"
    )


def effects(view: EndingView, contract: ContractView, *, sees_payments: bool) -> tuple[str, ...]:
    """What becomes of the contract, line by line; of money only to whose job it is."""
    lines = [months_words(view.settlement)]
    if sees_payments:
        lines.append(money_words(view.settlement))
    if view.row.last_day is not None:
        stopped = view.papers.copy_does and view.row.confirmed_on is not None
        when = "Когда прекращение оформят, услуги" if view.waits and not stopped else "Услуги"
        told = f"{when} после {day_words(view.row.last_day)} записать нельзя; плата за них не идёт."
        lines.insert(0, told)
    elif view.papers.notice:
        lines.insert(
            0, "Последний день услуг — день вручения уведомления; после него плата не идёт."
        )
    if view.papers.both_sign and view.papers.needs_customer and view.papers.copy_does:
        lines.append(
            "Документ о расторжении получатель подпишет или получит экземпляр без подписи: "
            "услуги кончаются по его заявлению, вторая подпись для этого не нужна."
        )
    elif view.papers.both_sign and not view.papers.needs_customer:
        lines.append(
            "Документ о расторжении получатель подпишет потом или получит экземпляр без подписи: "
            "договор прекратится и без неё."
        )
    if contract.open_suspension is not None and view.waits:
        lines.append("Перерыв в обслуживании закончится вместе с договором.")
    if contract.died_on is not None:
        lines.append("Вход в кабинет закрыт со дня смерти, бумаги остаются у учреждения.")
    else:
        lines.append("Получатель и дальше читает в кабинете договор, акты и оплаты.")
    return tuple(lines)
