"""Ways out and in as pages: what is lawful, the steps, the envelope at the other provider."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.moves import MoveKind
from portal.models import (
    Contract,
    Department,
    Move,
    MoveEnvelope,
    Programme,
    Provider,
    Recipient,
    Role,
    TransferEnvelope,
)
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

MORNING = datetime(2026, 3, 23, 7, 0, tzinfo=UTC)
DAY = date(2026, 3, 23)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clock=MORNING)


@pytest.fixture
def contract(rows: Session, staff: Staff) -> Contract:
    home = factories.make_department(rows, staff.provider, unit_code="home_care")
    person = factories.make_recipient(rows, staff.provider, department_id=home.id)
    programme = factories.make_programme(rows, person)
    return factories.make_contract(
        rows, programme, terms=factories.make_terms(), department_id=home.id
    )


def second_home(rows: Session, staff: Staff) -> Department:
    return factories.make_department(
        rows, staff.provider, unit_code="home_care", name="Отделение № 2"
    )


def test_the_page_offers_the_lawful_ways_with_what_each_needs(
    rows: Session, staff: Staff, contract: Contract
) -> None:
    director = staff.browser(Role.DIRECTOR)
    page = f"/moves/of/{contract.recipient_id}"

    alone = director.get(page).text
    second_home(rows, staff)
    beside = director.get(page).text

    assert "К другому поставщику" in alone
    assert "В другой регион" in alone
    assert "В стационар" in alone
    assert "В другое отделение" not in alone
    assert "В другое отделение" in beside
    assert "Программа остаётся прежней" in beside


def test_a_move_between_departments_keeps_the_contract_and_changes_its_department(
    rows: Session, staff: Staff, contract: Contract
) -> None:
    other = second_home(rows, staff)
    director = staff.browser(Role.DIRECTOR)
    asked = director.post(
        f"/moves/new/{contract.id}?way=between_departments",
        {"department_id": other.id, "reason": "ближе к дому", "applied_on": "23.03.2026"},
    )
    move = rows.scalars(select(Move)).one()
    page = f"/moves/{move.id}"
    late = {"do": "step", "step": "department_order", "on": "23.03.2026"}

    past = director.send(page, {**late, "moves_on": "22.03.2026"})
    ordered = director.send(page, {**late, "moves_on": "23.03.2026"})
    paper = director.get(f"{page}/order.pdf")
    changed = director.send(page, {**late, "step": "department_changed"})

    assert (asked.status_code, past.status_code, ordered.status_code) == (303, 422, 303)
    assert paper.data.startswith(b"%PDF")
    assert changed.status_code == 303
    rows.refresh(contract)
    assert (contract.department_id, contract.ended_on) == (other.id, None)


@pytest.mark.parametrize("by", ["the card alone", "an order", "a mistake put right"])
def test_the_card_says_that_a_contract_stays_in_its_department(
    rows: Session, staff: Staff, contract: Contract, by: str
) -> None:
    """FED-TRN-01: a department is changed by a way with its order."""
    person = rows.get_one(Recipient, contract.recipient_id)
    own, other = contract.department_id, second_home(rows, staff)
    person.department_id = own if by == "a mistake put right" else other.id
    contract.department_id = other.id if by == "an order" else own
    rows.commit()

    page = words(staff.browser(Role.HEAD_OF_DEPARTMENT).get(f"/recipients/{person.id}"))

    said = f"Договор № {contract.number} действует в другом отделении"
    assert (said in page.replace("\u00a0", " ")) is (by == "the card alone")


@pytest.mark.parametrize(("first_day", "said"), [(26, True), (27, False)])
def test_today_speaks_of_a_first_day_that_is_near(
    rows: Session, staff: Staff, contract: Contract, first_day: int, said: bool
) -> None:
    director = staff.browser(Role.DIRECTOR)
    factories.make_move(
        rows,
        contract,
        staff.actor(Role.DIRECTOR),
        kind=MoveKind.DEPARTMENT,
        state="department_order",
        destination="Отделение № 2",
        moves_on=date(2026, 3, first_day),
    )

    assert ("Первый день на новом месте" in director.get("/").text) is said


@pytest.mark.parametrize(
    ("kind", "state", "said"),
    [
        (MoveKind.DEPARTMENT, "recipient_application", True),
        (MoveKind.DEPARTMENT, "department_order", False),
        (MoveKind.PROVIDER, "completion_marks", True),
        (MoveKind.PROVIDER, "final_act", False),
        (MoveKind.REGION, "recipient_application", False),
    ],
)
def test_an_order_that_a_way_waits_for_is_on_the_first_page_of_whoever_signs_it(
    rows: Session, staff: Staff, contract: Contract, kind: MoveKind, state: str, *, said: bool
) -> None:
    """VLA-TRN-01: the director's; the head's page has nothing to ask of the head."""
    actor = staff.actor(Role.DIRECTOR)
    factories.make_move(rows, contract, actor, kind=kind, state=state, destination="Заря")

    pages = [staff.browser(role).get("/").text for role in (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)]

    assert ["Ждёт приказа" in page for page in pages] == [said, False]
    assert (": Заря</p>" in pages[0]) is said


@pytest.mark.parametrize(
    ("state", "role", "told"),
    [
        ("recipient_application", Role.HEAD_OF_DEPARTMENT, "директор: переход стоит на его стр"),
        ("recipient_application", Role.DIRECTOR, ""),
        ("department_order", Role.HEAD_OF_DEPARTMENT, ""),
        ("department_order", Role.SOCIAL_WORKER, "директор или заведующий отделением."),
    ],
)
def test_a_step_is_marked_by_whose_work_it_is_and_others_read_whose(
    rows: Session, staff: Staff, contract: Contract, state: str, role: Role, told: str
) -> None:
    actor = staff.actor(role)
    ways = {"kind": MoveKind.DEPARTMENT, "to_department_id": second_home(rows, staff).id}
    move = factories.make_move(rows, contract, actor, state=state, **ways)

    page = words(staff.browser(role).get(f"/moves/{move.id}"))

    assert ("Отметить:" in page) is (told == "")
    assert f"Этот шаг отмечает {told}" in page or told == ""


@pytest.mark.parametrize(("ended", "said"), [(DAY, True), (date(2026, 3, 24), False)])
def test_today_speaks_of_a_way_whose_contract_has_ended(
    rows: Session, staff: Staff, contract: Contract, ended: date, *, said: bool
) -> None:
    """FED-TRN-01, FED-TRN-03: nobody serves the person until the way is gone to its end."""
    actor = staff.actor(Role.DIRECTOR)
    factories.make_move(rows, contract, actor, kind=MoveKind.REGION, destination="Коми")
    contract.state, contract.ended_on = ContractState.TERMINATED, ended
    rows.commit()

    assert ("Договор кончился" in staff.browser(Role.DIRECTOR).get("/").text) is said


@pytest.mark.parametrize("withdrawal", ["", "передумала"])
def test_the_pages_of_somebody_gone_elsewhere_ask_for_no_contract_on_the_old_programme(
    rows: Session, staff: Staff, contract: Contract, withdrawal: str
) -> None:
    """FED-TRN-01, MSK-TRN-01."""
    actor = staff.actor(Role.DIRECTOR)
    rows.get_one(Programme, contract.programme_id).valid_until = date(2027, 3, 1)
    contract.state, contract.ended_on = ContractState.TERMINATED, DAY
    factories.make_move(rows, contract, actor, closed_on=DAY, withdrawal=withdrawal)
    rows.commit()

    director = staff.browser(Role.DIRECTOR)
    card = words(director.get(f"/recipients/{contract.recipient_id}"))
    programme = director.get(f"/programmes/{contract.programme_id}")

    gone = not withdrawal
    assert ("Переход к другому поставщику завершён 23.03.2026" in card) is gone
    assert ("Переход к другому поставщику завершён 23.03.2026" in words(programme)) is gone
    for page in (card, words(programme)):
        assert ("Новый составляют, если получатель снова обратился" in page) is not gone


def test_the_named_provider_takes_the_envelope_in_and_a_third_never_sees_it(
    app: Flask, rows: Session, staff: Staff, contract: Contract
) -> None:
    code = staff.provider.region_code
    to, third = (
        Staff(app, rows, factories.make_provider(rows, code, short_name=name))
        for name in ("Приморский центр", "Третий центр")
    )
    director = staff.browser(Role.DIRECTOR)
    actor = staff.actor(Role.DIRECTOR)
    move = factories.make_move(rows, contract, actor, to_provider_id=to.provider.id)
    receiver, stranger = (one.browser(Role.DIRECTOR) for one in (to, third))

    early = receiver.post(f"/moves/{move.id}/receive", {})
    made = director.send(f"/moves/{move.id}", {"do": "envelope"})
    seen = receiver.get("/moves").text
    foreign = stranger.post(f"/moves/{move.id}/receive", {})
    taken = receiver.post(f"/moves/{move.id}/receive", {})

    assert (early.status_code, made.status_code, foreign.status_code) == (404, 303, 404)
    assert "Принять конверт" in seen
    assert "Принять конверт" not in stranger.get("/moves").text
    assert taken.status_code == 303
    kept = rows.scalars(select(TransferEnvelope)).one()
    assert (kept.provider_id, kept.came_in) == (to.provider.id, True)
    assert "Принять конверт" not in receiver.get("/moves").text
    assert receiver.get(f"/moves/{move.id}").status_code == 404


def test_an_envelope_follows_facts_that_were_changed_and_put_back(
    rows: Session, staff: Staff, contract: Contract
) -> None:
    move = factories.make_move(rows, contract, staff.actor(Role.DIRECTOR))
    person, director = rows.get_one(Recipient, contract.recipient_id), staff.browser(Role.DIRECTOR)
    for phone in (person.phone, "+79220000001", person.phone, person.phone):
        person.phone = phone
        rows.commit()
        made = director.send(f"/moves/{move.id}", {"do": "envelope"})
        assert made.status_code == 303, phone

    kept = rows.scalars(select(MoveEnvelope.sha256).order_by(MoveEnvelope.id)).all()

    assert len(kept) == 3, "nothing has changed since the third"
    assert (kept[0] == kept[2], kept[0] == kept[1]) == (True, False)


def test_the_end_of_the_contract_is_asked_with_the_day_and_the_region_of_the_way(
    rows: Session, staff: Staff, contract: Contract
) -> None:
    director = staff.browser(Role.DIRECTOR)
    move = factories.make_move(
        rows,
        contract,
        staff.actor(Role.DIRECTOR),
        kind=MoveKind.REGION,
        state="recipient_application",
        destination="Тверская область",
        moves_on=date(2026, 4, 1),
    )

    page = director.get(f"/moves/{move.id}").text
    link = page.split('href="/contracts/')[2].split('"')[0]
    form = director.get(f"/contracts/{link.replace('&amp;', '&')}").text

    assert "Прежний договор ещё не прекращён" in page
    assert "Тверская область" in form
    assert "01.04.2026" in form


def test_a_change_in_an_authoritys_hands_leads_to_its_own_procedure(
    app: Flask, rows: Session
) -> None:
    provider: Provider = factories.make_provider(rows, "astrakhan")
    staff = Staff(app, rows, provider)
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, person, form=Form.STATIONARY)
    contract = factories.make_contract(rows, programme, terms=factories.make_terms())
    director = staff.browser(Role.DIRECTOR)

    page = director.get(f"/moves/of/{person.id}").text
    asked = director.post(
        f"/moves/new/{contract.id}?way=another_provider",
        {"destination": "Центр", "reason": "ближе", "applied_on": "23.03.2026"},
    )

    assert f"/transfers/new/{contract.id}" in page
    assert "Завершить перевод" in page
    assert "Отозвать" not in page
    assert "Отказать в согласовании" not in page
    assert asked.status_code == 422
    assert "согласует уполномоченный орган" in asked.text


@pytest.mark.parametrize(
    ("region", "status"),
    [
        pytest.param("vladimir", 404, id="VLA-TRN-01: nobody agrees to a change of provider"),
        pytest.param("astrakhan", 200, id="AST-TRN-02: the authority does"),
    ],
)
def test_a_procedure_with_an_authority_is_shown_where_the_region_has_it(
    app: Flask, rows: Session, region: str, status: int
) -> None:
    house = factories.make_provider(rows, region, short_name="Заречный дом")
    director = Staff(app, rows, house).browser(Role.DIRECTOR)

    envelopes = director.get("/transfers/envelopes")

    assert director.get("/transfers").status_code == status
    assert director.get("/transfers/register").status_code == status
    assert envelopes.status_code == 200
    assert ('href="/transfers"' in envelopes.text) == (status == 200)
    assert 'href="/moves"' in envelopes.text or status == 200


@pytest.mark.parametrize(("unit", "offered"), [("home_care", True), ("family_support", False)])
def test_only_a_department_that_can_serve_the_programme_is_offered(
    rows: Session, staff: Staff, contract: Contract, unit: str, offered: bool
) -> None:
    rows.get_one(Programme, contract.programme_id).unit_code = "home_care"
    other = factories.make_department(rows, staff.provider, unit_code=unit, name="Второе")
    director = staff.browser(Role.DIRECTOR)
    url = f"/moves/new/{contract.id}?way=between_departments"

    page = director.get(url).text
    ways = director.get(f"/moves/of/{contract.recipient_id}").text
    sent = {"department_id": other.id, "reason": "ближе к дому", "applied_on": "23.03.2026"}

    assert ("Второе" in page.split("<main", 1)[1]) is offered
    assert ("перевести некуда" in page) is not offered
    assert ("В другое отделение" in ways) is offered
    assert director.send(url, sent).status_code == (303 if offered else 422)


@pytest.mark.parametrize(
    ("first", "ticked", "status"),
    [
        pytest.param("23.03.2026", "", 303, id="the next day"),
        pytest.param("24.03.2026", "", 422, id="a day between, unseen"),
        pytest.param("24.03.2026", "y", 303, id="a day between, seen"),
    ],
)
def test_days_between_two_contracts_are_looked_at_before_the_way_is_closed(
    rows: Session, staff: Staff, contract: Contract, first: str, ticked: str, status: int
) -> None:
    """FED-TRN-01: afterwards nobody can put the day right."""
    director = staff.browser(Role.DIRECTOR)
    contract.state, contract.ended_on = ContractState.TERMINATED, date(2026, 3, 22)
    row = factories.make_move(
        rows, contract, staff.actor(Role.DIRECTOR), state="present_programme_to_new"
    )
    rows.commit()
    told = {"moves_on": first, "note": "№ 5 от 20.03.2026", "on": "23.03.2026"}

    answer = director.send(
        f"/moves/{row.id}",
        {"do": "step", "step": "conclude_new", "days_between": ticked, **told},
    )

    assert answer.status_code == status, words(answer)
    rows.refresh(row)
    assert (row.closed_on is None) is (status == 422)
    if status == 422:
        assert "дней без обслуживания — 1" in words(answer)
        assert 'name="days_between"' in answer.text


@pytest.mark.parametrize(
    ("state", "begins", "told"),
    [
        pytest.param(None, None, "составьте его", id="none yet"),
        pytest.param(ContractState.AWAITING_SIGNATURE, None, "ждёт подписей", id="unsigned"),
        pytest.param(
            ContractState.ACTIVE,
            date(2026, 3, 24),
            "подписан, но начнётся 24.03.2026",
            id="tomorrow",
        ),
        pytest.param(ContractState.ACTIVE, DAY, "", id="begun"),
    ],
)
@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT])
def test_the_last_step_into_residential_care_says_where_the_new_contract_stands(
    rows: Session,
    staff: Staff,
    contract: Contract,
    *,
    state: ContractState | None,
    begins: date | None,
    told: str,
    role: Role,
) -> None:
    """FED-TRN-01: whoever reads the page is led to the contract that is there."""
    contract.state, contract.ended_on = ContractState.TERMINATED, date(2026, 3, 22)
    person = rows.get_one(Recipient, contract.recipient_id)
    programme = factories.make_programme(rows, person, form=Form.STATIONARY)
    page = f"/contracts/draft/{programme.id}"
    if state is not None:
        new = factories.make_contract(rows, programme, state=state, in_force_from=begins)
        page = f"/contracts/{new.id}"
    ways = {"kind": MoveKind.RESIDENTIAL, "new_programme_id": programme.id, "moves_on": DAY}
    row = factories.make_move(
        rows, contract, staff.actor(Role.DIRECTOR), state="old_end_set", **ways
    )

    shown = staff.browser(role).get(f"/moves/{row.id}")
    step = shown.text.split('id="h-next"', 1)[1].split("</section>", 1)[0]

    assert f'href="{page}"' in step
    assert ("Открыть новый договор" in step) is (state is not None)
    assert told in step
    assert ("ещё не начался" in step) is (state is None)
    assert ('class="note warn"' in step) is bool(told)
