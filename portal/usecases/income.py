"""Twelve months of a family's income, recorded for an application; a new record leaves the old."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from portal.domain import income
from portal.domain.calendar import month_of
from portal.domain.income import IncomeAssessment as Assessed
from portal.domain.income import assess_income
from portal.domain.money import rubles
from portal.domain.people import PopulationGroup, Relation
from portal.domain.violations import NotAllowed, RulesBroken, Violation
from portal.models import HouseholdMember, IncomeAssessment, IncomeItem, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.role_access import Subject, who_sees
from portal.usecases.transaction import transaction

MOST_MEMBERS = 20
LONGEST_NAME = 150
LONGEST_KIND = 40
KNOWS_INCOME = frozenset(who_sees(Subject.INCOME))
"""Whose work the income is (FED-PDP-01)."""


@dataclass(frozen=True, slots=True)
class MemberIncome:
    """A person of the household; the recipient's own birth date comes from the record."""

    relation: Relation
    born: date | None = None
    incomes: tuple[income.IncomeItem, ...] = ()
    student: bool = False
    married: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class RecordIncome:
    """The household's income for the application of a day.

    ``population_group`` is given when papers say otherwise than the age.
    """

    recipient_id: int
    applied_on: date
    population_group: PopulationGroup | None
    household: tuple[MemberIncome, ...]


@dataclass(frozen=True, slots=True)
class IncomeRecorded:
    """What the figures come to; ``window`` is the first and the last month that counted."""

    id: int
    average_income: Decimal
    months_counted: int
    window: tuple[date, date]
    warnings: tuple[str, ...]


def record_income(
    command: RecordIncome, *, region: Region, actor: Actor, now: datetime
) -> IncomeRecorded:
    """Keep the figures and say what they come to under the rules of the day of application.

    Raises NotAllowed for whoever may not know the family's income (FED-PDP-01).
    """
    if actor.role not in KNOWS_INCOME:
        raise NotAllowed
    today = region.today(now)
    _check_shape(command, today)
    if found := countable_violations(command.applied_on, region, today):
        raise RulesBroken(*found)
    rules = region.rules.fee_rules.on(today).income.on(command.applied_on)
    with transaction() as session:
        recipient = own(session, Recipient, command.recipient_id, actor.provider_id)
        household = _household(command, recipient.born)
        assessed = assess_income(_facts(household), command.applied_on, rules)
        row = _row(recipient, command, household)
        row.recorded_at = now
        session.add(row)
        session.flush()
        after = _summary(command, row.id, assessed)
        audit.record(session, actor, now, "income_recorded", "recipient", recipient.id, after=after)
        return IncomeRecorded(
            id=row.id,
            average_income=assessed.average,
            months_counted=assessed.months_counted,
            window=assessed.window,
            warnings=assessed.warnings,
        )


def _row(
    recipient: Recipient, command: RecordIncome, household: Sequence[MemberIncome]
) -> IncomeAssessment:
    return IncomeAssessment(
        provider_id=recipient.provider_id,
        recipient_id=recipient.id,
        applied_on=command.applied_on,
        population_group=command.population_group,
        household=[
            _member_row(recipient.provider_id, position, member)
            for position, member in enumerate(household)
        ],
    )


def first_countable(region: Region, day: date) -> date:
    """The first day of application that the portal has rules on income for."""
    return region.rules.fee_rules.on(day).income.versions[0].since


def countable_violations(applied_on: date, region: Region, day: date) -> tuple[Violation, ...]:
    """What is wrong with an application made before the first rules on income of the portal."""
    first = first_countable(region, day)
    if applied_on >= first:
        return ()
    text = (
        f"Портал считает доход по заявлениям с {first:%d.%m.%Y}, а это подано раньше. Проверьте "
        "год в дате заявления."
    )
    return (Violation("not_in_force", text, "applied_on"),)


def _check_shape(command: RecordIncome, today: date) -> None:
    """What the law's own check does not ask: real days, no future, no strange sums."""
    found: list[Violation] = []
    if command.applied_on > today:
        text = "Дата заявления ещё не наступила. Введите день, когда подано заявление."
        found.append(Violation("value_invalid", text, "applied_on"))
    if len(command.household) > MOST_MEMBERS:
        text = f"В семье больше {MOST_MEMBERS} человек. Проверьте состав семьи."
        found.append(Violation("value_invalid", text, "household"))
    for index, member in enumerate(command.household[:MOST_MEMBERS]):
        found.extend(_check_member(member, f"household[{index}]", today))
    if found:
        raise RulesBroken(*found)


def _check_member(member: MemberIncome, path: str, today: date) -> tuple[Violation, ...]:
    found: list[Violation] = []
    if member.born is None and member.relation is not Relation.RECIPIENT:
        text = "Введите дату рождения: по ней решается, считается ли человек членом семьи."
        found.append(Violation("value_invalid", text, f"{path}.born"))
    if member.born is not None and member.born > today:
        text = f"Дата рождения {member.born:%d.%m.%Y} ещё не наступила. Проверьте год."
        found.append(Violation("value_invalid", text, f"{path}.born"))
    for index, item in enumerate(member.incomes):
        found.extend(_check_item(item, f"{path}.incomes[{index}]", today))
    return tuple(found)


def _check_item(item: income.IncomeItem, path: str, today: date) -> tuple[Violation, ...]:
    found: list[Violation] = []
    if item.month != month_of(item.month):
        text = "Месяц записывают первым числом, например 01.03.2026."
        found.append(Violation("value_invalid", text, f"{path}.month"))
    elif item.month > today:
        text = f"Месяц {item.month:%m.%Y} ещё не наступил: дохода за него быть не может."
        found.append(Violation("value_invalid", text, f"{path}.month"))
    if not item.kind or len(item.kind) > LONGEST_KIND:
        text = "Выберите вид дохода из списка."
        found.append(Violation("value_invalid", text, f"{path}.kind"))
    try:
        rubles(item.amount, field=f"{path}.amount")
    except RulesBroken as broken:
        found.extend(broken.violations)
    return tuple(found)


def _household(command: RecordIncome, born: date) -> tuple[MemberIncome, ...]:
    """The recipient first, with the birth date of the record."""
    members = [
        replace(member, born=born) if member.relation is Relation.RECIPIENT else member
        for member in command.household
    ]
    return tuple(sorted(members, key=lambda member: member.relation is not Relation.RECIPIENT))


def _facts(household: tuple[MemberIncome, ...]) -> tuple[income.HouseholdMember, ...]:
    return tuple(
        income.HouseholdMember(
            member.relation, member.born, member.incomes, member.student, member.married
        )
        for member in household
    )


def _member_row(provider_id: int, position: int, member: MemberIncome) -> HouseholdMember:
    return HouseholdMember(
        provider_id=provider_id,
        position=position,
        relation=member.relation,
        name=(member.name or "").strip()[:LONGEST_NAME] or None,
        born=member.born,
        student=member.student,
        married=member.married,
        incomes=[
            IncomeItem(
                provider_id=provider_id, month=item.month, kind=item.kind, amount=item.amount
            )
            for item in member.incomes
        ],
    )


def _summary(command: RecordIncome, row_id: int, assessed: Assessed) -> dict[str, object]:
    return {
        "assessment": row_id,
        "applied_on": command.applied_on,
        "household_size": assessed.household_size,
        "months_counted": assessed.months_counted,
        "average_income": assessed.average,
    }
