"""Where a recipient has one contract only, pages lead to its amendment (MSK-CON-05)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.moves import MoveKind
from portal.models import Contract, Provider, ReviewOutcome, Role
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

TOLD = "Второй договор не составляют"


@pytest.mark.parametrize(
    ("region", "last", "told"),
    [
        pytest.param("moscow", date(2026, 3, 16), True, id="MSK-CON-05: its last day"),
        pytest.param("moscow", date(2026, 3, 15), False, id="MSK-CON-05: it has run out"),
        pytest.param("vladimir", date(2026, 3, 16), False, id="elsewhere a second is drawn up"),
    ],
)
def test_beside_a_running_contract_pages_lead_to_its_amendment(
    rows: Session, provider: Provider, staff: Staff, region: str, last: date, *, told: bool
) -> None:
    provider.region_code = region
    person = factories.make_recipient(rows, provider)
    running = factories.make_contract(rows, factories.make_programme(rows, person))
    running.valid_until = last
    another = factories.make_programme(rows, person, issued_on=date(2026, 3, 10))
    rows.commit()
    director = staff.browser(Role.DIRECTOR)

    shown = words(director.get(f"/programmes/{another.id}"))
    draft = director.get(f"/contracts/draft/{another.id}")
    card = words(director.get(f"/recipients/{person.id}"))
    first = director.get("/").get_data(as_text=True)

    amendment = f"/contracts/{running.id}/amendments/new"
    assert (TOLD in shown) is told
    assert ("Заключить" in shown) is not told
    assert (TOLD in words(draft)) is told
    assert (amendment in draft.get_data(as_text=True)) is told
    assert ("Изменить действующий договор" in card) is told
    assert (f'href="/programmes/{another.id}"' in first) is not told


@pytest.mark.parametrize("closed", [None, date(2026, 3, 16)], ids=["runs", "over"])
@pytest.mark.parametrize("kind", [MoveKind.RESIDENTIAL, MoveKind.DEPARTMENT])
@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ACCOUNTANT])
def test_on_the_way_into_residential_care_the_next_contract_follows_on_its_step(
    rows: Session, provider: Provider, staff: Staff, role: Role, kind: MoveKind, closed: date | None
) -> None:
    """MSK-CON-05, FED-TRN-01: the contract that is left is not amended for another form."""
    provider.region_code = "moscow"
    person = factories.make_recipient(rows, provider)
    running = factories.make_contract(rows, factories.make_programme(rows, person))
    another = factories.make_programme(rows, person, issued_on=date(2026, 3, 10))
    worker = staff.actor(Role.DIRECTOR)
    move = factories.make_move(rows, running, worker, kind=kind, closed_on=closed)
    leaves = kind is MoveKind.RESIDENTIAL and closed is None
    reader = staff.browser(role)

    page = reader.get(f"/programmes/{another.id}").get_data(as_text=True)
    card = words(reader.get(f"/recipients/{person.id}"))

    assert (TOLD in page) is not leaves
    assert ("Составить дополнительное соглашение" in page) is not leaves
    assert ("Идёт переход в стационар" in page) is leaves
    assert ("Идёт переход в стационар" in card) is leaves
    assert (f'href="/moves/{move.id}">' in page) is (leaves and role is Role.DIRECTOR)


@pytest.mark.parametrize(
    ("reviewed", "form", "state", "follows"),
    [
        pytest.param(True, Form.HOME, ContractState.ACTIVE, True, id="FED-IPP-06"),
        pytest.param(True, Form.HOME, ContractState.SUSPENDED, True, id="during a break"),
        pytest.param(False, Form.HOME, ContractState.ACTIVE, False, id="no review"),
        pytest.param(True, Form.SEMI_STATIONARY, ContractState.ACTIVE, False, id="another form"),
        pytest.param(
            True, Form.HOME, ContractState.AWAITING_SIGNATURE, False, id="not in force itself"
        ),
    ],
)
def test_a_contract_on_the_programme_of_a_review_follows_the_one_that_runs(
    rows: Session,
    provider: Provider,
    staff: Staff,
    reviewed: bool,
    form: Form,
    state: ContractState,
    *,
    follows: bool,
) -> None:
    """MSK-CON-05, MSK-CON-09: no amendment puts a contract on another programme."""
    provider.region_code = "moscow"
    person = factories.make_recipient(rows, provider)
    signed = None if state is ContractState.AWAITING_SIGNATURE else date(2026, 3, 2)
    running = factories.make_contract(
        rows, factories.make_programme(rows, person), state=state, in_force_from=signed
    )
    another = factories.make_programme(rows, person, issued_on=date(2026, 3, 10), form=form)
    if reviewed:
        _review(rows, staff, running, another.id)
    rows.commit()
    director = staff.browser(Role.DIRECTOR)

    shown = words(director.get(f"/programmes/{another.id}"))
    draft = words(director.get(f"/contracts/draft/{another.id}"))
    card = words(director.get(f"/recipients/{person.id}"))
    first = director.get("/").get_data(as_text=True)

    assert (TOLD in shown) is (TOLD in draft) is not follows
    assert ("Изменить действующий договор" in card) is not follows
    asked = not reviewed and not follows
    assert ("Если эту программу выдали вместо той, на которой стоит договор" in draft) is asked
    assert (f'href="/programmes/{another.id}"' in first) is follows


@pytest.mark.parametrize(
    ("issued_on", "awaited"),
    [
        pytest.param(date(2026, 3, 2), True, id="FED-IPP-06: issued on the day of the request"),
        pytest.param(date(2026, 3, 1), False, id="FED-IPP-06: issued the day before it"),
    ],
)
def test_the_outcome_of_an_open_review_is_recorded_before_anything_is_amended(
    rows: Session, provider: Provider, staff: Staff, issued_on: date, *, awaited: bool
) -> None:
    """MSK-CON-05: with the outcome a contract follows, no amendment replaces a programme."""
    provider.region_code = "moscow"
    person = factories.make_recipient(rows, provider)
    running = factories.make_contract(rows, factories.make_programme(rows, person))
    another = factories.make_programme(rows, person, issued_on=issued_on)
    factories.make_review(rows, provider.id, running.programme_id, staff.actor(Role.DIRECTOR))
    rows.commit()
    director = staff.browser(Role.DIRECTOR)
    way = f'href="/admissions/programmes/{running.programme_id}/review/end"'
    amendment = f'href="/contracts/{running.id}/amendments/new"'

    for address in (
        f"/recipients/{person.id}",
        f"/programmes/{another.id}",
        f"/contracts/draft/{another.id}",
    ):
        page = director.get(address).get_data(as_text=True)
        assert (way in page) is awaited, address
        assert (amendment in page) is not awaited, address
    card = words(director.get(f"/recipients/{person.id}"))
    assert ("Запишите исход пересмотра" in card) is awaited


@pytest.mark.parametrize("region", ["moscow", "vladimir"])
@pytest.mark.parametrize(
    ("role", "told"),
    [
        (Role.DIRECTOR, True),
        (Role.ACCOUNTANT, True),
        (Role.HEAD_OF_DEPARTMENT, True),
        (Role.SOCIAL_WORKER, False),
    ],
)
def test_the_first_page_lists_the_review_without_an_outcome(
    rows: Session, provider: Provider, staff: Staff, region: str, role: Role, *, told: bool
) -> None:
    provider.region_code = region
    person = factories.make_recipient(rows, provider)
    running = factories.make_contract(rows, factories.make_programme(rows, person))
    factories.make_programme(rows, person, issued_on=date(2026, 3, 10))
    clerk = staff.actor(Role.DIRECTOR)
    asked = factories.make_review(rows, provider.id, running.programme_id, clerk)
    rows.commit()
    way = f'href="/admissions/programmes/{running.programme_id}/review/end"'

    before = staff.browser(role).get("/")
    asked.outcome, asked.outcome_on = ReviewOutcome.UNCHANGED, date(2026, 3, 12)
    rows.commit()
    after = staff.browser(role).get("/")

    assert (way in before.get_data(as_text=True)) is told
    assert ("Запишите исход пересмотра" in words(before)) is told
    assert way not in after.get_data(as_text=True)


def _review(rows: Session, staff: Staff, former: Contract, new_programme_id: int) -> None:
    factories.make_review(
        rows,
        former.provider_id,
        former.programme_id,
        staff.actor(Role.DIRECTOR),
        new_programme_id=new_programme_id,
        outcome=ReviewOutcome.NEW_PROGRAMME,
        outcome_on=date(2026, 3, 12),
    )
