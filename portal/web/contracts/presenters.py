"""Words for the contract pages: states, the history of a contract, its papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from portal.domain.choices import Choice
from portal.domain.contract import ContractRules, ContractState, DropReason, Party
from portal.domain.law import Citation
from portal.domain.suspension import SuspensionRules
from portal.models import SignatureMethod
from portal.usecases.queries.contracts import ContractView, SuspensionView
from portal.usecases.queries.issued_papers import SignatureView
from portal.web.access import region
from portal.web.clock import today
from portal.web.filters import day_words, money


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in words and its colour, which never speaks alone."""

    text: str
    kind: str = ""


_TAGS = {
    ContractState.AWAITING_SIGNATURE: Tag("Ждёт подписи", "warn"),
    ContractState.ACTIVE: Tag("Действует", "ok"),
    ContractState.SUSPENDED: Tag("Приостановлен", "warn"),
    ContractState.TERMINATED: Tag("Прекращён"),
}

LISTED = tuple(ContractState)
"""The states a reader may ask the list for."""

SIGNED = {
    ContractState.AWAITING_SIGNATURE: "Подпись записана. Договор ждёт подписи другой стороны.",
    ContractState.ACTIVE: "Подпись записана. Договор действует.",
}
"""What is said after a signature on paper, by what the contract has become."""


def state_tag(state: ContractState, dropped: DropReason | None = None) -> Tag:
    """The state in a list; what never came into force has not ended either."""
    return Tag(dropped.state) if dropped is not None else _TAGS[state]


def page_tag(contract: ContractView) -> Tag:
    """The state on the contract's own page: it says whose turn it is."""
    if contract.ended_on is not None and contract.ended_on >= today():
        return Tag(f"Действует по {day_words(contract.ended_on)}", "warn")
    if contract.state is not ContractState.AWAITING_SIGNATURE:
        return state_tag(contract.state, contract.drop_reason)
    if contract.died_on is not None:
        return Tag("Подписать нельзя: получатель умер", "bad")
    if contract.provider_signed:
        return Tag("Ждёт подписи получателя", "warn")
    return Tag("Ждёт подписи директора", "bad")


_ABOUT_FEE = frozenset({"fee_changed"})


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: what, who, when; perhaps with a paper."""

    at: datetime
    what: str
    who: str
    link: str = ""
    link_text: str = ""
    detail: str = ""


_RECORDED = {
    "contract_concluded": "Договор составлен",
    "contract_redrawn": "Договор составлен заново",
    "contract_sent_back": "Договор возвращён без подписи",
    "contract_dropped": "Договор не вступил в силу и закрыт",
    "contract_resumed": "Обслуживание возобновлено",
    "fee_changed": "Назначена новая плата",
    "services_refused": "Получатель отказался от части услуг",
    "termination_prepared": "Подготовлено прекращение",
    "termination_withdrawn": "Прекращение отменено",
    "contract_terminated": "Договор прекращён",
}


_ALSO = (
    "contract_redrawn",
    "contract_sent_back",
    "fee_changed",
    "services_refused",
    "termination_prepared",
    "termination_withdrawn",
    "contract_terminated",
    "contract_dropped",
)


def history(
    contract: ContractView, grounds: Mapping[str, str], *, sees_terms: bool
) -> tuple[Happening, ...]:
    """Everything that happened to the contract, the newest first.

    The fee is told to whom the contract is shown whole (FED-PDP-01).
    Of one moment the later step comes first too: presented, drawn up, signed, suspended, resumed.
    """
    fee = _fee_words(contract) if sees_terms else ""
    drawn_up = _recorded(contract, "contract_concluded", fee) or (
        Happening(contract.paper.issued_at, _RECORDED["contract_concluded"], "", detail=fee),
    )
    happened = (
        Happening(
            at=contract.programme.presented_at,
            what=f"Программа № {contract.programme.number} получена",
            who="",
            link=url_for("programmes.show", programme_id=contract.programme.id),
            link_text="открыть программу",
        ),
        *drawn_up,
        *(_signed(contract, signature) for signature in contract.signatures),
        *(_suspended(pause, grounds) for pause in contract.suspensions),
        *_recorded(contract, "contract_resumed"),
        *(
            one
            for what in _ALSO
            if sees_terms or what not in _ABOUT_FEE
            for one in _recorded(contract, what)
        ),
    )
    newest = sorted(enumerate(happened), key=lambda place: (place[1].at, place[0]), reverse=True)
    return tuple(one for _, one in newest)


def _recorded(contract: ContractView, what: str, detail: str = "") -> tuple[Happening, ...]:
    return tuple(
        Happening(at=event.at, what=_RECORDED[what], who=event.who, detail=detail)
        for event in contract.events
        if event.what == what
    )


def _fee_words(contract: ContractView) -> str:
    terms = contract.first_terms
    if not terms.fee_known:
        return "Плата не рассчитана: дохода семьи нет"
    fee = "бесплатно" if terms.free else f"{money(terms.monthly_fee)} в месяц"
    return f"Плата рассчитана: {fee}"


_SIGNED = {
    Party.PROVIDER: "Подписан директором",
    Party.RECIPIENT: "Получатель подписал бумажный экземпляр",
    Party.REPRESENTATIVE: "Представитель подписал бумажный экземпляр",
}


def _signed(contract: ContractView, signature: SignatureView) -> Happening:
    link = (
        url_for("contracts.scan", contract_id=contract.id, file_id=signature.file_id)
        if signature.file_id is not None
        else ""
    )
    by_code = signature.method is SignatureMethod.CODE
    return Happening(
        at=signature.recorded_at,
        what="Получатель подписал одноразовым кодом" if by_code else _SIGNED[signature.party],
        who=signature.recorded_by,
        link=link,
        link_text="скан",
        detail=f"{signature.signer}, {day_words(signature.signed_on)}",
    )


def _suspended(pause: SuspensionView, grounds: Mapping[str, str]) -> Happening:
    end = f" по {day_words(pause.until)}, не считая этого дня" if pause.until else ""
    return Happening(
        at=pause.recorded_at,
        what=f"Приостановлен с {day_words(pause.since)}{end}",
        who=pause.recorded_by,
        detail=f"{grounds.get(pause.ground, pause.ground)}. Приказ № {pause.order_number}",
    )


def ground_titles(rules: SuspensionRules) -> dict[str, str]:
    """Titles of the grounds by their codes."""
    return {ground.code: ground.title for ground in rules.grounds}


def kilobytes(size: int) -> str:
    """«184 КБ»: how big a download is."""
    return f"{max(1, round(size / 1024))}\u00a0КБ"


def fingerprint(sha256: str) -> str:
    """The hash in groups of four, so that two people can read it to each other."""
    return " ".join(sha256[place : place + 4] for place in range(0, len(sha256), 4))


def paper_name(contract: ContractView) -> str:
    """The ASCII name of the contract's file."""
    return f"contract-{contract.number.replace('/', '-')}"


def paper_title(contract: ContractView) -> str:
    """The name people see."""
    return f"Договор {contract.number.replace('/', '-')}"


def overdue(contract: ContractView, now: datetime) -> bool:
    """Whether the contract waits for a signature although its time has run out."""
    waits = contract.state is ContractState.AWAITING_SIGNATURE
    return waits and contract.programme.due_at < now


def local_due(contract: ContractView) -> datetime:
    """The end of the term by the provider's clock."""
    return region().local(contract.programme.due_at)


_PERIOD = "monthly"
"""What is served in a month is charged by the act of that month."""


@dataclass(frozen=True, slots=True)
class Payment:
    """How a contract is paid: how often, by which ways, and the clause that asks to say so."""

    period: str
    methods: tuple[Choice, ...]
    citation: Citation


def payment(rules: ContractRules, contract: ContractView) -> Payment | None:
    """The terms of payment; None for a contract that is free and stays so (FED-CON-04)."""
    coming = contract.coming
    if contract.terms.free and (coming is None or coming.free):
        return None
    terms = rules.terms
    period = terms.periods.choice(_PERIOD, field="period")
    return Payment(period.title, terms.methods.choices, terms.periods.citation)
