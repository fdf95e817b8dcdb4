"""Words for the contract pages: states, papers, how a contract is paid."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.domain.choices import Choice
from portal.domain.contract import RUNNING, ContractRules, ContractState, DropReason
from portal.domain.contract_life import LifeStep, passages_from
from portal.domain.law import Citation
from portal.domain.suspension import SuspensionRules
from portal.models.contract import SignatureMethod
from portal.models.user import Role
from portal.usecases.contract_signing import ContractSigned
from portal.usecases.ending_cancellations import may_be_cancelled
from portal.usecases.queries.contract_views import ContractView
from portal.usecases.queries.issued_papers import SignatureView
from portal.usecases.queries.terminations import EndingRow
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


def signed_words(done: ContractSigned) -> str:
    """What a signature on paper has made of the contract; one that begins later says its day."""
    if done.in_force_from is not None and done.in_force_from > today():
        return f"Подпись записана. Договор начнёт действовать {day_words(done.in_force_from)}."
    return SIGNED[done.state]


def state_tag(
    state: ContractState,
    dropped: DropReason | None = None,
    coming: date | None = None,
    begins: date | None = None,
    until: date | None = None,
    stopped_after: date | None = None,
) -> Tag:
    """The state in a list; what never came into force has not ended either.

    ``coming`` is the first day of a break that is ordered and has not begun: until then the
    contract is served. ``begins`` is the contract's own first day, ``until`` its last: after it
    the contract waits for its end to be written down (FED-TER-07). ``stopped_after`` is the last
    day with services of a refusal whose document is not recorded yet (MSK-TER-03).
    """
    if dropped is not None:
        return Tag(dropped.state)
    if stopped_after is not None and state in RUNNING:
        return Tag(refused_words(stopped_after), "warn")
    if until is not None and until < today() and state in RUNNING:
        return Tag(f"Срок кончился {day_words(until)}: прекратить", "bad")
    if coming is not None and state is ContractState.SUSPENDED:
        return Tag(f"Приостановка с {day_words(coming)}", "warn")
    if begins is not None and begins > today() and state in RUNNING:
        return Tag(f"Подписан, начнётся {day_words(begins)}", "ok")
    return _TAGS[state]


def refused_words(stopped_after: date) -> str:
    """What a contract is whose services a refusal has stopped, or stops, before it is over."""
    return f"Отказ с {day_words(stopped_after + timedelta(days=1))}, ждёт документа"


def page_tag(contract: ContractView, *, void: bool = False) -> Tag:
    """The state on the contract's own page: it says whose turn it is.

    ``void``: nobody signs a text that waits, the person is served elsewhere or comes another day.
    """
    if contract.state is ContractState.AWAITING_SIGNATURE:
        return Tag("Подписать нельзя", "bad") if void else _turn(contract)
    if last_day_comes(contract) and contract.ended_on is not None:
        return Tag(f"Действует по {day_words(contract.ended_on)}", "warn")
    gone = _gone(contract)
    if gone and contract.state in RUNNING:
        return Tag(f"{gone}: прекратить договор", "bad")
    stopped = contract.stopped_after
    if contract.state in RUNNING and (stopped is not None or contract.valid_until < today()):
        return state_tag(contract.state, until=contract.valid_until, stopped_after=stopped)
    begins = contract.in_force_from
    if (coming := _coming_break(contract)) and (begins is None or begins <= today()):
        return Tag(f"Действует, перерыв с {day_words(coming)}", "warn")
    return state_tag(contract.state, contract.drop_reason, begins=begins)


def _gone(contract: ContractView) -> str:
    """Why there is nobody to sign or to serve: a death, or a court's finding; "" otherwise."""
    if contract.died_on is not None:
        return "Получатель умер"
    return "Получатель безвестно отсутствует" if contract.missing_since is not None else ""


def _turn(contract: ContractView) -> Tag:
    if gone := _gone(contract):
        return Tag(f"Подписать нельзя: {gone.lower()}", "bad")
    if contract.provider_signed:
        return Tag("Ждёт подписи получателя", "warn")
    return Tag("Ждёт подписи директора", "bad")


def _coming_break(contract: ContractView) -> date | None:
    """The first day of a break that is ordered and has not begun; None while one runs."""
    if contract.state is not ContractState.SUSPENDED:
        return None
    days = [one.since for one in contract.suspensions if one.until is None or one.until > today()]
    return min(days) if days and min(days) > today() else None


def last_day_comes(contract: ContractView) -> bool:
    """Whether the contract is ended and its last day is not over yet."""
    return contract.ended_on is not None and contract.ended_on >= today()


def fee_words(contract: ContractView) -> str:
    """What the contract was drawn up with; nobody's income means no fee yet."""
    terms = contract.first_terms
    if not terms.fee_known:
        return "Плата не рассчитана: дохода семьи нет"
    fee = "бесплатно" if terms.free else f"{money(terms.monthly_fee)} в месяц"
    return f"Плата рассчитана: {fee}"


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


def overdue(contract: ContractView, now: datetime) -> str:
    """Whose signature a contract still waits for after its term; empty while there is time."""
    if contract.state is not ContractState.AWAITING_SIGNATURE or now <= contract.programme.due_at:
        return ""
    if contract.died_on or contract.missing_since or contract.cannot_sign:
        return "Подписать его теперь нельзя: как быть, сказано в «Что дальше»."
    if not contract.provider_signed:
        return f"Директор его ещё не подписал. {_KEPT}"
    party = "представителя" if contract.representative else "получателя"
    return f"Директор подписал, ждём подпись {party}. {_KEPT}"


_KEPT = "Отдельно об опоздании писать не нужно: портал хранит день каждой подписи."


def signed_late(contract: ContractView) -> bool:
    """Whether the last of its signatures came after the term of the contract.

    A signature on paper has a day alone, and its whole day counts; one put in the portal has its
    moment. Without signatures in the portal the day on which the contract was drawn up counts.
    """
    due = contract.programme.due_at
    put = [_put_late(one, due) for one in contract.signatures]
    if put:
        return any(put)
    return contract.concluded_on > local_due(contract).date()


def _put_late(signature: SignatureView, due: datetime) -> bool:
    if signature.method is SignatureMethod.PAPER:
        return signature.signed_on > region().local(due).date()
    return signature.recorded_at > due


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


@dataclass(frozen=True, slots=True)
class Possible:
    """A step that the contract's state allows: who takes it, what it prints, who is told."""

    title: str
    who: str
    prints: str
    tells: str
    citation: Citation


_AFTER_DEATH = frozenset({LifeStep.END, LifeStep.ISSUE_ACT})


def possible(
    contract: ContractView, ending: EndingRow | None, ends_by: Citation
) -> tuple[Possible, ...]:
    """What may happen to the contract from here, in the order of its life.

    ``ending`` is its end, prepared or complete; ``ends_by`` the region's list of grounds, which an
    end rests on.
    """
    dead = contract.died_on is not None and contract.state in RUNNING
    cancellable = ending is not None and may_be_cancelled(
        ending.state,
        ending.last_day,
        contract.valid_until,
        today(),
        by_notice=ending.by_notice,
    )
    return tuple(
        Possible(
            one.title,
            ", ".join(Role(role).label for role in one.actors),
            one.prints,
            one.tells,
            ends_by if one.step is LifeStep.END else one.citation,
        )
        for one in passages_from(contract.state)
        if (not dead or one.step in _AFTER_DEATH)
        and (one.step is not LifeStep.CANCEL_END or cancellable)
    )
