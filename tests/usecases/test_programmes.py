"""Presenting a programme: its content, its number, and the clock it starts."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.enrolment import EnrolmentRules, TargetGroups
from portal.domain.explanation import from_data
from portal.domain.law import Timeline, Version
from portal.domain.programme import ProgrammeLine
from portal.domain.violations import Conflict, NotFound
from portal.models import AuditEvent, Programme, Recipient
from portal.regions.federal.admission import FEDERAL_ADMISSION
from portal.regions.federal.legal_acts import LAW_442
from portal.usecases import programmes
from portal.usecases.queries.programmes import get_programme
from tests.support.sample_region import (
    CITY,
    DAY_CARE,
    FIRST,
    LAW,
    PATRONAGE,
    RESIDENTIAL,
    SECOND,
    URGENT,
)
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    House,
    break_journal,
    expect_refusal,
    hand_in_everything,
    make_house,
    present,
    register,
    rows,
)


def local(*parts: int) -> datetime:
    """A moment on the provider's clock."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def line(
    code: str, quantity: str = "8", since: date | None = None, until: date | None = None
) -> ProgrammeLine:
    return ProgrammeLine(code, Decimal(quantity), since, until)


def test_presenting_starts_the_clock_and_names_the_missing_papers(
    session: Session, house: House
) -> None:
    """FED-CON-01, FED-CAL-05: 24 hours from the recorded moment."""
    done = present(house, register(house))

    assert done.contract_due == local(2026, 3, 3, 10, 30)
    assert (done.contract_due_rule, done.federal_due) == ("FED-CON-01", None)
    assert done.missing_documents == (
        "application",
        "identity_document",
        "income_certificates",
        "medical_conclusion",
    )
    row = session.scalars(select(Programme).options(selectinload(Programme.services))).one()
    assert row.contract_due_at == MORNING + timedelta(hours=24)
    assert [step.citation.rule for step in from_data(row.due_steps) if step.citation] == [
        "FED-CON-01",
        "FED-CAL-05",
    ]
    assert LAW_442.in_edition in str(row.due_steps)
    assert [(one.code, one.quantity_per_month) for one in row.services] == [(FIRST, Decimal(8))]
    assert (row.issuer, row.unit_code) == ("Отдел социальной защиты", "home_care")
    assert session.scalars(select(AuditEvent.what)).all()[-1] == "programme_presented"


def test_the_term_runs_from_the_hour_when_the_programme_was_brought(
    session: Session, house: House
) -> None:
    """FED-CON-01: brought on Friday, entered on Monday."""
    brought: dict[str, Any] = {"presented_on": date(2026, 2, 27), "presented_time": time(16, 15)}

    done = present(house, register(house), **brought)

    assert done.contract_due == local(2026, 2, 28, 16, 15)
    row = session.scalars(select(Programme)).one()
    assert house.region.local(row.presented_at) == local(2026, 2, 27, 16, 15)


@pytest.mark.parametrize(
    ("day", "hour", "field"),
    [
        pytest.param(TODAY, time(10, 30), None, id="this very minute"),
        pytest.param(TODAY, None, None, id="today, at the hour of the entry"),
        pytest.param(TODAY, time(10, 31), "presented_on", id="a minute to come"),
        pytest.param(TODAY + timedelta(days=1), None, "presented_on", id="tomorrow"),
        pytest.param(TODAY - timedelta(days=1), None, "presented_time", id="a day without an hour"),
        pytest.param(date(2026, 2, 26), time(9), "presented_on", id="before it was made"),
    ],
)
def test_a_programme_is_brought_between_its_day_and_now(
    session: Session, house: House, day: date, hour: time | None, field: str | None
) -> None:
    """FED-CON-01."""
    recipient_id = register(house)
    named: dict[str, Any] = {"presented_on": day, "presented_time": hour}

    if field is None:
        assert present(house, recipient_id, **named).contract_due == local(2026, 3, 3, 10, 30)
        return
    with expect_refusal(session, "value_invalid", field):
        present(house, recipient_id, **named)


@pytest.mark.parametrize("days", [0, 1])
def test_no_programme_is_taken_of_who_has_died(session: Session, house: House, days: int) -> None:
    """FED-TER-07: the day of death is the last one."""
    recipient_id = register(house)
    session.get_one(Recipient, recipient_id).died_on = TODAY - timedelta(days=days)
    session.commit()

    if not days:
        assert present(house, recipient_id).id
        return
    with expect_refusal(session, "not_authorised", "presented_on"):
        present(house, recipient_id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"issued_on": date(2014, 12, 31)}, "issued_on"),
        ({"issued_on": date(1900, 1, 1)}, "issued_on"),
        ({"decision_date": date(2014, 12, 31)}, "decision_date"),
    ],
)
def test_a_programme_is_not_older_than_the_law_or_the_person(
    session: Session, house: House, changes: dict[str, Any], field: str
) -> None:
    """FED-IPP-01."""
    recipient_id = register(house)

    with expect_refusal(session, "value_invalid", field):
        present(house, recipient_id, **changes)

    assert present(house, recipient_id, issued_on=date(2015, 1, 1)).id


def test_papers_handed_in_before_are_not_missing(house: House) -> None:
    recipient_id = register(house)
    hand_in_everything(house, recipient_id)

    assert present(house, recipient_id).missing_documents == ()


@pytest.mark.parametrize(
    ("at", "due"),
    [
        pytest.param(
            datetime(2026, 6, 11, 13, 30, tzinfo=UTC),
            local(2026, 6, 12, 16, 30),
            id="the eve of a holiday is not longer, FED-CAL-05",
        ),
        pytest.param(
            datetime(2026, 3, 6, 20, 59, 59, tzinfo=UTC),
            local(2026, 3, 7, 23, 59, 59),
            id="the last second of a Friday, FED-CAL-05",
        ),
        pytest.param(
            datetime(2026, 3, 6, 21, 0, tzinfo=UTC),
            local(2026, 3, 8, 0, 0),
            id="midnight on the provider's clock, FED-CAL-05",
        ),
    ],
)
def test_a_day_is_24_hours_on_the_providers_clock(
    house: House, at: datetime, due: datetime
) -> None:
    assert present(house, register(house), at).contract_due == due


def test_a_longer_regional_term_keeps_the_federal_moment_in_sight(session: Session) -> None:
    """MSK-CON-01: one working day, with the decision, on the eve of a holiday."""
    house = make_house(session, CITY)
    at = datetime(2026, 6, 11, 13, 30, tzinfo=UTC)

    decided = date(2026, 6, 4)
    days = {"issued_on": decided, "decision_date": decided, "valid_until": date(2027, 2, 27)}
    done = present(house, register(house), at, **days)

    assert done.contract_due == local(2026, 6, 15, 23, 59, 59)
    assert (done.contract_due_rule, done.federal_due) == (
        "SMP-CON-01",
        local(2026, 6, 12, 16, 30),
    )


def test_without_the_decision_the_earliest_moment_is_shown_as_such(session: Session) -> None:
    """MSK-DOC-04: the term waits for a paper, and nobody is late for not knowing it."""
    house = make_house(session, CITY)

    present(house, register(house))

    steps = from_data(session.scalars(select(Programme.due_steps)).one())
    assert steps[0].text.startswith("Не хватает документа")


@pytest.mark.parametrize(
    ("decided", "until", "last"),
    [
        pytest.param(
            date(2026, 3, 4), date(2026, 9, 3), date(2026, 6, 3), id="half of 184 days, MSK-CON-03"
        ),
        pytest.param(
            date(2026, 3, 4), date(2027, 3, 3), date(2026, 8, 31), id="180 days, MSK-CON-03"
        ),
    ],
)
def test_the_window_for_coming_to_a_provider(
    session: Session, decided: date, until: date, last: date
) -> None:
    house = make_house(session, CITY)
    recipient_id = register(house)
    dates = {"issued_on": decided, "decision_date": decided, "valid_from": decided}
    evening = datetime(last.year, last.month, last.day, 20, 59, tzinfo=UTC)

    with expect_refusal(session, "approach_window_closed", "decision_date") as caught:
        present(house, recipient_id, evening + timedelta(minutes=1), **dates, valid_until=until)
    done = present(house, recipient_id, evening, **dates, valid_until=until)

    assert done.approach_due == last
    citation = caught.value.violations[0].citation
    assert citation is not None
    assert citation.rule == "SMP-CON-03"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        pytest.param({"number": " "}, "value_invalid", "number", id="no number, FED-IPP-01"),
        pytest.param({"number": "9" * 61}, "value_invalid", "number", id="a number of 61 signs"),
        pytest.param(
            {"issued_on": TODAY + timedelta(days=1)}, "value_invalid", "issued_on", id="of tomorrow"
        ),
        pytest.param(
            {"decision_date": TODAY + timedelta(days=1)},
            "value_invalid",
            "decision_date",
            id="decided tomorrow",
        ),
        pytest.param(
            {"decision_date": date(2026, 2, 28)},
            "value_invalid",
            "decision_date",
            id="decided a day after it was drawn up",
        ),
        pytest.param(
            {"valid_from": date(2025, 3, 1), "valid_until": date(2026, 3, 1)},
            "programme_expired",
            "valid_until",
            id="ended yesterday, FED-CON-10",
        ),
        pytest.param(
            {"valid_until": date(2029, 2, 28)},
            "programme_too_long",
            "valid_until",
            id="three years and a day, FED-IPP-05",
        ),
        pytest.param(
            {"valid_until": date(2026, 2, 26)},
            "value_invalid",
            "valid_until",
            id="ends before it starts",
        ),
        pytest.param({"form": Form.URGENT}, "value_invalid", "form", id="urgent, FED-IPP-11"),
        pytest.param({"services": ()}, "value_invalid", "services", id="no services, FED-IPP-01"),
        pytest.param(
            {"services": (line("SMP-H-99"),)},
            "value_invalid",
            "services[0].code",
            id="an unknown service",
        ),
        pytest.param(
            {"services": (line(FIRST), line(FIRST))},
            "value_invalid",
            "services[1].code",
            id="a service twice",
        ),
        pytest.param(
            {"services": (line(URGENT),)},
            "value_invalid",
            "services[0].code",
            id="an urgent service, FED-IPP-11",
        ),
        pytest.param(
            {"services": (line(RESIDENTIAL),)},
            "value_invalid",
            "services[0].code",
            id="a service of another form, FED-IPP-12",
        ),
        pytest.param(
            {"services": (line(FIRST), line(PATRONAGE)), "unit_code": "home_care"},
            "value_invalid",
            "services[1].code",
            id="a service of another department, VLA-IPP-03",
        ),
        pytest.param(
            {"unit_code": "day_care"}, "value_invalid", "unit_code", id="a department's other form"
        ),
        pytest.param({"unit_code": "moon"}, "value_invalid", "unit_code", id="no such department"),
        pytest.param(
            {"services": (line(FIRST, "0"),)},
            "value_invalid",
            "services[0].quantity_per_month",
            id="nothing a month",
        ),
        pytest.param(
            {"services": (line(FIRST, "0.0005"),)},
            "value_invalid",
            "services[0].quantity_per_month",
            id="a fourth decimal",
        ),
        pytest.param(
            {"services": (line(FIRST, "NaN"),)},
            "value_invalid",
            "services[0].quantity_per_month",
            id="not a number",
        ),
        pytest.param(
            {"services": (line(FIRST, until=date(2029, 2, 28)),)},
            "value_invalid",
            "services[0].until",
            id="a service beyond the programme, FED-IPP-10",
        ),
        pytest.param({"conditions": "у" * 1001}, "value_invalid", "conditions", id="1001 letters"),
    ],
)
def test_a_programme_that_cannot_stand_is_refused(
    session: Session, house: House, changes: dict[str, Any], code: str, field: str
) -> None:
    recipient_id = register(house)

    with expect_refusal(session, code, field):
        present(house, recipient_id, **changes)


def test_a_programme_of_three_years_that_ends_today_is_accepted(house: House) -> None:
    done = present(house, register(house), valid_from=date(2023, 3, 2), valid_until=TODAY)

    assert done.id


@pytest.mark.parametrize(
    ("services", "form", "unit"),
    [
        pytest.param((line(FIRST), line(SECOND)), Form.HOME, "home_care", id="care at home"),
        pytest.param((line(PATRONAGE),), Form.HOME, "prevention", id="the services' department"),
        pytest.param((line(DAY_CARE),), Form.SEMI_STATIONARY, "day_care", id="the form's first"),
    ],
)
def test_the_department_follows_from_the_services(
    session: Session,
    house: House,
    services: tuple[ProgrammeLine, ...],
    form: Form,
    unit: str,
) -> None:
    done = present(house, register(house), services=services, form=form)

    assert session.get_one(Programme, done.id).unit_code == unit


def test_a_number_and_day_is_one_programme(session: Session, house: House) -> None:
    first = present(house, register(house))
    second = register(house, snils=None)

    with expect_refusal(session, "duplicate", "number") as caught:
        present(house, second, number=" 12/2026 ")

    assert caught.value.violations[0].subject == f"programme:{first.id}"
    assert present(house, second, issued_on=date(2026, 2, 28)).id


def test_the_database_itself_keeps_a_number_single(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipient_id = register(house)
    present(house, recipient_id)
    monkeypatch.setattr(programmes, "demand_unknown", lambda *_arguments: None)

    with expect_refusal(session, "duplicate", "number") as caught:
        present(house, recipient_id)

    assert caught.type is Conflict


def test_another_providers_recipient_is_not_found(session: Session, house: House) -> None:
    foreign = register(make_house(session))

    with pytest.raises(NotFound):
        present(house, foreign)


def test_nothing_is_kept_when_the_journal_fails(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipient_id = register(house)
    before = rows(session)
    break_journal(monkeypatch)

    with pytest.raises(OSError, match="disk"):
        present(house, recipient_id)

    assert rows(session) == before


@pytest.mark.parametrize(
    ("changes", "day", "expected"),
    [
        pytest.param({"conditions": "дома"}, TODAY, [], id="all filled, the end is far"),
        pytest.param(
            {"conditions": ""},
            TODAY,
            [("programme_incomplete", "conditions")],
            id="FED-IPP-01: empty",
        ),
        pytest.param(
            {"conditions": "дома", "valid_until": date(2026, 5, 1)},
            TODAY,
            [("programme_ends_soon", None)],
            id="FED-IPP-05: sixty days left",
        ),
        pytest.param(
            {"conditions": "дома", "valid_until": date(2026, 5, 2)},
            TODAY,
            [],
            id="FED-IPP-05: sixty-one days left",
        ),
    ],
)
def test_the_page_warns_of_empty_parts_and_a_near_end(
    house: House, changes: dict[str, Any], day: date, expected: list[tuple[str, str | None]]
) -> None:
    done = present(house, register(house), **changes)

    shown = get_programme(house.worker, done.id, house.region, day)

    assert [(one.code, one.field) for one in shown.warnings] == expected


def test_a_department_for_other_people_is_told(house: House) -> None:
    """VLA-REC-02: a minor without a disability in a department for the elderly and disabled."""
    groups = ChoiceList("groups", "кого обслуживают", (Choice("elderly", "пожилые"),), LAW)
    rules = replace(
        FEDERAL_ADMISSION,
        enrolment=EnrolmentRules(target_groups=(TargetGroups("home_care", groups),)),
    )
    admission = Timeline(Version(date(2015, 1, 1), rules, LAW))
    region = replace(house.region, rules=replace(house.region.rules, admission_rules=admission))
    child = present(house, register(house, born=date(2015, 4, 10)), conditions="дома")

    shown = get_programme(house.worker, child.id, region, TODAY)

    assert [one.code for one in shown.warnings] == ["target_group_mismatch"]
