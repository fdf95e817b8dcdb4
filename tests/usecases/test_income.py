"""A family's income: the window of the day of application, the shape of every figure."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.income import IncomeItem
from portal.domain.people import PopulationGroup, Relation
from portal.domain.violations import NotAllowed, NotFound
from portal.models import AuditEvent, HouseholdMember, IncomeAssessment
from portal.usecases.income import IncomeRecorded, MemberIncome, RecordIncome, record_income
from tests.usecases.procedures import (
    MORNING,
    PENSIONER,
    TODAY,
    House,
    break_journal,
    expect_refusal,
    make_house,
    months,
    register,
    rows,
)

FEBRUARY_2025 = date(2025, 2, 1)
PENSION = ["26000.00"] * 11 + ["28600.00"] * 2


def alone(*amounts: str) -> MemberIncome:
    return MemberIncome(Relation.RECIPIENT, incomes=months(FEBRUARY_2025, list(amounts)))


def record(
    house: House,
    recipient_id: int,
    *household: MemberIncome,
    applied_on: date = TODAY,
    group: PopulationGroup | None = None,
) -> IncomeRecorded:
    command = RecordIncome(recipient_id, applied_on, group, household)
    return record_income(command, region=house.region, actor=house.director, now=MORNING)


def test_income_is_averaged_over_the_months_of_the_application(
    session: Session, house: House
) -> None:
    """FED-FEE-09: the month before the application is not counted."""
    recipient_id = register(house)

    done = record(house, recipient_id, alone(*PENSION), group=PopulationGroup.PENSIONERS)

    assert (done.average_income, done.months_counted) == (Decimal("26216.67"), 12)
    assert done.window == (date(2025, 2, 1), date(2026, 1, 1))
    row = session.get_one(IncomeAssessment, done.id)
    assert (row.recipient_id, row.applied_on) == (recipient_id, TODAY)
    assert row.population_group is PopulationGroup.PENSIONERS
    entry = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert entry is not None
    assert entry.after is not None
    assert entry.after["average_income"] == "26216.67"


def test_every_member_and_month_is_kept_the_recipient_first(session: Session, house: House) -> None:
    daughter = MemberIncome(
        Relation.CHILD, date(1986, 9, 1), months(FEBRUARY_2025, ["90000.00"]), name="Анна"
    )

    done = record(house, register(house), daughter, alone(*["20000.00"] * 12))

    assert done.average_income == Decimal("20000.00")
    members = session.scalars(
        select(HouseholdMember)
        .where(HouseholdMember.assessment_id == done.id)
        .order_by(HouseholdMember.position)
        .options(selectinload(HouseholdMember.incomes))
    ).all()
    assert [(row.relation, row.born, len(row.incomes)) for row in members] == [
        (Relation.RECIPIENT, PENSIONER, 12),
        (Relation.CHILD, date(1986, 9, 1), 1),
    ]


def test_a_month_without_income_counts_as_zero_and_is_warned_about(house: House) -> None:
    done = record(house, register(house), alone("24000.00"))

    assert (done.average_income, done.months_counted) == (Decimal("2000.00"), 1)
    assert done.warnings


def test_a_second_record_leaves_the_first(session: Session, house: House) -> None:
    recipient_id = register(house)

    record(house, recipient_id, alone("24000.00"))
    record(house, recipient_id, alone("36000.00"))

    assert len(session.scalars(select(IncomeAssessment)).all()) == 2


def test_kinds_of_one_month_stand_side_by_side(house: House) -> None:
    items = (
        IncomeItem(FEBRUARY_2025, Decimal("12000.00"), "pension"),
        IncomeItem(FEBRUARY_2025, Decimal("12000.00"), "monthly_cash_payment"),
    )

    done = record(house, register(house), MemberIncome(Relation.RECIPIENT, incomes=items))

    assert done.average_income == Decimal("2000.00")


ITEM = IncomeItem(FEBRUARY_2025, Decimal("100.00"))


@pytest.mark.parametrize(
    ("item", "field"),
    [
        pytest.param(IncomeItem(FEBRUARY_2025, Decimal("-0.01")), "amount", id="negative"),
        pytest.param(IncomeItem(FEBRUARY_2025, Decimal("1.005")), "amount", id="a third decimal"),
        pytest.param(IncomeItem(FEBRUARY_2025, Decimal("NaN")), "amount", id="not a number"),
        pytest.param(IncomeItem(FEBRUARY_2025, Decimal("1e10")), "amount", id="ten milliards"),
        pytest.param(
            IncomeItem(FEBRUARY_2025, "двадцать"),  # type: ignore[arg-type]
            "amount",
            id="text instead of a number",
        ),
        pytest.param(IncomeItem(date(2025, 2, 2), Decimal(1)), "month", id="the second of a month"),
        pytest.param(IncomeItem(date(2026, 4, 1), Decimal(1)), "month", id="next month"),
        pytest.param(IncomeItem(FEBRUARY_2025, Decimal(1), ""), "kind", id="no kind"),
    ],
)
def test_a_bad_figure_is_refused_at_its_cell(
    session: Session, house: House, item: IncomeItem, field: str
) -> None:
    recipient_id = register(house)
    member = MemberIncome(Relation.RECIPIENT, incomes=(ITEM, item))
    if item.month == FEBRUARY_2025:
        member = MemberIncome(
            Relation.RECIPIENT, incomes=(IncomeItem(date(2025, 3, 1), ITEM.amount), item)
        )

    with expect_refusal(session, "value_invalid", f"household[0].incomes[1].{field}"):
        record(house, recipient_id, member)


def test_a_month_twice_is_refused(session: Session, house: House) -> None:
    recipient_id = register(house)

    with expect_refusal(session, "value_invalid", "household[0].incomes[1].month"):
        record(house, recipient_id, MemberIncome(Relation.RECIPIENT, incomes=(ITEM, ITEM)))


@pytest.mark.parametrize(
    ("household", "field"),
    [
        pytest.param((), "household", id="nobody"),
        pytest.param((alone(), alone()), "household", id="two recipients"),
        pytest.param(
            (alone(), MemberIncome(Relation.CHILD)), "household[1].born", id="a child of no age"
        ),
        pytest.param(
            (alone(), MemberIncome(Relation.SPOUSE, TODAY + timedelta(days=1))),
            "household[1].born",
            id="a spouse born tomorrow",
        ),
        pytest.param(
            (alone(), *[MemberIncome(Relation.OTHER, PENSIONER)] * 20), "household", id="21 people"
        ),
    ],
)
def test_a_household_that_cannot_be_is_refused(
    session: Session, house: House, household: tuple[MemberIncome, ...], field: str
) -> None:
    recipient_id = register(house)

    with expect_refusal(session, "value_invalid", field):
        record(house, recipient_id, *household)


def test_an_application_of_tomorrow_is_refused(session: Session, house: House) -> None:
    recipient_id = register(house)

    with expect_refusal(session, "value_invalid", "applied_on"):
        record(house, recipient_id, alone(), applied_on=TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("applied_on", "refused"),
    [
        pytest.param(date(2014, 12, 31), True, id="the day before the first rules"),
        pytest.param(date(2015, 1, 1), False, id="the first day of the first rules"),
    ],
)
def test_an_application_before_the_first_rules_is_refused(
    session: Session, house: House, applied_on: date, refused: bool
) -> None:
    recipient_id = register(house)

    if not refused:
        assert record(house, recipient_id, alone("100.00"), applied_on=applied_on).id
        return
    with expect_refusal(session, "not_in_force", "applied_on"):
        record(house, recipient_id, alone("100.00"), applied_on=applied_on)


def test_an_application_of_2024_is_read_by_the_rules_of_2024(house: House) -> None:
    """FED-FEE-08: the twelve months end with the month before the application."""
    done = record(house, register(house), alone(), applied_on=date(2024, 12, 31))

    assert done.window == (date(2023, 12, 1), date(2024, 11, 1))


def test_another_providers_recipient_is_not_found(session: Session, house: House) -> None:
    foreign = register(make_house(session))

    with pytest.raises(NotFound):
        record(house, foreign, alone())


def test_nothing_is_kept_when_the_journal_fails(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipient_id = register(house)
    before = rows(session)
    break_journal(monkeypatch)

    with pytest.raises(OSError, match="disk"):
        record(house, recipient_id, alone(*PENSION))

    assert rows(session) == before


@pytest.mark.parametrize(
    ("role", "may"),
    [
        pytest.param("director", True, id="the director knows all, FED-PDP-01"),
        pytest.param("worker", False, id="a social worker knows no income, FED-PDP-01"),
    ],
)
def test_income_is_recorded_by_whoever_may_know_it(house: House, role: str, *, may: bool) -> None:
    command = RecordIncome(register(house), TODAY, None, (MemberIncome(Relation.RECIPIENT),))
    actor = getattr(house, role)

    if may:
        assert record_income(command, region=house.region, actor=actor, now=MORNING).id
    else:
        with pytest.raises(NotAllowed):
            record_income(command, region=house.region, actor=actor, now=MORNING)
