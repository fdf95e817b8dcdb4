"""Who issues a programme, and what follows when its paper is lost: shown, nothing is held up.

Rules: MSK-REC-04, MSK-IPP-04. The authority decides and issues.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.admission import check_decider
from portal.domain.choices import Choice, ChoiceList
from portal.domain.programme_life import outcome_of_loss
from portal.domain.violations import Violation
from portal.models import Programme, ProgrammeDuplicate
from portal.regions.registry import Region

POWERS = "district_office_powers"


@dataclass(frozen=True, slots=True)
class LostPaper:
    """The outcomes of a loss, the usual one, that of a change, and what a local office may do."""

    outcomes: ChoiceList
    usual: Choice
    on_change: Choice
    powers: ChoiceList | None


def lost_paper(region: Region, day: date) -> LostPaper | None:
    """What the region does when a programme is lost; None where no act says it (MSK-IPP-04)."""
    rules = region.rules.programme_rules.on(day).loss
    if rules is None:
        return None
    lists = region.rules.admission_rules.on(day).lists
    return LostPaper(
        rules.on_loss,
        outcome_of_loss(rules, lost=True, chosen=None),
        outcome_of_loss(rules, lost=False, chosen=None),
        next((one for one in lists if one.code == POWERS), None),
    )


def issuer_warning(row: Programme, region: Region, day: date) -> tuple[Violation, ...]:
    """A warning when the body recorded decides on other forms of service (MSK-REC-04).

    Nothing is said of another region's body, and of a programme whose body nobody recorded.
    """
    if row.issued_elsewhere or row.issuer_kind is None:
        return ()
    return check_decider(region.rules.admission_rules.on(day), row.form, row.issuer_kind)


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """A duplicate of the programme: its day, who issued it, when it was brought."""

    id: int
    issued_on: date
    issuer: str
    presented_on: date


def duplicates_of(session: Session, row: Programme) -> tuple[DuplicateRow, ...]:
    """The duplicates recorded beside a programme, the newest first (MSK-IPP-04)."""
    found = session.scalars(
        select(ProgrammeDuplicate)
        .where(
            ProgrammeDuplicate.provider_id == row.provider_id,
            ProgrammeDuplicate.programme_id == row.id,
        )
        .order_by(ProgrammeDuplicate.issued_on.desc())
    )
    return tuple(DuplicateRow(one.id, one.issued_on, one.issuer, one.presented_on) for one in found)
