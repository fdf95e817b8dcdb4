"""Consent is a sheet of its own: printed whole, signed by whom the law lets, withdrawn in time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.domain.people import Sex
from portal.domain.violations import NotFound, RulesBroken
from portal.models import DataConsent, RepresentativeKind, Role, SubmittedDocument
from portal.usecases.consent_sheets import demand_own_sheet
from portal.usecases.consents import (
    PrepareConsent,
    RecordDestruction,
    SignConsent,
    WithdrawConsent,
    consent_sheet,
    prepare_consent,
    record_destruction,
    sign_consent,
    withdraw_consent,
)
from portal.usecases.queries.consents import consent_absent, list_consents
from portal.usecases.recipients import IdentityDetails, RepresentativeDetails
from tests.support.factories import make_provider, make_staff
from tests.support.sample_region import CODE, SAMPLE
from tests.usecases.procedures import (
    MORNING,
    TODAY,
    BlankPress,
    House,
    expect_refusal,
    register,
)

PASSPORT = IdentityDetails("паспорт гражданина РФ", "17 03", "123456", "ОВД", date(2003, 6, 4))
MOTHER = RepresentativeDetails(
    RepresentativeKind.PARENT, "Ильина", "Ольга", "Сергеевна", "свидетельство о рождении"
)
JUNE = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
FIRST_OF_JUNE = date(2026, 6, 1)


@pytest.fixture
def recipient_id(house: House) -> int:
    return register(house, identity=PASSPORT)


def prepare(house: House, recipient_id: int, press: BlankPress | None = None, **told: Any) -> int:
    return prepare_consent(
        PrepareConsent(recipient_id, **told),
        region=house.region,
        actor=house.worker,
        now=MORNING,
        press=press or BlankPress(),
    )


def sign(house: House, consent_id: int, day: date = TODAY, now: datetime = MORNING) -> None:
    sign_consent(SignConsent(consent_id, day), region=house.region, actor=house.worker, now=now)


def withdraw(house: House, consent_id: int, day: date, now: datetime = JUNE) -> date:
    return withdraw_consent(
        WithdrawConsent(consent_id, day), region=house.region, actor=house.worker, now=now
    )


def absent(house: House, recipient_id: int, day: date) -> list[str]:
    found = consent_absent(house.worker, recipient_id, house.region, day)
    return [one.code for one in found]


def test_a_sheet_names_everything_and_waits_for_a_signature(
    session: Session, house: House, recipient_id: int
) -> None:
    press = BlankPress()

    consent_id = prepare(house, recipient_id, press)

    facts = press.drawn[0]
    assert isinstance(facts, FormFacts)
    assert facts.values["subject"].startswith("Ильина Мария Петровна")
    assert "отзывается письменным заявлением" in facts.values["term_withdrawal"]
    assert facts.values["representative"] == "—"
    assert facts.values["signature"] == "Ильина Мария Петровна"
    assert consent_sheet(consent_id, actor=house.worker).startswith(b"%PDF")
    assert session.get_one(DataConsent, consent_id).given_on is None
    assert absent(house, recipient_id, TODAY) == ["documents_missing"]


def test_a_childs_sheet_is_the_mothers_to_sign(session: Session, house: House) -> None:
    child = register(
        house, born=date(2017, 1, 1), sex=Sex.FEMALE, identity=None, representative=MOTHER
    )
    with expect_refusal(session, "not_authorised", "representative_id"):
        prepare(house, child)


def test_the_sheet_names_the_representative_and_the_authority(house: House) -> None:
    child = register(
        house,
        born=date(2017, 1, 1),
        identity=replace(PASSPORT, kind="свидетельство о рождении", issued_on=date(2017, 2, 1)),
        representative=MOTHER,
    )
    mother = list_consents(house.worker, child, house.region, TODAY).signers[0][0]
    press = BlankPress()

    prepare(house, child, press, representative_id=mother)

    facts = press.drawn[0]
    assert isinstance(facts, FormFacts)
    assert facts.values["representative"] == "Ильина Ольга Сергеевна, свидетельство о рождении"
    assert facts.values["signature"] == "Ильина Ольга Сергеевна"


@pytest.mark.parametrize(
    ("told", "field"),
    [({"term": " "}, "term"), ({"purpose": ""}, "purpose"), ({"data": ""}, "data")],
)
def test_a_sheet_without_a_part_is_no_consent(
    session: Session, house: House, recipient_id: int, told: dict[str, Any], field: str
) -> None:
    with expect_refusal(session, "consent_incomplete", field):
        prepare(house, recipient_id, **told)


@pytest.mark.parametrize("field", ["term", "purpose", "data"])
def test_a_letter_says_nothing_to_agree_to(
    session: Session, house: House, recipient_id: int, field: str
) -> None:
    told: dict[str, Any] = {field: "ъ"}
    with expect_refusal(session, "value_invalid", field):
        prepare(house, recipient_id, **told)


def test_without_an_identity_paper_there_is_no_sheet(session: Session, house: House) -> None:
    nobody_knows = register(house, identity=None)
    with expect_refusal(session, "consent_incomplete"):
        prepare(house, nobody_knows)


def test_a_signed_sheet_is_in_the_file(session: Session, house: House, recipient_id: int) -> None:
    consent_id = prepare(house, recipient_id)

    sign(house, consent_id)

    assert absent(house, recipient_id, TODAY) == []
    assert session.scalars(select(SubmittedDocument.code)).all() == ["data_consent"]
    with expect_refusal(session, "transition_not_allowed", "given_on"):
        sign(house, consent_id)


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_sheet_is_signed_after_it_is_printed_and_not_tomorrow(
    session: Session, house: House, recipient_id: int, day: date
) -> None:
    consent_id = prepare(house, recipient_id)

    with expect_refusal(session, "value_invalid", "given_on"):
        sign(house, consent_id, day)


def test_a_withdrawal_leaves_thirty_days_and_the_file_without_consent(
    session: Session, house: House, recipient_id: int
) -> None:
    consent_id = prepare(house, recipient_id)
    sign(house, consent_id)

    last = withdraw(house, consent_id, FIRST_OF_JUNE)

    assert last == date(2026, 7, 1)
    assert absent(house, recipient_id, date(2026, 5, 31)) == []
    assert absent(house, recipient_id, FIRST_OF_JUNE) == ["documents_missing"]
    with expect_refusal(session, "transition_not_allowed", "received_on"):
        withdraw(house, consent_id, FIRST_OF_JUNE)


def test_a_consent_taken_back_on_its_day_never_stood(
    session: Session, house: House, recipient_id: int
) -> None:
    consent_id = prepare(house, recipient_id)
    sign(house, consent_id)

    withdraw(house, consent_id, TODAY, MORNING)

    assert absent(house, recipient_id, TODAY) == ["documents_missing"]


def test_another_sheet_for_the_same_purpose_stands_on(house: House, recipient_id: int) -> None:
    first, second = prepare(house, recipient_id), prepare(house, recipient_id)
    sign(house, first)
    sign(house, second)

    withdraw(house, first, FIRST_OF_JUNE)

    assert absent(house, recipient_id, FIRST_OF_JUNE) == []


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), date(2026, 6, 2)])
def test_a_withdrawal_comes_after_the_consent_and_not_tomorrow(
    session: Session, house: House, recipient_id: int, day: date
) -> None:
    consent_id = prepare(house, recipient_id)
    sign(house, consent_id)

    with expect_refusal(session, "value_invalid", "received_on"):
        withdraw(house, consent_id, day)


def test_an_unsigned_sheet_is_not_withdrawn(
    session: Session, house: House, recipient_id: int
) -> None:
    consent_id = prepare(house, recipient_id)
    with expect_refusal(session, "transition_not_allowed", "received_on"):
        withdraw(house, consent_id, FIRST_OF_JUNE)


def destroy(house: House, consent_id: int, day: date) -> None:
    record_destruction(
        RecordDestruction(consent_id, day), region=house.region, actor=house.worker, now=JUNE
    )


def test_destruction_is_recorded_once_and_after_the_withdrawal(
    session: Session, house: House, recipient_id: int
) -> None:
    consent_id = prepare(house, recipient_id)
    sign(house, consent_id)
    with expect_refusal(session, "transition_not_allowed", "destroyed_on"):
        destroy(house, consent_id, FIRST_OF_JUNE)
    withdraw(house, consent_id, FIRST_OF_JUNE)
    with expect_refusal(session, "value_invalid", "destroyed_on"):
        destroy(house, consent_id, date(2026, 5, 31))

    destroy(house, consent_id, FIRST_OF_JUNE)

    with expect_refusal(session, "transition_not_allowed", "destroyed_on"):
        destroy(house, consent_id, FIRST_OF_JUNE)


def test_another_providers_consent_is_not_found(
    session: Session, house: House, recipient_id: int
) -> None:
    consent_id = prepare(house, recipient_id)
    other = replace(house, worker=make_staff(session, make_provider(session, CODE), Role.DIRECTOR))

    for act in (
        lambda: sign(other, consent_id),
        lambda: withdraw(other, consent_id, FIRST_OF_JUNE),
        lambda: destroy(other, consent_id, FIRST_OF_JUNE),
        lambda: consent_sheet(consent_id, actor=other.worker),
        lambda: list_consents(other.worker, recipient_id, house.region, TODAY),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(
    ("given_on", "scan", "fine"),
    [
        pytest.param(date(2025, 8, 31), False, True, id="before the law asked for a sheet"),
        pytest.param(date(2025, 9, 1), False, False, id="a tick since"),
        pytest.param(date(2025, 9, 1), True, True, id="the sheet's scan"),
    ],
)
def test_a_tick_in_the_list_is_no_consent(given_on: date, *, scan: bool, fine: bool) -> None:
    """FED-PDP-03, VLA-PDP-01: a sheet of its own, signed, from 1 September 2025."""
    if fine:
        demand_own_sheet("data_consent", given_on, scan=scan, region=SAMPLE)
        demand_own_sheet("application", given_on, scan=False, region=SAMPLE)
        demand_own_sheet("identity", date(2010, 5, 17), scan=False, region=SAMPLE)
        return
    with pytest.raises(RulesBroken) as caught:
        demand_own_sheet("data_consent", given_on, scan=scan, region=SAMPLE)
    assert caught.value.code == "documents_missing"
