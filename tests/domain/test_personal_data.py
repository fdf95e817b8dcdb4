"""Personal data: who sees what, what consent is, by when a withdrawal and a leak are answered."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from portal.domain.personal_data import (
    check_consent,
    check_storage,
    consent_counts,
    incident_due,
    may_see,
    papers_with,
)
from portal.regions.federal.calendar import FEDERAL_CALENDAR
from portal.regions.federal.personal_data import (
    FEDERAL_PERSONAL_DATA,
    FEDERAL_PERSONAL_DATA_EDITIONS,
)

WHOLE = frozenset(FEDERAL_PERSONAL_DATA.content.codes)


@pytest.mark.parametrize(
    ("role", "subject", "allowed", "knows_of"),
    [
        pytest.param("social_worker", "income", False, False, id="FED-PDP-01: by the job"),
        pytest.param("social_worker", "address", True, True, id="FED-PDP-01: what the job needs"),
        pytest.param("director", "anything", True, True, id="FED-PDP-01: the director"),
        pytest.param("accountant", "diagnosis", False, True, id="FED-PDP-04: only that it exists"),
        pytest.param("director", "diagnosis", True, True, id="FED-PDP-04: the director"),
        pytest.param("stranger", "identity", False, False, id="FED-PDP-01: no role"),
    ],
)
def test_access_follows_the_job(role: str, subject: str, *, allowed: bool, knows_of: bool) -> None:
    found = may_see(FEDERAL_PERSONAL_DATA, role, subject)

    assert (found.allowed, found.knows_of) == (allowed, knows_of)
    assert found.allowed or found.logged


@pytest.mark.parametrize(
    ("missing", "facts", "complete"),
    [
        pytest.param("term", (), False, id="FED-PDP-02: without a term"),
        pytest.param("withdrawal", (), False, id="FED-PDP-02: without a way to withdraw"),
        pytest.param("representative", (), True, id="FED-PDP-02: nobody represents"),
        pytest.param("representative", ("represented",), False, id="FED-PDP-02: somebody does"),
    ],
)
def test_a_consent_says_everything(missing: str, facts: tuple[str, ...], *, complete: bool) -> None:
    assert (not check_consent(FEDERAL_PERSONAL_DATA, WHOLE - {missing}, facts)) is complete


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        pytest.param(date(2025, 8, 31), True, id="FED-PDP-03: the day before"),
        pytest.param(date(2025, 9, 1), False, id="FED-PDP-03: from 1 September 2025"),
    ],
)
def test_a_line_in_another_paper_was_consent_until_a_day(day: date, *, counts: bool) -> None:
    rules = FEDERAL_PERSONAL_DATA_EDITIONS.on(day)

    assert consent_counts(rules, "application", own_sheet=False) is counts
    assert consent_counts(rules, "application", own_sheet=True)
    assert not consent_counts(rules, None, own_sheet=False)
    assert (papers_with(rules, "application") == ("application",)) is counts


def test_where_a_region_names_the_forms_no_other_counts() -> None:
    rules = replace(FEDERAL_PERSONAL_DATA, separate=False, inside=("application",))

    assert consent_counts(rules, "application", own_sheet=False)
    assert not consent_counts(rules, "contract", own_sheet=False)


def test_a_leak_is_reported_by_the_hour() -> None:
    found = incident_due(
        FEDERAL_PERSONAL_DATA, datetime.fromisoformat("2026-03-06T18:00"), FEDERAL_CALENDAR
    )

    assert found.first.at == datetime.fromisoformat("2026-03-07T18:00")
    assert found.inquiry.at == datetime.fromisoformat("2026-03-09T18:00")


def test_data_stay_in_the_country() -> None:
    assert check_storage(FEDERAL_PERSONAL_DATA, "RU") == ()
    assert check_storage(FEDERAL_PERSONAL_DATA, "KZ")[0].code == "storage_abroad"
