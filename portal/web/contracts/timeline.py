"""Words and addresses for the timeline of a contract: each line what, who, when, which paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from portal.domain.endings import Handover
from portal.domain.fee_notice import fee_notice_answers
from portal.models import ActState, ClaimState
from portal.models.notice import NoticeEvent
from portal.usecases.queries.amendments import AmendmentRow
from portal.usecases.queries.contract_timeline import ContractTimeline, Line
from portal.usecases.queries.contract_views import ContractView
from portal.usecases.queries.timeline_lines import Happened
from portal.usecases.signables import SignedKind
from portal.usecases.suspension_orders import RESUMPTIONS, WITHDRAWALS
from portal.web.access import region
from portal.web.clock import today
from portal.web.contracts import changes, timeline_signings
from portal.web.contracts.presenters import Tag, fee_words, ground_titles
from portal.web.contracts.timeline_entry import (
    NBSP,
    About,
    Entry,
    entry,
    on,
    page_at,
    thing,
    ways,
)
from portal.web.filters import day_words, month_name

_FIRST = "1"


def entries(
    told: ContractTimeline, contract: ContractView, *, sees_terms: bool
) -> tuple[Entry, ...]:
    """A page of the timeline in words; an address is given only where the reader is let in."""
    rules = region().rules.suspension_rules.on(today())
    about = About(contract, told.amendments, ground_titles(rules), sees_terms)
    return tuple(_WORDS[line.what](line, about) for line in told.page.rows)


def _programme(line: Line, _about: About) -> Entry:
    what = f"Программа №{NBSP}{line.number} получена"
    return entry(line, what, page=page_at("programmes.show", programme_id=line.key))


def _text(line: Line, about: About) -> Entry:
    if line.code != "current":
        old = page_at("contracts.earlier_text", **about.here, paper_id=line.key)
        return entry(
            line, "Составлен прежний текст договора", papers=ways(("прежний текст (PDF)", old))
        )
    paper = ways(("текст (PDF)", page_at("contracts.paper", **about.here)))
    return entry(
        line,
        "Договор составлен",
        fee_words(about.contract) if about.sees_terms else "",
        papers=paper,
    )


def _sent_back(line: Line, about: About) -> Entry:
    part = line.part or 0
    if line.thing == SignedKind.AMENDMENT:
        page = page_at("amendments.show", amendment_id=part)
        return entry(line, "Соглашение возвращено без подписи", line.words, page=page)
    if line.thing == SignedKind.ENDING:
        page = page_at("terminations.show", termination_id=part)
        return entry(line, "Прекращение возвращено без подписи", line.words, page=page)
    old = page_at("signing.old_text", **about.here, return_id=line.key) if part else ""
    papers = ways(("возвращённый текст (PDF)", old))
    return entry(line, "Договор возвращён без подписи", line.words, papers=papers)


def _amendment(line: Line, about: About) -> Entry:
    row = about.amendments[line.key]
    since = f"с {day_words(row.in_force_from or row.since, year=True)}"
    waits = row.one_sided and row.notice_due is not None and row.notice_handed_on is None
    due = on(row.notice_due, "уведомление надо вручить до") if waits and about.sees_terms else ""
    if _told_late(row):
        due = on(row.notice_due, "уведомление вручено позже срока, надо было до")
    parts = (changes.what_changes(row, sees_fee=about.sees_terms), since, due)
    paper = "" if row.one_sided else page_at("amendments.paper", amendment_id=row.id)
    return entry(
        line,
        changes.title(row),
        "; ".join(filter(None, parts)),
        tag=changes.state_tag(row),
        page=page_at("amendments.show", amendment_id=row.id),
        papers=ways(("соглашение (PDF)", paper)),
    )


def _told_late(row: AmendmentRow) -> bool:
    """Whether the written notice of a change came after its day."""
    due, handed = row.notice_due, row.notice_handed_on
    return row.one_sided and due is not None and handed is not None and handed > due


def _fee_proposed(line: Line, about: About) -> Entry:
    what = on(line.day, "Предложена новая плата с")
    said = f"{line.words}. Отклонено: {line.how}" if line.how else line.words
    return entry(line, what, said)


def _notice(line: Line, _about: About) -> Entry:
    fee = line.code == NoticeEvent.FEE_CHANGED
    page, paper = (
        ("tariff_days.notice", "tariff_days.paper")
        if fee
        else ("contracts.notice", "contracts.notice_file")
    )
    label = NoticeEvent(line.code).label
    handed = on(line.until, "Вручено", "Ещё не вручено")
    way = f", {Handover(line.how).label}" if line.how else ""
    return entry(
        line,
        f"{label[:1].upper()}{label[1:]} с {day_words(line.day, year=True)}" if line.day else label,
        f"{handed}{way}{_answered(line)}",
        page=page_at(page, notice_id=line.key),
        papers=ways(("бумага (PDF)", page_at(paper, notice_id=line.key))),
    )


def _answered(line: Line) -> str:
    """What the recipient answered to a new fee, in the region's words (MSK-NOT-01)."""
    if not line.words or line.day is None:
        return ""
    answers = fee_notice_answers(region().rules.notices.on(line.day))
    said = {choice.code: choice.title for choice in answers}.get(line.words, line.words)
    return f"; ответ получателя: {said}"


def _request(line: Line, about: About) -> Entry:
    url = page_at("contracts.request_scan", **about.here, file_id=line.part) if line.part else ""
    return entry(
        line,
        f"Заявление на дополнительную услугу: {line.words}",
        on(line.day, "Подано"),
        page=page_at("contracts.additional", **about.here),
        papers=ways(("скан", url)),
    )


def _warning(line: Line, about: About) -> Entry:
    paper = (
        page_at("contracts.warning_paper", **about.here, warning_id=line.key) if line.part else ""
    )
    return entry(
        line,
        "Предупреждение о приостановлении",
        on(line.day, "Вручено", "Ещё не вручено"),
        papers=ways(("предупреждение (PDF)", paper)),
    )


def _break(line: Line, about: About) -> Entry:
    until = f" по {day_words(line.until)}, не считая этого дня" if line.until else ""
    ground = about.grounds.get(line.code, line.code)
    return entry(
        line,
        f"Приостановлен с {day_words(line.day)}{until}" if line.day else "Приостановлен",
        f"{ground}. Приказ №{NBSP}{line.number}",
        page=page_at("contracts.breaks", **about.here),
    )


def _break_order(line: Line, about: About) -> Entry:
    resumes = line.how in {RESUMPTIONS, WITHDRAWALS}
    if line.how == WITHDRAWALS:
        what = f"Перерыв {on(line.day, 'с')} отменён"
    elif resumes:
        what = on(line.until, "Возобновлён с", "Возобновлён")
    else:
        moved = "" if line.thing == _FIRST else "Дни перерыва изменены: "
        until = f" по {day_words(line.until)}, не считая этого дня" if line.until else ""
        said = f"риостановлен {on(line.day, 'с')}{until}"
        what = f"{moved}{'п' if moved else 'П'}{said}"
    ground = "" if resumes else f"{about.grounds.get(line.code, line.code)}. "
    paper = page_at("contracts.break_order", **about.here, order_id=line.key) if line.part else ""
    return entry(
        line,
        what,
        f"{ground}Приказ №{NBSP}{line.number}",
        page=page_at("contracts.breaks", **about.here),
        papers=ways(("приказ (PDF)", paper)),
    )


def _act(line: Line, _about: About) -> Entry:
    month = f" за {month_name(line.day)}" if line.day else ""
    state = ActState(line.code)
    return entry(
        line,
        f"Акт №{NBSP}{line.number}{month}",
        tag=Tag(state.label, "warn" if state is ActState.DISPUTED else ""),
        page=page_at("acts.show", act_id=line.key),
        papers=ways(("акт (PDF)", page_at("acts.paper", act_id=line.key))),
    )


def _claim(line: Line, _about: About) -> Entry:
    what = f"Возражение по акту №{NBSP}{line.number}: {line.words}"
    page = page_at("acts.show", act_id=line.key)
    return entry(line, what, page=page, tag=Tag(ClaimState(line.code).label))


def _correction(line: Line, _about: About) -> Entry:
    paper = page_at("acts.correction_paper", act_id=line.key, sequence=line.part or 0)
    return entry(
        line,
        f"Исправление акта №{NBSP}{line.number}",
        line.words,
        page=page_at("acts.show", act_id=line.key),
        papers=ways(("исправление (PDF)", paper)),
    )


def _ending(line: Line, about: About) -> Entry:
    said = ", ".join(filter(None, (line.words, _last_day(line, about))))
    page = page_at("terminations.show", termination_id=line.key)
    return entry(line, "Подготовлено прекращение", said, page=page)


def _last_day(line: Line, about: About) -> str:
    """The last day an end is prepared for; once the contract has ended, its end tells it."""
    return "" if line.day == about.contract.ended_on else on(line.day, "последний день услуг —")


def _ending_confirmed(line: Line, about: About) -> Entry:
    number = {"termination_id": line.key}
    what = (
        f"Приказ №{NBSP}{line.number} о прекращении" if line.number else "Прекращение подтверждено"
    )
    handed = on(line.until, "уведомление вручено")
    way = f", {Handover(line.how).label}" if line.how else ""
    said = ", ".join(filter(None, (_last_day(line, about), f"{handed}{way}")))
    return entry(
        line,
        what,
        said,
        page=page_at("terminations.show", **number),
        papers=ways(
            ("приказ (PDF)", page_at("terminations.order", **number) if line.part else ""),
            (
                "документ о расторжении (PDF)",
                page_at("terminations.agreement", **number) if line.words else "",
            ),
            (
                "уведомление (PDF)",
                page_at("terminations.notice_paper", **number) if line.code else "",
            ),
        ),
    )


def _ended(line: Line, _about: About) -> Entry:
    page = page_at("terminations.show", termination_id=line.key)
    ahead = line.day is not None and line.day >= region().local(line.at).date()
    what = "Прекращение оформлено" if ahead else "Договор прекращён"
    return entry(line, what, on(line.day, "Последний день услуг —"), page=page)


def _withdrawn(line: Line, _about: About) -> Entry:
    if line.thing == SignedKind.AMENDMENT:
        page = page_at("amendments.show", amendment_id=line.key)
        return entry(line, f"Отозвано: {thing(line)}", line.words, page=page)
    number = {"termination_id": line.key}
    page = page_at("terminations.show", **number)
    if not line.code:
        return entry(line, "Прекращение отменено", line.words, page=page)
    order = page_at("terminations.cancellation", **number)
    what = f"Прекращение отменено приказом №{NBSP}{line.code}"
    return entry(line, what, line.words, page=page, papers=ways(("приказ об отмене (PDF)", order)))


def _move(line: Line, _about: About) -> Entry:
    number = {"move_id": line.key}
    papers_list = page_at("moves.papers_list", **number) if line.how else ""
    return entry(
        line,
        f"Переход: {line.number}",
        _way_said(line),
        page=page_at("moves.show", **number),
        papers=ways(("справка и опись бумаг (PDF)", papers_list)),
    )


def _transfer(line: Line, _about: About) -> Entry:
    page = page_at("transfers.show", transfer_id=line.key)
    what = f"Перевод к другому поставщику: {line.number}"
    return entry(line, what, _way_said(line), page=page)


def _way_said(line: Line) -> str:
    """Why somebody moves, and what came of it."""
    came = _OUTCOMES.get(line.code, "завершён")
    return ", ".join(filter(None, (line.words, on(line.until, came))))


def _dropped(line: Line, _about: About) -> Entry:
    return entry(line, "Договор не вступил в силу и закрыт", line.words)


_OUTCOMES = {"refused": "отказано", "withdrawn": "отозван"}
_WORDS: Mapping[Happened, Callable[[Line, About], Entry]] = {
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
    Happened.AGREED_TO_CODES: timeline_signings.codes,
    Happened.COPY: timeline_signings.copy,
    Happened.SIGNED: timeline_signings.signed,
    Happened.SEALED: timeline_signings.sealed,
    Happened.OUTSIDE: timeline_signings.outside,
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
