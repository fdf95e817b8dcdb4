"""Individual programmes: presenting one to the provider starts the clock of the contract.

What a programme states stands in ``programme_details``, taking one back in
``programme_withdrawal``; both are offered here too.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.contract import ContractRules
from portal.domain.contract_due import approach_until
from portal.domain.documents import missing_documents, term_start
from portal.domain.law import Citation
from portal.domain.programme_rules import ProgrammeRules
from portal.domain.transfer import came_in_time
from portal.domain.violations import RulesBroken, refuse
from portal.models import Programme, ProgrammeService, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.brought_programme import keep_earlier_marks
from portal.usecases.contract_clock import keeps_strict_term, set_clock
from portal.usecases.earliest_days import too_early
from portal.usecases.facts import (
    CaseFile,
    case_traits,
    load_case,
    own,
    papers_list,
    submitted_papers,
)
from portal.usecases.moved_programmes import end_of_moved, within_this_region
from portal.usecases.programme_content import keep_decision
from portal.usecases.programme_details import (
    PresentProgramme,
    demand_age,
    programme_violations,
    unit_of,
)
from portal.usecases.programme_grounds import ProgrammeGrounds, demand_care_leaver
from portal.usecases.programme_moment import demand_alive_then, handed_in_at
from portal.usecases.programme_twins import demand_alone, demand_unknown
from portal.usecases.programme_withdrawal import WithdrawProgramme, withdraw_programme
from portal.usecases.recorded_sheets import PROGRAMME, SheetKey, keep_sheet
from portal.usecases.signatories import somebody_acts
from portal.usecases.transaction import transaction

__all__ = [
    "PresentProgramme",
    "ProgrammeGrounds",
    "ProgrammePresented",
    "WithdrawProgramme",
    "present_programme",
    "programme_violations",
    "withdraw_programme",
]


@dataclass(frozen=True, slots=True)
class ProgrammePresented:
    """By when the contract is due and which papers it still waits for; moments are local.

    ``approach_due`` is the last day of the region's window for coming to a provider, if it has one.
    """

    id: int
    contract_due: datetime
    contract_due_rule: str
    federal_due: datetime | None
    missing_documents: tuple[str, ...]
    approach_due: date | None = None


def present_programme(
    command: PresentProgramme, *, region: Region, actor: Actor, now: datetime
) -> ProgrammePresented:
    """Register a programme, and start the contract's term at the moment it was handed in."""
    today = region.today(now)
    rules = region.rules.contract_rules.on(today)
    command, outside = within_this_region(command, region, today)
    if found := programme_violations(command, region, today):
        raise RulesBroken(*found)
    once = region.rules.transfer_rules.on(today).window_once
    presented = handed_in_at(command, region, now)
    approach_due = _check_window(command, rules, region.today(presented), once)
    with transaction() as session:
        recipient = own(session, Recipient, command.recipient_id, actor.provider_id, lock=True)
        _demand_possible_days(command, recipient, region.rules.programme_rules.on(today))
        demand_alive_then(recipient, region.today(presented))
        demand_unknown(session, command, actor, region, today)
        demand_age(region, unit_of(command, region, today), recipient.born, today)
        if command.grounds is not None:
            demand_care_leaver(command.grounds, recipient.born, region, today)
        if command.alone:
            demand_alone(session, command, recipient)
        programme = _row(command, region, recipient, presented)
        named = (*outside, command.unavailable.strip())
        programme.unavailable = ", ".join(one for one in named if one)
        keep_earlier_marks(session, programme)
        case = _start_clock(session, programme, region=region, now=now)
        _keep_papers(session, programme, command, actor, now)
        subject = ("programme_presented", "programme", programme.id)
        audit.record(session, actor, now, *subject, after=_summary(programme))
        _end_moved(session, programme, region=region, actor=actor, now=now)
        return ProgrammePresented(
            id=programme.id,
            contract_due=region.local(programme.contract_due_at),
            contract_due_rule=programme.contract_due_rule,
            federal_due=(
                region.local(programme.federal_due_at) if programme.federal_due_at else None
            ),
            missing_documents=_missing(case, region),
            approach_due=approach_due,
        )


def _end_moved(
    session: Session, programme: Programme, *, region: Region, actor: Actor, now: datetime
) -> None:
    """The programmes that the new one replaces after a move, each told of in the journal."""
    for old in end_of_moved(session, programme, region, region.today(now)):
        ended = {"valid_until": old.valid_until, "new_programme": programme.id}
        subject = ("programme_replaced", "programme", old.id)
        audit.record(session, actor, now, *subject, after=ended)


def _demand_possible_days(
    command: PresentProgramme, recipient: Recipient, rules: ProgrammeRules
) -> None:
    """The programme and its decision are not older than the person or the law (FED-IPP-01)."""
    clause = rules.required.citation
    found = (
        *too_early(command.issued_on, recipient.born, "issued_on", clause),
        *too_early(command.decision_date, recipient.born, "decision_date", clause),
    )
    if found:
        raise RulesBroken(*found)


def _keep_papers(
    session: Session, programme: Programme, command: PresentProgramme, actor: Actor, now: datetime
) -> None:
    """What else stands on the programme's form and in its decision, where somebody was asked."""
    if command.sheet is not None:
        key = SheetKey(PROGRAMME, programme_id=programme.id)
        keep_sheet(session, key, command.sheet, actor=actor, now=now)
    keep_decision(session, programme, command.decision_sheet, actor=actor, now=now)


def _start_clock(
    session: Session, programme: Programme, *, region: Region, now: datetime
) -> CaseFile:
    """Save the programme with its term, which may wait for papers; returns the case it made."""
    today = region.today(now)
    rules = region.rules.contract_rules.on(today)
    strict = keeps_strict_term(session, programme.provider_id, rules)
    # The clock is set from the case, and the case holds the programme: first as it stands.
    brought = programme.presented_at
    set_clock(session, programme, region=region, started_at=brought, strict=strict)
    session.add(programme)
    session.flush()
    case = load_case(
        session,
        programme.provider_id,
        programme.recipient_id,
        day=today,
        programme_id=programme.id,
    )
    starts = term_start(rules.starting_papers, _arrivals(case, brought))
    if not strict and starts != brought:
        waits = starts is None
        set_clock(
            session,
            programme,
            region=region,
            started_at=starts or brought,
            strict=strict,
            waits=waits,
        )
        session.flush()
    return case


def _arrivals(case: CaseFile, brought: datetime) -> dict[str, datetime]:
    """When each valid paper came: what the programme itself stands for came with it."""
    came = {paper.code: brought for paper in submitted_papers(case) if paper.valid_on(case.day)}
    for row in case.documents:
        if row.code in came:
            came[row.code] = max(brought, row.received_at)
    return came


def _check_window(
    command: PresentProgramme, rules: ContractRules, today: date, once: Citation | None
) -> date | None:
    window = rules.approach_window
    if window is None:
        return None
    # Where no decision is named, the programme's own day stands for it: both are made together.
    last = approach_until(
        window,
        command.decision_date or command.issued_on,
        command.valid_from,
        command.valid_until,
    )
    if today > last and not came_in_time(once, last, command.first_contract_on):
        also = " Если первый договор по ней в срок заключил прежний поставщик, внесите его день."
        refuse(
            "approach_window_closed",
            f"Обратиться с этой программой можно было до {last:%d.%m.%Y}. Получателю нужна новая "
            f"программа: её выдаёт орган социальной защиты.{also if once else ''}",
            field="decision_date",
            citation=window.citation,
        )
    return last


def _row(
    command: PresentProgramme, region: Region, recipient: Recipient, presented: datetime
) -> Programme:
    elsewhere = command.issued_elsewhere.strip()
    grounds = command.grounds
    return Programme(
        provider_id=recipient.provider_id,
        recipient_id=recipient.id,
        number=command.number.strip(),
        issued_on=command.issued_on,
        decision_date=command.decision_date,
        first_contract_on=command.first_contract_on,
        form=command.form,
        unit_code=unit_of(command, region, region.today(presented)),
        valid_from=command.valid_from,
        valid_until=command.valid_until,
        conditions=command.conditions.strip(),
        issuer=command.issuer.strip() or elsewhere or region.identity.authority,
        presented_at=presented,
        decision_income=command.decision.average_income,
        decision_cap=command.decision.fee_cap,
        decision_mode=command.decision.mode,
        target_group=command.target_group,
        issued_elsewhere=elsewhere,
        circumstances=list(grounds.circumstances) if grounds else None,
        care_leaver=grounds.care_leaver if grounds else False,
        stay_mode=grounds.stay if grounds else None,
        issuer_kind=grounds.issuer if grounds else None,
        services=[
            ProgrammeService(
                provider_id=recipient.provider_id,
                code=line.code,
                quantity_per_month=line.quantity_per_month,
                since=line.since,
                until=line.until,
                frequency=line.frequency,
            )
            for line in command.services
        ],
    )


def _missing(case: CaseFile, region: Region) -> tuple[str, ...]:
    papers = papers_list(case, region)
    if papers is None:
        return ()
    rules = region.rules.contract_rules.on(case.day)
    acts = somebody_acts(case.recipient, case.representatives, case.day, rules)
    traits = case_traits(case, region.rules.fee_rules.on(case.day), represented=acts)
    missing = missing_documents(papers, traits, submitted_papers(case), case.day, case.age)
    return tuple(requirement.code for requirement in missing)


def _summary(programme: Programme) -> dict[str, object]:
    return {
        "recipient": programme.recipient_id,
        "number": programme.number,
        "issued_on": programme.issued_on,
        "form": programme.form.value,
        "valid_from": programme.valid_from,
        "valid_until": programme.valid_until,
        "services": {row.code: row.quantity_per_month for row in programme.services},
        "decision_income": programme.decision_income,
        "decision_cap": programme.decision_cap,
        "decision_mode": programme.decision_mode,
        "circumstances": programme.circumstances,
        "stay_mode": programme.stay_mode,
        "issuer_kind": programme.issuer_kind,
        "presented_at": programme.presented_at,
        "contract_due_at": programme.contract_due_at,
        "contract_due_rule": programme.contract_due_rule,
    }
