"""The first day of a contract: the last signature's, or a later one that it names (FED-CON-06)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.domain.contract import ContractState, Party
from portal.domain.moves import MoveKind
from portal.models import (
    Contract,
    HoldState,
    Move,
    Programme,
    Provider,
    Recipient,
    SignatureMethod,
    Transfer,
    VacancyHold,
)
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.deliveries import RecordDelivery, record_delivery
from portal.usecases.queries.contract_drafts import get_draft
from tests.support.factories import (
    SERVICE,
    make_contract,
    make_department,
    make_envelope,
    make_move,
    make_programme,
    make_provider,
    make_recipient,
    make_terms,
    make_transfer,
    save,
)
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    House,
    conclude,
    contract_in_force,
    expect_refusal,
    ready,
)


@pytest.fixture
def programme_id(house: House) -> int:
    return ready(house)


def signed(house: House, contract_id: int) -> Contract:
    for party, actor, method in (
        (Party.PROVIDER, house.director, SignatureMethod.PASSWORD),
        (Party.RECIPIENT, house.worker, SignatureMethod.PAPER),
    ):
        command = SignContract(contract_id, party, method, TODAY)
        sign_contract(command, region=house.region, actor=actor, now=MORNING)
    return house.session.get_one(Contract, contract_id)


@pytest.mark.parametrize(
    ("named", "in_force"),
    [
        (None, TODAY),
        (TODAY, TODAY),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=1)),
    ],
)
def test_a_contract_holds_from_its_signatures_or_from_the_later_day_it_names(
    house: House, programme_id: int, named: date | None, in_force: date
) -> None:
    done = conclude(house, programme_id, starts_on=named)

    assert signed(house, done.id).in_force_from == in_force


def test_a_contract_does_not_begin_before_it_is_drawn_up(house: House, programme_id: int) -> None:
    with expect_refusal(house.session, "value_invalid", "starts_on"):
        conclude(house, programme_id, starts_on=TODAY - timedelta(days=1))


def test_a_contract_may_begin_on_its_last_day_and_not_after_it(
    house: House, programme_id: int
) -> None:
    last = TODAY + timedelta(days=30)
    with expect_refusal(house.session, "value_invalid", "starts_on"):
        conclude(house, programme_id, valid_until=last, starts_on=last + timedelta(days=1))

    conclude(house, programme_id, valid_until=last, starts_on=last)


def test_after_a_contract_that_still_runs_to_its_last_day_the_next_begins_the_day_after(
    house: House,
) -> None:
    contract_id = contract_in_force(house)
    contract = house.session.get_one(Contract, contract_id)
    programme_id, last = contract.programme_id, TODAY + timedelta(days=7)
    contract.state, contract.ended_on = type(contract.state).TERMINATED, last
    house.session.commit()

    proposed = get_draft(house.director, programme_id, house.region, TODAY).terms.starts_on

    assert proposed == last + timedelta(days=1)
    with expect_refusal(house.session, "overlap", "programme_id"):
        conclude(house, programme_id, starts_on=last)
    conclude(house, programme_id, starts_on=proposed)


@pytest.fixture
def admitted(house: House, programme_id: int) -> Move:
    """The way to residential care for which the programme was made, the day is in three days."""
    session = house.session
    person = session.get_one(Recipient, session.get_one(Programme, programme_id).recipient_id)
    at_home = make_programme(session, person)
    former = make_contract(session, at_home, terms=make_terms(), payment_day=17)
    return make_move(
        session,
        former,
        house.worker,
        kind=MoveKind.RESIDENTIAL,
        state="old_end_set",
        new_programme_id=programme_id,
        moves_on=TODAY + timedelta(days=3),
    )


@pytest.mark.parametrize(
    ("days", "refusal"),
    [
        pytest.param(None, "", id="FED-TRN-01: the day of admission by itself"),
        pytest.param(3, "", id="FED-TRN-01: the day of admission"),
        pytest.param(2, "overlap", id="FED-TRN-01: a day under both contracts"),
        pytest.param(4, "gap", id="FED-TRN-01: a day without care"),
    ],
)
def test_a_residential_contract_adjoins_the_one_it_follows_and_keeps_its_payment_day(
    house: House, programme_id: int, admitted: Move, days: int | None, refusal: str
) -> None:
    wanted = None if days is None else TODAY + timedelta(days=days)

    if refusal:
        with expect_refusal(house.session, refusal, "starts_on"):
            conclude(house, programme_id, starts_on=wanted)
        return
    done = conclude(house, programme_id, starts_on=wanted)
    drawn = house.session.get_one(Contract, done.id)
    assert (drawn.starts_on, drawn.payment_day) == (admitted.moves_on, 17)


@pytest.mark.parametrize(("late", "said"), [(0, ""), (1, "обслуживания между ними — 1.")])
def test_days_without_care_are_told_before_a_contract_is_drawn_up_too_late(
    house: House, programme_id: int, admitted: Move, late: int, said: str
) -> None:
    admitted.moves_on = TODAY - timedelta(days=late)
    house.session.commit()

    terms = get_draft(house.worker, programme_id, house.region, TODAY).terms

    assert (terms.doubt.text if terms.doubt else "").find(said) >= 0
    assert (terms.doubt is not None) is bool(late)


def test_a_contract_on_a_programme_to_come_begins_with_the_programme(
    house: House, programme_id: int
) -> None:
    begins = TODAY + timedelta(days=5)
    house.session.get_one(Programme, programme_id).valid_from = begins
    house.session.commit()

    with expect_refusal(house.session, "value_invalid", "starts_on"):
        conclude(house, programme_id, starts_on=begins - timedelta(days=1))
    done = conclude(house, programme_id)
    assert house.session.get_one(Contract, done.id).starts_on == begins


@pytest.mark.parametrize(("days", "doubted"), [(4, True), (5, False)])
def test_a_draft_tells_of_a_contract_of_the_same_form_that_still_runs(
    house: House, programme_id: int, days: int, doubted: bool
) -> None:
    session, begins = house.session, TODAY + timedelta(days=5)
    programme = session.get_one(Programme, programme_id)
    person = session.get_one(Recipient, programme.recipient_id)
    former = make_contract(session, make_programme(session, person), terms=make_terms())
    former.valid_until, programme.valid_from = begins - timedelta(days=1), TODAY
    programme.valid_from = TODAY + timedelta(days=days)
    session.commit()

    terms = get_draft(house.director, programme_id, house.region, TODAY).terms

    assert (former.number in (terms.doubt.text if terms.doubt else "")) is doubted


EVE = TODAY - timedelta(days=1)
BEGUN = {"concluded_on": EVE, "rules_day": EVE, "in_force_from": EVE}


@pytest.fixture
def left(house: House, programme_id: int) -> Contract:
    """The contract of the programme, which ended yesterday for a transfer."""
    programme = house.session.get_one(Programme, programme_id)
    ended = {"state": ContractState.TERMINATED, "ended_on": EVE, **BEGUN}
    return make_contract(house.session, programme, terms=make_terms(), **ended)


def there(house: House, **changes: object) -> Contract:
    """The receiving provider's own contract, by which the person is served from today."""
    other = make_provider(house.session, house.region.code)
    person = make_recipient(house.session, other)
    begun = {**BEGUN, **changes}
    return make_contract(
        house.session, make_programme(house.session, person), terms=make_terms(), **begun
    )


def moved(house: House, left: Contract, **changes: object) -> Transfer:
    """A completed transfer, the first day there is today."""
    done = {"state": "completed", "moved_on": TODAY, "chosen_name": "Приморский дом"} | changes
    return make_transfer(house.session, left, house.worker, closed_on=done["moved_on"], **done)


@pytest.mark.parametrize("state", ["completed", "withdrawn"])
def test_a_programme_that_went_with_the_person_gets_no_second_contract(
    house: House, programme_id: int, left: Contract, state: str
) -> None:
    """AST-TRN-11: no day is billed twice."""
    move = moved(house, left, state=state)

    if state == "withdrawn":
        conclude(house, programme_id)
        return
    with expect_refusal(house.session, "transition_not_allowed", "programme_id") as refused:
        conclude(house, programme_id)
    (told,) = refused.value.violations
    assert "Программа ушла вместе с получателем" in told.text
    assert told.subject == f"transfer:{move.id}"


@pytest.mark.parametrize(
    ("kind", "gone"), [(MoveKind.PROVIDER, True), (MoveKind.DEPARTMENT, False)]
)
def test_a_way_to_another_provider_takes_the_programme_along_and_one_within_does_not(
    house: House, programme_id: int, left: Contract, kind: MoveKind, *, gone: bool
) -> None:
    """FED-TRN-01."""
    make_move(house.session, left, house.worker, kind=kind, closed_on=TODAY)

    if gone:
        with expect_refusal(house.session, "transition_not_allowed", "programme_id"):
            conclude(house, programme_id)
    else:
        conclude(house, programme_id)


@pytest.mark.parametrize("party", [Party.PROVIDER, Party.RECIPIENT])
def test_nobody_signs_a_contract_on_a_programme_that_has_gone(
    house: House, programme_id: int, left: Contract, party: Party
) -> None:
    done = conclude(house, programme_id)
    move = moved(house, left, state="notified", moved_on=None)
    command = SignContract(done.id, Party.PROVIDER, SignatureMethod.PASSWORD, TODAY)
    if party is Party.RECIPIENT:
        sign_contract(command, region=house.region, actor=house.director, now=MORNING)
        command = SignContract(done.id, party, SignatureMethod.PAPER, TODAY)
    move.state, move.moved_on, move.closed_on = "completed", TODAY, TODAY
    house.session.commit()

    with expect_refusal(house.session, "transition_not_allowed", "party") as refused:
        sign_contract(command, region=house.region, actor=house.director, now=MORNING)
    assert "закройте без подписи" in refused.value.violations[0].text


@pytest.mark.parametrize(("last", "free"), [(TODAY, False), (EVE, True)])
def test_whoever_is_no_longer_served_there_may_have_the_programme_again(
    house: House, programme_id: int, left: Contract, last: date, *, free: bool
) -> None:
    """AST-TRN-11: only while the other provider serves."""
    ended = {"state": ContractState.TERMINATED, "ended_on": last}
    moved(house, left, moved_on=EVE, new_contract_id=there(house, **ended).id)

    if free:
        conclude(house, programme_id)
    else:
        with expect_refusal(house.session, "transition_not_allowed", "programme_id"):
            conclude(house, programme_id)


@pytest.mark.parametrize("brought", ["envelope", "place", "place given up", "old envelope"])
def test_whoever_came_back_has_the_programme_again(
    house: House, programme_id: int, left: Contract, brought: str
) -> None:
    """AST-TRN-08: a programme is kept in a transfer, in one back as well."""
    session = house.session
    go = moved(house, left, moved_on=EVE)
    if "envelope" in brought:
        came = make_envelope(session, go, house.worker)
        came.came_in, came.recipient_id = True, left.recipient_id
        came.made_at = MORNING - timedelta(days=1 if brought == "old envelope" else 0)
    else:
        home = make_department(session, session.get_one(Provider, house.provider_id))
        hold = VacancyHold(
            provider_id=house.provider_id,
            transfer_id=go.id,
            department_id=home.id,
            recipient_id=left.recipient_id,
            since=TODAY,
            state=HoldState.RELEASED if brought == "place given up" else HoldState.HELD,
            confirmed_at=MORNING,
            confirmed_by_id=house.director.membership_id,
        )
        save(session, hold)
    session.commit()

    if brought in ("envelope", "place"):
        conclude(house, programme_id)
    else:
        with expect_refusal(session, "transition_not_allowed", "programme_id"):
            conclude(house, programme_id)


@pytest.mark.parametrize(
    ("days", "served_there", "refusal"),
    [(0, True, "overlap"), (1, True, ""), (0, False, "")],
)
def test_no_contract_of_the_person_takes_services_of_days_that_the_other_provider_serves(
    house: House, left: Contract, days: int, *, served_there: bool, refusal: str
) -> None:
    """AST-TRN-11: the guard is on the person, not on the contract that was left."""
    session = house.session
    person = session.get_one(Recipient, left.recipient_id)
    other = make_contract(session, make_programme(session, person), terms=make_terms(), **BEGUN)
    first = TODAY + timedelta(days=days)
    new = there(house).id if served_there else None
    moved(house, left, moved_on=first, new_contract_id=new)
    visit = RecordDelivery(other.id, TODAY, SERVICE, Decimal(1))

    if refusal:
        with expect_refusal(session, refusal, "day"):
            record_delivery(visit, region=house.region, actor=house.worker, now=MORNING)
    else:
        record_delivery(visit, region=house.region, actor=house.worker, now=MORNING)
