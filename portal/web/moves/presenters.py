"""Words of the pages of ways: where a step is done, what a way needs, tags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from portal.domain.moves import ORDERS, MoveKind, MoveWish, Way
from portal.models import Role
from portal.usecases.queries.moves import MoveRow, MoveView, PathRow
from portal.usecases.queries.own_moves import RequestRow

NEEDS = {
    MoveKind.PROVIDER: "Программа остаётся прежней, договор будет новый. Долг остаётся здесь.",
    MoveKind.REGION: "Договор прекращается. С собой дают программу с отметками.",
    MoveKind.DEPARTMENT: "Договор и программа прежние. Нужны свободное место и приказ.",
    MoveKind.RESIDENTIAL: "Нужна новая программа на стационар. Прежний договор кончится накануне.",
}
_TAKERS = {
    Role.DIRECTOR: "директор",
    Role.HEAD_OF_DEPARTMENT: "заведующий отделением",
    Role.SOCIAL_WORKER: "социальный работник",
}
ENDINGS = frozenset({"terminate_old", "director_order", "old_end_set"})
ORDERED = "Прежний договор прекращают приказом директора."
AGREED = "Согласует уполномоченный орган: нужен пакет документов и ходатайство."


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in a word with its colour."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """Where the thing is done that the next step waits for."""

    url: str
    text: str


def need_words(way: Way) -> str:
    """What a way needs, in a sentence."""
    if way.agreed:
        return AGREED
    return f"{NEEDS[way.kind]} {ORDERED}" if way.ordered else NEEDS[way.kind]


def tag_of(row: MoveRow, today: date) -> Tag:
    """Whether a way goes on; a first day that is over is said."""
    if row.withdrawal:
        return Tag("Отменён", "")
    if row.closed_on is not None:
        return Tag("Завершён", "ok")
    if row.moves_on is not None and row.moves_on < today:
        return Tag("День прошёл", "bad")
    return Tag("Идёт", "warn")


def due_words(row: MoveRow, today: date) -> str:
    """What «Сегодня» says of a way with its first day, or of an order that it waits for."""
    if row.moves_on is None:
        return f"{row.next_title}: {row.destination}" if row.ordered else row.next_title
    when = f"{row.moves_on:%d.%m.%Y}"
    if row.moves_on > today:
        return f"Первый день на новом месте — {when}. Дальше: {row.next_title.lower()}"
    return f"Первый день был {when}. Отметьте: {row.next_title.lower()}"


def taker_words(step: PathRow) -> str:
    """Who writes the step down, for somebody who does not."""
    who = " или ".join(_TAKERS[one] for one in step.takers)
    where = ": переход стоит на его странице «Сегодня»" if step.code in ORDERS else ""
    return f"Этот шаг отмечает {who}{where}."


def request_words(row: RequestRow) -> str:
    """What a recipient asks for in the cabinet, and whether a code stands under it."""
    wish = "просит перейти" if row.wish is MoveWish.GO else "просит отменить переход"
    where = f"{row.kind.label.lower()}{f': {row.destination}' if row.destination else ''}"
    signed = "подписано кодом" if row.signed else "ещё не подписано: возьмите подпись на бумаге"
    return f"{wish} {where}. Заявление {signed}. Причина: {row.reason}"


def request_page(row: RequestRow) -> Remedy:
    """Where the application is carried out."""
    if row.transfer_id is not None:
        return Remedy(_url("transfers.show", transfer_id=row.transfer_id), "Открыть перевод")
    if row.move_id is not None:
        return Remedy(_url("moves.show", move_id=row.move_id), "Открыть переход")
    if row.agreed:
        url = _url("transfers.new", contract_id=row.contract_id)
        return Remedy(url, "Записать заявление о переводе")
    url = _url("moves.new", contract_id=row.contract_id, way=row.kind.value)
    return Remedy(url, "Начать переход")


def remedies(view: MoveView) -> tuple[Remedy, ...]:
    """The pages of the next step."""
    code = view.current.code if view.current else ""
    if code in ENDINGS or (code == "conclude_new" and not view.ended):
        return (_ending(view), *_new_contract(view))
    if code == "stationary_programme":
        return _programme(view)
    url, text = {
        "final_act": _final_act(view),
        "completion_marks": (
            _url("admissions.marks", programme_id=view.programme_id),
            "Поставить отметки",
        ),
        "place_confirmed": (
            _url("admissions.join", recipient_id=view.row.recipient_id),
            "Если мест нет, поставить в очередь",
        ),
    }.get(code, ("", ""))
    return (Remedy(url, text),) if url else _new_contract(view)


def _final_act(view: MoveView) -> tuple[str, str]:
    if view.last_act is None:
        return _url("contracts.show", contract_id=view.contract_id), "Открыть договор"
    page = {"month": view.last_act, "contract_id": view.contract_id}
    return _url("months.last_act", **page), "Выдать последний акт"


def ending_of(view: MoveView) -> Remedy | None:
    """The end of the contract that is left: as it stands, or to be prepared."""
    if not view.row.kind.ends_contract or (view.ending_id is None and view.ended):
        return None
    return _ending(view) if view.current or view.ending_id else None


def _ending(view: MoveView) -> Remedy:
    if view.ending_id is not None:
        url = _url("terminations.show", termination_id=view.ending_id)
        return Remedy(url, "Открыть прекращение договора")
    wanted: dict[str, Any] = {"contract_id": view.contract_id, "ground": "refusal"}
    if view.row.moves_on is not None:
        wanted["moves_on"] = f"{view.row.moves_on:%d.%m.%Y}"
    if view.row.kind is MoveKind.REGION:
        wanted["moved_to"] = view.row.destination
    return Remedy(_url("terminations.prepare", **wanted), "Подготовить прекращение договора")


def _new_contract(view: MoveView) -> tuple[Remedy, ...]:
    """The contract on the residential programme, or its draft, once its turn has come."""
    is_turn = view.current is not None and view.current.code == "conclude_new"
    if view.new_programme_id is None or not is_turn:
        return ()
    if view.new_contract_id is not None:
        url = _url("contracts.show", contract_id=view.new_contract_id)
        return (Remedy(url, "Открыть новый договор"),)
    url = _url("contracts.draft", programme_id=view.new_programme_id)
    return (Remedy(url, "Составить новый договор"),)


def _programme(view: MoveView) -> tuple[Remedy, ...]:
    present = _url("programmes.present", recipient_id=view.row.recipient_id, form="stationary")
    review = _url("admissions.review", programme_id=view.programme_id)
    return (
        Remedy(present, "Принять программу на стационар"),
        Remedy(review, "Попросить о пересмотре программы"),
    )


def _url(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **values)
