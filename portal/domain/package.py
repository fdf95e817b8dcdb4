"""A package of papers that goes to an authority together, some of them valid for a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from portal.domain.calendar import WorkCalendar
from portal.domain.choices import ChoiceList
from portal.domain.deadlines import DeadlineRule, Due, due
from portal.domain.law import Citation

_MIDNIGHT = time(0, 0)


@dataclass(frozen=True, slots=True)
class PackagePaper:
    """One paper of a package.

    ``validity`` is counted from the day of issue; a valid paper ``instead`` does as well. One that
    is not ``blocking`` is only reminded of, in the words of ``reminder`` where it has its own; it
    belongs to the package from ``since`` on. ``for_incapable``: only for whom a court found so.
    ``silent``: the case itself warns of it already, so that the package does not repeat it.
    """

    code: str
    title: str
    citation: Citation
    blocking: bool = True
    validity: DeadlineRule | None = None
    instead: str | None = None
    since: date | None = None
    reminder: str = ""
    for_incapable: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Package:
    """The papers for a minor or for anybody else; ``bases`` are the acts of an examination."""

    code: str
    minor: bool
    papers: tuple[PackagePaper, ...]
    citation: Citation
    bases: ChoiceList | None = None


def package_for(packages: Iterable[Package], *, minor: bool) -> Package | None:
    """The package of a case, None where the region asks for none."""
    return next((package for package in packages if package.minor is minor), None)


def valid_until(paper: PackagePaper, issued_on: date, calendar: WorkCalendar) -> date | None:
    """The last day the paper may be handed in, None when it does not run out (AST-DOC-03)."""
    term = validity(paper, issued_on, calendar)
    return term.at.date() if term else None


def validity(paper: PackagePaper, issued_on: date, calendar: WorkCalendar) -> Due | None:
    """The same with how it was counted."""
    if paper.validity is None:
        return None
    return due(paper.validity, datetime.combine(issued_on, _MIDNIGHT), calendar)


def missing_papers(
    package: Package, issued: Mapping[str, date], day: date, calendar: WorkCalendar
) -> tuple[PackagePaper, ...]:
    """The papers that are absent or have run out on the day the package is handed in."""
    valid = {
        paper.code
        for paper in package.papers
        if paper.code in issued
        and ((last := valid_until(paper, issued[paper.code], calendar)) is None or day <= last)
    }
    return tuple(
        paper
        for paper in package.papers
        if valid.isdisjoint((paper.code, paper.instead))
        and (paper.since is None or paper.since <= day)
    )
