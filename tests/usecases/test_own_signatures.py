"""Whose hand may stand under a paper: one answer for a contract, an amendment, an act and an end.

FED-MIN-01, MSK-IPP-08: whom a court has taken capacity from signs nothing alone, on paper or by a
code; a paper in the name of somebody whose authority is over is nobody's to sign.
"""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from portal.documents.gaps import BY_HAND
from portal.domain.authorities import Capacity
from portal.domain.contract import Party
from portal.domain.violations import RulesBroken
from portal.models import (
    Contract,
    Paper,
    Recipient,
    Representative,
    RepresentativeKind,
    SignatureMethod,
)
from portal.usecases.acts import SignAct, sign_act
from portal.usecases.amendments import SignAmendment, sign_amendment
from portal.usecases.contract_gaps import gaps_in
from portal.usecases.contracts import SignContract, sign_contract
from portal.usecases.signables import SignedKind
from portal.usecases.termination_papers import SignTermination, sign_termination
from tests.support.sample_region import with_contract_rules
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    BlankPress,
    House,
    conclude,
    expect_refusal,
    make_house,
)
from tests.usecases.signing_kinds import BOTH_SIGN, Desk
from tests.usecases.test_contracts import chosen, person
from tests.usecases.test_representatives import EVE, end, sign


@pytest.fixture(params=BOTH_SIGN, ids=[kind.value for kind in BOTH_SIGN])
def signed(request: pytest.FixtureRequest, session: Session) -> Desk:
    """The director has signed, and the recipient has agreed to sign by codes."""
    desk = Desk(session, request.param)
    desk.director_signs()
    desk.agree()
    return desk


def court(desk: Desk, capacity: Capacity, since: date) -> None:
    row = desk.house.session.get_one(Recipient, desk.recipient_id)
    row.capacity, row.capacity_since = capacity, since
    row.capacity_basis = "решение суда № 2-15"
    desk.house.session.commit()


def put(desk: Desk, party: Party) -> None:
    """The signature of a party on paper, on the day of the director's."""
    day, region, worker = desk.house.region.today(desk.later), desk.house.region, desk.house.worker
    paper = SignatureMethod.PAPER
    match desk.kind:
        case SignedKind.CONTRACT:
            command = SignContract(desk.key.id, party, paper, day)
            sign_contract(command, region=region, actor=worker, now=desk.later)
        case SignedKind.AMENDMENT:
            change = SignAmendment(desk.key.id, party, paper, day)
            sign_amendment(change, region=region, actor=worker, now=desk.later, press=BlankPress())
        case SignedKind.ACT:
            act = SignAct(desk.key.id, party, day)
            sign_act(act, region=region, actor=worker, now=desk.later, press=BlankPress())
        case _:
            ending = SignTermination(desk.key.id, party, day)
            sign_termination(ending, region=region, actor=worker, now=desk.later)


@pytest.mark.parametrize("capacity", [Capacity.INCAPABLE, Capacity.LIMITED])
def test_after_the_courts_decision_the_recipient_alone_signs_no_paper(
    signed: Desk, capacity: Capacity
) -> None:
    court(signed, capacity, signed.house.region.today(signed.later))

    with expect_refusal(signed.house.session, "not_authorised", "party"):
        put(signed, Party.RECIPIENT)


def test_after_the_courts_decision_a_code_signs_nothing(signed: Desk) -> None:
    code = signed.code()
    court(signed, Capacity.INCAPABLE, signed.house.region.today(signed.later))

    with pytest.raises(RulesBroken) as caught:
        signed.confirm(code)

    assert caught.value.code == "not_authorised"
    assert "пекун" in caught.value.violations[0].text


def test_on_the_day_before_the_decision_the_recipient_still_signs(signed: Desk) -> None:
    court(signed, Capacity.INCAPABLE, signed.house.region.today(signed.later) + timedelta(days=1))
    before = signed.state()

    put(signed, Party.RECIPIENT)

    assert signed.state() != before


def test_the_guardian_of_a_later_decision_signs_the_act_of_a_contract_made_before(
    session: Session,
) -> None:
    desk = Desk(session, SignedKind.ACT)
    desk.director_signs()
    day = desk.house.region.today(desk.later)
    court(desk, Capacity.INCAPABLE, day)
    with expect_refusal(session, "not_authorised", "party") as caught:
        put(desk, Party.REPRESENTATIVE)
    assert "Внесите" in caught.value.violations[0].text
    session.add(
        Representative(
            provider_id=desk.house.provider_id,
            recipient_id=desk.recipient_id,
            kind=RepresentativeKind.GUARDIAN,
            surname="Опекунова",
            name="Анна",
            basis="акт об опеке",
            since=day,
        )
    )
    session.commit()

    put(desk, Party.REPRESENTATIVE)

    assert desk.state() == "signed"


BEFORE = EVE - timedelta(days=1)


def in_the_name_of_an_attorney(session: Session) -> tuple[House, int, int]:
    """A contract in an attorney's name that the director has not signed yet."""
    house = make_house(session, with_contract_rules(attorney_may_sign=True))
    programme_id, attorney = chosen(
        session, house, representative=person(RepresentativeKind.ATTORNEY)
    )
    contract_id = conclude(house, programme_id, representative_id=attorney).id
    return house, contract_id, attorney


@pytest.mark.parametrize(
    ("party", "day", "fine"),
    [
        pytest.param(Party.REPRESENTATIVE, BEFORE, True, id="while it stands"),
        pytest.param(Party.REPRESENTATIVE, EVE, False, id="the attorney too late"),
        pytest.param(Party.RECIPIENT, BEFORE, False, id="another in the attorney's place"),
        pytest.param(Party.RECIPIENT, EVE, False, id="another after the end"),
    ],
)
def test_a_contract_in_an_attorneys_name_is_signed_by_the_attorney_or_drawn_anew(
    session: Session, party: Party, day: date, *, fine: bool
) -> None:
    house, contract_id, attorney = in_the_name_of_an_attorney(session)
    sign_contract(
        SignContract(contract_id, Party.PROVIDER, SignatureMethod.PASSWORD, TODAY),
        region=house.region,
        actor=house.director,
        now=MORNING,
    )
    end(house, attorney, EVE)

    if fine:
        sign(house, contract_id, party, day)
        return
    with expect_refusal(session, "not_authorised", "party") as caught:
        sign(house, contract_id, party, day)
    assert "заново" in caught.value.violations[0].text


def test_the_director_does_not_sign_in_the_name_of_somebody_revoked(session: Session) -> None:
    house, contract_id, attorney = in_the_name_of_an_attorney(session)
    end(house, attorney, TODAY, MORNING)

    with expect_refusal(session, "not_authorised", None) as caught:
        sign_contract(
            SignContract(contract_id, Party.PROVIDER, SignatureMethod.PASSWORD, TODAY),
            region=house.region,
            actor=house.director,
            now=MORNING,
        )
    assert "составьте заново" in caught.value.violations[0].text


@pytest.mark.parametrize("blank", ["identity", "address"])
def test_no_contract_is_signed_with_the_representatives_blank(session: Session, blank: str) -> None:
    """FED-FRM-02: the director's seal stands under no line to be filled in."""
    house, contract_id, _ = in_the_name_of_an_attorney(session)
    terms = house.region.rules.contract_rules.on(TODAY).terms
    inputs = session.get_one(Paper, session.get_one(Contract, contract_id).paper_id or 0).inputs
    representative = inputs["representative"]
    assert isinstance(representative, dict)

    assert not gaps_in(inputs, terms)
    (gap,) = gaps_in({**inputs, "representative": {**representative, blank: BY_HAND}}, terms)
    assert "представителя" in gap.text


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        pytest.param({"services": []}, ("essential_missing", "programme_provisions"), id="nothing"),
        pytest.param({"fee": {"free": False, "known": False, "monthly_fee": "1.00"}},
                     ("documents_missing", "cost_if_paid"), id="no price"),
        pytest.param({"fee": {"free": False, "known": True, "monthly_fee": "0.00"}},
                     None, id="a price of nothing"),
        pytest.param({"fee": {"free": True, "known": True, "monthly_fee": "0.00"}},
                     ("essential_missing", "free_ground"), id="free without saying why"),
        pytest.param({"fee": {"free": True, "monthly_fee": "0.00", "free_ground": "ветеран"}},
                     None, id="free for a reason"),
    ],
)  # fmt: skip
def test_no_contract_is_signed_without_an_essential_term(
    session: Session, said: dict[str, object], missing: tuple[str, str] | None
) -> None:
    """FED-CON-03: services, and what they cost or why they cost nothing."""
    house, contract_id, _ = in_the_name_of_an_attorney(session)
    terms = house.region.rules.contract_rules.on(TODAY).terms
    inputs = session.get_one(Paper, session.get_one(Contract, contract_id).paper_id or 0).inputs

    found = gaps_in({**inputs, **said}, terms)

    assert [(one.code, one.field) for one in found] == ([missing] if missing else [])
