"""A child with programmes of two departments: each page, form and link is of one programme."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.models import (
    ChildPlacement,
    Contract,
    Department,
    IssuedItem,
    LessonTime,
    Programme,
    Provider,
    Recipient,
    Role,
)
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import MORNING, Staff

LESSONS = {"mode": "school_age", "since": "01.09.2025", "weekdays": ["0"]}
THING = {"item": "clothes", "title": "Куртка", "size": "146", "season": "зима", "quantity": "1"}
SETTLED = {"end": "placement_settled", "settled_on": "16.03.2026", "note": "Опека, акт № 12"}


class Moved(NamedTuple):
    """A child moved from the rehabilitation unit into the stationary one.

    The programme of the unit that was left ends later.
    """

    child: int
    left: int
    now: int
    contract: Contract

    def page(self, programme: int | None = None, part: str = "") -> str:
        named = "" if programme is None else f"?programme={programme}"
        return f"/child-units/children/{self.child}{part}{named}"


@pytest.fixture
def moved(rows: Session, provider: Provider) -> Moved:
    units = (
        ("child_rehabilitation", Form.SEMI_STATIONARY),
        ("minors_stationary", Form.STATIONARY),
    )
    for unit, form in units:
        factories.make_department(rows, provider, unit_code=unit, form=form, name=unit)
    child = factories.make_recipient(rows, provider, born=date(2016, 5, 5))
    left, now = (
        factories.make_programme(rows, child, form=form, unit_code=unit, valid_until=until)
        for (unit, form), until in zip(units, (date(2027, 3, 1), date(2026, 3, 31)), strict=True)
    )
    factories.make_contract(
        rows,
        left,
        state=ContractState.TERMINATED,
        in_force_from=date(2026, 2, 2),
        concluded_on=date(2026, 2, 2),
        ended_on=date(2026, 3, 2),
    )
    contract = factories.make_contract(rows, now, in_force_from=date(2026, 3, 3))
    return Moved(child.id, left.id, now.id, contract)


def test_the_page_is_of_the_programme_that_serves_and_leads_to_the_other(
    head: Browser, moved: Moved
) -> None:
    today, other = head.get(moved.page()), head.get(moved.page(moved.left))

    assert "Дальнейшее устройство" in words(today)
    assert "Курс по решению консилиума" not in words(today)
    assert moved.page(moved.left) in today.text
    assert "Курс по решению консилиума" in words(other)
    assert "Дальнейшее устройство" not in words(other)
    assert moved.page(moved.now) in other.text


@pytest.mark.parametrize(
    ("contract", "serves"),
    [
        pytest.param({"ended_on": date(2026, 3, 16)}, True, id="ends today"),
        pytest.param({"ended_on": date(2026, 3, 15)}, False, id="ended on the eve"),
        pytest.param({"state": ContractState.SUSPENDED}, True, id="suspended"),
        pytest.param(
            {"state": ContractState.AWAITING_SIGNATURE, "in_force_from": None},
            False,
            id="not signed",
        ),
        pytest.param({"in_force_from": date(2026, 3, 16)}, True, id="begins today"),
        pytest.param({"in_force_from": date(2026, 3, 17)}, False, id="begins tomorrow"),
    ],
)
def test_without_a_contract_that_serves_the_programme_that_ends_last_is_shown(
    rows: Session, head: Browser, moved: Moved, contract: dict[str, object], *, serves: bool
) -> None:
    row = rows.get_one(Contract, moved.contract.id)
    for name, value in contract.items():
        setattr(row, name, value)
    rows.commit()

    page = head.get(moved.page())

    assert (moved.page(moved.left) in page.text) is serves
    assert (moved.page(moved.now) in page.text.split("<h1", 1)[1].split("<section", 1)[0]) is (
        not serves
    )


@pytest.mark.parametrize(
    ("begun", "first"), [(date(2026, 3, 2), "now"), (date(2026, 3, 4), "left")]
)
def test_of_two_contracts_that_serve_the_later_one_counts(
    rows: Session, head: Browser, moved: Moved, begun: date, first: str
) -> None:
    left = rows.get_one(Programme, moved.left)
    factories.make_contract(rows, left, in_force_from=begun)

    shown = words(head.get(moved.page()))

    assert ("Дальнейшее устройство" in shown) is (first == "now")


@pytest.mark.parametrize(
    ("until", "linked"), [(date(2026, 3, 16), True), (date(2026, 3, 15), False)]
)
def test_a_programme_that_is_over_is_no_other_page_to_go_to(
    rows: Session, head: Browser, moved: Moved, until: date, *, linked: bool
) -> None:
    rows.get_one(Programme, moved.left).valid_until = until
    rows.commit()

    assert (moved.page(moved.left) in head.get(moved.page()).text) is linked


def test_what_is_recorded_belongs_to_the_unit_of_the_programme(
    rows: Session, head: Browser, moved: Moved
) -> None:
    """VLA-SCH-02, VLA-SCH-05, VLA-MIN-04: each form opens for its unit and leads back to it."""
    sent = (
        ("/lessons", LESSONS | {"begins": "8:30", "ends": "13:00"}, moved.left, moved.now),
        ("/items", THING | {"issued_on": "16.03.2026"}, moved.now, moved.left),
        ("/placement", SETTLED, moved.now, moved.left),
    )
    for part, form, own, other in sent:
        opened = head.get(moved.page(own, part))
        assert f'action="{moved.page(own, part)}"' in opened.text
        assert f'href="{moved.page(own)}"' in opened.text
        assert head.get(moved.page(other, part)).status_code == 404
        assert head.post(moved.page(other, part), form).status_code == 404
        done = head.post(moved.page(own, part), form)
        assert (done.status_code, done.location) == (303, moved.page(own))

    thing, placement = rows.scalars(select(IssuedItem)).one(), rows.scalars(select(ChildPlacement))
    stationary, day = (
        words(head.get(moved.page(moved.now))),
        words(head.get(moved.page(moved.left))),
    )
    assert rows.scalars(select(LessonTime.recipient_id)).all() == [moved.child]
    assert ("Куртка" in stationary, "Куртка" in day) == (True, False)
    assert ("Опека, акт № 12" in stationary, "Опека, акт № 12" in day) == (True, False)
    assert ("с 08:30 до 13:00" in stationary, "с 08:30 до 13:00" in day) == (False, True)
    for part, row in (("/items/strike", thing.id), ("/placement/strike", placement.one().id)):
        struck = head.post(moved.page(moved.now, part), {"row": str(row)})
        assert struck.location == moved.page(moved.now)


def test_the_card_shows_the_unit_that_serves_and_a_draft_the_unit_of_its_programme(
    director: Browser, moved: Moved
) -> None:
    """VLA-SCH-03: the draft on the programme of the rehabilitation unit asks for its council."""
    card = director.get(f"/recipients/{moved.child}").text
    draft = director.get(f"/contracts/draft/{moved.left}")
    other = director.get(f"/contracts/draft/{moved.now}")

    unit = card.split('id="h-child-unit"', 1)[1].split("</section>", 1)[0]
    assert "В отделении 14" in unit
    assert moved.page(moved.now) in unit
    assert f'Другая программа: <a href="{moved.page(moved.left)}">' in unit
    assert "Без этого нельзя Срок курса определяет консилиум" in words(draft)
    assert "Срок курса определяет консилиум" not in words(other)
    assert "В отделении 14" in words(other).replace("\xa0", " ")


def test_the_council_decides_on_the_programme_that_does_not_serve_today(
    head: Browser, moved: Moved
) -> None:
    council = f"/child-units/programmes/{moved.left}/council"
    course = {"minutes_number": "3", "course_from": "16.03.2026", "course_to": "29.05.2026"}

    done = head.post(council, course | {"held_on": "16.03.2026"})

    assert (done.status_code, done.location) == (303, moved.page(moved.left))
    assert head.get(f"/child-units/programmes/{moved.now}/council").status_code == 404


def test_no_page_of_another_childs_programme_nor_of_another_providers(
    rows: Session, provider: Provider, other_provider: Provider, head: Browser, moved: Moved
) -> None:
    unit: dict[str, Any] = {"form": Form.STATIONARY, "unit_code": "minors_stationary"}
    brother, stranger = (
        factories.make_recipient(rows, whose, born=date(2016, 5, 5))
        for whose in (provider, other_provider)
    )
    others = [factories.make_programme(rows, one, **unit).id for one in (brother, stranger)]
    at_home = factories.make_programme(rows, brother)
    at_home.recipient_id = moved.child
    withdrawn = rows.get_one(Programme, moved.left)
    withdrawn.withdrawn_at, withdrawn.withdrawn_reason = MORNING, "ошибка"
    rows.commit()

    for wrong in (*others, at_home.id, withdrawn.id, 10**30, "-1", "abc"):
        for part in ("", "/lessons", "/items", "/placement"):
            assert head.get(f"{moved.page(None, part)}?programme={wrong}").status_code == 404
    assert head.get(moved.page(moved.now)).status_code == 200
    assert moved.page(withdrawn.id) not in head.get(moved.page()).text


def test_lists_and_tasks_lead_to_the_page_of_their_programme(
    rows: Session, director: Browser, head: Browser, moved: Moved
) -> None:
    """The stationary contract serves; one of the rehabilitation unit begins after it."""
    left = rows.get_one(Programme, moved.left)
    contract = factories.make_contract(rows, left, in_force_from=date(2026, 3, 9))
    course = {
        "minutes_number": "3",
        "held_on": "16.03.2026",
        "course_from": "16.03.2026",
        "course_to": "29.05.2026",
    }
    head.post(f"/child-units/programmes/{moved.left}/council", course)
    units = {one.unit_code: one.id for one in rows.scalars(select(Department))}
    end = f"/contracts/{contract.id}/end?ground=course_completed"

    assert moved.page(moved.now) in director.get("/").text
    assert moved.page(moved.now) in head.get(f"/child-units/{units['minors_stationary']}").text
    assert moved.page(moved.left) in head.get(f"/child-units/{units['child_rehabilitation']}").text
    assert moved.page(moved.left) in director.get(end).text
    early = director.post(end, {"day": "16.03.2026"})
    assert early.status_code == 422
    assert f'{moved.page(moved.left)}">Открыть решения консилиума' in early.text


@pytest.mark.parametrize(("unit", "reminded"), [("left", True), ("now", False)])
def test_the_placement_is_asked_for_until_a_later_contract_of_the_same_unit(
    rows: Session, director: Browser, moved: Moved, unit: str, *, reminded: bool
) -> None:
    """VLA-SCH-05: a contract of another department says nothing of where the child will live."""
    programme = rows.get_one(Programme, moved.left)
    if unit == "now":
        rows.get_one(Contract, moved.contract.id).ended_on = date(2026, 3, 16)
        form: dict[str, Any] = {"form": Form.STATIONARY, "unit_code": "minors_stationary"}
        child = rows.get_one(Recipient, moved.child)
        programme = factories.make_programme(rows, child, **form)
    factories.make_contract(rows, programme, in_force_from=date(2026, 3, 9))

    assert ("решить, где ребёнок будет жить" in words(director.get("/"))) is reminded


@pytest.mark.parametrize("newest", ["left", "now"])
def test_the_next_step_asks_of_the_stay_by_the_contract_it_is_about(
    rows: Session, staff: Staff, moved: Moved, newest: str
) -> None:
    """VLA-SCH-05: the contract of the other department is not ended by the placement."""
    director = staff.browser(Role.DIRECTOR)
    director.post(moved.page(moved.now, "/placement"), SETTLED)
    if newest == "left":
        left = rows.get_one(Programme, moved.left)
        left.presented_at = MORNING
        factories.make_contract(rows, left, in_force_from=date(2026, 3, 2))

    card = director.get(f"/recipients/{moved.child}").text

    asked = "Устройство ребёнка решено, пребывание на этом заканчивается." in card
    assert asked is (newest == "now")


def test_the_papers_that_only_one_of_the_departments_asks_for_can_be_ticked_off(
    rows: Session, head: Browser, director: Browser, moved: Moved
) -> None:
    """VLA-DOC-05, VLA-DOC-06: the list is that of the programme from which it was opened."""
    lists = f"/recipients/{moved.child}/documents"
    own, other = (f"{lists}?programme={one}" for one in (moved.left, moved.now))
    paper, ground = "parent_application", "ground_document"

    assert own in head.get(moved.page(moved.left)).text
    for programme, page in ((moved.left, own), (moved.now, other)):
        assert page in head.get(f"/programmes/{programme}").text
        assert page in director.get(f"/contracts/draft/{programme}").text
        shown = head.get(page).text
        asked = f"paper-{paper}" in shown, f"paper-{ground}" in shown
        assert asked == (programme == moved.left, programme == moved.now)
    send = f"{lists}/{paper}?programme={moved.left}"
    assert f'action="{send}"' in head.get(own).text
    done = head.post(send, {"issued_on": "16.03.2026"})
    part = head.post(send, {"issued_on": "15.03.2026"}, htmx=True)
    refused = head.post(send, {"issued_on": ""})
    assert (done.status_code, done.location) == (303, f"{own}#paper-{paper}")
    assert (part.status_code, f'action="{send}"' in part.text) == (200, True)
    assert (refused.status_code, f"paper-{paper}" in refused.text) == (422, True)


def test_no_list_of_papers_by_a_programme_of_somebody_else(
    rows: Session, provider: Provider, other_provider: Provider, head: Browser, moved: Moved
) -> None:
    lists = f"/recipients/{moved.child}/documents"
    wrong: list[object] = ["abc", 10**30]
    for whose in (provider, other_provider):
        person = factories.make_recipient(rows, whose)
        wrong.append(factories.make_programme(rows, person).id)

    assert head.get(f"{lists}?programme={moved.left}").status_code == 200
    for one in wrong:
        assert head.get(f"{lists}?programme={one}").status_code == 404
        sent = head.post(f"{lists}/snils?programme={one}", {"issued_on": "16.03.2026"})
        assert sent.status_code == 404
