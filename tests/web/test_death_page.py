"""A death, or a court's finding, under a contract: told on its page, the first page, the form."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.domain.endings import COURT_FINDING
from portal.models import Contract, Provider, Recipient, Role
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.test_amendments import DRAFT, drafted, sign
from tests.web.test_tariff_days import make_paying
from tests.web.test_terminations import REFUSAL, confirm, prepared


@pytest.fixture
def contract(rows: Session, staff: Staff, provider: Provider) -> Contract:
    staff.actor(Role.DIRECTOR)
    return make_paying(rows, provider)


def test_a_death_is_told_with_its_next_step_until_the_end_is_prepared(
    rows: Session, director: Browser, contract: Contract
) -> None:
    address = f"/contracts/{contract.id}"
    steps = [f"{address}/{step}" for step in ("suspend", "fee-change", "waive", "amendments/new")]
    alive = director.get(address).text
    assert all(step in alive for step in steps)
    recipient = rows.get_one(Recipient, contract.recipient_id)
    recipient.died_on, recipient.death_basis = date(2026, 3, 14), "№ 512 от 15.03.2026, ЗАГС"
    rows.commit()

    answer = director.get(address)
    page = words(answer)
    assert "Получатель умер: прекратить договор" in page
    assert "Прекратить в связи со смертью" in page
    assert not any(step in answer.text for step in steps)
    assert f"Прекратить договор № {contract.number}" in words(director.get("/"))
    form = director.get(f"/contracts/{contract.id}/end?ground=death").text
    for value in ("14.03.2026", "15.03.2026", "№ 512", "ЗАГС"):
        assert f'value="{value}"' in form, value

    fields = {"day": "14.03.2026", "issued-death_certificate": "15.03.2026"}
    row = prepared(rows, director, contract, "death", **fields)
    assert f"Прекратить договор № {contract.number}" not in words(director.get("/"))
    confirm(rows, director, row)
    assert row.inputs is not None
    assert row.inputs["died"] is True


def lose(rows: Session, contract: Contract, back: date | None = None) -> None:
    """A court found the recipient missing; ``back`` is the day of the return."""
    person = rows.get_one(Recipient, contract.recipient_id)
    person.missing_since, person.missing_basis = date(2026, 3, 14), "решение суда № 2-15"
    person.returned_on, person.return_basis = back, "паспорт" if back else None
    rows.commit()


@pytest.mark.parametrize(
    ("back", "runs"),
    [
        pytest.param(None, False, id="FED-TER-07: missing"),
        pytest.param(date(2026, 3, 16), True, id="back today"),
    ],
)
def test_no_term_of_a_contract_runs_on_the_page_of_somebody_missing(
    rows: Session, director: Browser, contract: Contract, back: date | None, *, runs: bool
) -> None:
    contract.state, contract.ended_on = ContractState.TERMINATED, date(2026, 3, 14)
    lose(rows, contract, back)

    page = words(director.get(f"/programmes/{contract.programme_id}"))

    assert ("Договор прекращён" in page) is runs
    assert ("Новый составляют, если получатель снова обратился" in page) is runs
    assert ("Договор не составляют" in page) is not runs


def test_a_courts_finding_leads_to_the_end_on_its_ground(
    rows: Session, director: Browser, contract: Contract
) -> None:
    """FED-TER-07: the card, the contract and the first page name it until somebody is back."""
    end = f'href="/contracts/{contract.id}/end?ground={COURT_FINDING}"'
    pages = (f"/recipients/{contract.recipient_id}", f"/contracts/{contract.id}", "/")
    lose(rows, contract)

    for page in pages:
        answer = director.get(page)
        assert end in answer.text, page
        assert "безвестно отсутств" in words(answer), page
    form = director.get(f"/contracts/{contract.id}/end?ground={COURT_FINDING}").text
    assert 'value="14.03.2026"' in form
    assert "amendments/new" not in director.get(f"/contracts/{contract.id}").text

    lose(rows, contract, back=date(2026, 3, 16))
    for page in pages:
        assert end not in director.get(page).text, page


@pytest.mark.parametrize(
    ("half", "earlier"),
    [
        pytest.param(False, 0, id="draft"),
        pytest.param(True, 2, id="half-signed, drafted on the day of the finding"),
        pytest.param(True, 3, id="half-signed, drafted the day before"),
    ],
)
def test_nobody_is_asked_to_sign_an_agreement_with_the_missing(
    rows: Session, director: Browser, contract: Contract, half: bool, earlier: int
) -> None:
    amendment = drafted(rows, director, contract)
    amendment.drafted_at -= timedelta(days=earlier)
    rows.commit()
    here = f"/amendments/{amendment.id}"
    if half:
        sign(rows, director, amendment)
    ways = (f'href="{here}/sign"', "/signing-codes/amendments/", "Записать подпись получателя")
    assert any(way in director.get(here).text for way in ways)
    lose(rows, contract)

    answer = director.get(here)
    assert "соглашение не подписывают, пока не записано возвращение" in words(answer)
    assert not any(way in answer.text for way in ways)
    assert f'href="/recipients/{contract.recipient_id}/people"' in answer.text
    assert ("поставлена раньше этого дня" in words(answer)) is (earlier > 2)
    if half:
        assert "никто не подписывает" in words(director.get("/"))
        return
    assert "Подписать соглашение" not in words(director.get(f"{here}/sign"))
    assert "соглашение не подписывают" in words(director.get("/signing"))


def test_nobody_is_asked_to_sign_a_contract_with_the_missing(
    rows: Session, director: Browser, provider: Provider
) -> None:
    person = factories.make_recipient(rows, provider)
    waiting = factories.make_contract(
        rows,
        factories.make_programme(rows, person),
        terms=factories.make_terms(),
        state=ContractState.AWAITING_SIGNATURE,
        in_force_from=None,
    )
    here = f"/contracts/{waiting.id}"
    assert f'href="{here}/sign"' in director.get(here).text
    lose(rows, waiting)

    answer = director.get(here)
    assert "договор не подписывают, пока не записано возвращение" in words(answer)
    assert f'href="{here}/sign"' not in answer.text
    assert f'href="{here}/not-signed"' in answer.text
    assert "Подписать договор" not in words(director.get(f"{here}/sign"))


NOT_ASKED = "просьб от его имени не записывают"


def told_at_the_top(person_id: int) -> str:
    """The refusal's own words, with the way to where the return is recorded."""
    return (
        "Суд признал получателя безвестно отсутствующим с 14.03.2026: {asked}. Если получатель "
        "вернулся или суд отменил решение, сначала запишите это в карточке: "
        f'<a href="/recipients/{person_id}/people">Кто действует за получателя</a>'
    )


@pytest.mark.parametrize(
    ("address", "button"),
    [
        ("/contracts/{contract}/amendments/new", "Составить соглашение"),
        ("/contracts/{contract}/end?ground=refusal", "Подготовить прекращение"),
        ("/signing-codes/recipients/{person}", "Составить соглашение"),
        ("/recipients/{person}/consents/new", "Составить лист"),
    ],
)
def test_a_form_closed_by_the_courts_finding_says_so_at_the_top(
    app: Flask, rows: Session, address: str, button: str
) -> None:
    """FED-TER-07: in Moscow both sides sign every end (MSK-TER-03)."""
    moscow = factories.make_provider(rows, region="moscow")
    director, contract = Staff(app, rows, moscow).browser(Role.DIRECTOR), make_paying(rows, moscow)
    person = contract.recipient_id
    here = address.format(contract=contract.id, person=person)
    told = told_at_the_top(person).format(asked="подписи не ставят")
    before = director.get(here).text
    assert (told in before, f">{button}</button>" in before) == (False, True)

    lose(rows, contract)
    closed = director.get(here).text
    assert (told in closed, f">{button}</button>" in closed) == (True, False)
    lose(rows, contract, back=date(2026, 3, 16))
    assert told not in director.get(here).text


@pytest.mark.parametrize(
    ("address", "asked", "button"),
    [
        ("/contracts/{contract}/waive", "подписи не ставят", "Записать отказ"),
        ("/contracts/{contract}/additional", NOT_ASKED, "Записать"),
        ("/admissions/programmes/{programme}/review", NOT_ASKED, "Записать"),
        ("/moves/new/{contract}", "подписи не ставят", "Записать заявление"),
        ("/admissions/applications/new/{person}", "заявлений о нём не принимают", "Записать"),
    ],
)
def test_a_paper_from_before_the_finding_is_still_recorded(
    rows: Session, director: Browser, contract: Contract, address: str, asked: str, button: str
) -> None:
    here = address.format(
        contract=contract.id, person=contract.recipient_id, programme=contract.programme_id
    )
    lose(rows, contract)

    page = director.get(here).text
    assert told_at_the_top(contract.recipient_id).format(asked=asked) in page
    assert "То, что подписано раньше этого дня, записать можно." in page
    assert f">{button}</button>" in page


def test_an_end_that_waits_for_the_customers_hand_is_not_confirmed_meanwhile(
    app: Flask, rows: Session
) -> None:
    moscow = factories.make_provider(rows, region="moscow")
    director, contract = Staff(app, rows, moscow).browser(Role.DIRECTOR), make_paying(rows, moscow)
    row = prepared(rows, director, contract, **REFUSAL, scope="this_provider")
    here = f"/terminations/{row.id}/confirm"
    assert "data-busy" in director.get(here).text
    lose(rows, contract)

    page = director.get(here).text
    assert told_at_the_top(contract.recipient_id).format(asked="подписи не ставят") in page
    assert "data-busy" not in page


def test_a_way_around_the_closed_form_meets_the_same_words(
    rows: Session, director: Browser, contract: Contract
) -> None:
    lose(rows, contract)

    answer = director.post(f"/contracts/{contract.id}/amendments/new", DRAFT)
    assert answer.status_code == 422
    assert (
        "подписи не ставят. Если получатель вернулся или суд отменил решение, сначала запишите это "
        "в карточке, «Кто действует за получателя»." in words(answer)
    )


def test_the_services_of_somebody_missing_say_so(
    rows: Session, director: Browser, contract: Contract
) -> None:
    """FED-TER-07: from the day of the finding on, until somebody is back."""
    asked = "услуг с этого дня оказать некому"
    told = told_at_the_top(contract.recipient_id).format(asked=asked)
    month = f"/deliveries/{contract.id}/2026-03"
    pages = (month, f"{month}/numbers", f"{month}/14", "/deliveries/today")
    assert not any(told in director.get(page).text for page in pages)
    lose(rows, contract)

    for page in pages:
        assert told in director.get(page).text, page
    assert told not in director.get(f"{month}/13").text
    lose(rows, contract, back=date(2026, 3, 16))
    assert not any(told in director.get(page).text for page in pages)
