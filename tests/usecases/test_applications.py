"""The register of applications: gapless lines, who may build a contract on one, the enrolment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.domain.admission import REFUSAL_GROUNDS, REPEAT_REASONS
from portal.domain.catalogue import Form
from portal.domain.law import Timeline, Version
from portal.extensions import db
from portal.models import Application, Outcome, Recipient
from portal.regions.registry import discover
from portal.usecases.applications import (
    ApplicationRegistered,
    RecordOutcome,
    RegisterApplication,
    record_outcome,
    register_application,
)
from portal.usecases.queries.applications import (
    LinkedLine,
    Period,
    get_application,
    list_applications,
    print_register,
    register_of,
)
from portal.usecases.queries.open_applications import open_applications
from portal.usecases.repeat_applications import AfterRefusal
from tests.support.sample_region import LAW, SAMPLE
from tests.usecases import procedures
from tests.usecases.procedures import MORNING, TODAY, House, expect_refusal

ORDER = {"enrolled_on": TODAY, "order_number": "15-з", "order_date": TODAY}
YEAR = Period(date(2026, 1, 1), TODAY)


@pytest.fixture
def house(database: Flask) -> House:
    return procedures.make_house(db.session())


@pytest.fixture
def moscow(database: Flask) -> House:
    """The sample region with Moscow's registers: six columns and a number (MSK-FRM-02)."""
    registers = discover()["moscow"].rules.registers
    region = replace(SAMPLE, rules=replace(SAMPLE.rules, registers=registers))
    return procedures.make_house(db.session(), region)


def register(house: House, **changes: Any) -> ApplicationRegistered:
    command = RegisterApplication(
        applicant="citizen",
        channel="written",
        applied_on=TODAY,
        form=Form.HOME,
        citizen="Ильина Мария Петровна",
    )
    return register_application(
        replace(command, **changes), region=house.region, actor=house.worker, now=MORNING
    )


def decide(house: House, application_id: int, outcome: Outcome, **changes: Any) -> Application:
    command = replace(RecordOutcome(application_id, outcome, TODAY), **changes)
    return record_outcome(command, region=house.region, actor=house.director, now=MORNING)


def test_lines_are_numbered_without_a_gap(house: House, session: Session) -> None:
    assert register(house).number == "1/2026"
    with expect_refusal(session, "value_invalid", "applied_on"):
        register(house, applied_on=TODAY + timedelta(days=1))
    assert register(house).number == "2/2026"


def test_open_applications_are_told_until_something_comes_of_them(house: House) -> None:
    """FED-REC-01."""
    person = procedures.register(house)
    first, second = register(house, recipient_id=person), register(house, recipient_id=person)

    def told() -> list[str]:
        return [one.number for one in open_applications(house.worker, person)]

    assert told() == ["2/2026", "1/2026"]
    decide(house, first.id, Outcome.WITHDRAWN, note="передумал")
    assert told() == [second.number]


@pytest.mark.parametrize(
    ("born", "lawful"),
    [
        pytest.param(TODAY.replace(year=TODAY.year - 18), False, id="of age that very day"),
        pytest.param(
            TODAY.replace(year=TODAY.year - 18) + timedelta(days=1), True, id="a day to seventeen"
        ),
    ],
)
def test_a_legal_representative_applies_for_who_has_one(
    house: House, session: Session, born: date, *, lawful: bool
) -> None:
    """FED-REC-01, FED-MIN-01."""
    person = procedures.register(house)
    session.get_one(Recipient, person).born = born
    session.commit()
    asked = {"applicant": "legal_representative", "submitted_by": "Ильин Пётр"}

    if lawful:
        assert register(house, recipient_id=person, **asked).contract_allowed
        return
    with expect_refusal(session, "not_authorised", "applicant"):
        register(house, recipient_id=person, **asked)


@pytest.mark.parametrize(
    ("born", "lawful"),
    [
        pytest.param(TODAY.replace(year=TODAY.year - 14), True, id="fourteen that very day"),
        pytest.param(
            TODAY.replace(year=TODAY.year - 14) + timedelta(days=1), False, id="a day younger"
        ),
    ],
)
def test_a_legal_representative_applies_for_a_child_below_fourteen(
    house: House, session: Session, born: date, *, lawful: bool
) -> None:
    """FED-REC-01, FED-MIN-01."""
    person = procedures.register(house)
    session.get_one(Recipient, person).born = born
    session.commit()

    if lawful:
        assert register(house, recipient_id=person).contract_allowed
        return
    with expect_refusal(session, "not_authorised", "applicant"):
        register(house, recipient_id=person)


@pytest.mark.parametrize("days", [0, 1])
def test_nobody_applies_for_who_has_died(house: House, session: Session, days: int) -> None:
    """FED-REC-01, FED-TER-07: the day of death is the last one."""
    person = procedures.register(house)
    session.get_one(Recipient, person).died_on = TODAY - timedelta(days=days)
    session.commit()

    if not days:
        assert register(house, recipient_id=person).number == "1/2026"
        return
    with expect_refusal(session, "not_authorised", "applied_on"):
        register(house, recipient_id=person)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"applicant": "other_citizen", "submitted_by": "ъ"}, "submitted_by"),
        ({"applied_on": date(2014, 12, 31)}, "applied_on"),
    ],
)
def test_a_letter_is_no_name_and_nobody_applied_before_the_law(
    house: House, session: Session, changes: dict[str, Any], field: str
) -> None:
    with expect_refusal(session, "value_invalid", field):
        register(house, **changes)


@pytest.mark.parametrize(
    ("applicant", "allowed"),
    [
        pytest.param("citizen", True, id="the citizen, FED-REC-01"),
        pytest.param("legal_representative", True, id="a legal representative, FED-REC-01"),
        pytest.param("public_association", False, id="a public association, FED-REC-01"),
        pytest.param("state_body", False, id="a state body, FED-REC-01"),
    ],
)
def test_a_contract_rests_on_the_persons_own_application(
    house: House, session: Session, applicant: str, *, allowed: bool
) -> None:
    programme_id = procedures.present(house, procedures.register(house)).id
    done = register(house, applicant=applicant, submitted_by="Совет ветеранов")

    assert done.contract_allowed is allowed
    if allowed:
        row = decide(house, done.id, Outcome.PRESENTED, programme_id=programme_id)
        assert row.programme_id == programme_id
    else:
        with expect_refusal(session, "not_authorised", "applicant"):
            decide(house, done.id, Outcome.PRESENTED, programme_id=programme_id)
        assert decide(house, done.id, Outcome.RECOGNITION).outcome is Outcome.RECOGNITION


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"citizen": " "}, "citizen", id="nobody is named"),
        pytest.param({"applicant": "other_citizen"}, "submitted_by", id="who brought it"),
        pytest.param({"applicant": "neighbour"}, "applicant", id="not in the list, FED-REC-01"),
        pytest.param({"channel": "by_phone"}, "channel", id="neither written nor electronic"),
    ],
)
def test_what_cannot_be_registered(
    house: House, session: Session, changes: dict[str, Any], field: str
) -> None:
    with expect_refusal(session, "value_invalid", field):
        register(house, **changes)


@pytest.mark.parametrize(
    ("outcome", "changes", "field"),
    [
        pytest.param(Outcome.OPEN, {}, "outcome", id="no outcome"),
        pytest.param(Outcome.REFUSED, {}, "note", id="a refusal without words"),
        pytest.param(Outcome.WITHDRAWN, {"note": " "}, "note", id="withdrawn without words"),
        pytest.param(
            Outcome.WAITING, {"decided_on": TODAY - timedelta(days=1)}, "decided_on", id="earlier"
        ),
        pytest.param(
            Outcome.WAITING, {"decided_on": TODAY + timedelta(days=1)}, "decided_on", id="tomorrow"
        ),
        pytest.param(
            Outcome.PRESENTED, {"enrolled_on": TODAY}, "enrolled_on", id="no order, MSK-REG-01"
        ),
        pytest.param(
            Outcome.PRESENTED,
            {**ORDER, "enrolled_on": TODAY - timedelta(days=1)},
            "enrolled_on",
            id="enrolled before the application, MSK-FRM-02",
        ),
        pytest.param(
            Outcome.PRESENTED,
            {**ORDER, "order_date": TODAY + timedelta(days=1)},
            "order_date",
            id="an order of tomorrow, MSK-FRM-02",
        ),
        pytest.param(
            Outcome.PRESENTED, {**ORDER, "order_number": "ъ"}, "order_number", id="no number at all"
        ),
        pytest.param(
            Outcome.WAITING, {"decision_number": "ъ"}, "decision_number", id="no decision's number"
        ),
    ],
)
def test_what_cannot_have_come_of_it(
    house: House, session: Session, outcome: Outcome, changes: dict[str, Any], field: str
) -> None:
    done = register(house)

    with expect_refusal(session, "value_invalid", field):
        decide(house, done.id, outcome, **changes)


def test_a_programme_of_somebody_else_is_refused(house: House, session: Session) -> None:
    mine, other = procedures.register(house), procedures.register(house, snils=None)
    programme_id = procedures.present(house, other).id
    done = register(house, recipient_id=mine)

    with expect_refusal(session, "value_invalid", "programme_id"):
        decide(house, done.id, Outcome.PRESENTED, programme_id=programme_id)


@pytest.fixture
def linking(database: Flask) -> House:
    """The sample region with Moscow's words of a new application after a refusal."""
    moscow = discover()["moscow"].rules.admission_rules.on(TODAY)
    again, grounds = moscow.named(REPEAT_REASONS), moscow.named(REFUSAL_GROUNDS)
    rules = SAMPLE.rules.admission_rules.on(TODAY)
    told = Timeline(
        Version(date(2015, 1, 1), replace(rules, lists=(*rules.lists, again, grounds)), LAW)
    )
    region = replace(SAMPLE, rules=replace(SAMPLE.rules, admission_rules=told))
    return procedures.make_house(db.session(), region)


def refused(house: House, ground: str = "") -> int:
    line = register(house)
    decide(house, line.id, Outcome.REFUSED, note="нет справки", ground=ground)
    return line.id


def test_a_new_application_is_linked_to_the_refused_one_on_the_same_day(linking: House) -> None:
    """MSK-REC-07: a new line, no term to wait."""
    first = refused(linking)

    second = register(linking, after=AfterRefusal(first, "documents_incomplete"))

    shown = get_application(linking.worker, second.id, linking.region, TODAY)
    assert shown.repeats == LinkedLine(first, "1/2026", "с недостающими документами")
    earlier = get_application(linking.worker, first, linking.region, TODAY)
    assert [one.number for one in earlier.repeated_by] == ["2/2026"]


@pytest.mark.parametrize(
    ("ground", "told"),
    [
        pytest.param("documents_missing", ["documents_incomplete"], id="papers were missing"),
        pytest.param("no_need", ["form_not_available"], id="another form may do"),
        pytest.param("false_information", [], id="another application mends nothing"),
        pytest.param("", ["form_not_available", "documents_incomplete"], id="in words only"),
    ],
)
def test_after_a_refusal_one_is_told_what_another_application_mends(
    linking: House, ground: str, told: list[str]
) -> None:
    """MSK-REC-07."""
    line = refused(linking, ground)

    shown = get_application(linking.worker, line, linking.region, TODAY)
    assert [one.code for one in shown.told] == told


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param(
            {"applied_on": TODAY - timedelta(days=1)}, "applied_on", id="older than the refusal"
        ),
        pytest.param({"citizen": "Юдин Пётр"}, "repeats", id="somebody else"),
        pytest.param({"reason": "weather"}, "repeat_reason", id="a reason of no list"),
    ],
)
def test_a_link_that_cannot_be_is_refused(
    linking: House, session: Session, changes: dict[str, Any], field: str
) -> None:
    first = refused(linking)
    after = AfterRefusal(first, changes.pop("reason", ""))

    with expect_refusal(session, "value_invalid", field):
        register(linking, after=after, **changes)


def test_only_a_refused_application_is_repeated(linking: House, session: Session) -> None:
    waits = register(linking)

    with expect_refusal(session, "value_invalid", "repeats"):
        register(linking, after=AfterRefusal(waits.id))


def test_the_register_has_the_regions_columns_and_its_enrolment(moscow: House) -> None:
    enrolled, _open = register(moscow), register(moscow, citizen="Юдин Пётр")
    decide(moscow, enrolled.id, Outcome.PRESENTED, **ORDER)

    form, facts, incomplete = print_register(moscow.worker, YEAR, moscow.region)

    lines = facts.tables["lines"]
    assert register_of(moscow.region, TODAY).citation.rule == "MSK-REG-01"
    assert form.fields[2].columns[0] == "№"
    assert [len(line) for line in lines] == [7, 7]
    assert lines[0][-1] == "02.03.2026, приказ № 15-з от 02.03.2026"
    assert [line[0] for line in lines] == ["1/2026", "2/2026"]
    assert lines[1][-1] == ""
    assert incomplete == 0


def test_where_no_act_names_columns_the_portals_own_are_printed(house: House) -> None:
    register(house, applicant="public_association", submitted_by="Совет ветеранов")

    form, facts, _incomplete = print_register(house.worker, YEAR, house.region)

    assert "Чем закончилось" in form.fields[2].columns
    assert "Совет ветеранов (общественное объединение)" in facts.tables["lines"][0]


def test_the_page_counts_and_filters(house: House) -> None:
    first, second = register(house), register(house)
    decide(house, first.id, Outcome.WITHDRAWN, note="передумала")

    every = list_applications(house.worker, YEAR, house.region)
    waits = list_applications(house.worker, YEAR, house.region, only_open=True)

    assert [row.id for row in every.rows] == [second.id, first.id]
    assert (every.total, [row.id for row in waits.rows]) == (2, [second.id])
