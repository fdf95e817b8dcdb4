"""How the terms of a move were counted: day by day, for the provider and for the authority.

Rules: AST-TRN-04, AST-TRN-05, AST-TRN-06, AST-NOT-03. A term whose count today gives another day,
because the calendar was corrected since, keeps its day and shows no derivation.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import or_, select

from portal.domain.calendar import WorkCalendar, counted
from portal.domain.deadlines import Due
from portal.domain.explanation import Step
from portal.domain.notices import notice_due
from portal.domain.transfer import AGREEMENT, NOTICE, REGISTRATION, transfer_terms
from portal.domain.violations import Violation
from portal.models import Transfer
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import rules_of
from portal.usecases.transfer_told import recommended_notice
from portal.usecases.work_calendar import work_calendar

TOLD = "told"
"""The term of passing the authority's answer on; the others go by the codes of their rules."""
NO_TERMS: Mapping[str, tuple[Step, ...]] = dict.fromkeys(
    (TOLD, REGISTRATION, AGREEMENT, NOTICE), ()
)


def term_steps(actor: Actor, transfer_id: int, region: Region) -> Mapping[str, tuple[Step, ...]]:
    """The derivations of the terms by the code of the term; empty for what is not the reader's."""
    with reading() as session:
        row = session.scalars(
            select(Transfer).where(
                Transfer.id == transfer_id,
                or_(
                    Transfer.provider_id == actor.provider_id,
                    Transfer.authority_id == actor.provider_id,
                ),
            )
        ).one_or_none()
        if row is None:
            return NO_TERMS
        calendar = work_calendar(session, region)
        return {
            **NO_TERMS,
            TOLD: _passing(row, region, calendar),
            **_of_the_authority(row, region, calendar),
        }


def counts_from(row: Transfer, region: Region, calendar: WorkCalendar) -> date | None:
    """The working day from which the authority's terms run: papers may come on a day off.

    None where no such terms run, and while the calendar of that year is missing (AST-TRN-04).
    """
    began = row.registered_on or row.received_on
    if row.manual or began is None:
        return None
    terms = counted(lambda: transfer_terms(rules_of(row, region), began, calendar))
    if isinstance(terms, Violation) or terms.register is None:
        return None
    return terms.register.at.date()


def _passing(row: Transfer, region: Region, calendar: WorkCalendar) -> tuple[Step, ...]:
    """The recipient is told on every route, those without terms of their own too."""
    passing, told = recommended_notice(region, row.applied_on), row.notified_on
    if passing is None or told is None:
        return ()
    passed = counted(lambda: notice_due(passing, told, calendar))
    return () if isinstance(passed, Violation) else _steps(passed, row.told_due)


def _of_the_authority(
    row: Transfer, region: Region, calendar: WorkCalendar
) -> Mapping[str, tuple[Step, ...]]:
    """The terms of the authority; a special route has none (AST-TRN-09, AST-TRN-10)."""
    if row.manual or row.received_on is None:
        return {}
    rules, received = rules_of(row, region), row.received_on
    began = row.registered_on or received
    first = counted(lambda: transfer_terms(rules, received, calendar))
    later = counted(lambda: transfer_terms(rules, began, calendar))
    if isinstance(first, Violation) or isinstance(later, Violation):
        return {}
    return {
        REGISTRATION: _steps(first.register, row.register_due),
        AGREEMENT: _steps(later.agreement, row.agreement_due),
        NOTICE: _steps(later.notice, row.notice_due),
    }


def _steps(term: Due | None, kept: date | None) -> tuple[Step, ...]:
    return term.steps if term is not None and term.at.date() == kept else ()
