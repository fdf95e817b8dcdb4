"""What a recipient is told of a paper before the own signature, and after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.domain.money import rubles_text
from portal.domain.moves import MoveKind, MoveWish
from portal.domain.violations import NotFound
from portal.usecases.queries import cabinet
from portal.usecases.queries.amendments import get_amendment
from portal.usecases.queries.awaited_hands import missing_signatures
from portal.usecases.queries.own_moves import own_moves
from portal.usecases.queries.signed_papers import own_ending_day
from portal.usecases.signables import SignedKey, SignedKind
from portal.web.access import actor, region
from portal.web.cabinet.way_words import request_words
from portal.web.clock import today
from portal.web.filters import day_words, month

_DONE = {
    SignedKind.CONTRACT: "Договор подписан. Он действует.",
    SignedKind.AMENDMENT: "Соглашение подписано.",
    SignedKind.ACT: "Акт подписан.",
    SignedKind.ENDING: "Документ о расторжении подписан.",
    SignedKind.MOVE: "Заявление подписано.",
}


def done_words(key: SignedKey) -> str:
    """What the signature that has just been put has done."""
    missing = missing_signatures(actor(), key, region(), today())
    return f"Вы подписали. Ждём ещё подписи: {missing}." if missing else _DONE[key.kind]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The paper in plain words: its name, what it says in short, what the signature means."""

    name: str
    says: tuple[str, ...]
    means: str


def own_words(key: SignedKey) -> OwnWords:
    """The words for the paper of the person who reads."""
    return _WORDS[key.kind](key.id)


def _contract(contract_id: int) -> OwnWords:
    found = cabinet.get_own_contract(actor(), contract_id, today())
    if found is None:
        raise NotFound
    fee = _fee(found.terms.free, found.terms.monthly_fee)
    return OwnWords(
        "договор",
        (f"{_payer()}: {fee}.", f"Договор действует до {_day(found.valid_until)}."),
        "После неё договор начнёт действовать, изменить его можно будет только соглашением.",
    )


def _amendment(amendment_id: int) -> OwnWords:
    row = get_amendment(actor(), amendment_id).row
    says = [f"Изменения действуют с {_day(row.since)}."]
    if row.monthly_fee is not None:
        says.append(f"С этого дня {_payer().lower()}: {_fee(row.free, row.monthly_fee)}.")
    return OwnWords(
        "соглашение", tuple(says), "После неё договор изменится так, как написано в соглашении."
    )


def _act(act_id: int) -> OwnWords:
    act = cabinet.get_own_act(actor(), act_id)
    due = rubles_text(act.payable) if act.payable else "бесплатно"
    return OwnWords(
        "акт",
        (f"Услуги за {month(act.month)}, к оплате: {due}.",),
        "Ею вы подтверждаете, что услуги оказаны так, как записано. Если что-то не так, не "
        "подписывайте и скажите об этом учреждению.",
    )


def _ending(termination_id: int) -> OwnWords:
    last, waited = own_ending_day(actor(), termination_id)
    says = (f"Последний день услуг — {_day(last)}.",) if last else ()
    means = (
        "После неё договор будет прекращён, услуги закончатся."
        if waited
        else "Ею вы подтверждаете, что получили свой экземпляр. Договор прекращается и без неё."
    )
    return OwnWords("документ о расторжении", says, means)


def _move(request_id: int) -> OwnWords:
    asked = own_moves(actor(), region(), today()).requests
    found = next((one for one in asked if one.id == request_id), None)
    if found is None:
        raise NotFound
    gives_up = found.wish is MoveWish.STAY and found.kind is not MoveKind.DEPARTMENT
    means = (
        "После неё переход отменён, договор действует как прежде."
        if gives_up
        else "После неё учреждение рассмотрит заявление и ответит вам здесь."
    )
    return OwnWords("заявление", (f"{request_words(found)}.",), means)


_WORDS = {
    SignedKind.CONTRACT: _contract,
    SignedKind.AMENDMENT: _amendment,
    SignedKind.ACT: _act,
    SignedKind.ENDING: _ending,
    SignedKind.MOVE: _move,
}


def _payer() -> str:
    return "Вы платите" if actor().relative is None else "Получатель платит"


def _fee(free: bool, amount: Decimal) -> str:
    return "бесплатно" if free else f"не больше {rubles_text(amount)} в месяц"


def _day(day: date) -> str:
    return day_words(day, year=True)
