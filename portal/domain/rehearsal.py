"""«А что если…»: the fee of an invented case, made with the law that decides real ones.

A case is built of kinds and sums alone, so that it can be written into an address and handed on: no
name, no birth date. Ages are stand-ins on the right side of each border.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from portal.domain.acts import PART_MONTH
from portal.domain.calendar import last_day, month_title, next_month
from portal.domain.catalogue import Form
from portal.domain.explanation import Step
from portal.domain.fees import (
    ClaimedCategory,
    FeeDecision,
    FeeFacts,
    FeeRules,
    PlannedService,
    decide_fee,
)
from portal.domain.income import (
    MONTHS_IN_WINDOW,
    HouseholdMember,
    IncomeItem,
    IncomeRules,
    income_window,
    why_not_family,
)
from portal.domain.law import Citation
from portal.domain.money import ZERO, down, half_up, rubles_text
from portal.domain.people import MAJORITY, PopulationGroup, Relation, is_minor
from portal.domain.reference import ReferenceBook
from portal.domain.suspension import NOTHING_ACCRUES
from portal.domain.violations import refuse

SMALLER_OF_THE_MONTH = Citation("FED-ACT-04", "442-FZ", "ст. 32 442-ФЗ", verify=True)


class FamilyKind(StrEnum):
    """Who a member of an invented family is, as far as the fee asks."""

    RECIPIENT = "recipient"
    SPOUSE = "spouse"
    PARENT = "parent"
    MINOR_CHILD = "minor_child"
    STUDENT_CHILD = "student_child"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word for people."""
        return _KINDS[self]


_KINDS = {
    FamilyKind.RECIPIENT: "получатель",
    FamilyKind.SPOUSE: "супруг (супруга)",
    FamilyKind.PARENT: "отец или мать",
    FamilyKind.MINOR_CHILD: "ребёнок до 18 лет",
    FamilyKind.STUDENT_CHILD: "студент-очник до 23 лет",
    FamilyKind.OTHER: "другой член семьи",
}
_RELATIONS = {
    FamilyKind.RECIPIENT: Relation.RECIPIENT,
    FamilyKind.SPOUSE: Relation.SPOUSE,
    FamilyKind.PARENT: Relation.PARENT,
    FamilyKind.MINOR_CHILD: Relation.CHILD,
    FamilyKind.STUDENT_CHILD: Relation.CHILD,
    FamilyKind.OTHER: Relation.OTHER,
}
_AGES = {FamilyKind.MINOR_CHILD: 10, FamilyKind.STUDENT_CHILD: MAJORITY + 2}
_AGES_OF_GROUPS = {
    PopulationGroup.CHILDREN: 10,
    PopulationGroup.WORKING_AGE: 40,
    PopulationGroup.PENSIONERS: 75,
}


@dataclass(frozen=True, slots=True)
class RehearsedMember:
    """A member of the invented family with the income of the twelve months, in rubles."""

    kind: FamilyKind
    income: Decimal


@dataclass(frozen=True, slots=True)
class RehearsedCase:
    """An invented case: one column of «А что если…».

    ``rules_day`` picks tariffs and categories, ``applied_on`` the income rules. The threshold is
    that of the application (FED-FEE-02), or of ``threshold_day`` where terms were begun anew on a
    new one. ``decision_cap``: the bound of the authority's decision, ``legacy_fee`` the older one
    that is kept (FED-FEE-13). ``days_away`` are days of ``month`` on which nothing is given, as in
    hospital.
    """

    form: Form
    group: PopulationGroup
    applied_on: date
    rules_day: date
    month: date
    members: tuple[RehearsedMember, ...]
    services: tuple[PlannedService, ...] = ()
    categories: tuple[str, ...] = ()
    days_away: int = 0
    threshold_day: date | None = None
    decision_cap: Decimal | None = None
    legacy_fee: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RehearsedFee:
    """What the case comes to: the monthly decision, and what the act of the month would charge."""

    decision: FeeDecision
    given: tuple[PlannedService, ...]
    charge: Decimal
    steps: tuple[Step, ...]


def rehearse_fee(case: RehearsedCase, rules: FeeRules, book: ReferenceBook) -> RehearsedFee:
    """The fee of an invented case and the charge of its month (FED-FEE-06, FED-FEE-18, FED-SUS-04).

    Services are given on the days that are left, whole ones only; the cap is not cut in proportion.
    Raises RulesBroken as ``decide_fee`` does, for more days away than the month has, and for a
    threshold of a day before the application.
    """
    _check_days(case)
    _check_threshold_day(case)
    facts = _facts(case, rules)
    decision = decide_fee(facts, rules, book)
    given = tuple(_given(service, case) for service in case.services)
    at_tariffs = decide_fee(replace(facts, services=given), rules, book).cost_at_tariffs
    cap = decision.bound
    charge = ZERO if decision.free else at_tariffs if cap is None else min(at_tariffs, cap)
    steps = (*_threshold_steps(case, decision, rules), *_steps(case, at_tariffs, charge, cap))
    return RehearsedFee(decision, given, charge, steps)


def family_of(
    members: Iterable[HouseholdMember], applied_on: date, rules: IncomeRules
) -> tuple[RehearsedMember, ...]:
    """A recorded family as kinds and sums: what counts, counts the same; nobody can be told."""
    first, last = income_window(applied_on, rules)
    excluded = rules.left_out
    found = []
    for member in members:
        counts = why_not_family(member, applied_on, rules) is None
        total = sum(
            (
                item.amount
                for item in member.incomes
                if first <= item.month <= last and item.kind not in excluded
            ),
            ZERO,
        )
        found.append(RehearsedMember(_kind(member, applied_on, counts=counts), total))
    return tuple(found)


def _kind(member: HouseholdMember, applied_on: date, *, counts: bool) -> FamilyKind:
    if not counts:
        return FamilyKind.OTHER
    if member.relation is Relation.CHILD:
        grown = member.born is not None and not is_minor(member.born, applied_on)
        return FamilyKind.STUDENT_CHILD if grown else FamilyKind.MINOR_CHILD
    return FamilyKind(member.relation.value)


def _check_days(case: RehearsedCase) -> None:
    days = last_day(case.month).day
    if not 0 <= case.days_away <= days:
        refuse(
            "value_invalid",
            f"Дней в этом месяце {days}: введите число от 0 до {days}.",
            field="days_away",
        )


def _check_threshold_day(case: RehearsedCase) -> None:
    if case.threshold_day is not None and case.threshold_day < case.applied_on:
        refuse(
            "value_invalid",
            f"Заявление подано {case.applied_on:%d.%m.%Y}, предел дохода раньше этого дня не "
            "берут. Введите этот день или более поздний, либо оставьте поле пустым.",
            field="threshold_day",
        )


def _threshold_steps(
    case: RehearsedCase, decision: FeeDecision, rules: FeeRules
) -> tuple[Step, ...]:
    """Whose day the threshold is of, and why."""
    if decision.threshold is None:
        return ()
    amount = str(decision.threshold)
    if case.threshold_day is None or case.threshold_day == case.applied_on:
        text = f"Предел дохода взят на день заявления, {case.applied_on:%d.%m.%Y}."
        return (Step(text, amount, rules.free_by_income),)
    text = (
        f"Предел дохода взят на {case.threshold_day:%d.%m.%Y}, а не на день заявления: с этого дня "
        "условия договора изменены, потому что изменился предел."
    )
    return (Step(text, amount, rules.change_grounds.citation),)


def _facts(case: RehearsedCase, rules: FeeRules) -> FeeFacts:
    first, _ = income_window(case.applied_on, rules.income.on(case.applied_on))
    return FeeFacts(
        form=case.form,
        applied_on=case.applied_on,
        rules_day=case.rules_day,
        born=_born(case.rules_day, _AGES_OF_GROUPS[case.group]),
        household=tuple(
            HouseholdMember(
                _RELATIONS[member.kind],
                _born(case.applied_on, _AGES.get(member.kind, 40)),
                _spread(member.income, first),
                student=member.kind is FamilyKind.STUDENT_CHILD,
            )
            for member in case.members
        ),
        categories=tuple(ClaimedCategory(code, proved=True) for code in case.categories),
        services=case.services,
        group=case.group,
        threshold_day=case.threshold_day,
        decision_cap=case.decision_cap,
        legacy_fee=case.legacy_fee,
    )


def _spread(total: Decimal, first: date) -> tuple[IncomeItem, ...]:
    """The year's sum over the months of the window, to the kopeck: no month is left empty."""
    each = down(total / MONTHS_IN_WINDOW)
    rest = total - each * (MONTHS_IN_WINDOW - 1)
    return tuple(
        IncomeItem(next_month(first, index), rest if index == 0 else each)
        for index in range(MONTHS_IN_WINDOW)
    )


def _born(day: date, age: int) -> date:
    return date(day.year - age, 1, 1)


def _given(service: PlannedService, case: RehearsedCase) -> PlannedService:
    days = last_day(case.month).day
    quantity = service.quantity * (days - case.days_away) // days
    return replace(service, quantity=quantity if case.days_away else service.quantity)


def _steps(
    case: RehearsedCase, cost: Decimal, charge: Decimal, cap: Decimal | None
) -> tuple[Step, ...]:
    steps = []
    if case.days_away:
        days = last_day(case.month).day
        text = (
            f"Дней без услуг: {case.days_away} из {days}. Остаётся "
            f"{days - case.days_away}/{days} объёма, целыми услугами: {rubles_text(cost)}."
        )
        steps.append(Step(text, str(cost), NOTHING_ACCRUES))
        if cap is not None:
            text = f"Предел {rubles_text(cap)} за неполный месяц не уменьшается."
            steps.append(Step(text, str(cap), PART_MONTH))
    text = f"За {month_title(case.month)} к оплате: {rubles_text(half_up(charge))}."
    steps.append(Step(text, str(charge), SMALLER_OF_THE_MONTH))
    return tuple(steps)
