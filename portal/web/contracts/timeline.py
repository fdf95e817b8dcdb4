"""Words and addresses for the timeline of a contract: each line what, who, when, which paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from portal.domain.contract import Party
from portal.domain.endings import Handover
from portal.models import ActState, ClaimState, OutsideKind, SignatureMethod
from portal.models.notice import NoticeEvent
from portal.usecases.queries.amendments import AmendmentRow
from portal.usecases.queries.contract_happenings import CORRECTION
from portal.usecases.queries.contract_timeline import ContractTimeline, Line
from portal.usecases.queries.contracts import ContractView
from portal.usecases.queries.timeline_lines import Happened
from portal.usecases.signables import SignedKey, SignedKind
from portal.usecases.suspension_orders import RESUMPTIONS, WITHDRAWALS
from portal.web.access import region
from portal.web.clock import today
from portal.web.contracts import changes
from portal.web.contracts.presenters import Tag, fee_words, ground_titles
from portal.web.electronic.addresses import link as of_kind
from portal.web.electronic.addresses import scan
from portal.web.filters import day_words, month_name
from portal.web.links import lets_in

_NBSP = "\u00a0"
_FIRST = "1"


@dataclass(frozen=True, slots=True)
class Way:
    """An address the reader may open, and its words."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in words; ``page`` is where the thing itself is, ``papers`` its files."""

    at: datetime
    what: str
    who: str
    detail: str = ""
    page: str = ""
    papers: tuple[Way, ...] = ()
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class _About:
    """What words may need besides the line itself."""

    contract: ContractView
    amendments: Mapping[int, AmendmentRow]
    grounds: Mapping[str, str]
    sees_terms: bool

    @property
    def here(self) -> dict[str, int]:
        return {"contract_id": self.contract.id}


def entries(
    told: ContractTimeline, contract: ContractView, *, sees_terms: bool
) -> tuple[Entry, ...]:
    """A page of the timeline in words; an address is given only where the reader is let in."""
    rules = region().rules.suspension_rules.on(today())
    about = _About(contract, told.amendments, ground_titles(rules), sees_terms)
    return tuple(_WORDS[line.what](line, about) for line in told.page.rows)


def _entry(line: Line, what: str, detail: str = "", **more: Any) -> Entry:
    return Entry(line.at, what, line.who, detail, **more)


def _url(endpoint: str, **numbers: int) -> str:
    return url_for(endpoint, **numbers) if lets_in(endpoint) else ""  # type: ignore[arg-type]  # numbers only


def _ways(*found: tuple[str, str]) -> tuple[Way, ...]:
    return tuple(Way(text, url) for text, url in found if url)


def _on(day: date | None, words: str, without: str = "") -> str:
    return f"{words} {day_words(day, year=True)}" if day else without


def _thing(line: Line) -> str:
    """«акт № 3»: what a signature, a seal or a copy belongs to."""
    numbered = line.number and line.thing != SignedKind.CONTRACT
    number = f" №{_NBSP}{line.number}" if numbered else ""
    return f"{_THINGS[line.thing]}{number}"


_THINGS = {
    SignedKind.CONTRACT.value: "договор",
    SignedKind.AMENDMENT.value: "дополнительное соглашение",
    SignedKind.ACT.value: "акт",
    SignedKind.ENDING.value: "документ о расторжении, приказ",
    SignedKind.ORDER.value: "приказ",
    SignedKind.NOTICE.value: "уведомление о прекращении, приказ",
    CORRECTION: "исправление акта",
}
_PARTIES = {
    Party.PROVIDER: "Подпись учреждения",
    Party.RECIPIENT: "Подпись получателя",
    Party.REPRESENTATIVE: "Подпись представителя",
}


def _programme(line: Line, _about: _About) -> Entry:
    what = f"Программа №{_NBSP}{line.number} получена"
    return _entry(line, what, page=_url("programmes.show", programme_id=line.key))


def _text(line: Line, about: _About) -> Entry:
    if line.code != "current":
        return _entry(line, "Составлен прежний текст договора")
    paper = _ways(("текст (PDF)", _url("contracts.paper", **about.here)))
    return _entry(
        line,
        "Договор составлен",
        fee_words(about.contract) if about.sees_terms else "",
        papers=paper,
    )


def _sent_back(line: Line, about: _About) -> Entry:
    part = line.part or 0
    if line.thing == SignedKind.AMENDMENT:
        page = _url("amendments.show", amendment_id=part)
        return _entry(line, "Соглашение возвращено без подписи", line.words, page=page)
    if line.thing == SignedKind.ENDING:
        page = _url("terminations.show", termination_id=part)
        return _entry(line, "Прекращение возвращено без подписи", line.words, page=page)
    old = _url("signing.old_text", **about.here, return_id=line.key) if part else ""
    papers = _ways(("возвращённый текст (PDF)", old))
    return _entry(line, "Договор возвращён без подписи", line.words, papers=papers)


def _signed(line: Line, about: _About) -> Entry:
    how = SignatureMethod(line.how).label
    what = f"{_PARTIES[Party(line.code)]}: {_thing(line)}"
    detail = f"{line.words}, {how}, {day_words(line.day, year=True)}" if line.day else line.words
    return _entry(line, what, detail, papers=_ways(("скан", _scan(line, about))))


def _scan(line: Line, about: _About) -> str:
    if line.part is None or not about.sees_terms:
        return ""
    if line.thing == SignedKind.CONTRACT:
        return _url("contracts.scan", **about.here, file_id=line.part)
    if line.thing == CORRECTION:
        return scan(SignedKey(SignedKind.ACT, line.key), line.part) or ""
    return scan(SignedKey(SignedKind(line.thing), line.key), line.part) or ""


def _sealed(line: Line, _about: _About) -> Entry:
    key = SignedKey(SignedKind(line.thing), line.key)
    url = of_kind("electronic.sealed", key) if lets_in(f"electronic.sealed_{key.kind}") else ""
    papers = _ways(("файл с печатью (PDF)", url))
    return _entry(line, f"Печать учреждения на файле: {_thing(line)}", papers=papers)


def _outside(line: Line, _about: _About) -> Entry:
    key, endpoint = SignedKey(SignedKind(line.thing), line.key), "electronic.outside_file"
    opens = line.part is not None and lets_in(f"{endpoint}_{key.kind}")
    url = of_kind(endpoint, key, file_id=line.part or 0) if opens else ""
    apart = line.how == OutsideKind.DETACHED
    kind = "подпись отдельным файлом" if apart else "подписанный файл"
    what = f"Из другой программы, {_thing(line)}: {kind}"
    return _entry(line, what, Party(line.code).label.capitalize(), papers=_ways(("файл", url)))


def _copy(line: Line, about: _About) -> Entry:
    whose = "учреждения" if line.how == Party.PROVIDER else "получателя"
    handed = f"Отдан {day_words(line.day, year=True)}: {line.words}" if line.day else "Напечатан"
    endpoint = {
        SignedKind.CONTRACT.value: "copies.contract_scan",
        SignedKind.AMENDMENT.value: "copies.amendment_scan",
    }.get(line.thing)
    url = ""
    if endpoint and line.part is not None and about.sees_terms:
        number = "contract_id" if line.thing == SignedKind.CONTRACT else "amendment_id"
        url = _url(endpoint, **{number: line.key, "file_id": line.part})
    what = f"Экземпляр {line.code}, {whose}: {_thing(line)}"
    return _entry(line, what, handed, papers=_ways(("скан", url)))


def _codes(line: Line, about: _About) -> Entry:
    parts = (_on(line.day, "Подписано", "Ещё не подписано"), _on(line.until, "прекращено"))
    whose = {} if line.part is None else {"representative_id": line.part}
    address = {"recipient_id": line.key, **whose}
    paper = "" if line.until else _url("signing_codes.agreement_paper", **address)
    return _entry(
        line,
        f"Соглашение {'представителя ' if whose else ''}о подписи одноразовыми кодами",
        ", ".join(filter(None, parts)),
        papers=_ways(("соглашение (PDF)", paper)),
    )


def _amendment(line: Line, about: _About) -> Entry:
    row = about.amendments[line.key]
    since = f"с {day_words(row.in_force_from or row.since, year=True)}"
    waits = row.one_sided and row.notice_due is not None and row.notice_handed_on is None
    due = _on(row.notice_due, "уведомление надо вручить до") if waits and about.sees_terms else ""
    if _told_late(row):
        due = _on(row.notice_due, "уведомление вручено позже срока, надо было до")
    parts = (changes.what_changes(row, sees_fee=about.sees_terms), since, due)
    paper = "" if row.one_sided else _url("amendments.paper", amendment_id=row.id)
    return _entry(
        line,
        changes.title(row),
        "; ".join(filter(None, parts)),
        tag=changes.state_tag(row),
        page=_url("amendments.show", amendment_id=row.id),
        papers=_ways(("соглашение (PDF)", paper)),
    )


def _told_late(row: AmendmentRow) -> bool:
    """Whether the written notice of a change came after its day."""
    due, handed = row.notice_due, row.notice_handed_on
    return row.one_sided and due is not None and handed is not None and handed > due


def _fee_proposed(line: Line, about: _About) -> Entry:
    what = _on(line.day, "Предложена новая плата с")
    said = f"{line.words}. Отклонено: {line.how}" if line.how else line.words
    return _entry(line, what, said)


def _notice(line: Line, _about: _About) -> Entry:
    fee = line.code == NoticeEvent.FEE_CHANGED
    page, paper = (
        ("tariff_days.notice", "tariff_days.paper")
        if fee
        else ("contracts.notice", "contracts.notice_file")
    )
    label = NoticeEvent(line.code).label
    handed = _on(line.until, "Вручено", "Ещё не вручено")
    way = f", {Handover(line.how).label}" if line.how else ""
    return _entry(
        line,
        f"{label[:1].upper()}{label[1:]} с {day_words(line.day, year=True)}" if line.day else label,
        f"{handed}{way}",
        page=_url(page, notice_id=line.key),
        papers=_ways(("бумага (PDF)", _url(paper, notice_id=line.key))),
    )


def _request(line: Line, about: _About) -> Entry:
    url = _url("contracts.request_scan", **about.here, file_id=line.part) if line.part else ""
    return _entry(
        line,
        f"Заявление на дополнительную услугу: {line.words}",
        _on(line.day, "Подано"),
        page=_url("contracts.additional", **about.here),
        papers=_ways(("скан", url)),
    )


def _warning(line: Line, about: _About) -> Entry:
    paper = _url("contracts.warning_paper", **about.here, warning_id=line.key) if line.part else ""
    return _entry(
        line,
        "Предупреждение о приостановлении",
        _on(line.day, "Вручено", "Ещё не вручено"),
        papers=_ways(("предупреждение (PDF)", paper)),
    )


def _break(line: Line, about: _About) -> Entry:
    until = f" по {day_words(line.until)}, не считая этого дня" if line.until else ""
    ground = about.grounds.get(line.code, line.code)
    return _entry(
        line,
        f"Приостановлен с {day_words(line.day)}{until}" if line.day else "Приостановлен",
        f"{ground}. Приказ №{_NBSP}{line.number}",
        page=_url("contracts.breaks", **about.here),
    )


def _break_order(line: Line, about: _About) -> Entry:
    resumes = line.how in {RESUMPTIONS, WITHDRAWALS}
    if line.how == WITHDRAWALS:
        what = f"Перерыв {_on(line.day, 'с')} отменён"
    elif resumes:
        what = _on(line.until, "Возобновлён с", "Возобновлён")
    else:
        moved = "" if line.thing == _FIRST else "Дни перерыва изменены: "
        until = f" по {day_words(line.until)}, не считая этого дня" if line.until else ""
        said = f"риостановлен {_on(line.day, 'с')}{until}"
        what = f"{moved}{'п' if moved else 'П'}{said}"
    ground = "" if resumes else f"{about.grounds.get(line.code, line.code)}. "
    paper = _url("contracts.break_order", **about.here, order_id=line.key) if line.part else ""
    return _entry(
        line,
        what,
        f"{ground}Приказ №{_NBSP}{line.number}",
        page=_url("contracts.breaks", **about.here),
        papers=_ways(("приказ (PDF)", paper)),
    )


def _act(line: Line, _about: _About) -> Entry:
    month = f" за {month_name(line.day)}" if line.day else ""
    state = ActState(line.code)
    return _entry(
        line,
        f"Акт №{_NBSP}{line.number}{month}",
        tag=Tag(state.label, "warn" if state is ActState.DISPUTED else ""),
        page=_url("acts.show", act_id=line.key),
        papers=_ways(("акт (PDF)", _url("acts.paper", act_id=line.key))),
    )


def _claim(line: Line, _about: _About) -> Entry:
    what = f"Возражение по акту №{_NBSP}{line.number}: {line.words}"
    page = _url("acts.show", act_id=line.key)
    return _entry(line, what, page=page, tag=Tag(ClaimState(line.code).label))


def _correction(line: Line, _about: _About) -> Entry:
    paper = _url("acts.correction_paper", act_id=line.key, sequence=line.part or 0)
    return _entry(
        line,
        f"Исправление акта №{_NBSP}{line.number}",
        line.words,
        page=_url("acts.show", act_id=line.key),
        papers=_ways(("исправление (PDF)", paper)),
    )


def _ending(line: Line, about: _About) -> Entry:
    said = ", ".join(filter(None, (line.words, _last_day(line, about))))
    page = _url("terminations.show", termination_id=line.key)
    return _entry(line, "Подготовлено прекращение", said, page=page)


def _last_day(line: Line, about: _About) -> str:
    """The last day an end is prepared for; once the contract has ended, its end tells it."""
    return "" if line.day == about.contract.ended_on else _on(line.day, "последний день услуг —")


def _ending_confirmed(line: Line, about: _About) -> Entry:
    number = {"termination_id": line.key}
    what = (
        f"Приказ №{_NBSP}{line.number} о прекращении" if line.number else "Прекращение подтверждено"
    )
    handed = _on(line.until, "уведомление вручено")
    way = f", {Handover(line.how).label}" if line.how else ""
    said = ", ".join(filter(None, (_last_day(line, about), f"{handed}{way}")))
    return _entry(
        line,
        what,
        said,
        page=_url("terminations.show", **number),
        papers=_ways(
            ("приказ (PDF)", _url("terminations.order", **number) if line.part else ""),
            ("уведомление (PDF)", _url("terminations.notice_paper", **number) if line.code else ""),
        ),
    )


def _ended(line: Line, _about: _About) -> Entry:
    page = _url("terminations.show", termination_id=line.key)
    return _entry(line, "Договор прекращён", _on(line.day, "Последний день услуг —"), page=page)


def _withdrawn(line: Line, _about: _About) -> Entry:
    if line.thing == SignedKind.AMENDMENT:
        page = _url("amendments.show", amendment_id=line.key)
        return _entry(line, f"Отозвано: {_thing(line)}", line.words, page=page)
    page = _url("terminations.show", termination_id=line.key)
    return _entry(line, "Прекращение отменено", line.words, page=page)


def _move(line: Line, _about: _About) -> Entry:
    page = _url("moves.show", move_id=line.key)
    return _entry(line, f"Переход: {line.number}", line.words, page=page)


def _transfer(line: Line, _about: _About) -> Entry:
    page = _url("transfers.show", transfer_id=line.key)
    return _entry(line, f"Перевод к другому поставщику: {line.number}", line.words, page=page)


def _dropped(line: Line, _about: _About) -> Entry:
    return _entry(line, "Договор не вступил в силу и закрыт", line.words)


_WORDS: Mapping[Happened, Callable[[Line, _About], Entry]] = {
    Happened.PROGRAMME: _programme,
    Happened.TEXT: _text,
    Happened.SENT_BACK: _sent_back,
    Happened.AMENDMENT: _amendment,
    Happened.FEE_PROPOSED: _fee_proposed,
    Happened.NOTICE: _notice,
    Happened.WARNING: _warning,
    Happened.ACT: _act,
    Happened.CLAIM: _claim,
    Happened.CORRECTION: _correction,
    Happened.REQUEST: _request,
    Happened.AGREED_TO_CODES: _codes,
    Happened.COPY: _copy,
    Happened.SIGNED: _signed,
    Happened.SEALED: _sealed,
    Happened.OUTSIDE: _outside,
    Happened.BREAK: _break,
    Happened.BREAK_ORDER: _break_order,
    Happened.MOVE: _move,
    Happened.TRANSFER: _transfer,
    Happened.ENDING: _ending,
    Happened.ENDING_CONFIRMED: _ending_confirmed,
    Happened.ENDED: _ended,
    Happened.WITHDRAWN: _withdrawn,
    Happened.JOURNAL: _dropped,
}
