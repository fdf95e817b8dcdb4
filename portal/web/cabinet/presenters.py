"""Plain words for a recipient: the next payment, why so much, what the papers are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from portal.documents import code
from portal.domain.calendar import month_title
from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.money import rubles_text
from portal.usecases.queries.acts import ActStage
from portal.usecases.queries.cabinet import OwnAct, OwnContract
from portal.usecases.queries.contract_views import ContractView
from portal.usecases.queries.own_services import OwnService
from portal.usecases.queries.signed_papers import OwnEndingPaper
from portal.usecases.signables import SignedKind
from portal.web.contracts.presenters import Tag, refused_words
from portal.web.filters import day_words, month_genitive, month_name, plural, quantity


@dataclass(frozen=True, slots=True)
class NextPayment:
    """What to pay on one contract: the sum first, then until when, then why."""

    contract: OwnContract
    title: str
    amount: Decimal
    until: str
    overdue: bool
    why: str
    former: str
    act: OwnAct | None
    picture: Markup | None
    picture_label: str


def next_payment(contract: OwnContract, today: date) -> NextPayment:
    """The card «Оплатить» of a contract."""
    act = _asked_by(contract)
    amount = contract.to_pay
    return NextPayment(
        contract=contract,
        title=_title(contract),
        amount=amount,
        until=_until(contract, today),
        overdue=contract.balance.debt > 0,
        why=why(act) if act else "",
        former=_former(contract, act),
        act=act,
        # The picture is drawn by our own code from digits and our own stored text.
        picture=Markup(code.svg(contract.payload)) if contract.payload else None,  # noqa: S704
        picture_label=f"Код для оплаты {rubles_text(amount)} по договору № {contract.number}",
    )


def _former(contract: OwnContract, act: OwnAct | None) -> str:
    """Why the newest issued receipt is not paid any more, where a new one stands for it."""
    if act is not None and act.issued_for is not None:
        return "акт после неё исправлен"
    if contract.last_asked is not None and contract.last_asked < contract.to_pay:
        return "в ней не всё, что сейчас нужно оплатить"
    return "часть по ней уже оплачена"


def _asked_by(contract: OwnContract) -> OwnAct | None:
    """The newest act that something is still to be paid of."""
    unpaid = {charge.month for charge in contract.balance.by_month if charge.unpaid > 0}
    newest = next((act for act in contract.acts if act.month in unpaid), None)
    return newest or (contract.acts[0] if contract.acts else None)


def _title(contract: OwnContract) -> str:
    months = [charge.month for charge in contract.balance.by_month if charge.unpaid > 0]
    if not contract.to_pay or not months:
        return "Сейчас платить не нужно"
    if len(months) == 1:
        return f"Оплатить за {month_title(months[0])}"
    return f"Оплатить за {_names(months)}"


def _names(months: Sequence[date]) -> str:
    """«январь и март 2026»: the year once, unless there are several."""
    years = {one.year for one in months}
    names = [month_title(one) if len(years) > 1 else month_name(one) for one in months[:-1]]
    return f"{', '.join(names)} и {month_title(months[-1])}"


def _until(contract: OwnContract, today: date) -> str:
    if not contract.to_pay or contract.due_on is None:
        if contract.balance.balance < 0:
            advance = rubles_text(-contract.balance.balance)
            return f"У вас переплата {advance}. Она уйдёт в счёт следующих месяцев."
        return "Долга нет."
    if contract.due_on < today:
        debt = rubles_text(contract.balance.debt)
        return f"Срок прошёл {day_words(contract.due_on)}. Просрочено {debt}."
    return f"До {day_words(contract.due_on)}. Долга нет."


def why(act: OwnAct) -> str:
    """Why an act comes to its sum, in a few sentences without clauses."""
    extra = ""
    if act.issued_for is not None:
        return (
            f"Акт исправлен: было {rubles_text(act.issued_for)}, стало {rubles_text(act.payable)}. "
            "За что, сказано в исправлении к акту."
        )
    if act.additional_cost:
        extra = f" Ещё {rubles_text(act.additional_cost)} — дополнительные услуги по вашей просьбе."
    if act.free:
        ground = f": {act.free_ground_title}" if act.free_ground_title else ""
        return f"Услуги программы для вас бесплатны{ground}.{extra}"
    fee = act.payable - act.additional_cost
    if act.fee_cap is not None and fee < act.cost:
        return (
            f"По тарифам вышло {rubles_text(act.cost)}. Больше {rubles_text(act.fee_cap)} в месяц "
            f"с вас брать нельзя, поэтому за них вы платите {rubles_text(fee)}.{extra}"
        )
    return f"Услуги за {month_title(act.month)} стоят {rubles_text(act.cost)} по тарифам.{extra}"


_ACTS = {
    ActStage.PROVIDER: Tag("Подписывает учреждение"),
    ActStage.CUSTOMER: Tag("Ждёт вашей подписи", "warn"),
    ActStage.NOBODY: Tag("Подписан учреждением"),
    ActStage.SIGNED: Tag("Подписан", "ok"),
    ActStage.DISPUTED: Tag("Оспорен", "bad"),
}


def act_tag(stage: ActStage) -> Tag:
    """Whose turn an act is, for its reader."""
    return _ACTS[stage]


_CONTRACTS = {
    ContractState.AWAITING_SIGNATURE: Tag("Ждёт подписи", "warn"),
    ContractState.ACTIVE: Tag("Действует", "ok"),
    ContractState.SUSPENDED: Tag("Перерыв в обслуживании", "warn"),
    ContractState.TERMINATED: Tag("Прекращён"),
}


def contract_tag(contract: ContractView, today: date) -> Tag:
    """The state of the contract for its reader; the last day reads as the office reads it."""
    if contract.ended_on is not None and contract.ended_on >= today:
        return Tag(f"Действует по {day_words(contract.ended_on)}", "warn")
    if contract.drop_reason is not None:
        return Tag(contract.drop_reason.state)
    if contract.in_force_from is not None and contract.in_force_from > today:
        return Tag(f"Подписан, начнётся {day_words(contract.in_force_from)}", "ok")
    if contract.stopped_after is not None:
        return Tag(refused_words(contract.stopped_after), "warn")
    return _CONTRACTS[contract.state]


_ENDING_PAGES = {
    SignedKind.ORDER: ("cabinet.ending_order", "приказ"),
    SignedKind.ENDING: ("cabinet.ending_file", "документ о расторжении"),
    SignedKind.NOTICE: ("cabinet.ending_notice", "уведомление"),
}


@dataclass(frozen=True, slots=True)
class EndingPaper:
    """A paper about the end of the contract as its reader downloads it."""

    id: int
    page: str
    name: str
    last_day: date | None


def ending_papers(papers: Iterable[OwnEndingPaper]) -> tuple[EndingPaper, ...]:
    """The papers with their addresses."""
    return tuple(
        EndingPaper(one.key.id, *_ENDING_PAGES[one.key.kind], one.last_day) for one in papers
    )


_WHERE = {
    Form.HOME: "на дому",
    Form.SEMI_STATIONARY: "в дневном отделении",
    Form.STATIONARY: "в стационаре",
    Form.URGENT: "срочно",
}


def where(form: Form) -> str:
    """Where a person is served: «на дому»."""
    return _WHERE[form]


def times(one: OwnService) -> str:
    """«6 из 8»; a service beyond the contract says so."""
    if one.allowed is None:
        return f"{quantity(one.quantity)}, сверх программы"
    return f"{quantity(one.quantity)} из {quantity(one.allowed)}"


def days(one: OwnService) -> str:
    """«2, 4 и 6 марта»: on which days a service was given."""
    if not one.days:
        return "в этом месяце ещё не было"
    numbers = [_day(day, amount) for day, amount in one.days]
    month = month_genitive(one.days[0][0])
    if len(numbers) == 1:
        return f"{numbers[0]} {month}"
    return f"{', '.join(numbers[:-1])} и {numbers[-1]} {month}"


def _day(day: date, amount: Decimal) -> str:
    return str(day.day) if amount == 1 else f"{day.day} (×{quantity(amount)})"


def visits(services: Iterable[OwnService]) -> str:
    """«12 дней»: on how many days somebody came."""
    came = {day for one in services for day, _amount in one.days}
    return plural(len(came), "день", "дня", "дней")
