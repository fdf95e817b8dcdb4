"""Papers of a programme's end and revision, and the registers that prove them."""

from __future__ import annotations

import io
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.press import Press
from portal.domain.catalogue import Form
from portal.domain.endings import Handover
from portal.domain.law import Timeline
from portal.domain.programme import ProgrammeLine
from portal.domain.violations import NotFound
from portal.extensions import db
from portal.models import Contract, Paper, ProgrammeReview, Provider, Role
from portal.regions.registry import discover
from portal.usecases.actor import Actor
from portal.usecases.programme_changes import (
    RecordEnding,
    RecordMarks,
    record_ending,
    record_marks,
)
from portal.usecases.programme_papers import conclusion_paper, expiry_notice_paper
from portal.usecases.programme_reviews import RecordReviewDays, ask_review, record_review_days
from portal.usecases.queries.programme_endings import get_ending
from portal.usecases.queries.programme_registers import print_register, programme_register
from portal.usecases.review_application import NO_WISHES, AskReview, Wishes, review_paper
from tests.support import factories
from tests.support.sample_region import FIRST, RESIDENTIAL, SAMPLE
from tests.usecases import procedures
from tests.usecases.procedures import MORNING, TODAY, House, expect_refusal

UNTIL = date(2026, 6, 30)
PRESS = Press(Path(__file__).parents[2] / "templates", {})


@pytest.fixture
def house(database: Flask) -> House:
    """What Astrakhan says of the end of a programme, its papers and registers."""
    astrakhan = discover()["astrakhan"].rules
    rules = replace(
        SAMPLE.rules,
        programme_rules=astrakhan.programme_rules,
        printed_forms=astrakhan.printed_forms,
        notices=astrakhan.notices,
        registers=astrakhan.registers,
    )
    return procedures.make_house(db.session(), replace(SAMPLE, rules=rules))


@pytest.fixture
def residential(house: House) -> int:
    """A programme of residential care until 30 June: papers are due by Friday 29 May."""
    return present(house)


def present(house: House, **changes: Any) -> int:
    line = ProgrammeLine(RESIDENTIAL, Decimal(30))
    values: dict[str, Any] = {
        "form": Form.STATIONARY,
        "valid_until": UNTIL,
        "services": (line,),
    } | changes
    return procedures.present(house, procedures.register(house, snils=None), **values).id


def mark(
    house: House,
    programme_id: int,
    mark: str = "fulfilled",
    reason: str = "",
    now: datetime = MORNING,
) -> None:
    command = RecordMarks(programme_id, {RESIDENTIAL: (mark, reason)})
    record_marks(command, region=house.region, actor=house.director, now=now)


def draw(
    house: House, programme_id: int, paper: Any = conclusion_paper, by: Actor | None = None
) -> list[str]:
    content = paper(
        programme_id, region=house.region, actor=by or house.director, now=MORNING, press=PRESS
    )
    return [" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(content)).pages]


def ask(house: House, programme_id: int, **changes: Any) -> int:
    command = replace(AskReview(programme_id, "recipient", TODAY), **changes)
    return ask_review(command, region=house.region, actor=house.worker, now=MORNING).id


def test_two_numbered_copies_of_the_conclusion_with_its_marks(
    house: House, session: Session, residential: int
) -> None:
    """AST-NOT-02, AST-FRM-03."""
    with expect_refusal(session, "documents_missing", "marks"):
        draw(house, residential)
    mark(house, residential, "not_fulfilled", "была в больнице")

    pages = draw(house, residential)

    copies = [page for page in pages if "Экземпляр №" in page]
    assert [f"Экземпляр № {n}" in page for n, page in enumerate(copies, 1)] == [True, True]
    assert "реализована не полностью" in copies[1]
    assert "была в больнице" in copies[1]


def test_the_conclusion_follows_its_marks_until_it_is_sent(
    house: House, session: Session, residential: int
) -> None:
    mark(house, residential, "partly_fulfilled")
    first = draw(house, residential)
    assert draw(house, residential) == first
    mark(house, residential)
    second = draw(house, residential)
    sent = RecordEnding(residential, conclusion_sent_on=TODAY, copies=2, dispatch_number="14/1")
    record_ending(sent, region=house.region, actor=house.director, now=MORNING)
    seen = [get_ending(house.director, residential, house.region, TODAY).marked_since]
    later = MORNING + timedelta(hours=1)
    mark(house, residential, "partly_fulfilled", now=later)
    seen.append(get_ending(house.director, residential, house.region, TODAY).marked_since)

    assert seen == [False, True]
    assert draw(house, residential) == second != first
    assert len(session.scalars(select(Paper.id).where(Paper.form_code == "conclusion")).all()) == 2


def test_the_conclusion_names_the_director_who_opens_it_and_keeps_the_name_for_others(
    house: House, session: Session, residential: int
) -> None:
    """AST-FRM-03: of two in office, not the one who came last."""
    provider = session.get_one(Provider, house.provider_id)
    user = factories.make_user(session, surname="Вторых", name="Пётр")
    by: dict[str, Any] = {"user": user, "basis": "Приказ", "since": date(2026, 2, 1)}
    second = factories.make_staff(session, provider, Role.DIRECTOR, **by)
    mark(house, residential)

    def named(who: Actor) -> str:
        name = second.name.split()[0]
        return name if name in " ".join(draw(house, residential, by=who)) else "первый"

    readers = (house.director, house.worker, second, house.worker)
    assert [named(one) for one in readers] == ["первый", "первый", "Вторых", "Вторых"]


def test_the_letter_names_the_last_day_and_care_at_home_has_none(
    house: House, residential: int
) -> None:
    """AST-NOT-01."""
    home = procedures.present(house, procedures.register(house), number="8/2026").id

    assert "30.06.2026" in draw(house, residential, expiry_notice_paper)[0]
    with pytest.raises(NotFound):
        draw(house, home, expiry_notice_paper)


@pytest.mark.parametrize(
    ("day", "field"),
    [
        pytest.param(TODAY - timedelta(days=1), "notice_delivered_on", id="the day before"),
        pytest.param(TODAY, None, id="the day it was drawn up"),
    ],
)
def test_a_letter_is_not_handed_over_before_it_was_drawn_up(
    house: House, session: Session, residential: int, day: date, field: str | None
) -> None:
    """AST-NOT-01."""
    expiry_notice_paper(
        residential, region=house.region, actor=house.director, now=MORNING, press=PRESS
    )
    told = RecordEnding(residential, day, Handover.IN_PERSON)
    with expect_refusal(session, "value_invalid", field) if field else nullcontext():
        record_ending(told, region=house.region, actor=house.director, now=MORNING)


@pytest.mark.parametrize(
    ("day", "accepted"),
    [
        pytest.param(date(2026, 4, 30), "0", id="the month goes on: not counted yet"),
        pytest.param(date(2026, 5, 1), "2", id="the month is over: what is recorded counts"),
    ],
)
def test_recorded_deliveries_suggest_marks(
    house: House, session: Session, day: date, accepted: str
) -> None:
    """AST-FRM-03: the last months have no act when the conclusion is due."""
    recipient_id = procedures.register(house)
    procedures.earn(house, recipient_id)
    programme_id = procedures.present(house, recipient_id, valid_until=UNTIL).id
    procedures.hand_in_everything(house, recipient_id)
    procedures.conclude(house, programme_id)
    contract = session.scalars(select(Contract)).one()
    for given in (date(2026, 4, 2), date(2026, 4, 30)):
        factories.make_delivery(session, contract, house.worker, day=given, code=FIRST)
    session.commit()
    forms = house.region.rules.printed_forms
    everywhere = tuple(replace(one, forms=()) for one in forms.on(day))
    versions = tuple(replace(one, value=everywhere) for one in forms.versions)
    rules = replace(house.region.rules, printed_forms=Timeline(*versions))

    view = get_ending(house.director, programme_id, replace(house.region, rules=rules), day)

    assert str(view.marks[0].accepted) == accepted


@pytest.mark.parametrize(
    ("delivered", "late"),
    [
        pytest.param(date(2026, 5, 29), False, id="AST-IPP-01: Friday before the thirtieth day"),
        pytest.param(date(2026, 5, 30), True, id="AST-IPP-01: the Saturday after"),
    ],
)
def test_the_log_shows_what_is_late_and_red_lines_first(
    house: House, delivered: date, *, late: bool
) -> None:
    """AST-REG-03."""
    done, never = present(house, number="1"), present(house, number="2", valid_until=UNTIL)
    now = MORNING + timedelta(days=100)
    told = RecordEnding(done, delivered, Handover.IN_PERSON)
    for command in (told, RecordEnding(never)):
        record_ending(command, region=house.region, actor=house.director, now=now)
    mark(house, done)
    sent = replace(told, conclusion_sent_on=delivered, copies=2, receipt="вх. 5")
    record_ending(sent, region=house.region, actor=house.director, now=now)

    today = house.region.today(now)
    view = programme_register(house.director, house.region, "expiry_duties", 2026, today)
    form, facts = print_register(house.director, house.region, "expiry_duties", 2026, today)

    assert [one.programme_id for one in view.lines] == [never, done]
    assert (view.lines[0].overdue, view.lines[1].late) == (True, late)
    assert view.lines[1].cells[3:] == (
        "29.05.2026",
        f"{delivered:%d.%m.%Y}",
        f"{delivered:%d.%m.%Y}",
        "2",
        "вх. 5",
    )
    assert len(facts.tables["lines"][0]) == len(form.fields[1].columns) == 8
    PRESS.pdf(form, "sample", facts)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({}, "circumstances", id="AST-FRM-02: both reasons empty"),
        pytest.param({"circumstances": "..."}, "circumstances", id="AST-FRM-02: dots are none"),
        pytest.param({"changed_need": "—"}, "circumstances", id="AST-FRM-02: nor is a dash"),
        pytest.param({"circumstances": "слёг"}, None, id="AST-FRM-02: the first is enough"),
        pytest.param({"changed_need": "перевязки"}, None, id="AST-FRM-02: the second is enough"),
        pytest.param(
            {"circumstances": "слёг", "wishes": Wishes(services=" ")},
            "wanted_services",
            id="AST-FRM-02: nothing is wished",
        ),
    ],
)
def test_an_application_says_why_and_what(
    house: House, session: Session, residential: int, changes: dict[str, Any], field: str | None
) -> None:
    if field is not None:
        with expect_refusal(session, "value_invalid", field):
            ask(house, residential, **changes)
        return
    review_id = ask(house, residential, **changes, wishes=NO_WISHES)

    paper = " ".join(draw(house, review_id, review_paper))

    assert "Заявление о пересмотре" in paper
    assert ("слёг" in paper) == ("circumstances" in changes)


def test_a_proposal_of_the_provider_has_no_such_application(house: House, residential: int) -> None:
    review_id = ask(house, residential, initiator="provider", reason="больше не может ходить")

    with pytest.raises(NotFound):
        draw(house, review_id, review_paper)
    view = programme_register(house.director, house.region, "revisions", 2026, TODAY)
    assert view.lines == ()


def test_the_mirror_has_the_nine_columns_of_the_act(
    house: House, session: Session, residential: int
) -> None:
    """AST-REG-02: the conclusion's day comes from its paper."""
    review_id = ask(house, residential, circumstances="слёг")
    mark(house, residential)
    draw(house, residential)
    with expect_refusal(session, "value_invalid", "ministry_received_on"):
        days(house, review_id, ministry_received_on=TODAY - timedelta(days=1))
    days(house, review_id, organisation_received_on=TODAY, ministry_received_on=TODAY)

    view = programme_register(house.director, house.region, "revisions", 2026, TODAY)

    (line,) = view.lines
    assert len(line.cells) == 9
    assert line.cells[:3] == ("1", "02.03.2026", "02.03.2026")
    assert line.cells[7:] == ("02.03.2026", "")
    assert session.scalars(select(ProgrammeReview.ministry_received_on)).one() == TODAY


def days(house: House, review_id: int, **changes: date) -> None:
    now: datetime = MORNING
    command = RecordReviewDays(review_id, **changes)
    record_review_days(command, region=house.region, actor=house.director, now=now)


def test_a_region_without_such_a_register_has_no_page(house: House) -> None:
    with pytest.raises(NotFound):
        programme_register(house.director, SAMPLE, "revisions", 2026, TODAY)
