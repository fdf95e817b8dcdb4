"""The papers that came with an application: which, of what kind, and what they prove.

Rules: MSK-DOC-02 (the kind of proof of the circumstances), MSK-DOC-03 (which relative cannot care
and why), MSK-MIN-02 (the papers of a child by age). The authority decides; nothing is held up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.admission import OBSTACLES, AdmissionRules, obstacle_holds
from portal.domain.choices import ChoiceList
from portal.domain.conditions import Always
from portal.domain.documents import DocumentRequirement, Proof
from portal.domain.law import Citation
from portal.domain.representation import missing_age_papers
from portal.domain.violations import Conflict, Violation, refuse
from portal.models import Application, ApplicationPaper, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.transaction import reading, transaction

LONGEST_NAME = 150


@dataclass(frozen=True, slots=True)
class BringPaper:
    """A paper that is there: its code, its kind; who of the family cannot care, why, which days."""

    application_id: int
    code: str
    brought_on: date
    proof: str = ""
    relative: str = ""
    obstacle: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class BroughtPaper:
    """A paper that came, in words."""

    id: int
    brought_on: date
    proof: str
    about: str


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """A paper the region names for an application, and what came of it.

    ``missing``: a child of this age needs it, and it has not come (MSK-MIN-02).
    """

    code: str
    title: str
    when: str
    proofs: tuple[Proof, ...]
    names_relative: bool
    citation: Citation
    brought: tuple[BroughtPaper, ...] = ()
    missing: bool = False


@dataclass(frozen=True, slots=True)
class ApplicationPapers:
    """The checklist of an application; without ``papers`` the region names none."""

    papers: tuple[AskedPaper, ...]
    obstacles: ChoiceList | None


def bring_paper(command: BringPaper, *, region: Region, actor: Actor, now: datetime) -> int:
    """Record a paper of an application.

    Raises value_invalid for a paper or a kind the region does not name, a day to come, a relative's
    circumstance that is not told or does not count, and what is recorded already.
    """
    with transaction() as session:
        row = own(session, Application, command.application_id, actor.provider_id, lock=True)
        rules = region.rules.admission_rules.on(row.applied_on)
        asked = next(
            (one for one in _asked(session, row, region) if one.code == command.code), None
        )
        if asked is None:
            refuse("value_invalid", "Выберите бумагу из списка региона.", field="code")
        _demand_sound(command, asked, rules, region.today(now))
        paper = ApplicationPaper(
            provider_id=actor.provider_id,
            application_id=row.id,
            code=asked.code,
            proof=command.proof if asked.proofs else "",
            brought_on=command.brought_on,
            relative=" ".join(command.relative.split()) if asked.names_relative else "",
            obstacle=command.obstacle if asked.names_relative else "",
            since=command.since if asked.names_relative else None,
            until=command.until if asked.names_relative else None,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        _demand_new(session, paper)
        session.add(paper)
        session.flush()
        after = {"paper": paper.code, "proof": paper.proof, "obstacle": paper.obstacle}
        subject = ("application_paper", "application", row.id)
        audit.record(session, actor, now, *subject, after=after)
        return paper.id


def strike_paper(paper_id: int, application_id: int, *, actor: Actor, now: datetime) -> None:
    """Cross out a paper recorded by mistake; raises Conflict for one crossed out already."""
    with transaction() as session:
        row = own(session, ApplicationPaper, paper_id, actor.provider_id, lock=True)
        if row.struck_at is not None or row.application_id != application_id:
            text = "Эту запись уже вычеркнули. Обновите страницу."
            raise Conflict(Violation("conflict", text))
        row.struck_at = now
        session.flush()
        subject = ("application_paper_struck", "application", application_id)
        audit.record(session, actor, now, *subject, {"paper": row.code, "proof": row.proof})


def _demand_sound(
    command: BringPaper, asked: AskedPaper, rules: AdmissionRules, today: date
) -> None:
    clause = asked.citation
    if command.brought_on > today:
        refuse("value_invalid", "Этот день ещё не наступил. Проверьте дату.", field="brought_on")
    if asked.proofs and command.proof not in {one.code for one in asked.proofs}:
        kinds = "; ".join(one.title for one in asked.proofs)
        text = f"Выберите, чем именно подтверждают: {kinds}."
        refuse("value_invalid", text, field="proof", citation=clause)
    if not asked.names_relative:
        return
    if not command.relative.strip() or len(command.relative) > LONGEST_NAME:
        text = f"Назовите родственника, не длиннее {LONGEST_NAME} знаков."
        refuse("value_invalid", text, field="relative", citation=clause)
    rules.named(OBSTACLES).choice(command.obstacle, field="obstacle")
    _demand_long_enough(command, rules)


def _demand_long_enough(command: BringPaper, rules: AdmissionRules) -> None:
    """An illness counts only when it lasts longer than the months of the region."""
    illness = rules.long_illness
    if command.since and command.until and command.until < command.since:
        refuse("value_invalid", "Последний день раньше первого. Исправьте даты.", field="until")
    if illness is None or command.obstacle != illness.obstacle:
        return
    if command.since is None or command.until is None:
        text = "Введите первый и последний день болезни: считается только длительная."
        refuse("value_invalid", text, field="since", citation=illness.citation)
    if not obstacle_holds(rules, command.obstacle, command.since, command.until):
        text = (
            f"Болезнь с {command.since:%d.%m.%Y} по {command.until:%d.%m.%Y} не дольше месяца: "
            "ухаживать она не мешает. Проверьте дни или выберите другое обстоятельство."
        )
        refuse("value_invalid", text, field="until", citation=illness.citation)


def _demand_new(session: Session, paper: ApplicationPaper) -> None:
    for one in _standing(session, paper.application_id):
        same = (one.code, one.proof, one.relative) == (paper.code, paper.proof, paper.relative)
        if same and one.obstacle == paper.obstacle:
            text = "Эта бумага уже записана. Если в записи ошибка, вычеркните её и запишите заново."
            refuse("duplicate", text, field="code")


def _standing(session: Session, application_id: int) -> tuple[ApplicationPaper, ...]:
    rows = session.scalars(
        select(ApplicationPaper)
        .where(
            ApplicationPaper.application_id == application_id, ApplicationPaper.struck_at.is_(None)
        )
        .order_by(ApplicationPaper.id)
    )
    return tuple(rows)


def _asked(session: Session, row: Application, region: Region) -> tuple[AskedPaper, ...]:
    """What the region names for the form of service, and for a child of this age."""
    rules = region.rules.admission_rules.on(row.applied_on)
    named = next((one for one in rules.application_papers if one.form is row.form), None)
    papers = [_required(one, rules) for one in named.requirements] if named else []
    known = {one.code for one in papers}
    papers += [one for one in _of_age(session, row, region) if one.code not in known]
    return tuple(papers)


def _required(one: DocumentRequirement, rules: AdmissionRules) -> AskedPaper:
    obstacles = next((found for found in rules.lists if found.code == OBSTACLES), None)
    about = obstacles is not None and obstacles.citation.rule == one.citation.rule
    when = "" if one.when == Always() else one.when.text()
    return AskedPaper(one.code, one.title, when, one.accepts, about, one.citation)


def _of_age(session: Session, row: Application, region: Region) -> list[AskedPaper]:
    if row.recipient_id is None:
        return []
    born = session.get_one(Recipient, row.recipient_id).born
    one = region.rules.representation_rules.on(row.applied_on).papers_on(born, row.applied_on)
    if one is None:
        return []
    return [
        AskedPaper(item.code, item.title, when, (), False, papers.citation)
        for papers, when in ((one.papers, ""), (one.with_disorder, "при психическом расстройстве"))
        for item in papers.choices
    ]


def _still_missing(
    session: Session, row: Application, came: tuple[ApplicationPaper, ...], region: Region
) -> tuple[str, ...]:
    """The papers of a child that have not come; whether there is a disorder nobody here knows."""
    if row.recipient_id is None:
        return ()
    born = session.get_one(Recipient, row.recipient_id).born
    rules = region.rules.representation_rules.on(row.applied_on)
    brought = (one.code for one in came)
    return missing_age_papers(rules, born, row.applied_on, brought, disorder=False)


def application_papers(actor: Actor, application_id: int, region: Region) -> ApplicationPapers:
    """The checklist of an application with what came; raises NotFound for another provider's."""
    with reading() as session:
        row = own(session, Application, application_id, actor.provider_id)
        rules = region.rules.admission_rules.on(row.applied_on)
        obstacles = next((one for one in rules.lists if one.code == OBSTACLES), None)
        asked = _asked(session, row, region)
        came = _standing(session, row.id)
        missing = _still_missing(session, row, came, region)
        shown = (replace(one, missing=one.code in missing) for one in asked)
        return ApplicationPapers(tuple(_with(one, came, obstacles) for one in shown), obstacles)


def _with(
    asked: AskedPaper, came: tuple[ApplicationPaper, ...], obstacles: ChoiceList | None
) -> AskedPaper:
    kinds = {one.code: one.title for one in asked.proofs}
    why = {one.code: one.title for one in obstacles.choices} if obstacles else {}
    brought = tuple(
        BroughtPaper(
            one.id, one.brought_on, kinds.get(one.proof, ""), _about(one, why.get(one.obstacle, ""))
        )
        for one in came
        if one.code == asked.code
    )
    return replace(asked, brought=brought)


def _about(row: ApplicationPaper, why: str) -> str:
    days = f", с {row.since:%d.%m.%Y}" if row.since else ""
    days += f" по {row.until:%d.%m.%Y}" if row.until else ""
    return f"{row.relative}: {why}{days}" if row.relative else ""
