"""Drafts of amendments: numbered papers that change a signed contract (FED-CON-07).

A draft keeps the text it prints and the terms it will begin. It is never rewritten: whoever changes
a mind withdraws it and drafts another, so that what was shown to somebody can always be found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.amendments import Amendment as Lawful
from portal.domain.amendments import (
    AmendmentState,
    ProposedAmendment,
    check_amendment,
    demand_changed_act,
    new_volumes,
)
from portal.domain.violations import refuse
from portal.domain.visit_plan import plan_on
from portal.models import Amendment, Contract, ContractTerms, Programme
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.amendment_changes import Agreed, Wanted, agreed_change
from portal.usecases.amendment_checks import (
    demand_all_kept,
    demand_another,
    demand_later_than_first,
    demand_none_waits,
    demand_standing,
    next_number,
    reason_title,
)
from portal.usecases.amendment_terms import demand_open_months, terms_of_day
from portal.usecases.amendment_text import AmendmentText, NewSchedule, amendment_inputs
from portal.usecases.contract_annexes import schedule
from portal.usecases.contract_desk import Desk
from portal.usecases.facts import own
from portal.usecases.paper_parties import programme_details
from portal.usecases.paper_signatures import signer_of
from portal.usecases.queries.visit_plans import plans_of
from portal.usecases.transaction import transaction


@dataclass(frozen=True, slots=True)
class ServiceVolume:
    """A service that the contract gives from the day on, its volume a month."""

    code: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class DraftAmendment:
    """A change both sides will sign.

    ``services`` are all services from ``since`` on, None = as before; with ``by_tariffs`` the fee
    is written anew at the tariffs of that day; ``clauses`` are what else is agreed on.
    ``consent_on``: the recipient's written consent to what the provider proposes;
    ``changed_act``: which act has changed and since when, printed with the ground (MSK-CON-11).
    """

    contract_id: int
    since: date
    initiator: str
    reason: str
    services: tuple[ServiceVolume, ...] | None = None
    by_tariffs: bool = False
    clauses: tuple[str, ...] = ()
    consent_on: date | None = None
    changed_act: str = ""


@dataclass(frozen=True, slots=True)
class AmendmentDrafted:
    """The draft with its number; ``monthly_fee`` is the fee written from its day on."""

    id: int
    number: int
    state: AmendmentState
    monthly_fee: Decimal


def draft_amendment(
    command: DraftAmendment, *, region: Region, actor: Actor, now: datetime
) -> AmendmentDrafted:
    """Draft a numbered change of a contract in force; it holds once both sides have signed.

    Raises RulesBroken for a ground that is none (FED-CON-07, MSK-CON-11), a change of law whose act
    is not named, services beyond the programme (FED-IPP-09), a service the provider drops
    (FED-IPP-02), a month already charged, a draft that changes nothing, and one over figures that
    wait to be signed.
    """
    today = region.today(now)
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        drafted = _own_drafts(session, contract)
        found = _demand_lawful(session, contract, command, region, today)
        rules = region.rules.contract_rules.on(today).amendments
        base = terms_of_day(session, contract, command.since)
        demand_open_months(session, contract, command.since, rules.grounds.citation)
        agreed = agreed_change(session, contract, base, _wanted(command), region, found.citation)
        if agreed.changed is not None:
            demand_later_than_first(session, contract, base, command.since)
            demand_none_waits(drafted, rules.grounds.citation)
            kept = {one.code: one.quantity for one in agreed.changed.plan.services}
            programme_rules = region.rules.programme_rules.on(today)
            demand_all_kept(base, kept, programme_rules, found.counts_as)
        demand_another(drafted, command.since, agreed.summary(base), rules.grounds.citation)
        by = actor.membership_id
        amendment = _row(
            session, contract, command, base, agreed, found, drawn_by=by, region=region, now=now
        )
        session.add(amendment)
        session.flush()
        _tell_journal(session, contract, amendment, actor=actor, now=now)
        changed = agreed.changed
        fee = changed.decision.monthly_fee if changed else base.monthly_fee
        return AmendmentDrafted(amendment.id, amendment.number, amendment.state, fee)


def _demand_lawful(
    session: Session, contract: Contract, command: DraftAmendment, region: Region, today: date
) -> Lawful:
    """The ground as the law counts it; refused for a day or a ground that cannot be."""
    rules = region.rules.contract_rules.on(today).amendments
    _demand_days(command, contract, today)
    demand_standing(session, contract, command.since, rules.grounds.citation)
    consent = command.consent_on is not None
    proposed = ProposedAmendment(command.initiator, command.reason, written_consent=consent)
    found = check_amendment(rules, proposed)
    demand_changed_act(rules, command.initiator, command.reason, command.changed_act)
    return found


def _wanted(command: DraftAmendment) -> Wanted:
    volumes = None
    if command.services is not None:
        volumes = {one.code: one.quantity for one in command.services if one.quantity}
    return Wanted(command.since, volumes, command.by_tariffs, command.clauses)


def _row(  # noqa: PLR0913 - what was asked for, and what the law and the figures made of it
    session: Session,
    contract: Contract,
    command: DraftAmendment,
    base: ContractTerms,
    agreed: Agreed,
    found: Lawful,
    *,
    drawn_by: int,
    region: Region,
    now: datetime,
) -> Amendment:
    """The draft with the text it prints and the terms it will begin."""
    today = region.today(now)
    signer = signer_of(session, contract, region, today)
    title = reason_title(region.rules.contract_rules.on(today).amendments, command.reason)
    ground = f"{title}{_act(command)} ({found.citation.text})"
    clauses = (*agreed.clauses, *(one.sentence for one in agreed.later))
    text = AmendmentText(next_number(session, contract), command.since, ground, clauses=clauses)
    annex = _new_schedule(session, contract, base, agreed, command.since)
    desk = Desk(session, contract.provider_id, Contract.id == contract.id, today, drawn_by=drawn_by)
    return Amendment(
        provider_id=contract.provider_id,
        contract_id=contract.id,
        number=text.number,
        state=AmendmentState.DRAFT,
        one_sided=False,
        initiator=found.counts_as,
        reason=command.reason,
        consent_on=command.consent_on,
        rule=found.citation.rule,
        since=command.since,
        representative_id=signer.id if signer else None,
        changes=agreed.summary(base),
        plan=agreed.plan_data(),
        inputs=amendment_inputs(desk, contract.id, text, agreed.changed, signer, annex),
        base_terms_id=base.id,
        drafted_at=now,
        drafted_by_id=drawn_by,
    )


def _act(command: DraftAmendment) -> str:
    words = " ".join(command.changed_act.split())
    return f": {words}" if words else ""


def _new_schedule(
    session: Session, contract: Contract, base: ContractTerms, agreed: Agreed, since: date
) -> NewSchedule | None:
    """The contract's fourth annex where services or their volumes change (FED-SCH-01).

    A service whose days go beyond its new volume stands there without them (FED-SCH-02).
    """
    if agreed.changed is None or not agreed.summary(base)["services"]:
        return None
    load = selectinload(Programme.services)
    programme = own(session, Programme, contract.programme_id, contract.provider_id, load)
    plan = plan_on(plans_of(session, [contract.id]).get(contract.id, ()), since)
    before = {row.code: row.quantity_per_month for row in base.services}
    after = {one.code: one.quantity for one in agreed.changed.plan.services}
    changed = new_volumes(before, after)
    services = ((one.code, one.title) for one in agreed.changed.plan.services)
    return NewSchedule(programme_details(programme), schedule(services, programme, plan, changed))


def _own_drafts(session: Session, contract: Contract) -> Sequence[Amendment]:
    """The agreements of the contract that somebody drafted, without those of a tariff day."""
    return session.scalars(
        select(Amendment).where(
            Amendment.contract_id == contract.id,
            Amendment.one_sided.is_(False),
            Amendment.tariff_day_id.is_(None),
        )
    ).all()


def _demand_days(command: DraftAmendment, contract: Contract, today: date) -> None:
    if command.since < today:
        refuse(
            "value_invalid",
            "Соглашение не действует задним числом. Введите сегодняшний день или более поздний.",
            field="since",
        )
    if command.consent_on is not None and command.consent_on > today:
        text = "День согласия ещё не наступил. Введите день, который стоит на согласии."
        refuse("value_invalid", text, field="consent_on")
    if command.consent_on is not None and command.consent_on < contract.concluded_on:
        text = (
            f"Договор составлен {contract.concluded_on:%d.%m.%Y}: раньше согласиться изменить его "
            "не могли. Введите день, который стоит на согласии."
        )
        refuse("value_invalid", text, field="consent_on")
    if not command.reason.strip():
        refuse("value_invalid", "Назовите причину изменения.", field="reason")


def _tell_journal(
    session: Session, contract: Contract, amendment: Amendment, *, actor: Actor, now: datetime
) -> None:
    audit.record(
        session,
        actor,
        now,
        "amendment_drafted",
        "amendment",
        amendment.id,
        after={
            "contract": contract.id,
            "number": amendment.number,
            "since": amendment.since,
            "reason": amendment.reason,
            "changes": amendment.changes,
        },
    )
