"""The package of a move: papers put into it, and what it lacks (AST-DOC-01 to AST-DOC-03)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.authorities import Capacity
from portal.domain.calendar import counted
from portal.domain.package import Package, PackagePaper
from portal.domain.people import is_minor
from portal.domain.representation import placement_papers
from portal.domain.transfer import (
    TransferRules,
    package_of_case,
    special_papers,
    transfer_terms,
)
from portal.domain.transfer_package import PackageState, package_state
from portal.domain.violations import Violation, refuse
from portal.models import Recipient, Transfer, TransferPaper
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.authority import capacity_of
from portal.usecases.facts import own
from portal.usecases.transfer_case import LONGEST, rules_of
from portal.usecases.uploads import Upload, store_scan
from portal.usecases.work_calendar import work_calendar

SPECIAL = "special_paper"
"""A paper of a special route that no list names; each takes a number of its own."""
EXAMINATION = "medical_examination"
PETITION, APPLICATION = "provider_petition", "transfer_application"
MADE_FOR_THE_MOVE = (PETITION, APPLICATION)
"""What is written because the recipient applied; the rest may have been there before."""


@dataclass(frozen=True, slots=True)
class PackagePaperDetails:
    """A paper of the package with the day that stands on it.

    ``issuer`` is the medical organisation of a sheet or an examination (AST-FRM-04); ``title``
    names a paper of a special route under the code ``SPECIAL``.
    """

    code: str
    issued_on: date | None = None
    number: str = ""
    issuer: str = ""
    scan: Upload | None = None
    title: str = ""


def package_of(session: Session, row: Transfer, region: Region, day: date) -> Package | None:
    """The package of the recipient's age, capacity and marks on a day.

    Papers of a special route that somebody has named are in it too. None where the region asks for
    none.
    """
    people = selectinload(Recipient.representatives)
    person = own(session, Recipient, row.recipient_id, row.provider_id, people)
    rules, marks = rules_of(row, region), frozenset(row.marks)
    package = package_of_case(
        rules,
        marks,
        minor=is_minor(person.born, day),
        incapable=capacity_of(person, person.representatives, day) is Capacity.INCAPABLE
        or _asked_before(session, row, rules),
    )
    if package is None:
        return None
    more = (*referrals(row, region), *_named_papers(session, row, rules))
    return replace(package, papers=(*package.papers, *more))


def referrals(row: Transfer, region: Region) -> tuple[PackagePaper, ...]:
    """The papers for the placement of a child without parental care (AST-MIN-01)."""
    placement = region.rules.representation_rules.on(row.applied_on).placement
    return placement_papers(placement, row.marks)


def _asked_before(session: Session, row: Transfer, rules: TransferRules) -> bool:
    """A paper that only somebody incapable brings is there: it stays, whatever was found since."""
    there = issued_papers(session, row)
    listed = special_papers(rules, frozenset(row.marks))
    return any(one.for_incapable and one.code in there for one in listed)


def _named_papers(
    session: Session, row: Transfer, rules: TransferRules
) -> tuple[PackagePaper, ...]:
    clause = next(
        (one.citation for one in rules.marks_of(frozenset(row.marks)) if one.manual),
        rules.procedure,
    )
    named = session.scalars(
        select(TransferPaper)
        .where(
            TransferPaper.provider_id == row.provider_id,
            TransferPaper.transfer_id == row.id,
            TransferPaper.title != "",
        )
        .order_by(TransferPaper.id)
    )
    return tuple(PackagePaper(one.code, one.title, clause, blocking=False) for one in named)


def is_special(row: Transfer, code: str, region: Region) -> bool:
    """Whether a paper belongs to the checklist of the move's special route or of a placement."""
    routes = special_papers(rules_of(row, region), frozenset(row.marks))
    listed = {one.code for one in (*routes, *referrals(row, region))}
    more = takes_more(region, row.applied_on, frozenset(row.marks), manual=row.manual)
    return code in listed or (more and code.startswith(SPECIAL))


def takes_more(region: Region, day: date, marks: frozenset[str], *, manual: bool) -> bool:
    """Whether papers beside the list belong to a move: of a special route, or a child's referral.

    Rules: AST-TRN-09, AST-TRN-10, AST-MIN-01.
    """
    placement = region.rules.representation_rules.on(day).placement
    return manual or (placement is not None and not marks.isdisjoint(placement.statuses.codes))


def issued_papers(session: Session, row: Transfer) -> Mapping[str, date]:
    """The papers in the package and the days on them."""
    rows = session.execute(
        select(TransferPaper.code, TransferPaper.issued_on).where(
            TransferPaper.provider_id == row.provider_id, TransferPaper.transfer_id == row.id
        )
    )
    return dict(rows.all())


def state_of(session: Session, row: Transfer, region: Region, day: date) -> PackageState | None:
    """The package as it stands on a day, held against the day of the answer.

    Raises value_invalid for an examination under an act that does not count.
    """
    package = package_of(session, row, region, day)
    if package is None:
        return None
    if package.bases is not None and row.basis is not None:
        package.bases.choice(row.basis, field="basis")
    calendar = work_calendar(session, region)
    return package_state(
        package, issued_papers(session, row), day, _answer_day(session, row, region, day), calendar
    )


def _answer_day(session: Session, row: Transfer, region: Region, day: date) -> date | None:
    """By when the authority answers: as it was counted, else as if the package went on ``day``.

    None while the calendar of that year is missing: the term itself refuses when it must be met.
    """
    if row.notice_due is not None or row.manual:
        return row.notice_due
    calendar = work_calendar(session, region)
    terms = counted(lambda: transfer_terms(rules_of(row, region), day, calendar))
    if isinstance(terms, Violation) or terms.notice is None:
        return None
    return terms.notice.at.date()


def keep_papers(
    session: Session,
    row: Transfer,
    papers: Iterable[PackagePaperDetails],
    *,
    actor: Actor,
    now: datetime,
    today: date,
) -> None:
    """Put papers into the package; a newer one of the same code takes the older one's place."""
    born = own(session, Recipient, row.recipient_id, row.provider_id).born
    for paper in papers:
        issued_on = paper.issued_on or (row.applied_on if paper.code == APPLICATION else today)
        _demand_day(row, paper.code, issued_on, born, today)
        kept = _place_of(session, row, paper)
        # The scan goes in first: storing it writes what waits, and a paper is written whole.
        kept.file_id = store_scan(session, paper.scan, provider_id=row.provider_id, now=now)
        kept.issued_on, kept.number = issued_on, paper.number.strip()[:LONGEST]
        kept.issuer = paper.issuer.strip()[:LONGEST]
        kept.recorded_at, kept.recorded_by_id = now, actor.membership_id
        session.add(kept)
        session.flush()


def _place_of(session: Session, row: Transfer, paper: PackagePaperDetails) -> TransferPaper:
    """The row of a paper: the one of its code, else a new one; a named paper is always new."""
    of_move = (
        TransferPaper.provider_id == row.provider_id,
        TransferPaper.transfer_id == row.id,
    )
    if paper.code == SPECIAL:
        title = paper.title.strip()[:LONGEST]
        if not any(sign.isalpha() for sign in title):
            refuse("value_invalid", "Напишите, как называется документ.", field="title")
        count = session.scalar(
            select(func.count()).where(*of_move, TransferPaper.code.startswith(SPECIAL))
        )
        code = f"{SPECIAL}_{(count or 0) + 1}"
        return TransferPaper(
            provider_id=row.provider_id, transfer_id=row.id, code=code, title=title
        )
    kept = session.scalars(
        select(TransferPaper).where(*of_move, TransferPaper.code == paper.code)
    ).one_or_none()
    return kept or TransferPaper(provider_id=row.provider_id, transfer_id=row.id, code=paper.code)


def _demand_day(row: Transfer, code: str, issued_on: date, born: date, today: date) -> None:
    """A paper is dated within the recipient's life, the application and the petition by the move.

    The application is the one that opened it; the petition is written because of it.
    """
    if issued_on > today:
        text = "Этот день ещё не наступил. Введите день, который стоит на документе."
        refuse("value_invalid", text, field=code)
    if code == APPLICATION and issued_on != row.applied_on:
        text = (
            f"Это то самое заявление, а в переводе записан его день {row.applied_on:%d.%m.%Y}. "
            "Введите тот же день. Если в переводе день неверен, отзовите перевод и запишите "
            "заявление заново."
        )
        refuse("value_invalid", text, field=code)
    if code == PETITION and issued_on < row.applied_on:
        text = (
            f"Получатель просит о переводе {row.applied_on:%d.%m.%Y}: эту бумагу пишут тогда же "
            "или позже. Введите день, который стоит на документе."
        )
        refuse("value_invalid", text, field=code)
    if issued_on < born:
        text = f"Получатель родился {born:%d.%m.%Y}: бумаги о нём раньше быть не могло."
        refuse("value_invalid", f"{text} Исправьте день.", field=code)
