"""Contracts: concluded on a programme with the fee of the day, numbered and frozen.

Signing stands in ``contract_signing`` and is offered here too: both are steps of one procedure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import cast

from sqlalchemy.orm import Session

from portal.documents.press import Press
from portal.domain.capacity import Stay
from portal.domain.conditions import Traits
from portal.domain.contract import ContractState, check_end
from portal.domain.fee_decision import ModeConfirmed
from portal.domain.fees import FeeDecision, FeeFacts
from portal.domain.printed_forms import CONTRACT
from portal.domain.suspension import contract_grounds
from portal.domain.violations import RulesBroken, Violation
from portal.models import Contract, ContractTerms, Department, Programme, Provider, Representative
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.briefings import RecordBriefing, demand_briefing, tell
from portal.usecases.contract_clock import count_anew
from portal.usecases.contract_demands import (
    contract_to_redraw,
    demand_free_programme,
    demand_new_income,
    demand_short_service,
    demand_single,
)
from portal.usecases.contract_fee import decide_contract_fee, demand_papers
from portal.usecases.contract_paper import (
    ContractDraft,
    contract_facts,
    demand_groups,
    demand_payment_terms,
    worded,
)
from portal.usecases.contract_signing import ContractSigned, SignContract, sign_contract
from portal.usecases.contract_starts import decide_start
from portal.usecases.council_decisions import check_council, demand_council
from portal.usecases.course_ends import last_day_of_course
from portal.usecases.department_days import admission_of
from portal.usecases.facts import CaseFile, case_traits, load_case, own
from portal.usecases.missing_people import demand_not_missing
from portal.usecases.name_forms import keep_genitives
from portal.usecases.numbering import take_number
from portal.usecases.papers import (
    freeze_for,
)
from portal.usecases.payment_channels import payment_rules_of
from portal.usecases.places import demand_place, settle_turn
from portal.usecases.planned_terms import plan_terms, service_rows, terms_columns
from portal.usecases.programme_content import demand_content
from portal.usecases.programme_details import demand_age
from portal.usecases.provider_register import demand_in_register
from portal.usecases.reference import reference_book
from portal.usecases.refusal_scopes import demand_not_ended
from portal.usecases.signatories import choose_representative, signing_on
from portal.usecases.signing_returns import open_return, settle
from portal.usecases.transaction import transaction
from portal.usecases.unit_contracts import demand_contracts_made
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
class ConcludeContract:
    """A contract on a presented programme.

    ``free_ground`` names the category it is free by when there are several; ``valid_until`` an
    earlier end than the programme's, where the region allows one; ``suspension_grounds`` those
    optional ones that its text names, by default all (MSK-SUS-02); ``mode`` which holds when the
    authority's decision and the calculation differ; ``told`` what is told at the same sitting;
    ``starts_on`` a later first day than that of the signatures (FED-CON-06);
    ``course_start`` the first day of the course in a department that works by them (VLA-SCH-01);
    ``until_course``: the contract ends with its course, not with the programme (VLA-SCH-03);
    ``genitives`` names and positions as the paper declines them, where somebody corrected one.
    ``temporary`` home service is bounded where the region tells it from permanent (MSK-SCH-03).
    ``same_application``: income of an earlier contract is that of this application too; None where
    nobody asked.
    """

    programme_id: int
    representative_id: int | None = None
    free_ground: str | None = None
    valid_until: date | None = None
    suspension_grounds: tuple[str, ...] | None = None
    mode: ModeConfirmed | None = None
    told: RecordBriefing | None = None
    course_start: date | None = None
    until_course: bool = False
    genitives: Mapping[str, str] = field(default_factory=dict)
    temporary: bool = False
    starts_on: date | None = None
    same_application: bool | None = None


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
        command = _with_days(session, command, case, programme, region)
        returned = contract_to_redraw(session, programme)
        representative = _demand_lawful(session, command, case, programme, returned, region)
        if command.told is not None:
            tell(session, programme, command.told, region=region, actor=actor, now=now)
        demand_briefing(session, programme, region, today)
        plan = demand_exact_days(session, programme, region, today)
        department = _demand_place(session, command, case, programme, returned, region)
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
        contract = _contract_row(session, command, case, representative, region, returned)
        terms = _terms_row(case, region, facts, decision)
        contract.terms.append(terms)
        session.flush()
        settle_turn(session, contract, department)
        take_over(session, contract)
        traits = _traits(case, region, represented=representative is not None)
        by = actor.membership_id
        draft = ContractDraft(case, contract, terms, representative, decision, traits, plan, by)
        _freeze_paper(session, draft, press=press, region=region, now=now)
        if returned is not None:
            settle(session, open_return(session, returned), actor=actor, now=now)
        what = "contract_redrawn" if returned else "contract_concluded"
        reason = command.mode.reason if command.mode else ""
        after = _summary(contract, decision)
        if command.same_application is not None:
            after["same_application"] = command.same_application
        subject = (what, "contract", contract.id)
        audit.record(session, actor, now, *subject, after=after, reason=reason)
        return ContractConcluded(contract.id, contract.number, contract.state, decision)


def _payment_day(session: Session, programme: Programme) -> int:
    """The day the recipient is used to where this contract follows one; else the provider's."""
    admitted = admission_of(session, programme)
    if admitted is not None:
        return own(session, Contract, admitted.contract_id, admitted.provider_id).payment_day
    return session.get_one(Provider, programme.provider_id).payment_day


def _with_days(
    session: Session,
    command: ConcludeContract,
    case: CaseFile,
    programme: Programme,
    region: Region,
) -> ConcludeContract:
    """The command with the first day and the last one that the contract names."""
    if command.until_course and not check_council(session, programme, region, case.day):
        last = last_day_of_course(session, case, command.course_start, region)
        command = replace(command, valid_until=last)
    until = command.valid_until or programme.valid_until
    start = decide_start(
        session, programme, command.starts_on, until=until, today=case.day, region=region
    )
    return replace(command, starts_on=start)


def _demand_lawful(
    session: Session,
    command: ConcludeContract,
    case: CaseFile,
    programme: Programme,
    returned: Contract | None,
    region: Region,
) -> Representative | None:
    """Whether the programme may have a contract today; who signs for the recipient."""
    rules = region.rules.contract_rules.on(case.day)
    first = command.starts_on or case.day
    asked = "нового договора не составляют"
    demand_not_missing(case.recipient, case.day, field="programme_id", asked=asked)
    demand_contracts_made(session, programme, region, case.day)
    demand_free_programme(session, programme, region, first, besides=returned)
    demand_not_ended(session, programme, region)
    demand_content(session, programme, region, case.day)
    demand_single(session, programme, rules, first, besides=returned)
    if command.same_application is False:
        demand_new_income(session, programme, region, case.day)
    signing = signing_on(case.recipient, case.representatives, case.day)
    representative = choose_representative(signing, command.representative_id, rules)
    demand_in_register(session, programme.provider_id, programme.form, case.day, region)
    demand_age(region, programme.unit_code, case.recipient.born, case.day)
    demand_papers(case, region, represented=representative is not None)
    demand_council(session, programme, region, case.day)
    return representative


def _demand_place(
    session: Session,
    command: ConcludeContract,
    case: CaseFile,
    programme: Programme,
    returned: Contract | None,
    region: Region,
) -> Department | None:
    """The department whose place the contract takes, where places are counted."""
    end = command.valid_until or programme.valid_until
    if command.temporary:
        demand_short_service(case, end, region)
    besides = returned.id if returned else None
    wanted = Stay(command.starts_on or case.day, end)
    return demand_place(session, case, wanted, command.course_start, region=region, besides=besides)


def _traits(case: CaseFile, region: Region, *, represented: bool) -> Traits:
    return case_traits(case, region.rules.fee_rules.on(case.day), represented=represented)


def _contract_row(
    session: Session,
    command: ConcludeContract,
    case: CaseFile,
    representative: Representative | None,
    region: Region,
    returned: Contract | None,
) -> Contract:
    """A new row with the next number; one that was sent back keeps its own, its terms go."""
    rules = region.rules.contract_rules.on(case.day)
    programme = cast("Programme", case.programme)
    end = command.valid_until or programme.valid_until
    found = check_end(rules, end, programme.valid_until)
    if end < case.day:
        text = "Договор не может закончиться раньше, чем составлен. Укажите более поздний день."
        found = (*found, Violation("value_invalid", text, "valid_until", rules.term))
    if found:
        raise RulesBroken(*found)
    contract = returned or _numbered(session, programme, case)
    # Terms of a text that nobody will sign: they were never anybody's.
    contract.terms.clear()
    session.flush()
    contract.representative_id = representative.id if representative else None
    contract.form = programme.form
    contract.department_id = case.department.id if case.department else None
    contract.social_worker_id = case.recipient.social_worker_id
    contract.concluded_on = contract.rules_day = case.day
    contract.valid_until = end
    contract.starts_on = command.starts_on
    contract.course_start = command.course_start
    contract.temporary = command.temporary
    contract.suspension_grounds = _listed_grounds(command, contract, region)
    contract.payment_day = _payment_day(session, programme)
    session.add(contract)
    return contract


def _numbered(session: Session, programme: Programme, case: CaseFile) -> Contract:
    sequence = take_number(session, case.recipient.provider_id, CONTRACT_SERIES, case.day.year)
    return Contract(
        provider_id=case.recipient.provider_id,
        recipient_id=case.recipient.id,
        programme_id=programme.id,
        number=f"{sequence}/{case.day.year}",
        year=case.day.year,
        sequence=sequence,
        state=ContractState.AWAITING_SIGNATURE,
        terms=[],
    )


def _listed_grounds(
    command: ConcludeContract, contract: Contract, region: Region
) -> list[str] | None:
    """The grounds of suspension that the contract names, where they depend on it (MSK-SUS-02)."""
    rules = region.rules.suspension_rules.on(contract.rules_day)
    listed = contract_grounds(rules, contract.form, command.suspension_grounds)
    return None if listed is None else list(listed)


def _terms_row(
    case: CaseFile, region: Region, facts: FeeFacts, decision: FeeDecision
) -> ContractTerms:
    provider_id = case.recipient.provider_id
    catalogue = region.rules.service_catalogue.on(case.day)
    items = [catalogue.item(service.code) for service in facts.services]
    titles = {item.code: (item.title, item.unit_title) for item in items}
    used = case.assessment if decision.average_income is not None else None
    plan = plan_terms(facts, decision, titles, used.id if used else None)
    return ContractTerms(
        provider_id=provider_id,
        since=case.day,
        fee_known=decision.known,
        services=service_rows(plan, provider_id),
        **terms_columns(plan),
    )


def _freeze_paper(
    session: Session, draft: ContractDraft, *, press: Press, region: Region, now: datetime
) -> None:
    """The text as it will be signed: a different byte would be another paper."""
    contract = draft.contract
    rules = region.rules.contract_rules.on(contract.rules_day)
    catalogue = region.rules.service_catalogue.on(contract.rules_day)
    payment = payment_rules_of(session, contract.provider_id, region, contract.rules_day)
    demand_groups(draft, rules)
    demand_payment_terms(draft, rules, payment)
    paper = freeze_for(
        session,
        contract,
        press,
        region.printed_form(CONTRACT, contract.rules_day),
        region,
        contract_facts(session, worded(session, draft, region), rules, catalogue, payment),
        rules_day=contract.rules_day,
        now=now,
    )
    contract.paper_id = paper.id
    session.flush()


def _summary(contract: Contract, decision: FeeDecision) -> dict[str, object]:
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
    }
