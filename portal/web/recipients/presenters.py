"""Words for the recipients' pages: what comes next, the papers, the categories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for

from portal.domain.contract import RUNNING, ContractState
from portal.domain.endings import COURT_FINDING, DEATH
from portal.domain.fees import MINOR, FreeCategory
from portal.domain.people import Sex
from portal.models.user import Role
from portal.usecases.early_texts import place_of_text
from portal.usecases.facts import PROGRAMME_PAPER
from portal.usecases.queries.checklist import Checklist, PaperState
from portal.usecases.queries.child_units import child_desk
from portal.usecases.queries.ended_contracts import EndedContract, ended_contract
from portal.usecases.queries.fee import is_free_anyway
from portal.usecases.queries.gone_elsewhere import Gone, gone_elsewhere
from portal.usecases.queries.open_stays import StayView
from portal.usecases.queries.recipient_affairs import ContractLine, ProgrammeLine, RecipientAffairs
from portal.usecases.queries.recipients import RecipientView
from portal.usecases.queries.single_contract import SingleContract
from portal.usecases.queries.unrecorded_outcomes import UnrecordedOutcome, unrecorded_outcome
from portal.usecases.queries.waiting_list import PlaceOfDraft, place_of_draft
from portal.usecases.reviewed_programmes import Replacement, replacement_of
from portal.usecases.terminations import PREPARES
from portal.web.access import OFFICE, actor, region
from portal.web.clock import today
from portal.web.filters import day_words, plural
from portal.web.single_contract import single_contract_of, way_on

PAPER_TAGS = {
    PaperState.VALID: ("Есть", "ok"),
    PaperState.EXPIRED: ("Срок истёк", "bad"),
    PaperState.MISSING: ("Не хватает", "warn"),
}
DRAFTERS = (Role.DIRECTOR, Role.ACCOUNTANT, Role.HEAD_OF_DEPARTMENT)
"""Who draws up a contract: it quotes the family's income."""


def free_categories() -> tuple[FreeCategory, ...]:
    """The region's categories to choose from; childhood is known from the birth date."""
    found: dict[str, FreeCategory] = {}
    for category in region().rules.fee_rules.on(today()).free_categories:
        if category.code != MINOR:
            found.setdefault(category.code, category)
    return tuple(found.values())


def category_titles() -> Mapping[str, str]:
    """Titles of the region's categories by code."""
    return {category.code: category.title for category in free_categories()}


def papers_line(checklist: Checklist) -> str:
    """How many of the region's papers are there; one that may be left out counts when it came."""
    there = sum(row.state is PaperState.VALID for row in checklist.rows)
    return f"{there} из {there + len(checklist.missing)}"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next with this person: the words, and the page if the reader may open it."""

    title: str
    text: str
    url: str | None
    button: str = ""


def next_step(
    person: RecipientView, affairs: RecipientAffairs, checklist: Checklist, *, sees_income: bool
) -> NextStep:
    """The first thing on the way from the papers to the contract that is not done yet."""
    if (lost := _lost_step(person, affairs)) is not None:
        return lost
    newest = _newest(affairs)
    if newest is not None and newest.contract_id is not None:
        return _contract_step(person, affairs, newest, newest.contract_id)
    if newest is not None and newest.refusal_id is not None:
        return _refused_step(newest, newest.refusal_id)
    if newest is not None and (served := _served_step(person, newest)) is not None:
        return served
    steps = (
        _papers_step(person, checklist),
        _income_step(person, affairs, sees_income=sees_income),
    )
    open_step = next((step for step in steps if step is not None), None)
    return open_step or (_programme_step(person) if newest is None else _draft_step(newest))


def _served_step(person: RecipientView, newest: ProgrammeLine) -> NextStep | None:
    """Who is served elsewhere, or by another contract, or was served already, is no newcomer."""
    if gone := gone_elsewhere(actor(), newest.id, region(), today()):
        return _gone_step(gone)
    if instead := replacement_of(actor(), newest.id):
        return _replaced_step(person, instead)
    if single := single_contract_of(person.id, newest.id):
        return _single_step(single, unrecorded_outcome(actor(), newest.id))
    ended = ended_contract(actor(), newest.id, region())
    return _ended_step(newest, ended) if ended else None


def _newest(affairs: RecipientAffairs) -> ProgrammeLine | None:
    """The programme that a contract is, or would be, drawn up on.

    One that a review has replaced only where no other is here.
    """
    current = (one for one in affairs.programmes if not one.withdrawn)
    valid = [one for one in current if one.valid_until >= today()]
    return min(valid, key=lambda one: one.replaced, default=None)


def place_awaited(person: RecipientView, affairs: RecipientAffairs) -> PlaceOfDraft | None:
    """Where the contract to come would take a place; None where none is to come (FED-CON-09)."""
    newest = _newest(affairs)
    if newest is None or newest.contract_id is not None or newest.refusal_id is not None:
        return None
    if newest.replaced:
        return None
    if person.died_on is not None or person.missing_since is not None:
        return None
    gone = gone_elsewhere(actor(), newest.id, region(), today())
    if gone or single_contract_of(person.id, newest.id):
        return None
    return place_of_draft(actor(), newest.id, region(), today())


def _gone_step(gone: Gone) -> NextStep:
    """Whoever has gone with the programme gets no contract on it here (FED-TRN-01, FED-TRN-03)."""
    return NextStep(gone.title, gone.text, None)


def _replaced_step(person: RecipientView, instead: Replacement) -> NextStep:
    """A contract is drawn up on what a review has put in the place (FED-IPP-06)."""
    if instead.programme_id is not None:
        page = url_for("programmes.show", programme_id=instead.programme_id)
        return NextStep("Программу пересмотрели", instead.text, page, "Открыть новую программу")
    present = url_for("programmes.present", recipient_id=person.id)
    return NextStep("Программу пересмотрели", instead.text, present, "Принять программу")


def _lost_step(person: RecipientView, affairs: RecipientAffairs) -> NextStep | None:
    """A death or a court's finding comes before anything else."""
    if person.died_on is not None:
        return _death_step(person, person.died_on, affairs)
    if person.missing_since is not None:
        return _missing_step(person, person.missing_since, affairs)
    return None


def _death_step(person: RecipientView, died_on: date, affairs: RecipientAffairs) -> NextStep:
    """After a death a contract in force is ended, and nothing new is begun (FED-MIN-01)."""
    died = "Умерла" if person.sex is Sex.FEMALE else "Умер"
    title = f"{died} {died_on:%d.%m.%Y}"
    running = _running(affairs)
    if running is None and (waiting := _unsigned(affairs)):
        return NextStep(
            title,
            f"Договор № {waiting.number} не подписан и в силу не вступит: директор закрывает его "
            "как несостоявшийся.",
            url_for("contracts.show", contract_id=waiting.id),
            "Открыть договор",
        )
    if running is None:
        return NextStep(
            title, "Кабинет закрыт, договоров и услуг больше не будет. Бумаги остаются здесь.", None
        )
    url = url_for("terminations.prepare", contract_id=running.id, ground=DEATH)
    return NextStep(
        title,
        f"Договор № {running.number} ещё действует: его прекращают в связи со смертью.",
        url if actor().role in PREPARES else None,
        "Прекратить договор",
    )


def _missing_step(person: RecipientView, since: date, affairs: RecipientAffairs) -> NextStep:
    """A contract in force is ended on this ground, and nothing new is begun (FED-TER-07)."""
    found = (
        "Признана безвестно отсутствующей"
        if person.sex is Sex.FEMALE
        else "Признан безвестно отсутствующим"
    )
    title = f"{found} с {since:%d.%m.%Y}"
    if running := _running(affairs):
        url = url_for("terminations.prepare", contract_id=running.id, ground=COURT_FINDING)
        return NextStep(
            title,
            f"Договор № {running.number} ещё действует: его прекращают на этом основании. Если "
            "получатель вернулся, запишите это: «Кто действует за получателя».",
            url if actor().role in PREPARES else None,
            "Прекратить договор",
        )
    waiting = _unsigned(affairs)
    unsigned = f"Договор № {waiting.number} не подписывают, новых" if waiting else "Новых"
    return NextStep(
        title,
        f"{unsigned} договоров и заявлений нет, пока получатель не вернулся или суд не отменил "
        "решение.",
        url_for("recipients.representatives", recipient_id=person.id),
        "Записать возвращение",
    )


def _running(affairs: RecipientAffairs) -> ContractLine | None:
    """A contract in force that the reader may open."""
    return next((one for one in affairs.contracts if one.opens and one.state in RUNNING), None)


def _unsigned(affairs: RecipientAffairs) -> ContractLine | None:
    """A contract that still waits for signatures."""
    awaiting = ContractState.AWAITING_SIGNATURE
    return next((one for one in affairs.contracts if one.opens and one.state is awaiting), None)


def _papers_step(person: RecipientView, checklist: Checklist) -> NextStep | None:
    # The programme is a step of its own.
    missing = sum(one.code != PROGRAMME_PAPER for one in checklist.blocking)
    if not missing:
        return None
    count = plural(missing, "документ", "документа", "документов")
    return NextStep(
        "Собрать документы",
        f"Без них договор составить нельзя. Осталось отметить {count}.",
        url_for("recipients.documents", recipient_id=person.id),
        "Отметить документы",
    )


def _income_step(
    person: RecipientView, affairs: RecipientAffairs, *, sees_income: bool
) -> NextStep | None:
    if affairs.income_applied_on is not None:
        return None
    if is_free_anyway(actor().provider_id, person.id, region(), today()):
        return None
    return NextStep(
        "Записать доходы семьи",
        "По ним решается, платит ли человек и сколько."
        + ("" if sees_income else " Справки передайте бухгалтеру: доходы вносит он."),
        url_for("recipients.income", recipient_id=person.id) if sees_income else None,
        "Внести доходы",
    )


def _programme_step(person: RecipientView) -> NextStep:
    return NextStep(
        "Принять программу (ИППСУ)",
        "С этого момента идёт срок заключения договора.",
        url_for("programmes.present", recipient_id=person.id),
        "Принять программу",
    )


def _draft_step(programme: ProgrammeLine) -> NextStep:
    url = url_for("contracts.draft", programme_id=programme.id)
    return NextStep(
        "Составить договор",
        f"Программа № {programme.number} принята, договора по ней ещё нет.",
        url if actor().role in DRAFTERS else None,
        "Составить договор",
    )


def _ended_step(programme: ProgrammeLine, ended: EndedContract) -> NextStep:
    """Nothing is due after an end: a new contract waits for a new request (FED-TER-01)."""
    over = f"Договор № {ended.number} по программе № {programme.number}: {ended.text}"
    if ended.moved_to:
        marks = url_for("admissions.ending", programme_id=programme.id)
        return NextStep("Договор прекращён", over, marks, "Отметки о выполнении")
    drafts = actor().role in DRAFTERS and not ended.barred
    url = url_for("contracts.draft", programme_id=programme.id) if drafts else None
    return NextStep("Договор прекращён", over, url, "Составить новый договор")


def _refused_step(programme: ProgrammeLine, refusal_id: int) -> NextStep:
    """A refusal to contract stands until it is lifted (FED-TER-02)."""
    return NextStep(
        "В договоре отказано",
        f"По программе № {programme.number} составлен отказ № {programme.refusal_number}. Если "
        "основание отпало, директор снимает отказ, и договор можно составить.",
        url_for("terminations.refusal", refusal_id=refusal_id),
        "Открыть отказ",
    )


def _single_step(single: SingleContract, awaited: UnrecordedOutcome | None) -> NextStep:
    """No second contract is drawn up: the one that runs is changed (MSK-CON-05).

    Unless the new programme may have come from an open review: then its outcome is first.
    """
    if awaited is not None and single.waits_for(awaited):
        url = url_for("admissions.review_end", programme_id=awaited.former_id)
        text = (
            f"Просили о пересмотре программы {awaited.former}, новая {awaited.new} уже здесь. "
            "Договор по ней составят, когда исход записан."
        )
        offered = url if actor().role in OFFICE else None
        return NextStep("Запишите исход пересмотра", text, offered, "Записать исход")
    way = way_on(single)
    if single.move_id is not None:
        text = f"Новый договор составят, когда прекращён договор № {single.number}."
        return NextStep("Идёт переход в стационар", text, *(way or (None, "")))
    return NextStep(
        "Изменить действующий договор",
        single.refusal.text,
        way[0] if way else None,
        way[1] if way else "",
    )


def _contract_step(
    person: RecipientView, affairs: RecipientAffairs, newest: ProgrammeLine, contract_id: int
) -> NextStep:
    contract = next(one for one in affairs.contracts if one.id == contract_id)
    if contract.state is not ContractState.AWAITING_SIGNATURE:
        desk = child_desk(actor(), person.id, region(), today(), newest.id)
        if desk is not None and desk.stay is not None and desk.stay.to_be_ended:
            return _placed_step(contract, desk.stay)
        return NextStep("Договор есть", "Услуги записывает социальный работник.", None)
    if gone := gone_elsewhere(actor(), newest.id, region(), today()):
        return _void_step(gone, contract)
    if kept := place_of_text(actor(), contract.id):
        return _early_step(kept, contract)
    return NextStep(
        "Подписать договор",
        f"Договор № {contract.number} составлен и ждёт подписей.",
        url_for("contracts.show", contract_id=contract.id) if contract.opens else None,
        "Открыть договор",
    )


def _void_step(gone: Gone, contract: ContractLine) -> NextStep:
    """A text that nobody signs any more is closed, and the director closes it (AST-TRN-11)."""
    closes = actor().role is Role.DIRECTOR
    page = "terminations.not_signed" if closes else "contracts.show"
    told = "закройте его без подписи" if closes else "его закрывает директор"
    return NextStep(
        gone.title,
        f"{gone.text} Договор № {contract.number} не подписывают: {told}.",
        url_for(page, contract_id=contract.id) if contract.opens else None,
        "Закрыть договор" if closes else "Открыть договор",
    )


def _early_step(kept: date, contract: ContractLine) -> NextStep:
    """A text that begins before the place kept for the move is drawn up anew (AST-TRN-11)."""
    return NextStep(
        "Составить договор заново",
        f"Место для переезда держат с {day_words(kept)}, а договор № {contract.number} начинается "
        "раньше: подписать его нельзя.",
        url_for("contracts.show", contract_id=contract.id) if contract.opens else None,
        "Открыть договор",
    )


def _placed_step(contract: ContractLine, stay: StayView) -> NextStep:
    """A stay without a fixed length ends once the placement is settled (VLA-SCH-05)."""
    url = url_for("terminations.prepare", contract_id=contract.id, ground=stay.rule.settles)
    return NextStep(
        "Прекратить договор",
        "Устройство ребёнка решено, пребывание на этом заканчивается.",
        url if actor().role in PREPARES else None,
        "Прекратить договор",
    )
