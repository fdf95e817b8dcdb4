"""Contracts: concluded on a programme with the fee of the day, numbered and frozen.

Signing stands in ``contract_signing`` and is offered here too: both are steps of one procedure.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy.orm import Session

from portal.documents.press import Press
from portal.domain.contract import ContractState
from portal.domain.fees import FeeDecision
from portal.domain.printed_forms import CONTRACT
from portal.domain.violations import RulesBroken
from portal.models import Contract, Programme, Representative
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.briefings import demand_briefing, tell
from portal.usecases.contract_clock import count_anew
from portal.usecases.contract_demands import contract_to_redraw
from portal.usecases.contract_fee import decide_contract_fee
from portal.usecases.contract_paper import ContractDraft, facts_to_print
from portal.usecases.contract_rows import (
    ConcludeContract,
    check_last_day,
    fill,
    new_contract,
    terms_row,
    traits_of,
    with_days,
)
from portal.usecases.contract_signing import ContractSigned, SignContract, sign_contract
from portal.usecases.facts import CaseFile, load_case, own
from portal.usecases.lawful_contracts import checks_of_case, lawful_checks, signs_for, take_place
from portal.usecases.name_forms import keep_genitives
from portal.usecases.numbering import take_number
from portal.usecases.papers import freeze_for
from portal.usecases.places import settle_turn
from portal.usecases.reference import reference_book
from portal.usecases.role_access import Subject, sees
from portal.usecases.signing_returns import open_return, settle
from portal.usecases.transaction import transaction
from portal.usecases.visit_plans import demand_exact_days, take_over

__all__ = [
    "ConcludeContract",
    "ContractConcluded",
    "ContractSigned",
    "SignContract",
    "conclude_contract",
    "sign_contract",
]

CONTRACT_SERIES = "contract"


@dataclass(frozen=True, slots=True)
class ContractConcluded:
    """The contract as drawn up, with the decision on its fee."""

    id: int
    number: str
    state: ContractState
    decision: FeeDecision


def conclude_contract(
    command: ConcludeContract, *, region: Region, actor: Actor, now: datetime, press: Press
) -> ContractConcluded:
    """Draw up a contract: number, fee, text and bytes are fixed in one transaction."""
    today = region.today(now)
    with transaction() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id, lock=True)
        case = load_case(
            session, actor.provider_id, programme.recipient_id, day=today, programme_id=programme.id
        )
        command = with_days(session, command, case, programme, region)
        returned = contract_to_redraw(session, programme)
        for check in lawful_checks(session, command, case, programme, returned, region):
            check()
        representative = signs_for(case, command, region)
        told, represented = sees(actor, Subject.MEDICAL), representative is not None
        for check in checks_of_case(
            session, case, programme, region, told=told, represented=represented
        ):
            check()
        if command.told is not None:
            tell(session, programme, command.told, region=region, actor=actor, now=now)
        demand_briefing(session, programme, region, today)
        plan = demand_exact_days(session, programme, region, today)
        department = take_place(session, command, case, programme, returned, region)
        facts, decision = decide_contract_fee(
            case,
            command.free_ground,
            region=region,
            book=reference_book(session, region),
            confirmed=command.mode,
        )
        keep_genitives(session, command.genitives, actor=actor, now=now)
        if returned is None:
            count_anew(session, programme, region=region, now=now)
        contract = _row(session, command, case, representative, region, returned)
        terms = terms_row(case, region, facts, decision)
        contract.terms.append(terms)
        session.flush()
        settle_turn(session, contract, department)
        take_over(session, contract)
        traits, by = traits_of(case, region, representative), actor.membership_id
        draft = ContractDraft(case, contract, terms, representative, decision, traits, plan, by)
        _freeze_paper(session, draft, press=press, region=region, now=now)
        if returned is not None:
            settle(session, open_return(session, returned), actor=actor, now=now)
        what = "contract_redrawn" if returned else "contract_concluded"
        reason = command.mode.reason if command.mode else ""
        subject, after = (what, "contract", contract.id), _summary(command, contract, decision)
        audit.record(session, actor, now, *subject, after=after, reason=reason)
        return ContractConcluded(contract.id, contract.number, contract.state, decision)


def _row(
    session: Session,
    command: ConcludeContract,
    case: CaseFile,
    representative: Representative | None,
    region: Region,
    returned: Contract | None,
) -> Contract:
    """A new row with the next number; one that was sent back keeps its own, its terms go."""
    programme = cast("Programme", case.programme)
    if found := check_last_day(command, case, programme, region):
        raise RulesBroken(*found)
    contract = returned or _numbered(session, programme, case)
    # Terms of a text that nobody will sign: they were never anybody's.
    contract.terms.clear()
    session.flush()
    fill(session, contract, command, case, representative, region)
    session.add(contract)
    return contract


def _numbered(session: Session, programme: Programme, case: CaseFile) -> Contract:
    sequence = take_number(session, case.recipient.provider_id, CONTRACT_SERIES, case.day.year)
    contract = new_contract(case, programme)
    contract.number, contract.sequence = f"{sequence}/{case.day.year}", sequence
    contract.year = case.day.year
    return contract


def _freeze_paper(
    session: Session, draft: ContractDraft, *, press: Press, region: Region, now: datetime
) -> None:
    """The text as it will be signed: a different byte would be another paper."""
    contract = draft.contract
    paper = freeze_for(
        session,
        contract,
        press,
        region.printed_form(CONTRACT, contract.rules_day),
        region,
        facts_to_print(session, draft, region),
        rules_day=contract.rules_day,
        now=now,
    )
    contract.paper_id = paper.id
    session.flush()


def _summary(
    command: ConcludeContract, contract: Contract, decision: FeeDecision
) -> dict[str, object]:
    asked = command.same_application
    return {
        "number": contract.number,
        "programme": contract.programme_id,
        "representative": contract.representative_id,
        "valid_until": contract.valid_until,
        "free": decision.free,
        "free_ground": decision.free_ground,
        "monthly_fee": decision.monthly_fee if decision.known else None,
        "fee_cap": decision.bound,
        "rules": list(decision.rules),
        **({} if asked is None else {"same_application": asked}),
    }
