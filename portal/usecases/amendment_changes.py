"""What an agreement makes of a contract's terms: services, volumes, fee, and what stands ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session, selectinload

from portal.domain.amendments import changed_services, check_prescribed
from portal.domain.catalogue import ServiceItem, check_monthly
from portal.domain.fee_decision import still_free
from portal.domain.fees import FeeDecision, PlannedService, decide_fee
from portal.domain.law import Citation
from portal.domain.violations import RulesBroken, refuse
from portal.models import Contract, ContractTerms, Programme
from portal.models.types import JsonObject
from portal.regions.registry import Region
from portal.usecases.amendment_terms import billed_before, facts_anew
from portal.usecases.amendment_text import NewFee
from portal.usecases.facts import as_data, own
from portal.usecases.kept_rights import with_right_of
from portal.usecases.later_terms import LaterPlan, carry_forward, later_data
from portal.usecases.planned_terms import Plan, plan_terms
from portal.usecases.reference import reference_book

LONGEST_CLAUSE = 2000
MOST_CLAUSES = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: volumes a month of every service from ``since`` on, None = as before."""

    since: date
    volumes: Mapping[str, Decimal] | None
    by_tariffs: bool
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the agreement says: new terms or None, its clauses, and what it does to later terms."""

    changed: NewFee | None
    clauses: tuple[str, ...]
    later: tuple[LaterPlan, ...]

    def plan_data(self) -> JsonObject:
        """The plan of the new terms with the later ones, empty where only the text changes."""
        if self.changed is None:
            return {}
        return {**self.changed.plan.to_data(), "later": later_data(self.later)}

    def summary(self, base: ContractTerms) -> JsonObject:
        """The change in a form that lists and scenarios read."""
        before = {row.code: row.quantity_per_month for row in base.services}
        plan = self.changed.plan if self.changed else None
        after = {one.code: one.quantity for one in plan.services} if plan else before
        return {
            "services": as_data(changed_services(before, after)),
            "clauses": list(self.clauses),
            "fee": plan is not None,
        }


def agreed_change(
    session: Session,
    contract: Contract,
    base: ContractTerms,
    wanted: Wanted,
    region: Region,
    citation: Citation,
) -> Agreed:
    """The terms and clauses of an agreement; refused where nothing changes (FED-IPP-09)."""
    changed = _changed_terms(session, contract, base, wanted, region)
    clauses = _clauses(wanted.clauses)
    if changed is None and not clauses:
        refuse(
            "value_invalid",
            "В соглашении ничего не меняется. Измените услуги или напишите новое условие.",
            citation=citation,
        )
    return Agreed(changed, clauses, _later(session, contract, base, changed, wanted.since, region))


def _changed_terms(
    session: Session, contract: Contract, base: ContractTerms, wanted: Wanted, region: Region
) -> NewFee | None:
    """The terms after the change at its day's tariffs; None where they would be the same."""
    before = {row.code: row.quantity_per_month for row in base.services}
    after = before if wanted.volumes is None else {**wanted.volumes}
    if after == before and not wanted.by_tariffs:
        return None
    if after != before and (broken := check_prescribed(after, _prescribed(session, contract))):
        raise RulesBroken(*broken)
    items = _items(region, wanted.since, before, after)
    plan, decision = _planned(session, base, wanted.since, after, items, region)
    if _as_written(base, plan):
        return None
    book = reference_book(session, region)
    before_it = billed_before(base, wanted.since, region=region, book=book)
    return NewFee(plan, before_it, decision, tuple(base.services))


def _as_written(base: ContractTerms, plan: Plan) -> bool:
    """Whether the contract says all of it already: services, their tariffs, the fee, its bound."""
    written = {row.code: (row.quantity_per_month, row.tariff) for row in base.services}
    new, figures = {one.code: (one.quantity, one.tariff) for one in plan.services}, plan.figures
    return new == written and (figures.free, figures.monthly_fee, figures.fee_cap) == (
        base.free,
        base.monthly_fee,
        base.fee_cap,
    )


def _planned(
    session: Session,
    base: ContractTerms,
    since: date,
    volumes: Mapping[str, Decimal],
    items: Mapping[str, ServiceItem],
    region: Region,
) -> tuple[Plan, FeeDecision]:
    """The fee at the tariffs and threshold of the day, free where it was free by decision."""
    book = reference_book(session, region)
    services = (
        PlannedService(code, quantity, book.tariff(code, since).amount)
        for code, quantity in volumes.items()
    )
    facts = with_right_of(session, base.contract_id, facts_anew(base, since, services), since)
    rules = region.rules.fee_rules.on(since)
    decision = still_free(rules, base.free_ground, decide_fee(facts, rules, book))
    decision = decision.in_editions(region.identity.acts)
    titles = {code: (item.title, item.unit_title) for code, item in items.items()}
    return plan_terms(facts, decision, titles, base.assessment_id), decision


def _later(
    session: Session,
    contract: Contract,
    base: ContractTerms,
    changed: NewFee | None,
    since: date,
    region: Region,
) -> tuple[LaterPlan, ...]:
    """What the change makes of terms set ahead, such as those of a tariff day."""
    if changed is None:
        return ()
    book = reference_book(session, region)
    return carry_forward(session, contract, base, changed.plan, since, region=region, book=book)


def _clauses(texts: Sequence[str]) -> tuple[str, ...]:
    """What the parties wrote, without empty paragraphs."""
    clauses = tuple(text.strip() for text in texts if text.strip())
    if len(clauses) > MOST_CLAUSES or any(len(text) > LONGEST_CLAUSE for text in clauses):
        refuse(
            "value_invalid",
            f"Условий может быть не больше {MOST_CLAUSES}, каждое не длиннее {LONGEST_CLAUSE} "
            "знаков. Сократите текст.",
            field="clauses",
        )
    return clauses


def _items(
    region: Region, day: date, before: Mapping[str, Decimal], after: Mapping[str, Decimal]
) -> dict[str, ServiceItem]:
    """The catalogue's services; what is counted in whole units is agreed on so (FED-IPP-11)."""
    catalogue = region.rules.service_catalogue.on(day)
    items = {code: catalogue.item(code) for code in after}
    found = [
        violation
        for code, quantity in after.items()
        if quantity != before.get(code)
        for violation in check_monthly(items[code], quantity, field=f"services.{code}")
    ]
    if found:
        raise RulesBroken(*found)
    return items


def _prescribed(session: Session, contract: Contract) -> dict[str, Decimal]:
    programme = own(
        session,
        Programme,
        contract.programme_id,
        contract.provider_id,
        selectinload(Programme.services),
    )
    return {row.code: row.quantity_per_month for row in programme.services}
