"""Services given up in writing: what remains is a change of its own, nothing left is an end."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.domain.amendments import AmendmentState
from portal.domain.authorities import Capacity
from portal.domain.people import PopulationGroup
from portal.domain.programme_rules import FULFILLED, PARTLY_FULFILLED
from portal.models import (
    ActLine,
    ActState,
    Amendment,
    Contract,
    ContractService,
    ContractTerms,
    Programme,
    Recipient,
    Representative,
    RepresentativeKind,
    Termination,
)
from portal.usecases.deliveries import RecordDelivery, record_delivery
from portal.usecases.ending_text import BasisPaper
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.queries.amendments import get_amendment, list_amendments
from portal.usecases.queries.programme_marks import marks_of
from portal.usecases.queries.programme_refusals import Refused, refusals_of
from portal.usecases.reference import SetReferenceValue, set_reference_value
from portal.usecases.waivers import ServicesWaived, WaiveServices, refuse_services
from tests.support import factories
from tests.support.sample_region import FIRST, SECOND
from tests.usecases.procedures import House, expect_refusal
from tests.usecases.test_amendments import contract_of_two
from tests.usecases.test_tariff_days import draft as draft_day
from tests.usecases.test_tariff_days import put, rehearse
from tests.usecases.test_terminations import APRIL_20, DAY, confirm

MAY = date(2026, 5, 1)
APPLICATION = BasisPaper("refusal_application", DAY, "7")
OLD = replace(APPLICATION, issued_on=date(2026, 3, 2))


@pytest.fixture
def contract_id(house: House) -> int:
    return contract_of_two(house)


def waive(house: House, contract_id: int, **changes: Any) -> ServicesWaived:
    command = WaiveServices(contract_id, (SECOND,), MAY, APPLICATION, "справляется сама")
    return refuse_services(
        replace(command, **changes), region=house.region, actor=house.director, now=APRIL_20
    )


def test_rest_of_the_services_begins_on_the_first_day_without(
    house: House, contract_id: int
) -> None:
    done = waive(house, contract_id)

    assert (done.remaining, done.number, done.termination_id) == ((FIRST,), 1, None)
    house.session.rollback()
    before, after = house.session.scalars(select(ContractTerms).order_by(ContractTerms.since))
    assert (before.until, after.since) == (MAY, MAY)
    # 8 × 150,00 are left of 8 × 150,00 + 8 × 70,00.
    assert (before.cost_at_tariffs, after.cost_at_tariffs) == (
        Decimal("1760.00"),
        Decimal("1200.00"),
    )


@pytest.mark.parametrize(
    ("first_day", "cap"),
    [
        pytest.param(date(2026, 5, 1), "2500.00", id="the eve of a new minimum"),
        pytest.param(date(2026, 5, 2), "1300.00", id="its day"),
    ],
)
def test_what_is_left_stands_under_the_bound_of_its_first_day(
    house: House, contract_id: int, first_day: date, cap: str
) -> None:
    """FED-FEE-03, FED-FEE-04: never over half of the income above the threshold of the day."""
    command = SetReferenceValue(
        "subsistence_minimum",
        PopulationGroup.PENSIONERS,
        Decimal("15600.00"),
        date(2026, 5, 2),
        "приказ от 20.04.2026 № 21",
    )
    set_reference_value(command, region=house.region, actor=house.director, now=APRIL_20)

    waive(house, contract_id, first_day=first_day)

    house.session.rollback()
    rows = house.session.scalars(select(ContractTerms.fee_cap).order_by(ContractTerms.since)).all()
    assert rows[-1] == Decimal(cap)


def test_a_refusal_before_a_tariff_day_holds_after_it_too(house: House, contract_id: int) -> None:
    """FED-TER-01: terms set ahead do not bring back what was given up."""
    june = date(2026, 6, 1)
    table = f"{FIRST};160\nsubsistence_minimum;pensioners;14100\n"
    day_id = draft_day(house, "1", since=june, table=table)
    rehearse(house, day_id)
    put(house, day_id)

    waive(house, contract_id)

    house.session.rollback()
    rows = house.session.execute(
        select(ContractTerms.since, ContractService.code)
        .join(ContractService, ContractService.terms_id == ContractTerms.id)
        .where(ContractTerms.since >= MAY)
        .order_by(ContractTerms.since)
    ).all()
    assert [tuple(row) for row in rows] == [(MAY, FIRST), (june, FIRST)]


def test_waiver_is_a_numbered_change_of_the_recipients_own(house: House, contract_id: int) -> None:
    waive(house, contract_id)

    house.session.rollback()
    (row,) = house.session.scalars(select(Amendment))
    assert (row.state, row.one_sided, row.initiator, row.reason) == (
        AmendmentState.IN_FORCE,
        True,
        "recipient",
        "refusal",
    )


def test_nothing_left_prepares_the_end_for_the_day_before(house: House, contract_id: int) -> None:
    done = waive(house, contract_id, services=(FIRST, SECOND))

    assert (done.remaining, done.state) == ((), "termination_pending")
    house.session.rollback()
    (row,) = house.session.scalars(select(Termination))
    assert (row.id, row.ground, row.last_day) == (done.termination_id, "refusal", date(2026, 4, 30))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        (
            {"application": BasisPaper("refusal_application")},
            "written_refusal_required",
            "refusal_application",
        ),
        ({"services": ("SMP-H-09",)}, "value_invalid", "services"),
        ({"services": ()}, "value_invalid", "services"),
        ({"first_day": date(2026, 3, 2), "application": OLD}, "overlap", "first_day"),
        ({"first_day": date(2026, 3, 1)}, "contract_not_active", "since"),
        ({"first_day": date(2026, 4, 19)}, "value_invalid", "first_day"),
        ({"first_day": date(2029, 2, 28)}, "contract_not_active", "since"),
        (
            {"application": replace(APPLICATION, issued_on=date(2026, 3, 1))},
            "value_invalid",
            "papers.refusal_application",
        ),
        (
            {"application": replace(APPLICATION, issued_on=date(2026, 4, 21))},
            "value_invalid",
            "papers.refusal_application",
        ),
    ],
)
def test_waiver_is_refused(
    house: House, contract_id: int, changes: dict[str, Any], code: str, field: str
) -> None:
    with expect_refusal(house.session, code, field):
        waive(house, contract_id, **changes)


@pytest.mark.parametrize(("first_day", "fine"), [(DAY, False), (date(2026, 4, 21), True)])
def test_services_given_up_must_not_be_recorded_later(
    house: House, contract_id: int, first_day: date, *, fine: bool
) -> None:
    record_delivery(
        RecordDelivery(contract_id, DAY, SECOND, Decimal(1)),
        region=house.region,
        actor=house.worker,
        now=APRIL_20,
    )

    if fine:
        assert waive(house, contract_id, first_day=first_day).remaining == (FIRST,)
        return
    with expect_refusal(house.session, "overlap", "first_day"):
        waive(house, contract_id, first_day=first_day)


def test_month_already_charged_stays_as_it_is(house: House, contract_id: int) -> None:
    close_month(
        CloseMonth(date(2026, 3, 1)), region=house.region, actor=house.director, now=APRIL_20
    )

    with expect_refusal(house.session, "month_closed", "since"):
        waive(house, contract_id, first_day=date(2026, 3, 31), application=OLD)


def person(house: House, contract_id: int) -> Recipient:
    contract = house.session.get_one(Contract, contract_id)
    return house.session.get_one(Recipient, contract.recipient_id)


def add_guardian(house: House, contract_id: int, until: date | None = None) -> int:
    row = Representative(
        provider_id=house.director.provider_id,
        recipient_id=person(house, contract_id).id,
        kind=RepresentativeKind.GUARDIAN,
        surname="Опекунова",
        name="Анна",
        patronymic="Петровна",
        basis="акт о назначении опекуна от 01.02.2026 № 4",
        since=date(2026, 2, 1),
        until=until,
    )
    house.session.add(row)
    house.session.flush()
    return row.id


def make_incapable(house: House, contract_id: int) -> None:
    row = person(house, contract_id)
    row.capacity, row.capacity_since = Capacity.INCAPABLE, date(2026, 3, 10)
    row.capacity_basis = "решение суда от 10.03.2026 № 2-15"
    house.session.commit()


@pytest.mark.parametrize("services", [(SECOND,), (FIRST, SECOND)])
def test_an_incapable_person_without_a_guardian_refuses_nothing(
    house: House, contract_id: int, services: tuple[str, ...]
) -> None:
    """FED-MIN-01: neither some of the services nor the whole contract."""
    make_incapable(house, contract_id)

    with expect_refusal(house.session, "not_authorised", "representative_id"):
        waive(house, contract_id, services=services)


@pytest.mark.parametrize("services", [(SECOND,), (FIRST, SECOND)])
def test_the_guardian_refuses_and_the_application_names_who_signed(
    house: House, contract_id: int, services: tuple[str, ...]
) -> None:
    add_guardian(house, contract_id)
    make_incapable(house, contract_id)

    waive(house, contract_id, services=services)

    house.session.rollback()
    kept = [str(row.changes) for row in house.session.scalars(select(Amendment))]
    kept += [str(row.basis) for row in house.session.scalars(select(Termination))]
    assert "подписано: Опекунова Анна Петровна, опекун" in kept[0]


@pytest.mark.parametrize(("until", "fine"), [(date(2026, 4, 20), False), (date(2026, 4, 21), True)])
def test_whose_authority_is_over_on_the_day_of_the_application_signs_no_refusal(
    house: House, contract_id: int, until: date, *, fine: bool
) -> None:
    guardian = add_guardian(house, contract_id, until)
    make_incapable(house, contract_id)

    if fine:
        assert waive(house, contract_id, author_id=guardian).remaining == (FIRST,)
        return
    with expect_refusal(house.session, "not_authorised", "representative_id"):
        waive(house, contract_id, author_id=guardian)


def test_a_child_below_fourteen_signs_no_refusal(house: House, contract_id: int) -> None:
    person(house, contract_id).born = date(2017, 1, 5)
    house.session.commit()

    with expect_refusal(house.session, "not_authorised", "representative_id"):
        waive(house, contract_id)


def test_what_is_given_up_stands_in_the_thirteenth_item(house: House, contract_id: int) -> None:
    """FED-TER-01: the refusal goes into the programme, and its mark says why there is so little."""
    waive(house, contract_id)

    contract = house.session.get_one(Contract, contract_id)
    loaded = [selectinload(Programme.services)]
    programme = house.session.get_one(Programme, contract.programme_id, options=loaded)
    assert refusals_of(house.session, programme) == (
        Refused((SECOND,), "справляется сама", DAY, MAY),
    )
    rows, _recorded = marks_of(house.session, programme, house.region, MAY)
    assert {row.code: row.reason for row in rows} == {
        FIRST: "",
        SECOND: "получатель отказался с 01.05.2026",
    }
    (change,) = list_amendments(house.director, contract_id)
    shown = get_amendment(house.director, change.id)
    assert (shown.row.refused, shown.refusal.startswith("Заявление об отказе")) == ((SECOND,), True)


@pytest.mark.parametrize(("given", "mark"), [("4", PARTLY_FULFILLED), ("5", FULFILLED)])
def test_days_of_a_break_are_no_failing_of_the_provider(
    house: House, contract_id: int, given: str, mark: str
) -> None:
    """FED-IPP-08, FED-SUS-04: of 8 a month, 20 served days of March hold 5."""
    contract = house.session.get_one(Contract, contract_id)
    factories.make_suspension(house.session, contract, house.director)
    (terms,) = house.session.scalars(select(ContractTerms))
    line = ActLine(
        position=1,
        code=FIRST,
        title="Покупка продуктов",
        unit_title="1 раз",
        allowed=Decimal(8),
        quantity=Decimal(given),
        tariff=Decimal("150.00"),
        amount=Decimal("150.00") * Decimal(given),
    )
    factories.make_act(
        house.session, contract, terms, state=ActState.SIGNED, lines=[line], payable=line.amount
    )
    house.session.commit()
    loaded = [selectinload(Programme.services)]
    programme = house.session.get_one(Programme, contract.programme_id, options=loaded)

    rows, _recorded = marks_of(house.session, programme, house.region, MAY)

    (row,) = (one for one in rows if one.code == FIRST)
    assert (row.planned, row.accepted, row.suggested) == (Decimal(5), Decimal(given), mark)


def test_a_refusal_of_everything_stands_there_too_once_the_contract_has_ended(
    house: House, contract_id: int
) -> None:
    done = waive(house, contract_id, services=(FIRST, SECOND))
    contract = house.session.get_one(Contract, contract_id)
    programme = house.session.get_one(Programme, contract.programme_id)
    assert refusals_of(house.session, programme) == ()

    assert done.termination_id is not None
    confirm(house, done.termination_id)

    house.session.expire_all()
    assert refusals_of(house.session, programme) == (Refused((), "", DAY, MAY),)
