"""Two contracts of one form: the later one serves, the former one ends on its eve (FED-IPP-06)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.violations import RulesBroken
from portal.models import Contract, Programme, Recipient, ReviewOutcome, Role
from portal.usecases.later_contracts import demand_one_contract, later_contract
from portal.usecases.queries.ending_desk import ending_desk
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

BEGINS = date(2026, 3, 10)


@pytest.fixture
def former(rows: Session, staff: Staff) -> Contract:
    person = factories.make_recipient(rows, staff.provider)
    return factories.make_contract(rows, factories.make_programme(rows, person))


def follow(rows: Session, former: Contract, form: Form = Form.HOME) -> Contract:
    """Another contract of the person, from ``BEGINS`` on."""
    person = rows.get_one(Recipient, former.recipient_id)
    programme = factories.make_programme(rows, person, form=form)
    return factories.make_contract(rows, programme, in_force_from=BEGINS)


def review(rows: Session, staff: Staff, former: Contract, new: Programme) -> None:
    """A review of the former programme that has ended with the new one."""
    factories.make_review(
        rows,
        former.provider_id,
        former.programme_id,
        staff.actor(Role.DIRECTOR),
        new_programme_id=new.id,
        outcome=ReviewOutcome.NEW_PROGRAMME,
        outcome_on=date(2026, 3, 5),
    )


@pytest.mark.parametrize(
    ("day", "form", "refused"),
    [
        pytest.param(date(2026, 3, 9), Form.HOME, False, id="the eve of the later one"),
        pytest.param(BEGINS, Form.HOME, True, id="its first day"),
        pytest.param(BEGINS, Form.SEMI_STATIONARY, False, id="of another form"),
    ],
)
def test_the_former_contract_records_nothing_once_the_later_one_serves(
    rows: Session, former: Contract, day: date, form: Form, *, refused: bool
) -> None:
    later = follow(rows, former, form)

    if not refused:
        demand_one_contract(rows, former, day)
        return
    with pytest.raises(RulesBroken) as found:
        demand_one_contract(rows, former, day)
    assert found.value.code == "overlap"
    assert f"по договору № {later.number}" in str(found.value)


@pytest.mark.parametrize(
    ("ended_on", "day", "refused"),
    [
        pytest.param(None, BEGINS, True, id="the day is recorded in the former one"),
        pytest.param(None, date(2026, 3, 11), False, id="another day"),
        pytest.param(date(2026, 3, 9), BEGINS, False, id="the former one is over"),
    ],
)
def test_a_day_that_the_former_contract_has_is_not_recorded_again(
    rows: Session,
    staff: Staff,
    former: Contract,
    ended_on: date | None,
    day: date,
    *,
    refused: bool,
) -> None:
    later = follow(rows, former)
    factories.make_delivery(rows, former, staff.actor(Role.SOCIAL_WORKER), day=BEGINS)
    former.ended_on = ended_on
    rows.commit()

    if not refused:
        demand_one_contract(rows, later, day)
        return
    with pytest.raises(RulesBroken) as found:
        demand_one_contract(rows, later, day)
    assert f"по договору № {former.number}" in str(found.value)


@pytest.mark.parametrize("reviewed", [True, False])
def test_the_term_of_a_replaced_programme_is_over_on_the_eve_of_the_later_contract(
    rows: Session, staff: Staff, former: Contract, *, reviewed: bool
) -> None:
    """FED-IPP-06: the contract stands until the new programme comes; two programmes are two."""
    later = follow(rows, former)
    if reviewed:
        review(rows, staff, former, rows.get_one(Programme, later.programme_id))
    director = staff.actor(Role.DIRECTOR)

    found, region = later_contract(rows, former), staff.app.extensions["regions"]["vladimir"]
    with staff.app.app_context():
        desk = ending_desk(director, former.id, region, date(2026, 3, 16))
    page = words(staff.browser(Role.DIRECTOR).get(f"/contracts/{former.id}"))

    assert found is not None
    assert (found.contract_id, found.since, found.replaces) == (later.id, BEGINS, reviewed)
    assert desk.term_until == (date(2026, 3, 9) if reviewed else former.valid_until)
    assert f"оказывают по договору № {later.number}" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert ("программа, на которой он стоит, пересмотрена" in page) is reviewed


@pytest.mark.parametrize("drawn", [True, False])
def test_a_contract_on_a_reviewed_programme_names_the_new_one(
    rows: Session, staff: Staff, former: Contract, *, drawn: bool
) -> None:
    person = rows.get_one(Recipient, former.recipient_id)
    new = factories.make_programme(rows, person, number="77/2026")
    if drawn:
        factories.make_contract(rows, new, in_force_from=None)
    review(rows, staff, former, new)

    page = words(staff.browser(Role.DIRECTOR).get(f"/contracts/{former.id}"))

    assert ("Программу пересмотрели: выдана № 77/2026" in page) is not drawn
