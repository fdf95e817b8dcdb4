"""New contracts and the register of providers: before, within, after, in another form."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from portal.domain.catalogue import Form
from portal.domain.contract import Party
from portal.extensions import db
from portal.models import SignatureMethod
from portal.usecases.contract_signing import SignContract, sign_contract
from portal.usecases.provider_register import RecordRegisterEntry, record_register_entry
from portal.usecases.queries.provider_register import get_entry, outside_register
from tests.usecases import procedures
from tests.usecases.procedures import MORNING, TODAY, House, expect_refusal

DAY = timedelta(days=1)
LAW = date(2015, 1, 1)


@pytest.fixture
def house(database: Flask) -> House:
    return procedures.make_house(db.session())


def enter(house: House, since: date, until: date | None = None, form: Form = Form.HOME) -> None:
    command = RecordRegisterEntry("33-007", since, (form,), until)
    record_register_entry(command, region=house.region, actor=house.director, now=MORNING)


def drawn_up(house: House) -> int:
    """A contract that waits for both signatures."""
    return procedures.conclude(house, procedures.ready(house)).id


def sign(house: House, contract_id: int, party: Party) -> None:
    own = party is Party.PROVIDER
    sign_contract(
        SignContract(
            contract_id,
            party,
            SignatureMethod.PASSWORD if own else SignatureMethod.PAPER,
            TODAY,
        ),
        region=house.region,
        actor=house.director if own else house.worker,
        now=MORNING,
    )


@pytest.mark.parametrize(
    "until",
    [pytest.param(None, id="still in it"), pytest.param(TODAY, id="the last day in it")],
)
def test_a_contract_is_concluded_within_the_register(house: House, until: date | None) -> None:
    enter(house, TODAY, until)

    assert procedures.contract_in_force(house)


def test_an_entry_nobody_recorded_stops_nothing(house: House) -> None:
    assert procedures.contract_in_force(house)
    assert get_entry(house.director, house.region, TODAY).registered_on is None


@pytest.mark.parametrize(
    ("until", "form"),
    [
        pytest.param(TODAY - DAY, Form.HOME, id="excluded yesterday"),
        pytest.param(None, Form.STATIONARY, id="another form in the entry"),
    ],
)
def test_a_contract_outside_the_register_is_refused(
    house: House, until: date | None, form: Form
) -> None:
    """FED-REG-01."""
    enter(house, TODAY - 10 * DAY, until, form)

    programme_id = procedures.ready(house)

    with expect_refusal(db.session(), "not_authorised", "register"):
        procedures.conclude(house, programme_id)


def test_an_entry_of_the_first_day_of_the_law_is_kept(house: House) -> None:
    """FED-REG-01."""
    enter(house, LAW)

    assert get_entry(house.director, house.region, TODAY).registered_on == LAW


@pytest.mark.parametrize("party", [Party.PROVIDER, Party.RECIPIENT])
def test_a_contract_drawn_up_before_is_not_signed_outside_the_register(
    house: House, party: Party
) -> None:
    """FED-REG-01: neither signature may be of a day after the last one in the register."""
    contract_id = drawn_up(house)
    if party is Party.RECIPIENT:
        sign(house, contract_id, Party.PROVIDER)
    enter(house, TODAY - 10 * DAY, TODAY - DAY)

    with expect_refusal(db.session(), "not_authorised", "register"):
        sign(house, contract_id, party)
    assert outside_register(house.director, house.region, Form.HOME, TODAY)


def test_the_last_day_in_the_register_is_a_day_to_sign(house: House) -> None:
    """FED-REG-01."""
    contract_id = drawn_up(house)
    enter(house, TODAY - 10 * DAY, TODAY)

    sign(house, contract_id, Party.PROVIDER)
    sign(house, contract_id, Party.RECIPIENT)

    assert not outside_register(house.director, house.region, Form.HOME, TODAY)
    assert outside_register(house.director, house.region, Form.HOME, TODAY + DAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"number": " "}, "number", id="no number"),
        pytest.param({"registered_on": TODAY + DAY}, "registered_on", id="tomorrow"),
        pytest.param({"registered_on": LAW - DAY}, "registered_on", id="before the law"),
        pytest.param({"excluded_on": TODAY - 2 * DAY}, "excluded_on", id="out before in"),
        pytest.param({"forms": ()}, "forms", id="no form"),
    ],
)
def test_an_entry_that_cannot_be_is_not_kept(
    house: House, changes: dict[str, object], field: str
) -> None:
    values: dict[str, object] = {
        "number": "33-007",
        "registered_on": TODAY - DAY,
        "forms": (Form.HOME,),
    }
    command = RecordRegisterEntry(**values | changes)  # type: ignore[arg-type]

    with expect_refusal(db.session(), "value_invalid", field):
        record_register_entry(command, region=house.region, actor=house.director, now=MORNING)
