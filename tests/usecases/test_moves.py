"""Ways out and in: places of both departments, whose word counts, what a withdrawal gives back."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.endings import EndingState
from portal.domain.moves import MoveKind, acts_due_until, ways_from
from portal.domain.payments import Charge
from portal.domain.violations import NotAllowed, RulesBroken
from portal.models import (
    Contract,
    Department,
    MonthClosing,
    MonthState,
    Programme,
    Provider,
    Recipient,
    Role,
)
from portal.regions.registry import discover
from portal.usecases.child_opinions import demand_heard
from portal.usecases.ending_text import months_without_act
from portal.usecases.move_case import MoveDone
from portal.usecases.move_list import owed_words
from portal.usecases.move_steps import StepTold
from portal.usecases.move_ways import lawful_ways
from portal.usecases.move_withdrawals import WithdrawMove, withdraw_move
from portal.usecases.moves import (
    OpenMove,
    TakeStep,
    open_move,
    take_step,
)
from portal.usecases.places import open_room
from portal.usecases.queries.kept_places import KeptPlace, kept_places
from portal.usecases.queries.payments_state import Balance
from portal.usecases.queries.printed_marks import print_marks
from portal.usecases.queries.programme_endings import get_ending
from tests.support.factories import (
    make_application,
    make_contract,
    make_department,
    make_move,
    make_paper,
    make_programme,
    make_staff,
    make_termination,
)
from tests.support.sample_region import SAMPLE
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    BlankPress,
    House,
    contract_in_force,
    expect_refusal,
)

TOMORROW = TODAY + timedelta(days=1)
NEXT = MORNING + timedelta(days=1)


@pytest.fixture
def contract(session: Session, house: House) -> Contract:
    contract_id = contract_in_force(house)
    session.rollback()
    return session.get_one(Contract, contract_id)


def beside(house: House, places: int | None) -> int:
    """A second department of the same kind."""
    house.session.rollback()
    provider = house.session.get_one(Provider, house.provider_id)
    return make_department(house.session, provider, unit_code="home_care", places=places).id


def ask(house: House, contract: Contract, department_id: int) -> MoveDone:
    wanted = OpenMove(contract.id, MoveKind.DEPARTMENT, "ближе к дому", department_id=department_id)
    return open_move(wanted, region=house.region, actor=house.director, now=MORNING)


def order(house: House, move_id: int, first_day: date = TOMORROW) -> MoveDone:
    step = TakeStep(move_id, "department_order", told=StepTold(moves_on=first_day))
    return take_step(
        step, region=house.region, actor=house.director, now=MORNING, press=BlankPress()
    )


@pytest.mark.parametrize(("places", "goes"), [(0, False), (1, True), (None, True)])
def test_another_department_needs_a_free_place(
    session: Session, house: House, contract: Contract, places: int | None, goes: bool
) -> None:
    done = ask(house, contract, beside(house, places))

    if goes:
        assert order(house, done.id).state == "department_order"
        return
    with expect_refusal(session, "no_vacancy", "moves_on"):
        order(house, done.id)


def test_an_order_keeps_the_place_from_its_first_day_and_a_withdrawal_frees_it(
    session: Session, house: House, contract: Contract
) -> None:
    other = beside(house, 1)
    done = ask(house, contract, other)
    order(house, done.id)

    def free(day: date) -> int | None:
        session.rollback()
        return open_room(session, session.get_one(Department, other), house.region, day).free

    kept = (free(TODAY), free(TOMORROW))
    named = kept_places(house.director, other, TODAY)
    assert [(one.since, one.move_id, bool(one.person)) for one in named] == [
        (TOMORROW, done.id, True)
    ]
    assert kept_places(house.worker, other, TODAY) == (KeptPlace(TOMORROW),)
    withdraw_move(
        WithdrawMove(done.id, "передумала"), region=house.region, actor=house.worker, now=MORNING
    )

    assert kept == (1, 0)
    assert free(TOMORROW) == 1
    assert kept_places(house.director, other, TODAY) == ()


@pytest.mark.parametrize(("days", "moved"), [(0, False), (1, True)])
def test_the_department_changes_on_its_first_day_and_not_before(
    session: Session, house: House, contract: Contract, days: int, moved: bool
) -> None:
    other = beside(house, None)
    done = ask(house, contract, other)
    order(house, done.id)
    changed = TakeStep(done.id, "department_changed")
    now = MORNING + timedelta(days=days)

    def change() -> MoveDone:
        return take_step(
            changed, region=house.region, actor=house.director, now=now, press=BlankPress()
        )

    if not moved:
        with expect_refusal(session, "transition_not_allowed", "step"):
            change()
        return
    assert change().closed
    session.rollback()
    kept = session.get_one(Contract, contract.id)
    assert (kept.department_id, kept.ended_on, kept.state.value) == (other, None, "active")
    assert session.get_one(Recipient, kept.recipient_id).department_id == other


def test_a_form_of_service_is_not_changed_by_an_order(
    session: Session, house: House, contract: Contract
) -> None:
    provider = session.get_one(Provider, house.provider_id)
    strange = make_department(session, provider, unit_code="other_unit").id

    with expect_refusal(session, "programme_form_differs", "department_id"):
        ask(house, contract, strange)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        pytest.param({}, None, id="the shortest name"),
        *(
            pytest.param({"destination": name}, "destination", id=f"FED-TRN-03: {name}")
            for name in ("ъ", "...", "Ком", "Пробная область", "пробная обл.")
        ),
        pytest.param({"reason": "."}, "reason", id="no reason"),
        pytest.param({"days": -1}, "applied_on", id="older than the contract"),
    ],
)
def test_an_application_names_another_region_a_reason_and_a_day_of_the_contract(
    house: House, contract: Contract, told: dict[str, Any], field: str | None
) -> None:
    asked = {"destination": "Коми", "reason": "к дочери", "days": 0, **told}
    applied_on = contract.concluded_on + timedelta(days=asked.pop("days"))
    wanted = OpenMove(contract.id, MoveKind.REGION, applied_on=applied_on, **asked)

    if field is None:
        assert open_move(wanted, region=house.region, actor=house.director, now=MORNING).id
        return
    with expect_refusal(house.session, "value_invalid", field):
        open_move(wanted, region=house.region, actor=house.director, now=MORNING)


@pytest.mark.parametrize(
    ("region", "rule"),
    [("vladimir", "VLA-TRN-01"), ("moscow", "MSK-TRN-01"), ("sample", "FED-TRN-01")],
)
def test_the_way_to_another_provider_names_the_rule_of_its_region(region: str, rule: str) -> None:
    rules = {**discover(), "sample": SAMPLE}[region].rules.transfer_rules.on(TODAY)

    ways = {one.kind: one for one in ways_from(rules, Form.HOME, departments=0, homes=0)}

    cited = {kind: way.citation.rule for kind, way in ways.items()}
    assert cited == {MoveKind.PROVIDER: rule, MoveKind.REGION: "FED-TRN-03"}
    assert ways[MoveKind.PROVIDER].ordered is (region == "vladimir")


@pytest.mark.parametrize(
    ("born", "told", "refused"),
    [
        pytest.param(date(2016, 4, 2), {}, False, id="VLA-MIN-03: nine years"),
        pytest.param(date(2016, 4, 1), {}, True, id="VLA-MIN-03: ten years, nobody asked"),
        pytest.param(
            date(2016, 4, 1),
            {"applied_on": date(2026, 3, 31)},
            False,
            id="VLA-MIN-03: applied for the day before the tenth birthday",
        ),
        pytest.param(date(2016, 4, 1), {"opinion": "согласен"}, False, id="VLA-MIN-03: heard"),
        pytest.param(date(2016, 4, 1), {"applicant": "citizen"}, False, id="VLA-MIN-02: own"),
    ],
)
def test_a_child_of_ten_goes_into_residential_care_once_its_opinion_is_heard(
    house: House, contract: Contract, born: date, told: dict[str, object], *, refused: bool
) -> None:
    session, day = house.session, date(2026, 4, 1)
    person = session.get_one(Recipient, contract.recipient_id)
    person.born = born
    by = {"form": Form.STATIONARY, "applicant": "legal_representative", "applied_on": day}
    make_application(session, person, house.director, **{**by, **told})
    session.commit()

    def demand() -> None:
        demand_heard(session, person, Form.STATIONARY, day, discover()["vladimir"])

    if not refused:
        demand()
        return
    with pytest.raises(RulesBroken) as found:
        demand()
    assert found.value.code == "child_opinion_missing"


@pytest.mark.parametrize(
    ("born", "unit", "taken"),
    [
        pytest.param(date(2008, 4, 2), "minors_stationary", True, id="VLA-MIN-01: 17 years"),
        pytest.param(date(2008, 4, 1), "minors_stationary", False, id="VLA-MIN-01: 18 years"),
        pytest.param(date(2008, 4, 1), "general", True, id="a department for anybody"),
    ],
)
def test_residential_care_is_a_way_where_a_department_takes_that_age(
    house: House, contract: Contract, born: date, unit: str, *, taken: bool
) -> None:
    session, region = house.session, discover()["vladimir"]
    provider = session.get_one(Provider, house.provider_id)
    make_department(session, provider, unit_code=unit, form=Form.STATIONARY)
    session.get_one(Recipient, contract.recipient_id).born = born
    session.commit()

    ways = {one.kind for one in lawful_ways(session, contract, region, date(2026, 4, 1))}

    assert (MoveKind.RESIDENTIAL in ways) is taken


@pytest.mark.parametrize(("name", "goes"), [("ъ", False), ("№ 5", False), ("Дом", True)])
def test_a_way_to_another_provider_names_it(
    house: House, contract: Contract, name: str, *, goes: bool
) -> None:
    wanted = OpenMove(contract.id, MoveKind.PROVIDER, "к дочери", destination=name)

    if goes:
        assert open_move(wanted, region=house.region, actor=house.director, now=MORNING).id
        return
    with expect_refusal(house.session, "value_invalid", "to_provider_id"):
        open_move(wanted, region=house.region, actor=house.director, now=MORNING)


@pytest.mark.parametrize(
    ("confirmed", "last_day", "on", "taken"),
    [
        pytest.param(2, 1, 1, False, id="before the order"),
        pytest.param(2, 1, 2, True, id="on the day of the order"),
        pytest.param(1, 2, 1, False, id="before the last day"),
        pytest.param(1, 2, 2, True, id="on the last day"),
    ],
)
def test_an_end_is_marked_neither_before_its_order_nor_before_the_last_day(
    house: House, contract: Contract, confirmed: int, last_day: int, on: int, *, taken: bool
) -> None:
    """FED-TRN-03."""
    wanted = OpenMove(contract.id, MoveKind.REGION, "к дочери", destination="Коми")
    move_id = open_move(wanted, region=house.region, actor=house.director, now=MORNING).id
    house.session.rollback()
    kept = house.session.get_one(Contract, contract.id)
    ordered, ended = MORNING + timedelta(days=confirmed), TODAY + timedelta(days=last_day)
    make_termination(
        house.session, kept, house.director, state=EndingState.TERMINATED, last_day=ended,
        confirmed_at=ordered, confirmed_on=ordered.date(),
        completed_at=ordered, confirmed_by_id=house.director.membership_id,
    )  # fmt: skip
    kept.state, kept.ended_on = ContractState.TERMINATED, ended
    house.session.commit()
    step = TakeStep(move_id, "terminate_old", on=TODAY + timedelta(days=on))

    def mark() -> MoveDone:
        return take_step(
            step,
            region=house.region,
            actor=house.director,
            now=MORNING + timedelta(days=2),
            press=BlankPress(),
        )

    if taken:
        assert mark().state == "terminate_old"
        return
    with expect_refusal(house.session, "value_invalid", "on"):
        mark()


@pytest.mark.parametrize(
    ("first", "note", "refusal"),
    [
        (0, "№ 5 от 24.03.2026", None),
        (1, "№ 5 от 24.03.2026", ("programme_expired", "moves_on")),
        (0, "договор с новым", ("value_invalid", "note")),
    ],
)
def test_a_contract_elsewhere_begins_within_the_programme_and_has_a_number(
    house: House, contract: Contract, first: int, note: str, refusal: tuple[str, str] | None
) -> None:
    """FED-TRN-01; ``first``: days after the programme's last one."""
    session = house.session
    programme = session.get_one(Programme, contract.programme_id)
    begins = programme.valid_until + timedelta(days=first)
    kept = session.get_one(Contract, contract.id)
    kept.state, kept.ended_on = ContractState.TERMINATED, TODAY
    row = make_move(session, kept, house.director, state="present_programme_to_new")
    session.commit()
    told = StepTold(begins, note=note, gap_seen=True)
    step = TakeStep(row.id, "conclude_new", on=TODAY, told=told)

    def conclude() -> MoveDone:
        return take_step(
            step, region=house.region, actor=house.director, now=MORNING, press=BlankPress()
        )

    if refusal:
        with expect_refusal(session, *refusal):
            conclude()
        return
    assert [one.code for one in conclude().warnings] == ["gap"]


@pytest.mark.parametrize("by", ["recipient", "representative"])
def test_a_representative_presents_a_programme_only_where_one_is_on_record(
    house: House, contract: Contract, by: str
) -> None:
    """AST-MIN-02."""
    row = make_move(house.session, contract, house.director, state="terminate_old")
    row.list_paper_id = make_paper(house.session, house.provider_id).id
    house.session.commit()
    step = TakeStep(row.id, "present_programme_to_new", on=TODAY, by=by)

    def present() -> MoveDone:
        return take_step(
            step, region=house.region, actor=house.director, now=MORNING, press=BlankPress()
        )

    if by == "recipient":
        assert present().state == "present_programme_to_new"
        return
    with expect_refusal(house.session, "not_authorised", "by"):
        present()


def test_an_accountant_opens_no_way(house: House, contract: Contract) -> None:
    provider = house.session.get_one(Provider, house.provider_id)
    accountant = make_staff(house.session, provider, Role.ACCOUNTANT)
    wanted = OpenMove(contract.id, MoveKind.REGION, "к дочери", destination="Тверская область")

    with pytest.raises(NotAllowed):
        open_move(wanted, region=house.region, actor=accountant, now=MORNING)


@pytest.mark.parametrize(
    ("today", "last_day", "until"),
    [
        (date(2026, 4, 30), date(2026, 4, 30), date(2026, 4, 30)),
        (date(2026, 4, 30), date(2026, 5, 1), date(2026, 3, 31)),
        (date(2026, 5, 1), None, date(2026, 4, 30)),
    ],
)
def test_the_act_of_a_month_that_goes_on_is_asked_once_the_last_day_has_come(
    today: date, last_day: date | None, until: date
) -> None:
    assert acts_due_until(today, last_day) == until


JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
CLOSED, OPEN = MonthState.CLOSED, MonthState.OPEN


@pytest.mark.parametrize(
    ("states", "left"),
    [
        pytest.param({FEBRUARY: CLOSED}, (), id="MSK-TRN-01: a month before a closed one"),
        pytest.param({JANUARY: CLOSED}, (FEBRUARY,), id="MSK-TRN-01: a month after it"),
        pytest.param(
            {JANUARY: OPEN, FEBRUARY: CLOSED}, (JANUARY,), id="MSK-TRN-01: it was opened again"
        ),
    ],
)
def test_a_month_without_services_that_is_over_for_good_waits_for_no_act(
    session: Session,
    house: House,
    contract: Contract,
    states: dict[date, MonthState],
    left: tuple[date, ...],
) -> None:
    contract.in_force_from = date(2026, 1, 12)
    for month, state in states.items():
        closed = state is CLOSED
        session.add(
            MonthClosing(
                provider_id=house.provider_id,
                month=month,
                state=state,
                closed_at=MORNING if closed else None,
                closed_by_id=house.director.membership_id if closed else None,
            )
        )
    session.flush()

    assert months_without_act(session, contract, acts_due_until(TODAY, None)) == left


@pytest.mark.parametrize(
    ("day", "words", "field"),
    [(TODAY, "передумала", ""), (TODAY, "🙂", "withdrawal"), (TOMORROW, "передумала", "on")],
)
def test_a_way_is_given_up_by_the_day_and_words_of_an_application(
    session: Session, house: House, contract: Contract, day: date, words: str, field: str
) -> None:
    done = ask(house, contract, beside(house, None))
    wanted = WithdrawMove(done.id, words, day)

    if not field:
        assert withdraw_move(wanted, region=house.region, actor=house.worker, now=MORNING).closed
        return
    with expect_refusal(session, "value_invalid", field):
        withdraw_move(wanted, region=house.region, actor=house.worker, now=MORNING)


@pytest.mark.parametrize(
    ("opened", "region"), [(MoveKind.REGION, "Коми"), (MoveKind.DEPARTMENT, None)]
)
def test_the_marks_that_go_along_name_the_region_of_an_open_way(
    house: House, contract: Contract, opened: MoveKind, region: str | None
) -> None:
    """FED-TRN-03, FED-IPP-08: the papers are handed out before the way is over."""
    if opened is MoveKind.REGION:
        wanted = OpenMove(contract.id, opened, "к дочери", destination="Коми")
        open_move(wanted, region=house.region, actor=house.director, now=MORNING)
    else:
        ask(house, contract, beside(house, None))

    view = get_ending(house.worker, contract.programme_id, house.region, TODAY)
    _, marks = print_marks(house.worker, contract.programme_id, house.region, TODAY)

    assert (view.departure.region if view.departure else None) == region
    assert marks.values["moved"] == (region or "нет")


TENTH, ZERO, SUM = date(2026, 12, 10), Decimal(0), Decimal("2561.50")


@pytest.mark.parametrize(
    ("debt", "paid", "words"),
    [
        (ZERO, ZERO, "к оплате 2 561,50 ₽, срок до 10.12.2026"),
        (SUM, ZERO, "к оплате 2 561,50 ₽, из них просрочено 2 561,50 ₽"),
        (ZERO, SUM, "нет"),
        (ZERO, SUM + 1, "нет, переплата 1,00 ₽"),
    ],
)
def test_what_is_left_to_pay_is_told_before_it_is_due(
    debt: Decimal, paid: Decimal, words: str
) -> None:
    charge = Charge(date(2026, 11, 1), SUM, TENTH, min(paid, SUM))
    balance = Balance(SUM, paid, SUM - paid, debt, max(paid - SUM, ZERO), (charge,))

    assert owed_words(balance).replace("\u00a0", " ") == words


@pytest.mark.parametrize(("ahead", "refused"), [(0, False), (1, True)])
def test_the_way_into_residential_care_closes_on_its_first_day_there(
    house: House, contract: Contract, ahead: int, *, refused: bool
) -> None:
    """FED-TRN-01: till then the recipient is served under the former contract."""
    session, begins = house.session, TODAY + timedelta(days=ahead)
    person = session.get_one(Recipient, contract.recipient_id)
    kept = session.get_one(Contract, contract.id)
    eve = begins - timedelta(days=1)
    kept.concluded_on = kept.in_force_from = min(kept.concluded_on, eve)
    kept.state, kept.ended_on = ContractState.TERMINATED, eve
    programme = make_programme(session, person, form=Form.STATIONARY)
    make_contract(session, programme, in_force_from=begins)
    ways = {"kind": MoveKind.RESIDENTIAL, "new_programme_id": programme.id, "moves_on": begins}
    row = make_move(session, kept, house.director, state="old_end_set", **ways)
    session.commit()
    step = TakeStep(row.id, "conclude_new", on=TODAY)

    def conclude() -> MoveDone:
        return take_step(
            step, region=house.region, actor=house.director, now=MORNING, press=BlankPress()
        )

    if refused:
        with expect_refusal(session, "new_contract_missing"):
            conclude()
    else:
        assert conclude().closed


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_worker_of_home_care_is_told_of_in_residential_care(
    house: House, contract: Contract, *, elsewhere: bool
) -> None:
    """FED-TRN-01: the card keeps its worker; who serves there is chosen by people."""
    session, eve = house.session, TODAY - timedelta(days=1)
    person = session.get_one(Recipient, contract.recipient_id)
    provider = session.get_one(Provider, house.provider_id)
    home = make_department(session, provider, form=Form.STATIONARY, name="Стационар")
    at = house.department_id if elsewhere else home.id
    worker = make_staff(session, provider, Role.SOCIAL_WORKER, department_id=at)
    person.social_worker_id = worker.membership_id
    kept = session.get_one(Contract, contract.id)
    kept.concluded_on = kept.in_force_from = eve
    kept.state, kept.ended_on = ContractState.TERMINATED, eve
    programme = make_programme(session, person, form=Form.STATIONARY)
    make_contract(session, programme, in_force_from=TODAY)
    ways = {"kind": MoveKind.RESIDENTIAL, "new_programme_id": programme.id, "moves_on": TODAY}
    row = make_move(
        session, kept, house.director, state="old_end_set", to_department_id=home.id, **ways
    )
    session.commit()

    done = take_step(
        TakeStep(row.id, "conclude_new", on=TODAY),
        region=house.region,
        actor=house.director,
        now=MORNING,
        press=BlankPress(),
    )

    assert ("worker_to_choose" in [one.code for one in done.warnings]) == elsewhere
