"""An older fee is recorded with its proof and bounds today's (FED-FEE-13, MSK-FEE-10)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from portal.domain.catalogue import Form
from portal.models import LegacyFee, Provider, Recipient, Role
from portal.regions.registry import discover
from portal.usecases.facts import fee_facts, load_case
from portal.usecases.kept_rights import with_right_of
from tests.support import factories
from tests.support.browser import words
from tests.web.conftest import Staff

OLDER = {
    "service_form": "home",
    "served_since": "12.03.2012",
    "fee": "640",
    "proof": "Договор № 41 от 12.03.2012",
}
DAY = date(2026, 3, 16)


@pytest.fixture
def person(rows: Session, provider: Provider) -> Recipient:
    return factories.make_recipient(rows, provider, born=date(1950, 1, 1))


def text(page: str) -> str:
    return page.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"served_since": "31.12.2014"}, None, id="FED-FEE-13: the last day"),
        pytest.param({"served_since": "01.01.2015"}, "31.12.2014", id="FED-FEE-13: a day later"),
        pytest.param({"fee": "0"}, None, id="MSK-FEE-10: served free then"),
        pytest.param({"proof": " "}, "Назовите документ", id="without proof"),
        pytest.param({"proof": "x"}, "Назовите документ", id="one letter proves nothing"),
        pytest.param({"interrupted_on": "13.03.2012"}, None, id="interrupted a day later"),
        pytest.param({"interrupted_on": "12.03.2012"}, "Перерыв", id="interrupted at once"),
        pytest.param({"drafted_on": "20.03.2015"}, None, id="no transition outside Moscow"),
    ],
)
def test_an_older_fee_needs_a_right_of_before_2015_and_its_proof(
    rows: Session, person: Recipient, staff: Staff, typed: dict[str, str], said: str | None
) -> None:
    address = f"/recipients/{person.id}/legacy"

    done = staff.browser(Role.ACCOUNTANT).post(address, OLDER | typed)

    assert done.status_code == (422 if said else 303)
    assert said is None or said in text(words(done))
    assert rows.query(LegacyFee).count() == (0 if said else 1)


@pytest.mark.parametrize(
    ("signed", "outcome"),
    [
        pytest.param("20.03.2015", "Сроки перехода 2015 года соблюдены", id="in time"),
        pytest.param("01.05.2015", "дольше, чем отводил", id="MSK-IPP-11: a late draft"),
        pytest.param("02.05.2015", "Переход закончился", id="MSK-IPP-11: after the transition"),
    ],
)
def test_a_first_programme_of_2015_is_told_by_its_days(
    rows: Session, provider: Provider, person: Recipient, staff: Staff, signed: str, outcome: str
) -> None:
    """The draft was due by 1 April 2015, the signed programme by 1 May."""
    provider.region_code = "moscow"
    rows.commit()
    accountant = staff.browser(Role.ACCOUNTANT)
    address = f"/recipients/{person.id}/legacy"
    drafted = "20.03.2015" if signed == "20.03.2015" else "02.04.2015"

    done = accountant.post(address, OLDER | {"drafted_on": drafted, "signed_on": signed})

    page = done if done.status_code == 422 else accountant.get(address)
    assert outcome in text(words(page))


@pytest.mark.parametrize(
    ("changes", "fee", "lost"),
    [
        pytest.param({}, Decimal("640.00"), False, id="kept"),
        pytest.param({"form": Form.STATIONARY}, None, False, id="of another form of service"),
        pytest.param({"interrupted_on": date(2026, 3, 17)}, Decimal("640.00"), False, id="still"),
        pytest.param({"interrupted_on": DAY}, Decimal("640.00"), True, id="lost that day"),
        pytest.param(
            {"struck_on": DAY, "struck_reason": "не тот получатель"}, None, False, id="struck"
        ),
    ],
)
def test_a_fee_is_decided_within_the_older_one_of_its_form(
    rows: Session,
    person: Recipient,
    staff: Staff,
    changes: dict[str, object],
    fee: Decimal | None,
    *,
    lost: bool,
) -> None:
    """FED-FEE-13, in the facts of a new contract and of an amendment alike."""
    clerk = staff.actor(Role.ACCOUNTANT)
    programme = factories.make_programme(rows, person)
    contract = factories.make_contract(rows, programme)
    factories.make_legacy_fee(rows, person, clerk, **changes)

    case = load_case(rows, person.provider_id, person.id, day=DAY, programme_id=programme.id)
    anew = with_right_of(rows, contract.id, fee_facts(case), DAY)

    for facts in (fee_facts(case), anew):
        assert (facts.legacy_fee, facts.legacy_interrupted) == (fee, lost)


def test_a_contract_drawn_up_before_is_pointed_out_and_a_wrong_record_struck(
    rows: Session, person: Recipient, staff: Staff
) -> None:
    factories.make_contract(rows, factories.make_programme(rows, person))
    row = factories.make_legacy_fee(rows, person, staff.actor(Role.ACCOUNTANT))
    accountant = staff.browser(Role.ACCOUNTANT)
    address = f"/recipients/{person.id}/legacy"

    assert "прежняя — 640,00" in text(words(accountant.get(address)))

    accountant.post(f"{address}/strike", {"legacy": str(row.id), "reason": "не тот получатель"})

    assert "Прежняя плата не записана" in words(accountant.get(address))


@pytest.mark.parametrize(
    ("region", "day", "offered"),
    [
        pytest.param("moscow", date(2015, 5, 1), True, id="MSK-IPP-11: the last day"),
        pytest.param("moscow", date(2015, 5, 2), False, id="MSK-IPP-11: a day later"),
        pytest.param("vladimir", date(2015, 3, 20), False, id="no transition elsewhere"),
    ],
)
def test_beside_a_programme_of_2015_the_older_fee_is_offered(
    rows: Session,
    provider: Provider,
    person: Recipient,
    staff: Staff,
    region: str,
    day: date,
    *,
    offered: bool,
) -> None:
    programme = factories.make_programme(rows, person, issued_on=day, valid_from=day)
    provider.region_code = region
    rows.commit()

    page = words(staff.browser(Role.DIRECTOR).get(f"/programmes/{programme.id}"))

    assert ("программа переходного 2015 года" in page) is offered
    assert region in discover()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({}, "уже записана", id="FED-FEE-13: a second record"),
        pytest.param({"corrects": "own"}, "почему запись уточняют", id="made exact without reason"),
        pytest.param({"corrects": "own", "why": "ошиблись строкой"}, None, id="made exact"),
    ],
)
def test_a_record_is_made_exact_with_its_reason_and_stays_in_sight(
    rows: Session, person: Recipient, staff: Staff, changes: dict[str, str], said: str | None
) -> None:
    row = factories.make_legacy_fee(rows, person, staff.actor(Role.ACCOUNTANT))
    accountant = staff.browser(Role.ACCOUNTANT)
    address = f"/recipients/{person.id}/legacy"
    typed = OLDER | {"fee": "7"} | changes
    if "corrects" in typed:
        typed["corrects"] = str(row.id)

    done = accountant.post(address, typed)

    page = done if said else accountant.get(address)
    assert done.status_code == (422 if said else 303)
    assert (said or "Не действует с") in text(words(page))
    assert (said or "640,00") in text(words(page))
    assert rows.query(LegacyFee).count() == (1 if said else 2)
