"""What is asked of a contract, and the rows that it becomes: its head, its terms, its services."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from sqlalchemy.orm import Session

from portal.domain.conditions import Traits
from portal.domain.contract import ContractState, check_end
from portal.domain.fee_decision import ModeConfirmed
from portal.domain.fees import FeeDecision, FeeFacts
from portal.domain.suspension import contract_grounds
from portal.domain.violations import Violation
from portal.models import Contract, ContractTerms, Programme, Provider, Representative
from portal.regions.registry import Region
from portal.usecases.briefings import RecordBriefing
from portal.usecases.contract_starts import decide_start
from portal.usecases.council_decisions import check_council
from portal.usecases.course_ends import last_day_of_course
from portal.usecases.department_days import admission_of
from portal.usecases.facts import CaseFile, case_traits, own
from portal.usecases.planned_terms import plan_terms, service_rows, terms_columns


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


def with_days(
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


def last_day(command: ConcludeContract, programme: Programme) -> date:
    """The contract's last day: the one asked for, else the programme's."""
    return command.valid_until or programme.valid_until


def check_last_day(
    command: ConcludeContract, case: CaseFile, programme: Programme, region: Region
) -> tuple[Violation, ...]:
    """What is wrong with the contract's last day (FED-CON-06)."""
    rules = region.rules.contract_rules.on(case.day)
    end = last_day(command, programme)
    found = check_end(rules, end, programme.valid_until)
    if end < case.day:
        text = "Договор не может закончиться раньше, чем составлен. Укажите более поздний день."
        found = (*found, Violation("value_invalid", text, "valid_until", rules.term))
    return tuple(found)


def new_contract(case: CaseFile, programme: Programme) -> Contract:
    """A contract without a number yet."""
    return Contract(
        provider_id=case.recipient.provider_id,
        recipient_id=case.recipient.id,
        programme_id=programme.id,
        state=ContractState.AWAITING_SIGNATURE,
        terms=[],
    )


def fill(
    session: Session,
    contract: Contract,
    command: ConcludeContract,
    case: CaseFile,
    representative: Representative | None,
    region: Region,
) -> None:
    """Everything that the text says of the contract, but its number and its terms."""
    programme = cast("Programme", case.programme)
    contract.representative_id = representative.id if representative else None
    contract.form = programme.form
    contract.department_id = case.department.id if case.department else None
    contract.social_worker_id = case.recipient.social_worker_id
    contract.concluded_on = contract.rules_day = case.day
    contract.valid_until = last_day(command, programme)
    contract.starts_on = command.starts_on
    contract.course_start = command.course_start
    contract.temporary = command.temporary
    contract.suspension_grounds = _listed_grounds(command, contract, region)
    contract.payment_day = _payment_day(session, programme)


def _payment_day(session: Session, programme: Programme) -> int:
    """The day the recipient is used to where this contract follows one; else the provider's."""
    admitted = admission_of(session, programme)
    if admitted is not None:
        return own(session, Contract, admitted.contract_id, admitted.provider_id).payment_day
    return session.get_one(Provider, programme.provider_id).payment_day


def _listed_grounds(
    command: ConcludeContract, contract: Contract, region: Region
) -> list[str] | None:
    """The grounds of suspension that the contract names, where they depend on it (MSK-SUS-02)."""
    rules = region.rules.suspension_rules.on(contract.rules_day)
    listed = contract_grounds(rules, contract.form, command.suspension_grounds)
    return None if listed is None else list(listed)


def terms_row(
    case: CaseFile, region: Region, facts: FeeFacts, decision: FeeDecision
) -> ContractTerms:
    """The terms of the contract's first day, with a row for each service."""
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


def traits_of(case: CaseFile, region: Region, representative: Representative | None) -> Traits:
    """What the clauses of the text depend on, with whether somebody acts for the recipient."""
    rules = region.rules.fee_rules.on(case.day)
    return case_traits(case, rules, represented=representative is not None)
