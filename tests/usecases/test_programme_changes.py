"""A programme's later life: reviews, completion marks, notice and conclusion, a move away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.domain.endings import Handover
from portal.domain.moves import MoveKind
from portal.domain.programme import ProgrammeLine
from portal.domain.violations import Conflict
from portal.extensions import db
from portal.models import (
    Programme,
    ProgrammeEnding,
    ProgrammeMark,
    ProgrammeReview,
    Recipient,
    ReviewOutcome,
)
from portal.regions.registry import discover
from portal.usecases.programme_changes import RecordEnding, RecordMarks, record_ending, record_marks
from portal.usecases.programme_reviews import EndReview, ReviewAsked, ask_review, end_review
from portal.usecases.queries.printed_marks import print_marks
from portal.usecases.queries.programme_endings import get_ending, list_endings
from portal.usecases.review_application import AskReview
from portal.usecases.transaction import transaction
from tests.support import factories
from tests.support.sample_region import FIRST, RESIDENTIAL, SAMPLE
from tests.usecases import procedures
from tests.usecases.procedures import MORNING, TODAY, House, expect_refusal

DAY = timedelta(days=1)
DONE = {FIRST: ("fulfilled", "")}
UNTIL = date(2026, 6, 30)
OLD = date(2019, 1, 1)


@pytest.fixture
def house(database: Flask) -> House:
    """What Astrakhan says of reviews and of the end of a programme."""
    astrakhan = discover()["astrakhan"].rules
    rules = replace(
        SAMPLE.rules,
        programme_rules=astrakhan.programme_rules,
        printed_forms=astrakhan.printed_forms,
        notices=astrakhan.notices,
    )
    return procedures.make_house(db.session(), replace(SAMPLE, rules=rules))


@pytest.fixture
def programme_id(house: House) -> int:
    recipient_id = procedures.register(house)
    return procedures.present(house, recipient_id, valid_until=UNTIL).id


@pytest.fixture
def residential(house: House) -> int:
    """A programme of residential care, for which notice and conclusion are due."""
    recipient_id = procedures.register(house, snils=None)
    return procedures.present(
        house,
        recipient_id,
        number="77/2026",
        form=Form.STATIONARY,
        valid_until=UNTIL,
        services=(ProgrammeLine(RESIDENTIAL, Decimal(30)),),
    ).id


def ask(house: House, programme_id: int, now: datetime = MORNING, **changes: Any) -> ReviewAsked:
    day = house.region.today(now)
    command = AskReview(programme_id, "provider", day, "больше не может ходить")
    return ask_review(replace(command, **changes), region=house.region, actor=house.worker, now=now)


def end(house: House, review_id: int, outcome: ReviewOutcome, **changes: Any) -> None:
    command = replace(EndReview(review_id, outcome, TODAY), **changes)
    end_review(command, region=house.region, actor=house.director, now=MORNING)


def mark(house: House, programme_id: int, marks: dict[str, tuple[str, str]]) -> None:
    command = RecordMarks(programme_id, marks)
    record_marks(command, region=house.region, actor=house.director, now=MORNING)


def send(house: House, programme_id: int, **changes: Any) -> None:
    command = replace(RecordEnding(programme_id), **changes)
    record_ending(command, region=house.region, actor=house.director, now=MORNING)


@pytest.mark.parametrize(
    ("initiator", "proposal", "form"),
    [
        pytest.param("provider", True, None, id="the provider proposes, FED-IPP-06"),
        pytest.param("recipient", False, "AST-FRM-02", id="the recipient applies, AST-IPP-02"),
    ],
)
def test_a_review_is_asked_for_and_its_outcome_expected(
    house: House, programme_id: int, initiator: str, form: str | None, *, proposal: bool
) -> None:
    asked = ask(house, programme_id, initiator=initiator)

    # Ten working days; 9 March is a day off (AST-IPP-03).
    assert (asked.proposal, asked.form) == (proposal, form)
    assert asked.expected_on == date(2026, 3, 17)


@pytest.mark.parametrize(
    ("day", "allowed"),
    [
        pytest.param(date(2026, 6, 30), True, id="the last day, AST-IPP-02"),
        pytest.param(date(2026, 7, 1), False, id="the day after, AST-IPP-02"),
    ],
)
def test_a_programme_in_force_is_reviewed(
    house: House, session: Session, programme_id: int, day: date, *, allowed: bool
) -> None:
    now = datetime(day.year, day.month, day.day, 7, tzinfo=UTC)

    if allowed:
        assert ask(house, programme_id, now, initiator="recipient").id
    else:
        with expect_refusal(session, "programme_expired", "day"):
            ask(house, programme_id, now, initiator="recipient")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"initiator": "neighbour"}, "initiator", id="not named, FED-IPP-06"),
        pytest.param({"reason": " "}, "reason", id="no reason"),
        pytest.param({"asked_on": TODAY + DAY}, "asked_on", id="tomorrow"),
    ],
)
def test_what_cannot_be_asked(
    house: House, session: Session, programme_id: int, changes: dict[str, Any], field: str
) -> None:
    with expect_refusal(session, "value_invalid", field):
        ask(house, programme_id, **changes)


def test_one_review_at_a_time_and_its_new_programme(
    house: House, session: Session, programme_id: int
) -> None:
    asked = ask(house, programme_id)
    with expect_refusal(session, "overlap", "asked_on"):
        ask(house, programme_id)
    with expect_refusal(session, "value_invalid", "new_programme_id"):
        end(house, asked.id, ReviewOutcome.NEW_PROGRAMME)
    with expect_refusal(session, "value_invalid", "decided_on"):
        end(house, asked.id, ReviewOutcome.UNCHANGED, decided_on=TODAY - DAY)
    with expect_refusal(session, "value_invalid", "new_programme_id"):
        end(house, asked.id, ReviewOutcome.NEW_PROGRAMME, new_programme_id=programme_id)
    for issued, named in ((TODAY, True), (TODAY - DAY, False)):
        with expect_refusal(session, "duplicate", "another") as twin:
            procedures.present(
                house, _recipient(session), number="13/2026", issued_on=issued, alone=True
            )
        assert (f"О её пересмотре просили {TODAY:%d.%m.%Y}" in str(twin.value)) is named
    new = procedures.present(
        house, _recipient(session), number="13/2026", issued_on=TODAY, alone=False
    ).id

    end(house, asked.id, ReviewOutcome.NEW_PROGRAMME, new_programme_id=new)

    with pytest.raises(Conflict):
        end(house, asked.id, ReviewOutcome.UNCHANGED)
    assert session.scalars(select(ProgrammeReview.new_programme_id)).one() == new


@pytest.mark.parametrize(
    ("issued", "replaced", "refusal"),
    [
        pytest.param(TODAY - DAY, False, "", id="FED-IPP-06: of the day of the request"),
        pytest.param(TODAY - 2 * DAY, False, "до того как попросили", id="the day before it"),
        pytest.param(TODAY, True, "саму пересмотрели: вместо неё выдана № 12/2026", id="replaced"),
    ],
)
def test_a_review_ends_with_a_programme_that_it_can_have_brought(
    house: House, session: Session, programme_id: int, issued: date, refusal: str, *, replaced: bool
) -> None:
    """Two programmes do not replace each other, and the page offers only what is taken."""
    new = procedures.present(
        house, _recipient(session), number="13/2026", issued_on=issued, alone=False
    ).id
    if replaced:
        ended: dict[str, Any] = {"outcome": ReviewOutcome.NEW_PROGRAMME, "outcome_on": TODAY}
        ended["new_programme_id"] = programme_id
        factories.make_review(session, house.provider_id, new, house.director, **ended)
        session.commit()
    asked = ask(house, programme_id, MORNING - DAY)
    offered = get_ending(house.director, programme_id, house.region, TODAY).outcomes

    assert (new in [one for one, _ in offered]) is (not refusal)
    if not refusal:
        end(house, asked.id, ReviewOutcome.NEW_PROGRAMME, new_programme_id=new)
        return
    with expect_refusal(session, "value_invalid", "new_programme_id") as caught:
        end(house, asked.id, ReviewOutcome.NEW_PROGRAMME, new_programme_id=new)
    assert refusal in str(caught.value)


@pytest.mark.parametrize("late", [0, 1])
def test_a_review_ends_no_earlier_than_its_new_programme_was_issued(
    house: House, session: Session, programme_id: int, late: int
) -> None:
    """FED-IPP-06: a programme of the next day is no outcome of this one."""
    asked = ask(house, programme_id, MORNING - 2 * DAY)
    issued, decided = TODAY - DAY, TODAY - DAY - late * DAY
    new = procedures.present(
        house, _recipient(session), number="13/2026", issued_on=issued, alone=False
    ).id

    if late:
        with expect_refusal(session, "value_invalid", "decided_on"):
            end(
                house,
                asked.id,
                ReviewOutcome.NEW_PROGRAMME,
                decided_on=decided,
                new_programme_id=new,
            )
        return
    end(house, asked.id, ReviewOutcome.NEW_PROGRAMME, decided_on=decided, new_programme_id=new)
    assert session.scalars(select(ProgrammeReview.outcome_on)).one() == issued


def _recipient(session: Session) -> int:
    found = session.scalars(select(Recipient.id)).one()
    session.rollback()
    return found


@pytest.mark.parametrize(
    ("marks", "code", "field"),
    [
        pytest.param({}, "value_invalid", "marks", id="a service left out, FED-IPP-08"),
        pytest.param(
            {**DONE, "VLA-X": ("fulfilled", "")}, "value_invalid", "marks", id="a strange service"
        ),
        pytest.param(
            {FIRST: ("not_fulfilled", " ")},
            "reason_required",
            f"marks.{FIRST}.reason",
            id="not fulfilled without a reason, FED-IPP-08",
        ),
        pytest.param(
            {FIRST: ("perfect", "")}, "value_invalid", f"marks.{FIRST}.mark", id="a strange mark"
        ),
    ],
)
def test_marks_are_those_of_the_law(
    house: House,
    session: Session,
    programme_id: int,
    marks: dict[str, tuple[str, str]],
    code: str,
    field: str,
) -> None:
    with expect_refusal(session, code, field):
        mark(house, programme_id, marks)


def test_marks_are_suggested_recorded_anew_and_printed(
    house: House, session: Session, programme_id: int
) -> None:
    before = get_ending(house.worker, programme_id, house.region, TODAY)
    mark(house, programme_id, {FIRST: ("not_fulfilled", "получатель был в больнице")})
    mark(house, programme_id, DONE)

    form, facts = print_marks(house.worker, programme_id, house.region, TODAY)

    assert [one.suggested for one in before.marks] == ["not_fulfilled"]
    assert not before.marked
    assert session.scalars(select(ProgrammeMark.mark)).all() == ["fulfilled"]
    assert facts.tables["marks"][0][4] == "выполнена"
    assert form.copies == 1


def test_what_a_residential_programme_asks_for_before_its_end(
    house: House, residential: int
) -> None:
    view = get_ending(house.worker, residential, house.region, TODAY)

    # 31 May is a Sunday, so the working day before (AST-IPP-01).
    assert view.row.due == date(2026, 5, 29)
    assert view.row.warn_from == date(2026, 5, 15)
    assert view.copies_needed == 2
    assert not view.row.overdue(date(2026, 5, 29))
    assert view.row.overdue(date(2026, 5, 30))


def test_care_at_home_has_no_such_duty(house: House, programme_id: int) -> None:
    assert get_ending(house.worker, programme_id, house.region, TODAY).row.due is None


def test_the_conclusion_goes_out_marked_and_in_two_copies(
    house: House, session: Session, residential: int
) -> None:
    told = {"notice_delivered_on": TODAY, "notice_handed": Handover.IN_PERSON}
    sent = {**told, "conclusion_sent_on": TODAY}
    with expect_refusal(session, "documents_missing", "marks"):
        send(house, residential, **sent, copies=2)
    mark(house, residential, {RESIDENTIAL: ("fulfilled", "")})
    with expect_refusal(session, "value_invalid", "copies"):
        send(house, residential, **sent, copies=1)
    with expect_refusal(session, "value_invalid", "copies"):
        send(house, residential, **sent)

    send(house, residential, **sent, copies=2, receipt="вх. 15 от 02.03.2026")

    row = get_ending(house.worker, residential, house.region, TODAY).row
    assert row.done
    assert not row.late()
    assert replace(row, notice_delivered_on=date(2026, 6, 1)).late()


def test_a_move_takes_the_marks_along(house: House, session: Session, programme_id: int) -> None:
    moved = {"moved_on": TODAY, "moved_to": "Тульская область"}
    with expect_refusal(session, "documents_missing", "marks"):
        send(house, programme_id, **moved)
    with expect_refusal(session, "value_invalid", "moved_to"):
        send(house, programme_id, moved_on=TODAY)
    mark(house, programme_id, DONE)
    for field, wrong in (("moved_to", {"moved_to": "ъъъъъ"}), ("moved_on", {"moved_on": OLD})):
        with expect_refusal(session, "value_invalid", field):
            send(house, programme_id, **moved | wrong)

    send(house, programme_id, **moved)

    _form, facts = print_marks(house.worker, programme_id, house.region, TODAY)
    assert facts.values["moved"] == "Тульская область, с 02.03.2026"
    with pytest.raises(Conflict):
        send(house, programme_id, version=0)
    assert len(session.scalars(select(ProgrammeEnding)).all()) == 1


def test_the_marks_name_a_move_to_come_within_the_programme(
    house: House, session: Session, programme_id: int
) -> None:
    """FED-TRN-03: what goes along is printed before somebody leaves."""
    last = session.get_one(Programme, programme_id).valid_until
    mark(house, programme_id, DONE)
    with expect_refusal(session, "value_invalid", "moved_on"):
        send(house, programme_id, moved_on=last + timedelta(days=1), moved_to="Тульская область")

    send(house, programme_id, moved_on=last, moved_to="Тульская область")

    _form, facts = print_marks(house.worker, programme_id, house.region, TODAY)
    assert facts.values["moved"] == f"Тульская область, с {last:%d.%m.%Y}"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"notice_delivered_on": TODAY}, "notice_handed", id="the day alone"),
        pytest.param(
            {"notice_handed": Handover.REFUSED}, "notice_delivered_on", id="the manner alone"
        ),
    ],
)
def test_a_notice_is_recorded_with_the_day_and_the_manner(
    house: House, session: Session, residential: int, changes: dict[str, Any], field: str
) -> None:
    """AST-NOT-01."""
    with expect_refusal(session, "value_invalid", field):
        send(house, residential, **changes)


@pytest.mark.parametrize(
    ("acts", "handed", "refused"),
    [
        pytest.param(False, Handover.REPRESENTATIVE, True, id="a representative whom nobody has"),
        pytest.param(True, Handover.REPRESENTATIVE, False, id="one on record"),
        pytest.param(False, Handover.IN_PERSON, False, id="the recipient"),
    ],
)
def test_a_notice_is_handed_to_somebody_who_is_there(
    house: House, session: Session, residential: int, acts: bool, handed: Handover, refused: bool
) -> None:
    """AST-NOT-01, FED-MIN-01."""
    if acts:
        person = session.get_one(Recipient, session.get_one(Programme, residential).recipient_id)
        factories.make_representative(session, person, since=TODAY)
        session.commit()
    told = {"notice_delivered_on": TODAY, "notice_handed": handed}

    if refused:
        with expect_refusal(session, "not_authorised", "notice_handed"):
            send(house, residential, **told)
    else:
        send(house, residential, **told)


def test_nothing_goes_out_before_the_programme_was_issued(
    house: House, session: Session, residential: int
) -> None:
    """AST-NOT-01."""
    issued = session.get_one(Programme, residential).issued_on
    told = {"notice_handed": Handover.IN_PERSON}
    with expect_refusal(session, "value_invalid", "notice_delivered_on"):
        send(house, residential, **told, notice_delivered_on=issued - DAY)

    send(house, residential, **told, notice_delivered_on=issued)


def test_what_is_to_come_is_not_recorded(house: House, session: Session, programme_id: int) -> None:
    with expect_refusal(session, "value_invalid", "notice_delivered_on"):
        send(house, programme_id, notice_delivered_on=TODAY + DAY)


def test_served_programmes_of_three_months_are_listed(database: Flask) -> None:
    house = procedures.make_house(db.session())
    recipient_id = procedures.register(house)
    procedures.earn(house, recipient_id)
    programme_id = procedures.present(house, recipient_id, valid_until=TODAY + 90 * DAY).id
    procedures.hand_in_everything(house, recipient_id)

    assert list_endings(house.worker, house.region, TODAY).total == 0
    procedures.conclude(house, programme_id)

    assert [one.programme_id for one in list_endings(house.worker, house.region, TODAY).rows] == [
        programme_id
    ]
    assert list_endings(house.worker, house.region, TODAY - DAY).total == 0


@pytest.mark.parametrize(
    ("closed_on", "more", "listed"),
    [
        pytest.param(TODAY, {}, False, id="gone by the day, FED-TRN-03"),
        pytest.param(TODAY + DAY, {}, True, id="the day before"),
        pytest.param(TODAY, {"withdrawal": "передумала"}, True, id="the way was called off"),
        pytest.param(TODAY, {"kind": MoveKind.DEPARTMENT}, True, id="within the provider"),
    ],
)
def test_the_end_of_a_programme_that_went_with_its_recipient_is_nobodys_duty_here(
    house: House,
    session: Session,
    programme_id: int,
    closed_on: date,
    more: dict[str, object],
    *,
    listed: bool,
) -> None:
    """AST-IPP-01: whoever serves the person tells of the end."""
    programme = session.get_one(Programme, programme_id)
    programme.valid_until = TODAY + 60 * DAY
    left = factories.make_contract(
        session, programme, state=ContractState.TERMINATED, ended_on=TODAY
    )
    values = {"kind": MoveKind.REGION, "closed_on": closed_on} | more
    factories.make_move(session, left, house.worker, **values)
    session.commit()

    assert bool(list_endings(house.worker, house.region, TODAY).rows) is listed


@pytest.mark.parametrize(
    ("initiator", "earlier", "refused"),
    [
        pytest.param("recipient", 0, True, id="FED-TER-07: in the missing one's name"),
        pytest.param("representative", 0, True, id="FED-TER-07: by a representative"),
        pytest.param("recipient", 1, False, id="asked before the finding"),
        pytest.param("provider", 0, False, id="FED-IPP-06: a proposal of the provider's own"),
    ],
)
def test_nobody_asks_for_a_review_in_the_name_of_somebody_missing(
    house: House, programme_id: int, initiator: str, earlier: int, *, refused: bool
) -> None:
    with transaction() as session:
        programme = session.get_one(Programme, programme_id)
        session.get_one(Recipient, programme.recipient_id).missing_since = TODAY
    asked: dict[str, Any] = {
        "initiator": initiator,
        "asked_on": TODAY - earlier * DAY,
        "circumstances": "упал",
    }

    if not refused:
        assert ask(house, programme_id, **asked).id
        return
    with expect_refusal(db.session(), "not_authorised", "asked_on") as told:
        ask(house, programme_id, **asked)
    citation = told.value.violations[0].citation
    assert citation is not None
    assert citation.rule == "FED-TER-07"
