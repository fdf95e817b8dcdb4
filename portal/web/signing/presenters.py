"""Words for what waits for a signature, what was sent back, and the copies of a paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from portal.domain.contract import Party
from portal.domain.law import Citation
from portal.domain.violations import NotFound
from portal.models.user import Role
from portal.usecases.queries.amendments import AmendmentView
from portal.usecases.queries.contract_views import ContractView
from portal.usecases.queries.paper_copies import (
    CopiesView,
    CopyView,
    amendment_copies,
    contract_copies,
)
from portal.usecases.queries.returned_papers import ReturnRow, returns_of
from portal.usecases.queries.signing_queue import QueuedPaper, QueueGroup, contract_gaps
from portal.usecases.signing_queue import QueueKind
from portal.usecases.signing_returns import PREPARES
from portal.web.access import actor, region
from portal.web.clock import now, today
from portal.web.contracts.presenters import Tag
from portal.web.filters import clock_time, day_near, day_words, money, month, plural
from portal.web.home.clocks import urgency
from portal.web.signing.forms import seen_value

_GROUPS = {
    QueueKind.CONTRACT: ("Договоры", "договор", "договора", "договоров"),
    QueueKind.AMENDMENT: (
        "Дополнительные соглашения",
        "соглашение",
        "соглашения",
        "соглашений",
    ),
    QueueKind.ENDING: (
        "Прекращение договоров: приказы, документы и уведомления",
        "прекращение",
        "прекращения",
        "прекращений",
    ),
    QueueKind.FEE: (
        "Новая плата по решению учреждения",
        "новая плата",
        "новые платы",
        "новых плат",
    ),
    QueueKind.ACT: ("Акты", "акт", "акта", "актов"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A paper as the queue shows it; the ``pdf`` of an end is its draft."""

    value: str
    title: str
    url: str
    pdf: str
    recipient: str
    what: str
    waits: str
    tag: Tag | None
    clause: Citation | None
    back: str
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Papers of one kind."""

    code: str
    title: str
    lines: tuple[Line, ...]
    left: str


def sections(groups: tuple[QueueGroup, ...]) -> tuple[Section, ...]:
    """The queue by kind; ``left`` says how many more wait behind those shown."""
    return tuple(
        Section(
            group.kind.value,
            _GROUPS[group.kind][0],
            tuple(_line(paper) for paper in group.papers),
            plural(group.total - len(group.papers), *_GROUPS[group.kind][1:])
            if group.total > len(group.papers)
            else "",
        )
        for group in groups
    )


def lead(groups: tuple[QueueGroup, ...]) -> str:
    """One sentence about the day."""
    counts = [plural(group.total, *_GROUPS[group.kind][1:]) for group in groups]
    if not counts:
        return "Всё подписано. Новые бумаги появятся здесь, как только их подготовят."
    return f"Вашей подписи ждут: {', '.join(counts)}. Прочитайте, отметьте и подпишите."


def _line(paper: QueuedPaper) -> Line:
    url, pdf, back = _links(paper)
    text, tag = _waits(paper)
    return Line(
        value=seen_value(paper),
        title=_title(paper),
        url=url,
        pdf=pdf,
        recipient=paper.recipient,
        what=_what(paper),
        waits=text,
        tag=tag,
        clause=paper.clause,
        back=back,
        gaps=paper.gaps,
    )


def _title(paper: QueuedPaper) -> str:
    if paper.kind is QueueKind.AMENDMENT:
        return f"№\u00a0{paper.number} к договору №\u00a0{paper.contract_number}"
    return f"№\u00a0{paper.number}"


def _links(paper: QueuedPaper) -> tuple[str, str, str]:
    """Where it is read, its PDF, where it is sent back."""
    if paper.kind is QueueKind.CONTRACT:
        return (
            url_for("contracts.sign", contract_id=paper.id),
            url_for("contracts.paper", contract_id=paper.id),
            url_for("signing.send_back_contract", contract_id=paper.id),
        )
    if paper.kind is QueueKind.AMENDMENT:
        return (
            url_for("amendments.show", amendment_id=paper.id),
            url_for("amendments.paper", amendment_id=paper.id),
            url_for("signing.send_back_amendment", amendment_id=paper.id),
        )
    if paper.kind is QueueKind.ENDING:
        return (
            url_for("terminations.confirm", termination_id=paper.id),
            url_for("terminations.draft", termination_id=paper.id),
            url_for("signing.send_back_ending", termination_id=paper.id),
        )
    if paper.kind is QueueKind.FEE:
        return (
            url_for("amendments.proposed_fee", contract_id=paper.contract_id),
            "",
            url_for("amendments.decline_fee", contract_id=paper.contract_id),
        )
    return (
        url_for("acts.show", act_id=paper.id),
        url_for("acts.paper", act_id=paper.id),
        "",
    )


_UNSIGNED = (
    ". Получатель безвестно отсутствует с {}: за него акт никто не подпишет, вашей подписи это не "
    "мешает"
)


def _what(paper: QueuedPaper) -> str:
    if paper.kind is QueueKind.ENDING:
        last = f", последний день — {day_words(paper.day)}" if paper.day else ""
        return f"{paper.ground}{last}"
    fee = "бесплатно" if paper.free else (money(paper.amount) if paper.amount is not None else "")
    if paper.kind is QueueKind.ACT:
        gone = "" if paper.missing is None else _UNSIGNED.format(day_words(paper.missing))
        return f"За {month(paper.month)}: {fee}{gone}" if paper.month else fee
    monthly = fee if paper.free or not fee else f"{fee} в месяц"
    if paper.kind is QueueKind.FEE and paper.day:
        return f"С {day_words(paper.day)}: {monthly}. Основание: {paper.ground}"
    if paper.kind is QueueKind.AMENDMENT:
        since = f"С {day_words(paper.day)}" if paper.day else ""
        return f"{since}: {monthly}" if monthly else since
    form = paper.form.label if paper.form else ""
    return f"{form[:1].upper()}{form[1:]}, {monthly}"


def _waits(paper: QueuedPaper) -> tuple[str, Tag | None]:
    """How long it has waited; where a term runs, until when and how urgent that is."""
    if paper.due_at is None:
        return f"Ждёт с {day_words(region().today(paper.waits_since))}", None
    due = region().local(paper.due_at)
    left = (due.date() - today()).days
    text, kind = urgency(left, overdue=paper.due_at < now())
    words = clock_time(due)
    return words[:1].upper() + words[1:], Tag(text, kind)


@dataclass(frozen=True, slots=True)
class Returned:
    """A paper that was sent back, and what to do now."""

    id: int
    title: str
    url: str
    reason: str
    who: str
    mine: bool
    next_url: str
    next_text: str
    settles: bool


def returned(rows: tuple[ReturnRow, ...]) -> tuple[Returned, ...]:
    """What was sent back, as its list shows it."""
    return tuple(_returned(row) for row in rows)


def _returned(row: ReturnRow) -> Returned:
    who = f"{row.sent_by}, {day_near(region().today(row.sent_at))}"
    contract = url_for("contracts.show", contract_id=row.contract_id)
    person = f"договору №\u00a0{row.contract_number}, {row.recipient}"
    if row.kind is QueueKind.CONTRACT:
        title = f"Договор №\u00a0{row.contract_number}, {row.recipient}"
        redraw = url_for("contracts.draft", programme_id=row.programme_id)
        return Returned(
            row.id, title, contract, row.reason, who, row.mine, redraw, "Составить заново", False
        )
    if row.kind is QueueKind.AMENDMENT:
        title = f"Соглашение №\u00a0{row.amendment_number} к {person}"
        url = url_for("amendments.show", amendment_id=row.amendment_id)
        anew = url_for("amendments.new", contract_id=row.contract_id)
    else:
        title = f"Прекращение: {person.removeprefix('договору ')}"
        url = url_for("terminations.show", termination_id=row.termination_id)
        anew = url_for("terminations.prepare", contract_id=row.contract_id)
    return Returned(row.id, title, url, row.reason, who, row.mine, anew, "Подготовить заново", True)


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One copy in words: what is marked, and ``missing``, what nobody has marked yet."""

    number: int
    title: str
    facts: tuple[tuple[str, str], ...]
    missing: str
    file_id: int | None
    begun: bool


def copy_lines(view: CopiesView) -> tuple[CopyLine, ...]:
    """The register of a paper's copies."""
    return tuple(_copy(copy) for copy in view.copies)


def _copy(copy: CopyView) -> CopyLine:
    stays = copy.holder is not Party.RECIPIENT
    whose = "учреждения" if stays else "получателя"
    told = (
        ("Напечатан", _day(copy.printed_on), "печать"),
        (
            "Подпись директора",
            _signed(copy.provider_signed_on, copy.provider_signer),
            "подпись директора",
        ),
        (
            "Подпись получателя",
            _signed(copy.customer_signed_on, copy.customer_signer),
            "подпись получателя",
        ),
        ("Отдан", _signed(copy.handed_on, copy.handed_to), "выдача"),
    )
    return CopyLine(
        number=copy.number,
        title=f"Экземпляр {copy.number}, {whose}",
        facts=tuple((caption, said) for caption, said, _ in told if said),
        missing=", ".join(
            work for _, said, work in told if not (said or (stays and work == "выдача"))
        ),
        file_id=copy.file_id,
        begun=copy.version > 0,
    )


def _day(day: date | None) -> str:
    return day_words(day, year=True) if day else ""


def _signed(day: date | None, who: str) -> str:
    return f"{day_words(day, year=True)}, {who}" if day else ""


def amendment_state(shown: AmendmentView) -> dict[str, Any]:
    """What an amendment's page tells of its copies, once the paper is drawn."""
    if shown.paper_sha256 is None:
        return {"copies": None}
    copies = amendment_copies(actor(), shown.row.id)
    return {"copies": copies, "copy_lines": copy_lines(copies)}


def contract_state(contract: ContractView) -> dict[str, Any]:
    """What a contract's page tells of its text: gaps, times it was sent back, copies, its code."""
    try:
        copies = contract_copies(actor(), contract.id)
    except NotFound:
        copies = None
    returns = returns_of(actor(), contract.id)
    standing = next((one for one in returns if one.settled_at is None), None)
    if standing is not None:
        # Nobody signs a text that was sent back, so nothing is marked on its copies.
        copies = None
    return {
        **({"tag": Tag("Возвращён без подписи", "warn")} if standing else {}),
        "copies": copies,
        "copy_lines": copy_lines(copies) if copies else (),
        "returns": returns,
        "standing_return": standing,
        "gaps": contract_gaps(actor(), contract.id, region()),
        "may_redraw": actor().role in PREPARES,
        "may_take_back": actor().role in PREPARES and actor().role is not Role.DIRECTOR,
    }
