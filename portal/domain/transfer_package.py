"""The package of a move on a day: what is missing, what runs out before the answer (AST-DOC)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.domain.calendar import WorkCalendar
from portal.domain.package import Package, PackagePaper, missing_papers, valid_until
from portal.domain.violations import Violation


@dataclass(frozen=True, slots=True)
class PackageState:
    """A package as it stands on ``day``: blocking gaps, reminders, and the last day of each paper.

    ``early`` are the papers that are still valid on the day and run out before the answer.
    """

    day: date
    missing: tuple[PackagePaper, ...]
    reminders: tuple[PackagePaper, ...]
    lasts: Mapping[str, date]
    early: tuple[PackagePaper, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing that blocks is missing."""
        return not self.missing


def package_state(
    package: Package,
    issued: Mapping[str, date],
    day: date,
    notice_due: date | None,
    calendar: WorkCalendar,
) -> PackageState:
    """What the package lacks on the day it goes, and what lapses before ``notice_due``."""
    absent = missing_papers(package, issued, day, calendar)
    lasts = {
        paper.code: last
        for paper in package.papers
        if paper.code in issued
        and (last := valid_until(paper, issued[paper.code], calendar)) is not None
    }
    return PackageState(
        day=day,
        missing=tuple(paper for paper in absent if paper.blocking),
        reminders=tuple(paper for paper in absent if not paper.blocking),
        lasts=lasts,
        early=tuple(
            paper
            for paper in package.papers
            if notice_due is not None and day <= lasts.get(paper.code, date.max) < notice_due
        ),
    )


def refusals(state: PackageState) -> tuple[Violation, ...]:
    """A refusal for each paper without which the package does not go (AST-DOC-01, AST-DOC-02)."""
    return tuple(
        Violation("documents_missing", _absent(paper, state), paper.code, paper.citation)
        for paper in state.missing
    )


def _absent(paper: PackagePaper, state: PackageState) -> str:
    last = state.lasts.get(paper.code)
    if last is None:
        return f"Нет документа: {paper.title}. Внесите его в пакет."
    return (
        f"Срок документа истёк {last:%d.%m.%Y}: {paper.title}. Получите новый и внесите день "
        "его выдачи."
    )


def warnings(state: PackageState) -> tuple[Violation, ...]:
    """What the portal says of a package that may go: reminders, and papers that lapse early."""
    return (
        *(
            Violation(
                f"{paper.code}_missing",
                paper.reminder
                or f"Можно приложить и это: {paper.title}. Без этого пакет тоже направляют.",
                paper.code,
                paper.citation,
            )
            for paper in state.reminders
            if not paper.silent
        ),
        *(
            Violation(
                f"{paper.code}_expires_before_notice",
                f"{paper.title}: действует по {state.lasts[paper.code]:%d.%m.%Y}, раньше ответа "
                "уполномоченного органа. Лучше сразу обновить.",
                paper.code,
                paper.citation,
            )
            for paper in state.early
        ),
    )


def lapsed(state: PackageState) -> tuple[Violation, ...]:
    """A warning for each paper that was valid when filed and is not on the day of the answer."""
    return tuple(
        Violation(
            f"{code}_expired_before_notice",
            f"Срок документа истёк {last:%d.%m.%Y}, до уведомления. Получите новый: принимающий "
            "поставщик его спросит.",
            code,
            next((paper.citation for paper in (*state.missing, *state.reminders)), None),
        )
        for code, last in state.lasts.items()
        if last < state.day
    )
