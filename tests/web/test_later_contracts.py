"""Two contracts of one form: the later one serves, the former one ends on its eve (FED-IPP-06)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.violations import RulesBroken
from portal.models import Contract, Programme, Recipient, ReviewOutcome, Role
from portal.usecases.later_contracts import demand_one_contract, later_contract
from portal.usecases.queries.ending_desk import ending_desk
from portal.usecases.queries.months import rehearse_month
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff
from tests.web.served import close_march

ASKED = date(2026, 3, 2)
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

    home = words(staff.browser(Role.DIRECTOR).get("/"))
    assert ("Срок закончился 9 марта. Оформите прекращение" in home) is reviewed
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

    director = staff.browser(Role.DIRECTOR)
    page = words(director.get(f"/contracts/{former.id}"))

    assert ("Программу пересмотрели: выдана № 77/2026" in page) is not drawn
    if not drawn:
        told = f"Договор № {former.number} стоит на прежней программе"
        assert told in words(director.get(f"/contracts/draft/{new.id}"))


@pytest.mark.parametrize("reviewed", [True, False])
def test_a_text_on_a_replaced_programme_warns_whoever_signs_it(
    rows: Session, staff: Staff, *, reviewed: bool
) -> None:
    """FED-IPP-06: it was drawn up before the outcome; nothing forbids to sign it."""
    person = factories.make_recipient(rows, staff.provider)
    old = factories.make_programme(rows, person)
    waits = factories.make_contract(
        rows, old, state=ContractState.AWAITING_SIGNATURE, in_force_from=None
    )
    if reviewed:
        review(rows, staff, waits, factories.make_programme(rows, person, number="77/2026"))
    rows.commit()
    director = staff.browser(Role.DIRECTOR)

    for address in (f"/contracts/{waits.id}", f"/contracts/{waits.id}/sign"):
        page = words(director.get(address))
        assert ("вместо неё выдана № 77/2026" in page) is reviewed, address
    assert "Пароль" in page


@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize("reviewed", [True, False])
@pytest.mark.parametrize("region", ["moscow", "vladimir", "astrakhan"])
def test_no_page_offers_a_contract_on_a_replaced_programme(
    app: Flask, rows: Session, region: str, *, reviewed: bool, ended: bool
) -> None:
    """FED-IPP-06: each names the programme that stands in its place and leads there."""
    staff = Staff(app, rows, factories.make_provider(rows, region))
    person = factories.make_recipient(rows, staff.provider)
    old = factories.make_programme(rows, person)
    if ended:
        factories.make_contract(
            rows, old, state=ContractState.TERMINATED, in_force_from=ASKED, ended_on=BEGINS
        )
    if reviewed:
        new = factories.make_programme(rows, person, number="77/2026")
        factories.make_review(
            rows,
            staff.provider.id,
            old.id,
            staff.actor(Role.DIRECTOR),
            new_programme_id=new.id,
            outcome=ReviewOutcome.NEW_PROGRAMME,
            outcome_on=date(2026, 3, 5),
        )
    rows.commit()
    director = staff.browser(Role.DIRECTOR)

    page = director.get(f"/programmes/{old.id}")
    draft = director.get(f"/contracts/draft/{old.id}")
    card = director.get(f"/recipients/{person.id}").get_data(as_text=True)
    home = director.get("/").get_data(as_text=True)

    told = "Программу пересмотрели: вместо неё выдана № 77/2026 от 27.02.2026. Договор составляют"
    assert (told in words(page)) is (told in words(draft)) is reviewed
    if reviewed:
        assert f'href="/programmes/{new.id}"' in page.get_data(as_text=True)
        assert f'href="/programmes/{new.id}"' in draft.get_data(as_text=True)
    assert ("Отказать в договоре" in words(page)) is not reviewed
    assert ("Заключить" in words(page)) is (not reviewed and not ended)
    assert (f'action="/contracts/draft/{old.id}"' in draft.get_data(as_text=True)) is not reviewed
    assert (f'href="/contracts/draft/{old.id}"' in page.get_data(as_text=True)) is False
    assert (f'href="/programmes/{old.id}"' in home) is (not reviewed and not ended)
    assert (f'href="/contracts/draft/{old.id}"' in card) is (not reviewed and ended)


@pytest.mark.parametrize(
    ("cap", "owed"),
    [
        pytest.param("700.00", ["502.00", "198.00"], id="the former contract has spent of it"),
        pytest.param("1004.00", ["502.00", "502.00"], id="both together reach it"),
        pytest.param("1003.99", ["502.00", "501.99"], id="a kopeck under both"),
        pytest.param("500.00", ["500.00", "0.00"], id="nothing is left"),
        pytest.param(None, ["502.00", "502.00"], id="no cap"),
    ],
)
def test_two_contracts_of_a_month_share_its_cap(
    rows: Session, staff: Staff, app: Flask, cap: str | None, owed: list[str]
) -> None:
    """FED-FEE-18: the cap of a month is never doubled, nor that of somebody else."""
    bound = None if cap is None else Decimal(cap)
    worker = staff.actor(Role.SOCIAL_WORKER)
    person, other = (factories.make_recipient(rows, staff.provider, name=n) for n in "АБ")
    stretches = (
        (person, date(2026, 3, 2), date(2026, 3, 15), 3),
        (person, date(2026, 3, 16), None, 16),
        (other, date(2026, 3, 16), None, 16),
    )
    for whose, first, ended_on, start in stretches:
        contract = factories.make_contract(
            rows,
            factories.make_programme(rows, whose),
            terms=factories.make_terms(fee_cap=bound),
            in_force_from=first,
            ended_on=ended_on,
            state=ContractState.TERMINATED if ended_on else ContractState.ACTIVE,
        )
        for day in range(start, start + 4):
            factories.make_delivery(rows, contract, worker, day=date(2026, 3, day))

    region = app.extensions["regions"][staff.provider.region_code]
    with app.app_context():
        rehearsed = rehearse_month(staff.provider.id, date(2026, 3, 1), region, date(2026, 4, 20))
    acts = close_march(app, rows, staff)

    alone = "502.00" if bound is None else str(min(Decimal("502.00"), bound))
    assert [str(act.payable) for act in acts] == [*owed, alone]
    assert sorted(str(row.payable) for row in rehearsed.rows) == sorted([*owed, alone])


@pytest.mark.parametrize("region", ["moscow", "vladimir"])
def test_the_former_contract_leads_to_one_on_the_programme_of_its_review(
    app: Flask, rows: Session, region: str
) -> None:
    """MSK-CON-05, MSK-CON-09, FED-IPP-06: it follows the former one, in every region."""
    staff = Staff(app, rows, factories.make_provider(rows, region))
    person = factories.make_recipient(rows, staff.provider)
    former = factories.make_contract(rows, factories.make_programme(rows, person))
    review(rows, staff, former, factories.make_programme(rows, person))

    page = words(staff.browser(Role.DIRECTOR).get(f"/contracts/{former.id}"))

    assert "Составьте его; когда он начнёт действовать" in page


@pytest.mark.parametrize("reviewed", [True, False])
def test_a_review_that_names_another_department_ends_the_former_contract_too(
    rows: Session, staff: Staff, *, reviewed: bool
) -> None:
    """FED-IPP-06; two programmes of two departments stand beside each other."""
    person = factories.make_recipient(rows, staff.provider)
    first, second = (
        factories.make_programme(rows, person, unit_code=unit)
        for unit in ("home_care", "home_care_medical")
    )
    former = factories.make_contract(rows, first)
    later = factories.make_contract(rows, second, in_force_from=BEGINS)
    if reviewed:
        review(rows, staff, former, second)

    found = later_contract(rows, former)

    assert (found.contract_id if found else None) == (later.id if reviewed else None)
    if not reviewed:
        demand_one_contract(rows, former, BEGINS)
        return
    with pytest.raises(RulesBroken):
        demand_one_contract(rows, former, BEGINS)


@pytest.mark.parametrize(
    ("changes", "outcome", "told"),
    [
        pytest.param({"issued_on": ASKED}, None, True, id="of the day of the request"),
        pytest.param({"issued_on": date(2026, 3, 1)}, None, False, id="issued the day before it"),
        pytest.param(
            {"issued_on": ASKED, "form": Form.SEMI_STATIONARY}, None, False, id="of another form"
        ),
        pytest.param(
            {"issued_on": ASKED}, ReviewOutcome.UNCHANGED, False, id="its outcome is recorded"
        ),
    ],
)
def test_a_newer_programme_asks_for_the_outcome_of_the_open_review(
    rows: Session,
    staff: Staff,
    former: Contract,
    changes: dict[str, Any],
    outcome: ReviewOutcome | None,
    *,
    told: bool,
) -> None:
    """FED-IPP-06: on either programme's contract, on the draft, and where its term is chosen."""
    new = factories.make_programme(rows, rows.get_one(Recipient, former.recipient_id), **changes)
    recorded = {"outcome": outcome, "outcome_on": ASKED} if outcome else {}
    clerk = staff.actor(Role.DIRECTOR)
    factories.make_review(rows, former.provider_id, former.programme_id, clerk, **recorded)
    rows.commit()
    director = staff.browser(Role.DIRECTOR)
    said = "Просили о пересмотре 02.03.2026: если новую программу выдали по нему, запишите исход"
    way = f'href="/admissions/programmes/{former.programme_id}/review/end"'

    for address in (
        f"/programmes/{new.id}",
        f"/contracts/draft/{new.id}",
        f"/contracts/{former.id}",
        f"/contracts/{former.id}/end",
        f"/contracts/{former.id}/end?ground=term_expired",
    ):
        page = director.get(address)
        assert (said in words(page)) is told, address
        assert (way in page.get_data(as_text=True)) is told, address
    later = factories.make_contract(rows, new, in_force_from=BEGINS)
    assert (said in words(director.get(f"/contracts/{later.id}"))) is told


def test_the_refused_end_of_a_term_says_that_a_review_waits_for_its_outcome(
    rows: Session, staff: Staff, former: Contract
) -> None:
    person = rows.get_one(Recipient, former.recipient_id)
    factories.make_programme(rows, person, issued_on=ASKED)
    clerk = staff.actor(Role.DIRECTOR)
    factories.make_review(rows, former.provider_id, former.programme_id, clerk)
    rows.commit()

    director = staff.browser(Role.DIRECTOR)
    page = words(director.post(f"/contracts/{former.id}/end?ground=term_expired", {}))

    assert "Срок ещё не закончился" in page
    assert "запишите исход. Прежняя программа" in page
