"""Suspension: days without services and without a charge, each with its order."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.documents.press import Press
from portal.domain.contract import RUNNING, ContractState
from portal.domain.contract_life import LifeStep, state_after
from portal.domain.suspension import Ground, Interval
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Contract, Suspension
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_corrections import ActCorrected
from portal.usecases.actor import Actor
from portal.usecases.deaths import demand_alive_on
from portal.usecases.facts import own
from portal.usecases.suspension_bounds import (
    breach_violations,
    breaks_ahead,
    day_violations,
    notice_violations,
    reason_violations,
    term_of,
)
from portal.usecases.suspension_conclusions import (
    Conclusion,
    brought_papers,
    conclusion_of,
    conclusion_violations,
    keep_conclusion,
)
from portal.usecases.suspension_corrections import correct_acts
from portal.usecases.suspension_days import (
    demand_days,
)
from portal.usecases.suspension_grounds import (
    Basis,
    demand_ground,
    warning_violations,
)
from portal.usecases.suspension_orders import Office, issue_order, order_number
from portal.usecases.suspension_papers import awaited_papers, tie_papers, what_order_says
from portal.usecases.suspension_proofs import ProofPaper, keep_proof, proof_violations
from portal.usecases.suspension_warned import Handed, use_warning
from portal.usecases.transaction import transaction
from portal.usecases.uploads import Upload


@dataclass(frozen=True, slots=True)
class SuspendContract:
    """No services from ``since`` on; ``until`` is the first served day again, if it is known.

    ``warned_on``: the day a written warning was handed over, where the ground asks for one and none
    is recorded yet; ``warning`` its scan. ``notified_on``: the day the recipient was told of the
    break. ``corrects``: days of months with an issued act come off that act. ``missing``: what the
    recipient has to bring besides the list's missing papers, codes of the list or words. ``paper``
    confirms an absence; ``paper_later``: it is awaited (FED-SUS-03). ``conclusion`` is the medical
    one that a medical ground rests on (FED-DOC-02).
    """

    contract_id: int
    ground: str
    since: date
    until: date | None = None
    reason: str = ""
    warned_on: date | None = None
    warning: Upload | None = None
    notified_on: date | None = None
    corrects: bool = False
    missing: tuple[str, ...] = ()
    paper: ProofPaper | None = None
    paper_later: bool = False
    conclusion: Conclusion | None = None


@dataclass(frozen=True, slots=True)
class ContractSuspended:
    """The suspension with its order, and the acts that were corrected for it."""

    id: int
    state: ContractState
    until: date | None
    order_number: str
    corrected: tuple[ActCorrected, ...] = ()


def suspend_contract(
    command: SuspendContract, *, region: Region, actor: Actor, now: datetime, press: Press
) -> ContractSuspended:
    """Order a break in the service on a ground that region and contract know (MSK-SUS-02).

    A ground with a paper of a term ends with it, unless the command says when (FED-SUS-02). The
    order is printed and frozen.
    """
    today = region.today(now)
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        demand_running(contract)
        demand_alive_on(session, contract, command.since, field="since")
        basis = _demand_basis(session, contract, command, region, today)
        until = command.until or basis.until
        demand_days(session, contract, Interval(command.since, until), corrects=command.corrects)
        row = _begin(
            session, contract, basis.ground, command, until, region=region, actor=actor, now=now
        )
        before = {"state": contract.state.value}
        over = until is not None and until <= today and not breaks_ahead(session, contract, today)
        step = LifeStep.RECORD_BREAK if over else LifeStep.SUSPEND
        contract.state = state_after(contract.state, step)
        session.flush()
        handed = Handed(command.warned_on, command.warning)
        warned_on = use_warning(
            session, contract, basis, handed, row, region=region, actor=actor, now=now
        )
        _keep_basis(session, contract, row, basis, command, region=region, actor=actor, now=now)
        by = Office(region, actor, now, press)
        _order(session, contract, row, basis.ground, command.paper, by)
        corrected = correct_acts(session, contract, row, None, by, order=row.order_number)
        after = _summary(contract, row, warned_on)
        subject = ("contract_suspended", "contract", contract.id)
        audit.record(session, actor, now, *subject, before, after, reason=row.reason)
        return ContractSuspended(row.id, contract.state, row.until, row.order_number, corrected)


def _summary(contract: Contract, row: Suspension, warned_on: date | None) -> dict[str, object]:
    return {
        "state": contract.state.value,
        "ground": row.ground,
        "since": row.since,
        "until": row.until,
        "order": row.order_number,
        "warned_on": warned_on,
    }


def _keep_basis(  # noqa: PLR0913 - the papers of one break, and who takes them
    session: Session,
    contract: Contract,
    row: Suspension,
    basis: Basis,
    command: SuspendContract,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> None:
    """Tie what the break rests on: the conclusion given with the order, or the file's papers."""
    if conclusion_of(region, basis.ground, row.since) is None:
        tie_papers(session, contract, row, basis.ground, actor=actor, now=now)
        return
    keep_conclusion(
        session,
        contract,
        row,
        basis.ground,
        command.conclusion,
        region=region,
        actor=actor,
        now=now,
    )


def _begin(  # noqa: PLR0913 - what a row of the journal of orders holds
    session: Session,
    contract: Contract,
    ground: Ground,
    command: SuspendContract,
    until: date | None,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> Suspension:
    today = region.today(now)
    row = Suspension(
        provider_id=actor.provider_id,
        contract_id=contract.id,
        ground=ground.code,
        since=command.since,
        until=until,
        order_number=order_number(session, actor, today),
        reason=command.reason.strip(),
        waits_for=[ground.proof.code]
        if ground.proof and command.paper is None
        else awaited_papers(contract, ground, command.since, region, command.missing),
        notified_on=command.notified_on,
        recorded_at=now,
        recorded_by_id=actor.membership_id,
    )
    session.add(row)
    return row


def _order(
    session: Session,
    contract: Contract,
    row: Suspension,
    ground: Ground,
    paper: ProofPaper | None,
    by: Office,
) -> None:
    """Print and freeze the order, with the paper that proves the break among those behind it."""
    said = what_order_says(session, contract, row, ground, row.reason, region=by.region)
    proof = keep_proof(
        session, contract, row, ground, paper, region=by.region, actor=by.actor, now=by.now
    )
    if proof:
        said = replace(said, papers=(*said.papers, proof))
    issue_order(session, contract, row, row.order_number, said, by)


def demand_running(contract: Contract) -> None:
    """Refuse what only a contract in force may have; raises contract_not_active."""
    if contract.state not in RUNNING:
        refuse(
            "contract_not_active",
            f"Договор № {contract.number} не действует: {contract.state.label.lower()}. "
            "Приостановить можно только действующий договор.",
        )


def _demand_basis(
    session: Session, contract: Contract, command: SuspendContract, region: Region, today: date
) -> Basis:
    first = contract.in_force_from or contract.concluded_on
    last = min(contract.ended_on or date.max, contract.valid_until)
    found: tuple[Violation, ...] = (
        *day_violations(command.since, command.until, first, last, term_of(contract, region)),
        *warning_violations(command.warned_on, command.since, today),
        *reason_violations(command.reason),
        *notice_violations(command.notified_on, contract.concluded_on, today),
    )
    rules = region.rules.suspension_rules.on(command.since)
    try:
        ground = rules.ground(command.ground, contract.form)
        found += breach_violations(ground, command.reason, field="reason")
        found += conclusion_violations(
            region,
            ground,
            command.conclusion,
            contract,
            wanted=Interval(command.since, command.until),
            today=today,
        )
        basis = demand_ground(
            session,
            contract,
            rules,
            command.ground,
            since=command.since,
            today=today,
            warned_on=command.warned_on,
            brought=brought_papers(region, ground, command.conclusion, command.since),
        )
    except RulesBroken as broken:
        raise RulesBroken(*broken.violations, *found) from broken
    found += proof_violations(
        basis.ground,
        command.paper,
        later=command.paper_later,
        since=contract.concluded_on,
        today=today,
    )
    if found:
        raise RulesBroken(*found)
    return basis
