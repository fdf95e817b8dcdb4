"""A recipient gives up services: some of them, or all, at any time and in writing (FED-TER-01).

Some services: new terms begin on the first day without them, as a numbered change that needs no
other signature. All services: the contract's end is prepared on the ground of refusal (MSK-TER-01).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.domain.amendments import RECIPIENT, AmendmentState
from portal.domain.endings import REFUSAL
from portal.domain.fee_decision import still_free
from portal.domain.fees import PlannedService, decide_fee
from portal.domain.law import Citation
from portal.domain.termination import Initiator
from portal.domain.violations import NotAllowed, RulesBroken, refuse
from portal.domain.waiver import SOME_SERVICES, Waiver, WaiverRules, waive_services
from portal.models import Amendment, Contract, ContractTerms, Delivery, Role
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.amendment_checks import demand_standing, next_number
from portal.usecases.amendment_terms import (
    begin_terms,
    demand_open_months,
    facts_anew,
    terms_of_day,
)
from portal.usecases.ending_text import BasisPaper, entered, paper_violations
from portal.usecases.facts import own
from portal.usecases.kept_rights import with_right_of
from portal.usecases.later_terms import begin_later, carry_forward
from portal.usecases.lawful_ends import TerminateContract
from portal.usecases.planned_terms import Plan, plan_terms
from portal.usecases.reference import reference_book
from portal.usecases.refusal_authors import signed_refusal
from portal.usecases.terminations import prepare
from portal.usecases.transaction import transaction

OFFICE = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT, Role.ACCOUNTANT)


@dataclass(frozen=True, slots=True)
class WaiveServices:
    """What the recipient gives up from ``first_day`` on; ``application`` is the written refusal.

    ``author_id``: the representative who signed it; None is whom the law asks for (FED-MIN-01).
    ``scope``: what a refusal of everything covers, where the region asks (MSK-IPP-06).
    """

    contract_id: int
    services: tuple[str, ...]
    first_day: date
    application: BasisPaper
    reason: str = ""
    author_id: int | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class ServicesWaived:
    """What is left: new terms as change ``number``, or with nothing left an end to complete."""

    remaining: tuple[str, ...]
    number: int | None
    termination_id: int | None
    state: str


def refuse_services(
    command: WaiveServices, *, region: Region, actor: Actor, now: datetime
) -> ServicesWaived:
    """Record a written refusal and begin what is left of the contract (FED-TER-01).

    Raises RulesBroken("written_refusal_required") without the application, month_closed for a
    month already charged, overlap where a service given up is recorded after its last day.
    """
    if actor.role not in OFFICE:
        raise NotAllowed
    today = region.today(now)
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        rules = region.rules.termination_rules.on(command.first_day).waiver
        demand_standing(session, contract, command.first_day, rules.citation)
        base = terms_of_day(session, contract, command.first_day)
        waiver = _demand_written(base, command, rules, today)
        _demand_not_older(contract, command, rules.citation)
        if waiver.scope != SOME_SERVICES:
            return _end(session, contract, command, region=region, actor=actor, now=now)
        author_id = command.author_id
        paper = signed_refusal(session, contract, command.application, author_id, region)
        command = replace(command, application=paper)
        demand_open_months(session, contract, command.first_day, rules.citation)
        _demand_unrecorded(session, contract, command, rules.citation)
        before = {"services": [one.code for one in base.services], "monthly_fee": base.monthly_fee}
        number, fee = _go_on(
            session, contract, base, waiver, command, region=region, actor=actor, now=now
        )
        after = {"services": list(waiver.remaining), "monthly_fee": fee, "number": number}
        subject, reason = ("services_refused", "contract", contract.id), command.reason.strip()
        audit.record(session, actor, now, *subject, before, after, reason=reason)
        return ServicesWaived(waiver.remaining, number, None, contract.state.value)


def _demand_written(
    base: ContractTerms, command: WaiveServices, rules: WaiverRules, today: date
) -> Waiver:
    """What is left by the law; refused without the application, or with nothing given up."""
    papers = entered((command.application,))
    waiver = waive_services(
        rules,
        tuple(row.code for row in base.services),
        command.services,
        command.first_day,
        frozenset(one.code for one in papers),
    )
    if found := paper_violations(papers, today, rules.citation):
        raise RulesBroken(*found)
    if not command.services:
        text = "Отметьте услуги, от которых отказывается получатель."
        refuse("value_invalid", text, field="services", citation=rules.citation)
    return waiver


def _demand_not_older(contract: Contract, command: WaiveServices, citation: Citation) -> None:
    """Nobody refuses a service before there is a contract, nor for days past (FED-TER-01)."""
    application = command.application
    day = application.issued_on
    if day is not None and command.first_day < day:
        refuse(
            "value_invalid",
            f"Заявление от {day:%d.%m.%Y}: раньше этого дня отказ не действует. Введите день, "
            "который в нём назван.",
            field="first_day",
            citation=citation,
        )
    if day is not None and day < contract.concluded_on:
        refuse(
            "value_invalid",
            f"Договор заключён {contract.concluded_on:%d.%m.%Y}, отказ от услуг не может быть "
            "старше. Введите день, который стоит на заявлении.",
            field=f"papers.{application.code}",
            citation=citation,
        )


def _end(
    session: Session,
    contract: Contract,
    command: WaiveServices,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> ServicesWaived:
    wanted = TerminateContract(
        contract.id,
        REFUSAL,
        stop_on=command.first_day,
        initiator=Initiator.RECIPIENT,
        papers=(command.application,),
        note=command.reason,
        author_id=command.author_id,
        scope=command.scope,
    )
    row = prepare(session, contract, wanted, region=region, actor=actor, now=now)
    return ServicesWaived((), None, row.id, row.state.value)


def _demand_unrecorded(
    session: Session, contract: Contract, command: WaiveServices, citation: Citation
) -> None:
    day = session.scalar(
        select(Delivery.day)
        .where(
            Delivery.contract_id == contract.id,
            Delivery.code.in_(command.services),
            Delivery.day >= command.first_day,
        )
        .order_by(Delivery.day.desc())
        .limit(1)
    )
    if day is not None:
        refuse(
            "overlap",
            f"На {day:%d.%m.%Y} эти услуги уже записаны. Уберите записи или введите более поздний "
            "день.",
            field="first_day",
            citation=citation,
        )


def _plan(session: Session, base: ContractTerms, waiver: Waiver, region: Region) -> Plan:
    """The terms without the services, at the tariffs and threshold of their first day."""
    book = reference_book(session, region)
    day = waiver.first_day
    services = (
        PlannedService(row.code, row.quantity_per_month, book.tariff(row.code, day).amount)
        for row in base.services
        if row.code in waiver.remaining
    )
    facts = with_right_of(session, base.contract_id, facts_anew(base, day, services), day)
    rules = region.rules.fee_rules.on(day)
    decision = still_free(rules, base.free_ground, decide_fee(facts, rules, book))
    titles = {row.code: (row.title, row.unit_title) for row in base.services}
    return plan_terms(facts, decision.in_editions(region.identity.acts), titles, base.assessment_id)


def _go_on(  # noqa: PLR0913 - what is left of which terms, by whose word
    session: Session,
    contract: Contract,
    base: ContractTerms,
    waiver: Waiver,
    command: WaiveServices,
    *,
    region: Region,
    actor: Actor,
    now: datetime,
) -> tuple[int, Decimal]:
    """Begin what is left, and the terms agreed for later, without the services.

    Returns the number of the change and the monthly fee from its day on.
    """
    plan = _plan(session, base, waiver, region)
    book, day = reference_book(session, region), command.first_day
    citation = region.rules.termination_rules.on(day).waiver.citation
    later = carry_forward(session, contract, base, plan, day, region=region, book=book)
    number = _begin(session, contract, base, plan, command, citation, actor=actor, now=now).number
    begin_later(
        session, contract, plan, later, number, region=region, book=book, actor=actor, now=now
    )
    return number, plan.figures.monthly_fee


def _begin(  # noqa: PLR0913 - the change as its row holds it
    session: Session,
    contract: Contract,
    base: ContractTerms,
    plan: Plan,
    command: WaiveServices,
    citation: Citation,
    *,
    actor: Actor,
    now: datetime,
) -> Amendment:
    if base.since == command.first_day:
        refuse(
            "overlap",
            f"С {base.since:%d.%m.%Y} условия договора уже меняются, второй раз в один день их "
            "не меняют. Введите другой день.",
            field="first_day",
            citation=citation,
        )
    number, base_id = next_number(session, contract), base.id
    terms = begin_terms(session, contract, base, plan, command.first_day, number)
    row = _row(contract, command, plan, actor)
    row.number, row.rule, row.base_terms_id, row.terms_id = number, citation.rule, base_id, terms.id
    row.drafted_at = now
    session.add(row)
    flag_modified(contract, "state")
    session.flush()
    return row


def _row(contract: Contract, command: WaiveServices, plan: Plan, actor: Actor) -> Amendment:
    """The refusal among the contract's changes; it holds from its day without a signature."""
    return Amendment(
        provider_id=contract.provider_id,
        contract_id=contract.id,
        state=AmendmentState.IN_FORCE,
        one_sided=True,
        initiator=RECIPIENT,
        reason=REFUSAL,
        since=command.first_day,
        in_force_from=command.first_day,
        consent_on=command.application.issued_on,
        changes={
            "services": list(command.services),
            "clauses": [],
            "fee": True,
            "waiver": {
                "application": command.application.text(),
                "reason": command.reason.strip(),
                "accepted_by": actor.name,
            },
        },
        plan=plan.to_data(),
        drafted_by_id=actor.membership_id,
    )
