"""Terms set ahead, such as those of a tariff day, when a contract changes before they begin.

The change is carried forward: what the later terms changed stays theirs (tariffs, minimum, income),
the rest is as in the terms that now come before them, and the fee is decided anew (FED-CON-07).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.documents.changes import FeeNoticeFacts
from portal.domain.amendments import AmendmentState
from portal.domain.fee_decision import still_free
from portal.domain.fees import FeeFacts, FeeRules, PlannedService, decide_fee
from portal.domain.money import rubles_text
from portal.domain.reference import ReferenceBook
from portal.domain.tariff_day import FeeInForce, billed_fee, waits_for_notice
from portal.domain.violations import refuse
from portal.models import Amendment, Contract, ContractTerms, Notice
from portal.models.types import JsonList, JsonObject
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_papers import read_facts
from portal.usecases.actor import Actor
from portal.usecases.amendment_terms import rewrite_terms, terms_of_day, written_facts
from portal.usecases.contract_desk import figures
from portal.usecases.facts import as_data
from portal.usecases.paper_parties import printed_steps
from portal.usecases.planned_terms import Plan, plan_terms


@dataclass(frozen=True, slots=True)
class LaterPlan:
    """Terms set ahead as they will be after the change."""

    terms_id: int
    since: date
    plan: Plan

    @property
    def sentence(self) -> str:
        """What both sides sign about the fee of those terms."""
        fee = self.plan.figures.monthly_fee
        words = "бесплатно" if self.plan.figures.free else f"{rubles_text(fee)} в месяц"
        return (
            f"С {self.since:%d.%m.%Y} действуют условия, назначенные раньше на этот день, с "
            f"услугами этого соглашения; плата с этого дня: {words}."
        )


def terms_after(session: Session, contract: Contract, day: date) -> Sequence[ContractTerms]:
    """The terms that begin later than on the day, in order, with their services."""
    return session.scalars(
        select(ContractTerms)
        .where(ContractTerms.contract_id == contract.id, ContractTerms.since > day)
        .order_by(ContractTerms.since)
        .options(selectinload(ContractTerms.services))
    ).all()


def carry_forward(  # noqa: PLR0913 - the change, what it changes, and by which law
    session: Session,
    contract: Contract,
    base: ContractTerms,
    plan: Plan,
    since: date,
    *,
    region: Region,
    book: ReferenceBook,
) -> tuple[LaterPlan, ...]:
    """What the plan makes of every terms that begin after ``since``; nothing is written.

    Raises RulesBroken where their fee cannot be decided: a value or an income is missing.
    """
    found = []
    for row in terms_after(session, contract, since):
        plan = _carried(base, plan, row, region, book)
        found.append(LaterPlan(row.id, row.since, plan))
        base = row
    return tuple(found)


def later_data(later: Sequence[LaterPlan]) -> JsonList:
    """The plans as JSON values."""
    return [
        {"terms_id": one.terms_id, "since": one.since.isoformat(), "plan": one.plan.to_data()}
        for one in later
    ]


def read_later(plan: JsonObject) -> tuple[LaterPlan, ...]:
    """The plans that a change was drafted with."""
    rows = cast("list[JsonObject]", plan.get("later") or [])
    return tuple(
        LaterPlan(
            cast("int", row["terms_id"]),
            date.fromisoformat(cast("str", row["since"])),
            Plan.from_data(cast("JsonObject", row["plan"])),
        )
        for row in rows
    )


def other_terms_since(
    session: Session, contract: Contract, amendment: Amendment, day: date
) -> date | None:
    """Since when the contract has other terms than the change was drafted over, if it has.

    ``day`` is the change's first day. Its figures are untrue then and it cannot be signed any more.
    """
    if not amendment.plan:
        return None
    base = terms_of_day(session, contract, day)
    if base.id != amendment.base_terms_id:
        return base.since
    later = terms_after(session, contract, day)
    drafted = [one.terms_id for one in read_later(amendment.plan)]
    strange = [row.since for row in later if row.id not in drafted]
    if strange or len(later) == len(drafted):
        return strange[0] if strange else None
    return day


def demand_untold(session: Session, contract: Contract, later: Sequence[LaterPlan]) -> None:
    """What the provider changes alone never contradicts a notice that was handed over."""
    told = session.scalar(
        select(Notice.since)
        .where(
            Notice.contract_id == contract.id,
            Notice.since.in_([one.since for one in later]),
            Notice.handed_on.is_not(None),
        )
        .limit(1)
    )
    if told is not None:
        refuse(
            "overlap",
            f"О плате с {told:%d.%m.%Y} получателю уже вручено уведомление, а новая плата изменила "
            f"бы и её. Введите день после {told:%d.%m.%Y} или составьте дополнительное соглашение.",
            field="since",
        )


def begin_later(  # noqa: PLR0913 - the contract, its plans, whose change and who does it
    session: Session,
    contract: Contract,
    before: Plan,
    later: Sequence[LaterPlan],
    number: int,
    *,
    region: Region,
    book: ReferenceBook,
    actor: Actor,
    now: datetime,
) -> None:
    """Rewrite the terms set ahead, their notices not handed over yet, and what waits over them."""
    if not later:
        return
    eve = later[0].since - timedelta(days=1)
    rows = {row.id: row for row in terms_after(session, contract, eve)}
    for one in later:
        row = rows[one.terms_id]
        old = {"since": row.since, "monthly_fee": row.monthly_fee}
        rewrite_terms(
            session, contract, row, one.plan, {**row.inputs, **one.plan.inputs, "carried": number}
        )
        _rewrite_notice(session, contract, before, one, region, book)
        _withdraw_waiting(session, contract, one, number, actor=actor, now=now)
        after = {"since": row.since, "monthly_fee": row.monthly_fee, "number": number}
        subject = ("terms_carried_forward", "contract", contract.id)
        audit.record(session, actor, now, *subject, old, after)
        before = one.plan


def _carried(
    base: ContractTerms, plan: Plan, row: ContractTerms, region: Region, book: ReferenceBook
) -> Plan:
    facts = _merged(
        _settled(written_facts(base)),
        _settled(read_facts(FeeFacts, plan.inputs["facts"])),
        _settled(written_facts(row)),
    )
    facts = replace(facts, rules_day=row.since, services=_services(base, plan, row, book))
    rules = region.rules.fee_rules.on(row.since)
    moved = row.free_ground != base.free_ground
    ground = row.free_ground if moved else plan.figures.free_ground
    decision = still_free(rules, ground, decide_fee(facts, rules, book))
    titles = {one.code: (one.title, one.unit_title) for one in row.services}
    titles |= {one.code: (one.title, one.unit_title) for one in plan.services}
    moved = row.assessment_id != base.assessment_id
    assessment_id = row.assessment_id if moved else plan.figures.assessment_id
    return plan_terms(facts, decision.in_editions(region.identity.acts), titles, assessment_id)


def _settled(facts: FeeFacts) -> FeeFacts:
    return replace(facts, threshold_day=facts.threshold_day or facts.applied_on)


def _merged(base: FeeFacts, changed: FeeFacts, later: FeeFacts) -> FeeFacts:
    """What the later terms changed of ``base`` is theirs, everything else as now changed."""
    own = {
        one.name: getattr(later, one.name)
        for one in fields(FeeFacts)
        if getattr(later, one.name) != getattr(base, one.name)
    }
    return replace(changed, **own)


def _services(
    base: ContractTerms, plan: Plan, row: ContractTerms, book: ReferenceBook
) -> tuple[PlannedService, ...]:
    """Volumes as now changed, unless the later terms changed them; tariffs of the later terms."""
    was = {one.code: one for one in base.services}
    will = {one.code: one for one in row.services}
    new = {one.code: (one.quantity, one.tariff) for one in plan.services}
    dearer = any(will[code].tariff != was[code].tariff for code in was.keys() & will.keys())
    codes = [code for code in new if code in will or code not in was]
    codes += [code for code in will if code not in was and code not in new]
    services = []
    for code in codes:
        quantity, tariff = new.get(code, (None, None))
        theirs = will.get(code)
        if theirs is not None and (
            code not in was or theirs.quantity_per_month != was[code].quantity_per_month
        ):
            quantity = theirs.quantity_per_month
        if dearer or tariff is None:
            tariff = book.tariff(code, row.since).amount
        if quantity is not None:
            services.append(PlannedService(code, quantity, tariff))
    return tuple(services)


def _rewrite_notice(
    session: Session,
    contract: Contract,
    before: Plan,
    one: LaterPlan,
    region: Region,
    book: ReferenceBook,
) -> None:
    """A notice nobody has been handed yet tells the new figures; its paper is drawn anew."""
    notice = session.scalars(
        select(Notice).where(
            Notice.contract_id == contract.id,
            Notice.since == one.since,
            Notice.handed_on.is_(None),
        )
    ).one_or_none()
    if notice is None:
        return
    facts = read_facts(FeeFacts, one.plan.inputs["facts"])
    priced = replace(facts, services=tuple(replace(row, tariff=None) for row in facts.services))
    rules = region.rules.fee_rules.on(one.since)
    after = still_free(rules, one.plan.figures.free_ground, decide_fee(priced, rules, book))
    after = after.in_editions(region.identity.acts)
    told = replace(
        read_facts(FeeNoticeFacts, notice.inputs),
        before=figures(_billed(before, one.since - timedelta(days=1), book, rules)),
        after=figures(after),
        steps=printed_steps(after.steps),
    )
    notice.inputs, notice.paper_id = cast("JsonObject", as_data(told)), None
    session.flush()


def _billed(plan: Plan, day: date, book: ReferenceBook, rules: FeeRules) -> FeeInForce:
    known = plan.figures
    written = FeeInForce(
        free=known.free,
        monthly_fee=known.monthly_fee,
        cost_at_tariffs=known.cost_at_tariffs,
        fee_cap=known.fee_cap,
        threshold=known.threshold,
    )
    services = [PlannedService(one.code, one.quantity) for one in plan.services]
    by_notice = waits_for_notice(rules.change_grounds)
    return billed_fee(written, services, day, book, by_notice=by_notice)


def _withdraw_waiting(
    session: Session,
    contract: Contract,
    one: LaterPlan,
    number: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Agreements drafted over the terms as they were would bring the old services back."""
    waiting = session.scalars(
        select(Amendment).where(
            Amendment.contract_id == contract.id,
            Amendment.base_terms_id == one.terms_id,
            Amendment.number != number,
            Amendment.state.in_((AmendmentState.DRAFT, AmendmentState.SIGNED)),
        )
    )
    for row in waiting:
        before = {"state": row.state.value}
        row.state = AmendmentState.WITHDRAWN
        row.withdrawn_at, row.withdrawn_by_id = now, actor.membership_id
        row.withdrawal_reason = (
            f"Условия с {one.since:%d.%m.%Y} изменены (изменение № {number}). Если плату по новым "
            "тарифам надо записать в договор, составьте новое соглашение."
        )
        subject = ("amendment_withdrawn", "amendment", row.id)
        after = {"state": row.state.value}
        audit.record(session, actor, now, *subject, before, after, reason=row.withdrawal_reason)
    session.flush()
