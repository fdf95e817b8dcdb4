"""The end of a contract prepared: a lawful ground, its papers, the last day.

Preparing changes nothing for the contract. The director confirms it (``termination_papers``), and
it ends when order, signatures and notice are complete. Rules: FED-TER-*, MSK-TER-*, VLA-TER-*.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session, selectinload

from portal.domain.contract import RUNNING
from portal.domain.endings import (
    Done,
    EndingPapers,
    EndingState,
    Need,
    papers_of,
    still_needed,
    stops_by_itself,
)
from portal.domain.termination import Ending, Initiator, TerminationGround
from portal.domain.violations import NotAllowed, refuse
from portal.models import Contract, Role, Termination
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.ending_days import demand_no_way
from portal.usecases.ending_effects import enter_death
from portal.usecases.ending_text import BasisPaper, basis_data
from portal.usecases.facts import own
from portal.usecases.lawful_ends import TerminateContract, demand_lawful
from portal.usecases.missing_people import enter_missing
from portal.usecases.paper_signatures import signer_of
from portal.usecases.refusal_scopes import keep_scope
from portal.usecases.transaction import transaction

PREPARES = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
LONGEST = 300


@dataclass(frozen=True, slots=True)
class TerminationPrepared:
    """The end as prepared; ``needs`` are what it waits for, the next step first."""

    id: int
    state: EndingState
    last_day: date | None
    needs: tuple[Need, ...]


def prepare_termination(
    command: TerminateContract, *, region: Region, actor: Actor, now: datetime
) -> TerminationPrepared:
    """Put down the end of a contract in force; it waits for the director.

    Raises RulesBroken for a ground that is none here, another's, or not proved, and for services
    recorded after the last day. A death closes the recipient's logins at once.
    """
    if actor.role not in PREPARES:
        raise NotAllowed
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        demand_no_way(session, contract, command.ground, region, region.today(now))
        row = prepare(session, contract, command, region=region, actor=actor, now=now)
        return TerminationPrepared(row.id, row.state, row.last_day, needs_of(row))


def prepare(
    session: Session,
    contract: Contract,
    command: TerminateContract,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> Termination:
    """The same as a step of a transaction that holds the contract."""
    today = region.today(now)
    demand_running(contract)
    found = demand_lawful(session, contract, command, region, today)
    ending, papers = found.ending, found.papers
    row = _row(session, contract, command, ending, region=region, today=today)
    row.basis, row.rules_day = basis_data(papers), found.rules_day
    keep_scope(session, row, command.scope, found.applied_on, region)
    row.prepared_at, row.prepared_by_id = now, actor.membership_id
    session.add(row)
    session.flush()
    if found.died and row.last_day is not None:
        enter_death(session, contract, row.last_day, _proof(papers), now)
    elif found.missing and row.last_day is not None:
        enter_missing(session, contract, row.last_day, _proof(papers))
    after = {
        "termination": row.id,
        "ground": row.ground,
        "last_day": row.last_day,
        "scope": row.scope,
        "basis": [str(one["text"]) for one in row.basis],
    }
    subject = ("termination_prepared", "contract", contract.id)
    audit.record(session, actor, now, *subject, after=after, reason=row.note)
    return row


def _row(
    session: Session,
    contract: Contract,
    command: TerminateContract,
    ending: Ending,
    *,
    region: Region,
    today: date,
) -> Termination:
    """The end that waits for the director, with the papers and signatures it asks for."""
    ground, needed = ending.ground, papers_of(ending)
    signer = signer_of(session, contract, region, today) if needed.needs_customer else None
    return Termination(
        provider_id=contract.provider_id,
        contract_id=contract.id,
        state=EndingState.PENDING,
        ground=ground.code,
        ground_title=ground.title,
        rule=ground.citation.rule,
        clause=ground.citation.text,
        initiator=command.initiator or _whose(ground),
        last_day=ending.last_day,
        moved_to=command.moved_to.strip()[:LONGEST],
        note=command.note.strip()[:LONGEST],
        needs_order=needed.order,
        needs_both=needed.both_sign,
        needs_customer=needed.needs_customer,
        needs_notice=needed.notice,
        copies=needed.copies,
        representative_id=signer.id if signer else None,
    )


def locked(session: Session, termination_id: int, actor: Actor) -> tuple[Termination, Contract]:
    """The end and its contract, both held: an end waits for whoever records services."""
    found = own(session, Termination, termination_id, actor.provider_id)
    contract = own(session, Contract, found.contract_id, actor.provider_id, lock=True)
    signatures = selectinload(Termination.signatures)
    row = own(session, Termination, termination_id, actor.provider_id, signatures, lock=True)
    return row, contract


def needs_of(row: Termination, *, customer_signed: bool = False) -> tuple[Need, ...]:
    """What the end still waits for."""
    papers = kept_papers(row)
    done = Done(
        row.confirmed_at is not None,
        customer_signed,
        row.notice_handed_on is not None,
        row.document_handed_on is not None,
    )
    return still_needed(papers, done)


def kept_papers(row: Termination) -> EndingPapers:
    """What the end asks for, as it was found when it was prepared."""
    return EndingPapers(
        row.needs_order,
        row.needs_both,
        row.needs_notice,
        row.copies,
        row.needs_customer,
        stops_by_itself(row.ground),
    )


def demand_running(contract: Contract) -> None:
    """Refuse what only a contract in force may have; raises contract_not_active."""
    if contract.state not in RUNNING:
        refuse(
            "contract_not_active",
            f"Договор № {contract.number}: {contract.state.label.lower()}. Прекратить можно только "
            "договор, который действует.",
        )


def _proof(papers: tuple[BasisPaper, ...]) -> str:
    return "; ".join(one.text() for one in papers)


def _whose(ground: TerminationGround) -> Initiator | None:
    return next(iter(ground.initiators)) if len(ground.initiators) == 1 else None
