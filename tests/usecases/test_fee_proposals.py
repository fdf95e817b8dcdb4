"""A fee worked out by the accountant waits for the director, who alone changes it."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import Conflict, NotAllowed, NotFound
from portal.models import Amendment, FeeProposal, Notice, Provider, Role
from portal.usecases.actor import Actor
from portal.usecases.fee_changes import ChangeFee, change_fee
from portal.usecases.fee_proposals import (
    DecideProposal,
    DeclineProposal,
    confirm_fee,
    decline_fee,
    propose_fee,
)
from portal.usecases.queries.fee_proposals import get_waiting_fee, standing_fee
from portal.usecases.queries.signing_queue import signing_queue
from portal.usecases.signing_queue import Outcome, QueueKind, SeenPaper, SignQueue, sign_queue
from tests.support.factories import make_staff
from tests.usecases.procedures import (
    BlankPress,
    House,
    contract_in_force,
    expect_refusal,
    make_house,
)
from tests.usecases.test_fee_changes_alone import APRIL, NOW, tariff, terms
from tests.usecases.test_tariff_days import EVERYTHING


@pytest.fixture
def house(session: Session) -> House:
    return make_house(session, EVERYTHING)


@pytest.fixture
def contract_id(house: House) -> int:
    found = contract_in_force(house)
    tariff(house, "165.00")
    return found


@pytest.fixture
def accountant(house: House) -> Actor:
    provider = house.session.get_one(Provider, house.provider_id)
    return make_staff(house.session, provider, Role.ACCOUNTANT)


@pytest.fixture
def proposal(house: House, contract_id: int, accountant: Actor) -> int:
    return propose(house, contract_id, accountant)


def propose(house: House, contract_id: int, actor: Actor) -> int:
    command = ChangeFee(contract_id, "tariff_changed", APRIL)
    return propose_fee(command, region=house.region, actor=actor, now=NOW)


def test_the_accountant_alone_changes_no_fee(
    house: House, contract_id: int, accountant: Actor, proposal: int
) -> None:
    command = ChangeFee(contract_id, "tariff_changed", APRIL)
    with pytest.raises(NotAllowed):
        change_fee(command, region=house.region, actor=accountant, now=NOW)
    with pytest.raises(NotAllowed):
        confirm_fee(DecideProposal(proposal), region=house.region, actor=accountant, now=NOW)

    assert len(terms(house.session)) == 1
    with expect_refusal(house.session, "overlap"):
        propose(house, contract_id, accountant)


def test_the_director_signs_a_new_fee_from_the_queue(
    house: House, contract_id: int, proposal: int
) -> None:
    (group,) = signing_queue(house.director, house.region)
    (paper,) = group.papers
    assert (paper.kind, paper.id, paper.amount) == (QueueKind.FEE, proposal, Decimal("1320.00"))

    seen = SeenPaper(QueueKind.FEE, paper.id, paper.version)
    (outcome,) = sign_queue(
        SignQueue((seen,), APRIL),
        region=house.region,
        actor=house.director,
        now=NOW,
        press=BlankPress(),
    )

    (again,) = sign_queue(
        SignQueue((seen,), APRIL),
        region=house.region,
        actor=house.director,
        now=NOW,
        press=BlankPress(),
    )

    assert outcome.outcome is Outcome.SIGNED
    by = f"{house.director.name}, {house.region.today(NOW):%d.%m.%Y}"
    assert again.text == f"Её уже подписали: {by}. Второй раз не нужно."
    assert terms(house.session)[-1].monthly_fee == Decimal("1320.00")
    made = house.session.scalars(select(Amendment.id)).one()
    assert house.session.get_one(FeeProposal, proposal).amendment_id == made
    assert len(house.session.scalars(select(Notice)).all()) == 1
    assert standing_fee(house.director, contract_id) is None


def test_figures_that_have_moved_are_not_signed(
    house: House, contract_id: int, proposal: int
) -> None:
    tariff(house, "170.00")

    with expect_refusal(house.session, "value_invalid"):
        confirm_fee(DecideProposal(proposal), region=house.region, actor=house.director, now=NOW)
    version = get_waiting_fee(house.director, contract_id).version
    with pytest.raises(Conflict):
        confirm_fee(
            DecideProposal(proposal, version + 1),
            region=house.region,
            actor=house.director,
            now=NOW,
        )


def test_a_declined_fee_keeps_its_reason_and_another_may_follow(
    house: House, contract_id: int, accountant: Actor, proposal: int
) -> None:
    with expect_refusal(house.session, "value_invalid", "reason"):
        decline_fee(DeclineProposal(proposal, " "), actor=house.director, now=NOW)

    decline_fee(DeclineProposal(proposal, "Подождём приказа."), actor=house.director, now=NOW)

    shown = standing_fee(accountant, contract_id)
    assert shown is not None
    assert shown.decline_reason == "Подождём приказа."
    with pytest.raises(NotFound):
        get_waiting_fee(house.director, contract_id)
    with pytest.raises(Conflict) as caught:
        confirm_fee(DecideProposal(proposal, 1), region=house.region, actor=house.director, now=NOW)
    (told,) = caught.value.violations
    assert "плата остаётся прежней (Подождём приказа.)" in told.text
    (outcome,) = sign_queue(
        SignQueue((SeenPaper(QueueKind.FEE, proposal, 1),), APRIL),
        region=house.region,
        actor=house.director,
        now=NOW,
        press=BlankPress(),
    )
    assert (outcome.outcome, outcome.text) == (Outcome.CHANGED, told.text)
    assert propose(house, contract_id, accountant) != proposal
