"""Duties with a due day: the examples of the rules, days out of order, second marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from portal.domain.violations import Conflict
from portal.extensions import db
from portal.models import Duty, DutyKind, DutyTerm, Provider
from portal.regions.registry import Region, discover
from portal.usecases.incidents import (
    WITHDRAWN,
    RecordIncident,
    ReportIncident,
    WithdrawIncident,
    record_incident,
    report_incident,
    withdraw_incident,
)
from portal.usecases.inspections import (
    OrderInspection,
    RecordVisit,
    order_inspection,
    record_visit,
)
from portal.usecases.programme_drafts import MoveDraft, StartDraft, move_draft, start_draft
from portal.usecases.publications import MarkPublished, mark_published
from portal.usecases.queries.duties import get_duty, open_duties
from portal.usecases.reference import SetReferenceValue, set_reference_value
from tests.support import factories
from tests.support.sample_region import SAMPLE
from tests.usecases import procedures
from tests.usecases.procedures import MORNING, House, expect_refusal

MEMBERS = {"public_association": "Иванова И. И.", "veterans_organisation": "Петров П. П."}


@pytest.fixture
def house(database: Flask) -> House:
    return procedures.make_house(db.session())


@pytest.fixture
def city(database: Flask) -> House:
    """Moscow's admission and programmes."""
    moscow = discover()["moscow"]
    rules = replace(
        SAMPLE.rules,
        admission_rules=moscow.rules.admission_rules,
        programme_rules=moscow.rules.programme_rules,
    )
    return procedures.make_house(db.session(), replace(SAMPLE, rules=rules))


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment by the provider's clock: without a zone."""
    return datetime.combine(date(year, month, day), time(hour, minute))


def at(region: Region, day: date, hour: int = 12) -> datetime:
    return region.utc(local(day.year, day.month, day.day, hour))


def terms(duty_id: int) -> list[DutyTerm]:
    found = select(DutyTerm).where(DutyTerm.duty_id == duty_id).order_by(DutyTerm.due_at)
    return list(db.session().scalars(found))


def leaked(house: House) -> int:
    """An incident of this minute that nobody has reported."""
    command = RecordIncident(house.region.local(MORNING), "потерян журнал")
    return record_incident(command, region=house.region, actor=house.director, now=MORNING)


def test_an_incident_entered_by_mistake_is_taken_back_with_its_reason(house: House) -> None:
    """FED-PDP-06."""
    duty_id = leaked(house)
    with expect_refusal(db.session(), "value_invalid", "reason"):
        withdraw_incident(WithdrawIncident(duty_id, " "), actor=house.director, now=MORNING)

    command = WithdrawIncident(duty_id, "журнал нашёлся в сейфе")
    withdraw_incident(command, actor=house.director, now=MORNING)

    shown = get_duty(house.director, duty_id, DutyKind.INCIDENT, house.region)
    assert (shown.closed, shown.state) == (True, WITHDRAWN)
    assert shown.facts["reason"] == "журнал нашёлся в сейфе"
    with pytest.raises(Conflict):
        withdraw_incident(command, actor=house.director, now=MORNING)


def test_the_inquiry_is_reported_after_the_incident_itself(house: House) -> None:
    """FED-PDP-06; what has been reported is not taken back."""
    duty_id = leaked(house)
    first, inquiry = get_duty(house.director, duty_id, DutyKind.INCIDENT, house.region).terms
    moment = house.region.local(MORNING)
    report = ReportIncident(duty_id, inquiry.code, moment)

    with expect_refusal(db.session(), "value_invalid", "code"):
        report_incident(report, region=house.region, actor=house.director, now=MORNING)
    report_incident(
        replace(report, code=first.code), region=house.region, actor=house.director, now=MORNING
    )
    with expect_refusal(db.session(), "value_invalid", "reason"):
        withdraw_incident(WithdrawIncident(duty_id, "ошибка"), actor=house.director, now=MORNING)
    report_incident(report, region=house.region, actor=house.director, now=MORNING)


def test_both_reports_of_an_incident_are_due_on_days_off_too(house: House) -> None:
    """FED-PDP-06, the example of the rule: a Friday evening before a long weekend."""
    found_at = local(2026, 3, 6, 18, 0)
    now = at(house.region, date(2026, 3, 6), 19)

    command = RecordIncident(found_at, "Письмо с анкетами ушло не туда")
    duty_id = record_incident(command, region=house.region, actor=house.director, now=now)

    first, inquiry = terms(duty_id)
    assert house.region.local(first.due_at) == local(2026, 3, 7, 18, 0)
    assert house.region.local(inquiry.due_at) == local(2026, 3, 9, 18, 0)


def test_a_report_is_marked_once_and_the_second_one_closes(house: House) -> None:
    found_at = local(2026, 3, 6, 18, 0)
    now = at(house.region, date(2026, 3, 7))
    region, director = house.region, house.director
    command = RecordIncident(found_at, "Утечка")
    duty_id = record_incident(command, region=region, actor=director, now=now)
    first, inquiry = (one.code for one in terms(duty_id))
    report = ReportIncident(duty_id, first, local(2026, 3, 7, 9, 0))

    report_incident(report, region=region, actor=director, now=now)
    with pytest.raises(Conflict):
        report_incident(report, region=region, actor=director, now=now)
    assert open_duties(director, region, date(2026, 3, 7), tuple(DutyKind)).total == 1
    report_incident(replace(report, code=inquiry), region=region, actor=director, now=now)

    assert open_duties(director, region, date(2026, 3, 7), tuple(DutyKind)).total == 0


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(local(2026, 3, 6, 17, 59), id="before it was found"),
        pytest.param(local(2026, 3, 7, 12, 1), id="a minute ahead"),
    ],
)
def test_a_report_at_an_impossible_moment_is_refused(house: House, moment: datetime) -> None:
    now = at(house.region, date(2026, 3, 7))
    command = RecordIncident(local(2026, 3, 6, 18, 0), "Утечка")
    duty_id = record_incident(command, region=house.region, actor=house.director, now=now)
    report = ReportIncident(duty_id, terms(duty_id)[0].code, moment)

    with expect_refusal(db.session(), "value_invalid", "reported_on"):
        report_incident(report, region=house.region, actor=house.director, now=now)


def tariff(house: House, since: date, now: datetime, amount: str = "150.00") -> None:
    code = next(iter(house.region.service_titles))
    command = SetReferenceValue(f"tariff.{code}", None, Decimal(amount), since, "Приказ № 1")
    set_reference_value(command, region=house.region, actor=house.director, now=now)


def test_new_tariffs_are_on_the_site_in_ten_working_days(house: House) -> None:
    """FED-NOT-04, the example of the rule; every provider of the region, once a day of change."""
    other = factories.make_provider(db.session(), house.region.code)
    since = date(2026, 4, 20)

    for amount in ("150.00", "160.00"):
        tariff(house, since, at(house.region, date(2026, 4, 1)), amount)

    duties = db.session().scalars(select(Duty).order_by(Duty.provider_id)).all()
    assert [one.provider_id for one in duties] == sorted([house.provider_id, other.id])
    assert house.region.local(terms(duties[0].id)[0].due_at).date() == date(2026, 5, 5)
    assert open_duties(house.director, house.region, date(2026, 4, 19), tuple(DutyKind)).total == 0
    assert open_duties(house.director, house.region, since, tuple(DutyKind)).total == 1


def test_a_mark_closes_what_had_changed_by_its_day_only(house: House) -> None:
    tariff(house, date(2026, 4, 20), at(house.region, date(2026, 4, 1)))
    tariff(house, date(2026, 7, 1), at(house.region, date(2026, 4, 1)), "170.00")
    now = at(house.region, date(2026, 4, 30))

    command = MarkPublished(date(2026, 4, 30), "сайт")
    count = mark_published(command, region=house.region, actor=house.director, now=now)

    assert count == 1
    with expect_refusal(db.session(), "value_invalid", "published_on"):
        mark_published(command, region=house.region, actor=house.director, now=now)


def test_a_tariff_of_a_year_without_a_calendar_waits_for_its_term(house: House) -> None:
    since = date(2033, 1, 10)
    tariff(house, since, at(house.region, date(2026, 4, 1)))

    duty = db.session().scalars(select(Duty)).one()
    shown = get_duty(house.director, duty.id, DutyKind.PUBLICATION, house.region)
    assert shown.next_term is not None
    assert shown.next_term.due_at is None


def apply(house: House, day: date) -> int:
    provider = db.session().get_one(Provider, house.provider_id)
    person = factories.make_recipient(db.session(), provider)
    row = factories.make_application(
        db.session(), person, house.worker, applied_on=day, registered_on=day
    )
    return row.id


def test_the_visit_is_due_on_the_earlier_of_two_days(city: House) -> None:
    """MSK-REC-03 gives 9 June by three working days, MSK-REC-09 the same by five days."""
    day = date(2026, 6, 4)
    command = OrderInspection(apply(city, day), "5", day, "Директор", MEMBERS)

    duty_id = order_inspection(
        command, region=city.region, actor=city.director, now=at(city.region, day)
    )

    assert city.region.local(terms(duty_id)[0].due_at).date() == date(2026, 6, 9)


@pytest.mark.parametrize("left_out", sorted(MEMBERS))
def test_each_organisation_has_somebody_in_the_commission(city: House, left_out: str) -> None:
    day = date(2026, 6, 4)
    members = {code: name for code, name in MEMBERS.items() if code != left_out}
    command = OrderInspection(apply(city, day), "5", day, "Директор", members)

    with expect_refusal(db.session(), "value_invalid", left_out):
        order_inspection(command, region=city.region, actor=city.director, now=at(city.region, day))


def test_a_visit_before_the_order_is_refused(city: House) -> None:
    day = date(2026, 6, 4)
    now = at(city.region, day + timedelta(days=1))
    command = OrderInspection(apply(city, day), "5", day + timedelta(days=1), "Директор", MEMBERS)
    duty_id = order_inspection(command, region=city.region, actor=city.director, now=now)

    with expect_refusal(db.session(), "value_invalid", "visited_on"):
        record_visit(RecordVisit(duty_id, day), region=city.region, actor=city.director, now=now)
    with expect_refusal(db.session(), "reason_required", "note"):
        record_visit(
            RecordVisit(duty_id, day + timedelta(days=1), interviewed=False),
            region=city.region,
            actor=city.director,
            now=now,
        )


def start(city: House) -> int:
    command = StartDraft(procedures.register(city), "17", date(2026, 6, 11), date(2026, 6, 15))
    now = at(city.region, date(2026, 6, 11))
    return start_draft(command, region=city.region, actor=city.director, now=now)


def test_a_draft_goes_through_its_states_by_days_in_order(city: House) -> None:
    """MSK-IPP-02, the example of the rule: due on the 15th, sent on the 16th."""
    duty_id = start(city)
    now = at(city.region, date(2026, 6, 20))

    def move(step: str, day: int) -> str:
        command = MoveDraft(duty_id, step, date(2026, 6, day))
        return move_draft(command, region=city.region, actor=city.director, now=now)

    with expect_refusal(db.session(), "transition_not_allowed"):
        move("hand_over", 16)
    assert move("send", 16) == "sent_for_signature"
    with expect_refusal(db.session(), "value_invalid", "day"):
        move("sign", 15)
    assert move("sign", 17) == "signed"
    assert move("hand_over", 18) == "handed_over"

    shown = get_duty(city.director, duty_id, DutyKind.PROGRAMME_DRAFT, city.region)
    assert shown.closed
    assert shown.terms[0].overdue(local(2026, 6, 20))


@pytest.mark.parametrize(
    ("number", "decided", "fine"),
    [
        pytest.param("17", date(2026, 6, 11), False, id="the same decision"),
        pytest.param(" 17 ", date(2026, 1, 1), False, id="its number with spaces, that year"),
        pytest.param("17", date(2025, 12, 31), True, id="the number of the year before"),
        pytest.param("18", date(2026, 6, 11), True, id="another decision"),
    ],
)
def test_one_draft_by_one_decision(city: House, number: str, decided: date, *, fine: bool) -> None:
    start(city)
    now = at(city.region, date(2026, 6, 11))
    person = procedures.register(city, snils=factories.make_snils(7))
    again = StartDraft(person, number, decided, date(2026, 6, 15))

    if fine:
        assert start_draft(again, region=city.region, actor=city.director, now=now)
        return
    with expect_refusal(db.session(), "duplicate", "decision_number"):
        start_draft(again, region=city.region, actor=city.director, now=now)


def test_only_the_director_sends_a_draft(city: House) -> None:
    duty_id = start(city)
    command = MoveDraft(duty_id, "send", date(2026, 6, 12))
    now = at(city.region, date(2026, 6, 12))

    with expect_refusal(db.session(), "not_authorised"):
        move_draft(command, region=city.region, actor=city.worker, now=now)
    move_draft(command, region=city.region, actor=city.director, now=now)
