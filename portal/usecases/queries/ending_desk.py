"""What the page about ending a contract reads: the grounds it may end on, and its money."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.endings import (
    COURSE_COMPLETED,
    TERM_EXPIRED,
    AskedPaper,
    EndingPapers,
    asked_papers,
    papers_of,
)
from portal.domain.law import Citation
from portal.domain.termination import (
    Advice,
    Ending,
    TerminationGround,
    TerminationRules,
    fits_term,
)
from portal.domain.violations import NotFound
from portal.models import Contract, Programme
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.completed_courses import CourseToComplete, course_to_complete
from portal.usecases.ending_text import months_without_act, months_without_services
from portal.usecases.later_contracts import last_of_programme
from portal.usecases.lawful_ends import unit_of
from portal.usecases.queries.payments_state import balance_of
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class OfferedGround:
    """A ground of the contract's form and department, and what it asks for."""

    ground: TerminationGround
    asked: tuple[AskedPaper, ...]
    papers: EndingPapers
    paper_clause: Citation | None
    advice: tuple[Advice, ...]


@dataclass(frozen=True, slots=True)
class Settlement:
    """The money of a contract on a day: months whose act is to come, and what acts leave.

    ``silent_months`` are those of them without a recorded service so far.
    """

    open_months: tuple[date, ...]
    silent_months: tuple[date, ...]
    charged: Decimal
    paid: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class EndingDesk:
    """What may end a contract today; ``source`` is the list's clause, ``initiative`` whose it is.

    ``term_until`` is the last day by itself: the earlier of contract and programme. ``course`` is
    what the council has fixed, where it does.
    """

    grounds: tuple[OfferedGround, ...]
    source: Citation
    initiative: Citation
    term_until: date
    settlement: Settlement
    course: CourseToComplete | None = None

    def ground(self, code: str) -> OfferedGround | None:
        """The offered ground with this code."""
        return next((one for one in self.grounds if one.ground.code == code), None)


def ending_desk(actor: Actor, contract_id: int, region: Region, today: date) -> EndingDesk:
    """The grounds of a contract as in force today; raises NotFound."""
    with reading() as session:
        contract, programme = _found(session, actor, contract_id)
        rules = region.rules.termination_rules.on(today)
        unit = unit_of(session, contract, programme, region, today)
        until = min(contract.valid_until, last_of_programme(session, contract, programme))
        return EndingDesk(
            grounds=tuple(
                _offered(ground, rules, unit)
                for ground in rules.on(today).grounds
                if ground.is_for(contract.form, unit)
                and fits_term(ground, contract.valid_until, programme.valid_until)
            ),
            source=rules.source,
            initiative=rules.initiative,
            term_until=until,
            settlement=settlement_of(session, contract, today),
            course=course_to_complete(session, contract, programme, region, today),
        )


def ground_of_term(
    session: Session, contract: Contract, programme: Programme, region: Region, today: date
) -> str:
    """The ground of a contract whose term is over: the term itself, else its course (VLA-TER-11).

    The term where the department's list has it for a contract that ends before its programme.
    """
    if programme.valid_until <= contract.valid_until:
        return TERM_EXPIRED
    unit = unit_of(session, contract, programme, region, today)
    listed = [
        one
        for one in region.rules.termination_rules.on(today).on(today).grounds
        if one.is_for(contract.form, unit)
        and fits_term(one, contract.valid_until, programme.valid_until)
    ]
    by_itself = any(one.code == TERM_EXPIRED for one in listed)
    by_course = any(one.code == COURSE_COMPLETED for one in listed)
    return COURSE_COMPLETED if by_course and not by_itself else TERM_EXPIRED


def ending_source(actor: Actor, contract_id: int, region: Region, today: date) -> Citation:
    """Where the list of grounds stands that the contract's department ends by (FED-TER-07)."""
    rules = region.rules.termination_rules.on(today)
    with reading() as session:
        contract, programme = _found(session, actor, contract_id)
        unit = unit_of(session, contract, programme, region, today)
        listed = (
            one
            for one in rules.on(today).grounds
            if one.automatic and one.is_for(contract.form, unit)
        )
        return next((ground.citation for ground in listed), rules.source)


def _found(session: Session, actor: Actor, contract_id: int) -> tuple[Contract, Programme]:
    found = session.execute(
        select(Contract, Programme)
        .join(Programme, Programme.id == Contract.programme_id)
        .where(Contract.provider_id == actor.provider_id, Contract.id == contract_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _offered(ground: TerminationGround, rules: TerminationRules, unit: str | None) -> OfferedGround:
    paper = next((one for one in rules.papers if one.is_needed(ground.code, unit)), None)
    return OfferedGround(
        ground,
        asked_papers(ground),
        papers_of(Ending(ground, None, paper, ground.advice, ())),
        paper.citation if paper else None,
        ground.advice,
    )


def settlement_of(session: Session, contract: Contract, day: date) -> Settlement:
    """The money of a contract on a day."""
    account = balance_of(session, contract.id, day)
    open_months = months_without_act(session, contract, min(day, contract.valid_until))
    return Settlement(
        open_months=open_months,
        silent_months=months_without_services(session, contract, open_months),
        charged=account.charged,
        paid=account.paid,
        balance=account.balance,
    )
