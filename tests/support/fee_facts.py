"""Facts a fee is decided from: a pensioner alone at home in 2026, unless a test says otherwise."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from portal.domain.calendar import next_month
from portal.domain.catalogue import Form
from portal.domain.fees import FeeFacts, PlannedService
from portal.domain.income import HouseholdMember, IncomeItem
from portal.domain.people import Relation

APPLIED = date(2026, 3, 16)
WINDOW_STARTS = date(2025, 2, 1)
BORN = date(1948, 5, 2)


def make_incomes(
    amount: str, *, since: date = WINDOW_STARTS, months: int = 12, kind: str = "pension"
) -> tuple[IncomeItem, ...]:
    """The same amount in that many months."""
    return tuple(
        IncomeItem(next_month(since, index), Decimal(amount), kind) for index in range(months)
    )


def make_member(
    relation: Relation = Relation.RECIPIENT, amount: str | None = None, **changes: object
) -> HouseholdMember:
    """A member of the household with the same income in every month of the window."""
    incomes = make_incomes(amount) if amount else ()
    member = HouseholdMember(relation, BORN, incomes)
    return replace(member, **changes)  # type: ignore[arg-type]


def make_fee_facts(
    *, income: str = "27300.00", cost: str = "4200.00", **changes: object
) -> FeeFacts:
    """Facts with that income a month and services that cost that much at tariffs.

    The threshold is 14000.00 × 1.5 = 21000.00.
    """
    facts = FeeFacts(
        form=Form.HOME,
        applied_on=APPLIED,
        rules_day=APPLIED,
        born=BORN,
        household=(make_member(amount=income),),
        services=(PlannedService("S1", Decimal(1), Decimal(cost)),),
        subsistence_minimum=Decimal("14000.00"),
        threshold_multiplier=Decimal("1.5"),
    )
    return replace(facts, **changes)  # type: ignore[arg-type]
