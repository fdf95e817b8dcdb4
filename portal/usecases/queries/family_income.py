"""The family's income: who may see it, what is recorded, what figures would come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.domain.calendar import next_month
from portal.domain.fees import FeeDecision, decide_fee
from portal.domain.income import HouseholdMember as Member
from portal.domain.income import IncomeAssessment as IncomeFound
from portal.domain.income import assess_income, income_window
from portal.domain.people import PopulationGroup, Relation
from portal.domain.violations import RulesBroken
from portal.models import HouseholdMember, IncomeAssessment
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import fee_facts, load_case
from portal.usecases.income import KNOWS_INCOME, RecordIncome, countable_violations, first_countable
from portal.usecases.reference import reference_book
from portal.usecases.transaction import reading


def may_see_income(actor: Actor) -> bool:
    """Whether the reader may see a family's income (FED-PDP-01).

    A social worker does not, not even of own recipients: the office records and reads it.
    """
    return actor.role in KNOWS_INCOME


@dataclass(frozen=True, slots=True)
class SourceView:
    """The sums of one kind of income, by month."""

    kind: str
    amounts: Mapping[date, Decimal]


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member of the family with the kinds of income recorded."""

    relation: Relation
    name: str
    born: date
    student: bool
    married: bool
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """The newest record of a family's income."""

    id: int
    applied_on: date
    recorded_at: datetime
    population_group: PopulationGroup | None
    members: tuple[MemberView, ...]


def newest_income(actor: Actor, recipient_id: int) -> AssessmentView | None:
    """The last recorded income of the family, one line per member and kind of income."""
    with reading() as session:
        row = session.scalars(
            select(IncomeAssessment)
            .where(
                IncomeAssessment.provider_id == actor.provider_id,
                IncomeAssessment.recipient_id == recipient_id,
            )
            .order_by(IncomeAssessment.applied_on.desc(), IncomeAssessment.id.desc())
            .limit(1)
            .options(selectinload(IncomeAssessment.household).selectinload(HouseholdMember.incomes))
        ).one_or_none()
        if row is None:
            return None
        return AssessmentView(
            id=row.id,
            applied_on=row.applied_on,
            recorded_at=row.recorded_at,
            population_group=row.population_group,
            members=tuple(_member_view(member) for member in row.household),
        )


def _member_view(member: HouseholdMember) -> MemberView:
    kinds = dict.fromkeys(item.kind for item in member.incomes)
    return MemberView(
        relation=member.relation,
        name=member.name or "",
        born=member.born,
        student=member.student,
        married=member.married,
        sources=tuple(
            SourceView(
                kind, {item.month: item.amount for item in member.incomes if item.kind == kind}
            )
            for kind in kinds
        ),
    )


@dataclass(frozen=True, slots=True)
class IncomePreview:
    """What figures that are not recorded yet come to.

    ``decision`` is missing while a tariff or a subsistence minimum is: ``refusal`` says which.
    """

    income: IncomeFound
    decision: FeeDecision | None
    refusal: RulesBroken | None


def income_months(region: Region, applied_on: date, day: date) -> tuple[date, ...]:
    """The months whose income counts for an application, oldest first.

    Before the first rules that the portal knows it shows the months of their first edition.
    """
    countable = max(applied_on, first_countable(region, day))
    rules = region.rules.fee_rules.on(day).income.on(countable)
    first, last = income_window(applied_on, rules)
    months = [first]
    while months[-1] < last:
        months.append(next_month(months[-1]))
    return tuple(months)


def preview_income(actor: Actor, command: RecordIncome, region: Region, day: date) -> IncomePreview:
    """The average income and the fee as they would be with these figures; nothing is written.

    Raises RulesBroken for a household that cannot be right.
    """
    if found := countable_violations(command.applied_on, region, day):
        raise RulesBroken(*found)
    with reading() as session:
        case = load_case(session, actor.provider_id, command.recipient_id, day=day)
        household = _as_facts(command, case.recipient.born)
        rules = region.rules.fee_rules.on(day)
        income = assess_income(household, command.applied_on, rules.income.on(command.applied_on))
        facts = replace(
            fee_facts(case),
            household=household,
            applied_on=command.applied_on,
            group=command.population_group or case.recipient.population_group,
        )
        try:
            return IncomePreview(
                income, decide_fee(facts, rules, reference_book(session, region)), None
            )
        except RulesBroken as refusal:
            return IncomePreview(income, None, refusal)


def _as_facts(command: RecordIncome, born: date) -> tuple[Member, ...]:
    return tuple(
        Member(
            relation=one.relation,
            born=born if one.relation is Relation.RECIPIENT else one.born,
            incomes=one.incomes,
            student=one.student,
            married=one.married,
        )
        for one in command.household
    )
