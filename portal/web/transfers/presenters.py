"""Words of the pages of moves: tags, the path, terms, what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.documents.page_marks import Marker
from portal.documents.press import Press
from portal.domain.envelope import BreakDays
from portal.domain.law import Citation
from portal.domain.people import is_minor
from portal.domain.registers import RegisterSpec
from portal.domain.workflow import whose_turn
from portal.regions.registry import Region
from portal.usecases.queries.transfer_lists import TransferRow
from portal.usecases.queries.transfers import CaseHead
from portal.usecases.transfer_case import AUTHORITY, TransferDone
from portal.usecases.transfer_completion import MARKS, OUTSIDE, TransferCompleted
from portal.usecases.transfer_told import recommended_notice
from portal.web.filters import day_words

REGISTER = "transfers"
_TURNS = {
    "director": "учреждением",
    "social_worker": "учреждением",
    "authority": "уполномоченным органом",
    "recipient": "получателем",
    "representative": "получателем",
}
_VOUCHED = {
    "psychiatric_care_observed": "законодательство о психиатрической помощи соблюдено",
    "special_procedure_observed": "особый порядок специального обслуживания соблюдён",
    "referral_checked": "направление для помещения под надзор проверено",
    "vacancy_confirmed": "принимающий поставщик письменно подтвердил место",
    "new_contract_concluded": "принимающий поставщик сообщил о договоре",
}
DONE = {
    "envelope": "Конверт собран и подписан.",
    "vouch": "Отметка записана.",
    "file": "Передача личного дела записана. Без расписки перевод не завершить.",
    "receipt": "Передача личного дела и расписка за него записаны.",
    "return": "Возврат личного дела записан.",
    "complete": "Перевод завершён, прежний договор прекращён накануне.",
    "print": "Бумага напечатана: откройте её в списке бумаг перевода.",
    "hand": "Вручение записано.",
}
_FOR = {
    "psychiatric_care_observed": {"mental_disorder"},
    "special_procedure_observed": {"special_social_service"},
    "referral_checked": {"orphan", "left_without_parental_care"},
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in a word with its colour."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class PathStep:
    """A state of the path: passed, present or to come; ``turn`` is whose step comes after it."""

    title: str
    turn: str
    passed: bool
    current: bool


def tag_of(row: TransferRow, today: date) -> Tag:
    """The state; a term that is over is said."""
    if row.overdue(today):
        return Tag(f"{row.title}, срок прошёл", "bad")
    kind = {"completed": "ok", "refused": "bad", "withdrawn": ""}.get(row.state, "")
    return Tag(row.title, kind)


def due_text(row: TransferRow, today: date) -> str:
    """By when the next step is due, and whose turn it is."""
    turn = _turn(row.turn)
    said = f"Ход за {turn}." if turn else ""
    if row.due is None:
        return said
    late = " Срок прошёл." if row.overdue(today) else ""
    return f"{said} Следующий шаг — до {row.due:%d.%m.%Y}.{late}".strip()


def _turn(actors: tuple[str, ...]) -> str:
    """Who acts next, in words that follow «ход за»."""
    return next((_TURNS[one] for one in actors if one in _TURNS), "")


def path_of(head: CaseHead, region: Region) -> tuple[PathStep, ...]:
    """The states on the way to the goal with whose they are; off it, those that were passed."""
    workflow = region.rules.transfer_rules.on(head.applied_on).workflow
    aside = {state.code for state in workflow.states if state.final} - {"completed"}
    straight = [state for state in workflow.states if state.code not in aside]
    if head.row.state in aside:
        left = {step.source for step in head.steps}
        over = PathStep(workflow.state(head.row.state).title, "", passed=False, current=True)
        passed = [PathStep(one.title, "", True, False) for one in straight if one.code in left]
        return (*passed, over)
    codes = [state.code for state in straight]
    place = codes.index(head.row.state)
    return tuple(
        PathStep(
            state.title,
            _turn(whose_turn(workflow, state.code)),
            number < place,
            number == place,
        )
        for number, state in enumerate(straight)
    )


def outcomes(head: CaseHead) -> list[tuple[str, str]]:
    """The arrows of the authority out of the present state."""
    return [(step.code, step.title) for step in head.open if AUTHORITY in step.actors]


def vouchable(head: CaseHead) -> list[tuple[str, str]]:
    """The marks a director may put on this move."""
    codes = [code for code in MARKS if _FOR[code] & head.marks]
    if head.chosen and not head.chosen_here:
        codes.extend(OUTSIDE)
    return [(code, _VOUCHED[code]) for code in codes if code not in head.confirmed]


def vouched(head: CaseHead) -> tuple[str, ...]:
    """The marks that are there."""
    return tuple(_VOUCHED.get(code, code) for code in head.confirmed)


def told(step: str, done: TransferDone) -> str:
    """What was done, and what the portal warns of."""
    words = {
        "paper": "Документ записан.",
        "ready": "Пакет готов. Директор подписывает ходатайство и направляет его.",
        "submit": "Ходатайство с пакетом направлено.",
        "decide": "Решение записано.",
        "choose": "Выбор записан.",
        "withdraw": "Перевод отозван, договор действует дальше.",
    }
    return " ".join([words[step], *(one.text for one in done.warnings)])


def completed(done: TransferCompleted) -> str:
    """That a move is over, with what its receiver has yet to be told."""
    said = [DONE["complete"]]
    said.extend(_break_left(one, done) for one in done.news.breaks)
    if not done.news.breaks_told:
        said.append("Скажите о перерыве новому поставщику: в конверте этого нет.")
    if done.news.papers:
        said.append(
            f"Документов внесено после конверта: {len(done.news.papers)}. Передайте их новому "
            "поставщику сами: в конверте их нет."
        )
    if done.review_asked is not None:
        said.append(
            f"О пересмотре программы попросили {day_words(done.review_asked, year=True)}, исхода "
            "ещё нет: новую программу выдадут для нового поставщика. Когда узнаете её номер и "
            "день, запишите исход на странице конца программы."
        )
        if not done.news.review_told:
            said.append("Скажите о пересмотре новому поставщику: в конверте этого нет.")
    return " ".join(said)


def _break_left(one: BreakDays, done: TransferCompleted) -> str:
    if done.terminated_on is None or one.since <= done.terminated_on:
        began = day_words(one.since, year=True)
        return f"Услуги были приостановлены с {began}: перерыв кончился вместе с договором."
    return f"Перерыв {break_days(one)} здесь не начнётся: договор кончился раньше."


def break_days(one: BreakDays) -> str:
    """The days of a break: «с 20 ноября 2026 до 30 ноября 2026 (в этот день услуги уже есть)»."""
    began = f"с {day_words(one.since, year=True)}"
    if one.until is None:
        return began
    return f"{began} до {day_words(one.until, year=True)} (в этот день услуги уже есть)"


def orphan_signers(
    region: Region, day: date, born: date, concluded_on: date
) -> list[tuple[str, str]]:
    """Who signs for a child without parents (AST-MIN-02); nobody for a grown-up.

    No application is older than the contract: whoever was of age by then signs none as a child.
    """
    listed = region.rules.representation_rules.on(day).orphan_signers
    if listed is None or not is_minor(born, concluded_on):
        return []
    return [(one.code, f"подпись: {one.title}") for one in listed.choices]


def told_by(region: Region, day: date) -> Citation | None:
    """The clause by which the authority's answer is passed on (AST-NOT-03)."""
    rule = recommended_notice(region, day)
    return rule.citation if rule else None


def placement_marks(region: Region, day: date) -> list[tuple[str, str]]:
    """The statuses of a child that ask for a referral (AST-MIN-01)."""
    placement = region.rules.representation_rules.on(day).placement
    return [(one.code, one.title) for one in placement.statuses.choices] if placement else []


def register_spec(region: Region, day: date) -> RegisterSpec | None:
    """The register of moves with its columns; None where the region keeps none."""
    registers = region.rules.registers.on(day).registers
    return next((spec for spec in registers if spec.code == REGISTER), None)


def marker(press: Press) -> Marker:
    """What signs for the installation's providers."""
    if press.marker is None:
        raise RuntimeError("The press of an application has its marker")
    return press.marker
