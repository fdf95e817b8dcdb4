"""May this contract be suspended on this ground: its list, the paper, the debt, the warning."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.documents import SubmittedPaper
from portal.domain.suspension import (
    DEBT,
    WARNING,
    Ground,
    SuspensionRules,
    may_suspend,
    served_again_after,
)
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Contract, SubmittedDocument, SuspensionWarning
from portal.usecases.queries.payments_state import balance_of


@dataclass(frozen=True, slots=True)
class Basis:
    """The ground of a break that may begin, and what it rests on.

    ``until`` is the first served day that the ground's paper names; ``debt`` in rubles is what is
    overdue; ``warning`` the recorded one that has not been used, ``asks_warning`` whether there
    must be one.
    """

    ground: Ground
    until: date | None
    warning: SuspensionWarning | None
    asks_warning: bool


def demand_ground(  # noqa: PLR0913 - the question of one use case
    session: Session,
    contract: Contract,
    rules: SuspensionRules,
    code: str,
    *,
    since: date,
    today: date,
    warned_on: date | None,
    brought: Sequence[SubmittedPaper] | None = None,
) -> Basis:
    """The basis of a break from ``since`` on; raises what ``domain.suspension.may_suspend`` does.

    ``warned_on`` is a warning handed over that nobody has recorded before (MSK-SUS-01); ``brought``
    the papers that the break rests on instead of those of the recipient's file.
    """
    ground = rules.ground(code, contract.form)
    papers = papers_of(session, contract, ground, since) if brought is None else brought
    warning = unused_warning(session, contract.id, code, since)
    facts = {paper.code for paper in papers}
    if balance_of(session, contract.id, min(since, today)).debt > 0:
        facts.add(DEBT)
    if warned_on is not None or warning is not None:
        facts.add(WARNING)
    try:
        may_suspend(rules, code, contract.form, frozenset(facts), contract.suspension_grounds)
    except RulesBroken as broken:
        missing = "ground" if brought is None else "conclusion_on"
        found = (replace(one, field=_field(one, missing)) for one in broken.violations)
        raise RulesBroken(*found) from None
    if warned_on is not None:
        _demand_debt_then(session, contract, ground, min(warned_on, today))
    ends = [paper.expires_on for paper in papers if paper.expires_on is not None]
    return Basis(
        ground,
        served_again_after(max(ends)) if ends else None,
        warning,
        asks_warning(ground),
    )


def _demand_debt_then(session: Session, contract: Contract, ground: Ground, day: date) -> None:
    """A warning of a debt was handed over when there was one (MSK-SUS-01)."""
    for demand in ground.demands:
        if demand.code == DEBT and balance_of(session, contract.id, day).debt <= 0:
            text = (
                f"На {day:%d.%m.%Y} просроченного долга не было, предупреждать было не о чем. "
                "Проверьте день вручения."
            )
            refuse(demand.refusal, text, field="warned_on", citation=demand.citation)


def _field(violation: Violation, paper: str) -> str:
    """The field of the form that answers what a fact is missing for; ``paper`` takes the paper."""
    if violation.code == "documents_missing":
        return paper
    return "warned_on" if violation.field == WARNING else "ground"


def asks_warning(ground: Ground) -> bool:
    """Whether the ground holds only after a written warning."""
    return any(demand.code == WARNING for demand in ground.demands)


def warning_violations(warned_on: date | None, since: date, today: date) -> tuple[Violation, ...]:
    """What is wrong with the day of a warning: it is handed over by the first day of the break."""
    if warned_on is None:
        return ()
    if warned_on > today:
        text = f"{warned_on:%d.%m.%Y} ещё не наступил. Укажите день, когда предупреждение вручили."
        return (Violation("value_invalid", text, "warned_on"),)
    if warned_on > since:
        text = (
            f"Предупреждение вручили {warned_on:%d.%m.%Y}, а перерыв начинается "
            f"{since:%d.%m.%Y}. Сначала предупреждают, потом приостанавливают: проверьте даты."
        )
        return (Violation("value_invalid", text, "warned_on"),)
    return ()


def unused_warning(
    session: Session, contract_id: int, ground: str, since: date
) -> SuspensionWarning | None:
    """The latest warning of this ground that no break has followed yet."""
    return session.scalars(
        select(SuspensionWarning)
        .where(
            SuspensionWarning.contract_id == contract_id,
            SuspensionWarning.ground == ground,
            SuspensionWarning.suspension_id.is_(None),
            SuspensionWarning.handed_on <= since,
        )
        .order_by(SuspensionWarning.handed_on.desc(), SuspensionWarning.id.desc())
        .limit(1)
    ).one_or_none()


def prepared_warning(session: Session, contract_id: int, ground: str) -> SuspensionWarning | None:
    """A warning of this ground that is drawn and waits to be handed over."""
    return session.scalars(
        select(SuspensionWarning)
        .where(
            SuspensionWarning.contract_id == contract_id,
            SuspensionWarning.ground == ground,
            SuspensionWarning.suspension_id.is_(None),
            SuspensionWarning.handed_on.is_(None),
        )
        .order_by(SuspensionWarning.id.desc())
        .limit(1)
    ).one_or_none()


def papers_of(
    session: Session, contract: Contract, ground: Ground, since: date
) -> tuple[SubmittedPaper, ...]:
    """The papers of the ground that hold on the first day (FED-SUS-02, FED-DOC-02).

    One from before the contract let the recipient in and says nothing of a break of the service.
    """
    if ground.document is None:
        return ()
    rows = session.scalars(
        select(SubmittedDocument).where(
            SubmittedDocument.provider_id == contract.provider_id,
            SubmittedDocument.recipient_id == contract.recipient_id,
            SubmittedDocument.code == ground.document,
            SubmittedDocument.issued_on >= contract.concluded_on,
        )
    )
    papers = (SubmittedPaper(row.code, row.issued_on, row.expires_on) for row in rows)
    return tuple(paper for paper in papers if paper.valid_on(since))
