"""Papers of a move that end before the move does: a new one is got ahead of time (AST-DOC-03)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.calendar import WorkCalendar, counted
from portal.domain.deadlines import DeadlineRule, due
from portal.domain.package import Package, valid_until
from portal.domain.people import is_minor
from portal.domain.transfer import package_of_case
from portal.domain.violations import Violation
from portal.models import Recipient, Transfer, TransferPaper
from portal.regions.registry import Region
from portal.usecases.transfer_case import rules_of
from portal.usecases.work_calendar import work_calendar

VALID_UNTIL = "valid_until"


@dataclass(frozen=True, slots=True)
class LapsingPaper:
    """A paper of an open move, and the last day on which it may be relied on."""

    code: str
    title: str
    last: date


def lapsing_papers(
    session: Session, moves: Sequence[tuple[Transfer, Recipient]], region: Region, today: date
) -> Mapping[int, tuple[LapsingPaper, ...]]:
    """Of each move the papers that are over, or whose region's reminder of the end has begun."""
    issued = _issued(session, [row.id for row, _ in moves])
    if not issued:
        return {}
    calendar = work_calendar(session, region)
    found: dict[int, tuple[LapsingPaper, ...]] = {}
    for row, person in moves:
        rules = rules_of(row, region)
        minor = is_minor(person.born, today)
        package = package_of_case(rules, frozenset(row.marks), minor=minor)
        reminders = reminders_of_end(rules.deadlines)
        if package is not None:
            papers = _lapsing(package, issued[row.id], reminders, today, calendar)
            found[row.id] = tuple(papers)
    return found


def reminders_of_end(rules: Iterable[DeadlineRule]) -> tuple[DeadlineRule, ...]:
    """The terms that are counted back from the last day of a paper."""
    return tuple(rule for rule in rules if rule.counts_from == VALID_UNTIL)


def is_near(
    last: date, day: date, reminders: Iterable[DeadlineRule], calendar: WorkCalendar
) -> bool:
    """Whether the reminder of the end has begun; the end itself may have passed."""
    for rule in reminders:
        begins = counted(partial(due, rule, datetime.combine(last, time()), calendar))
        if not isinstance(begins, Violation) and begins.at.date() <= day:
            return True
    return last < day


def _lapsing(
    package: Package,
    issued: Mapping[str, date],
    reminders: Sequence[DeadlineRule],
    today: date,
    calendar: WorkCalendar,
) -> Iterator[LapsingPaper]:
    for paper in package.papers:
        if paper.code not in issued:
            continue
        last = counted(partial(valid_until, paper, issued[paper.code], calendar))
        if isinstance(last, date) and is_near(last, today, reminders, calendar):
            yield LapsingPaper(paper.code, paper.title, last)


def _issued(session: Session, moves: Sequence[int]) -> Mapping[int, Mapping[str, date]]:
    found: defaultdict[int, dict[str, date]] = defaultdict(dict)
    for move, code, day in session.execute(
        select(TransferPaper.transfer_id, TransferPaper.code, TransferPaper.issued_on).where(
            TransferPaper.transfer_id.in_(moves)
        )
    ):
        found[move][code] = day
    return found
