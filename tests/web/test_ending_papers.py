"""What people read of an end, and of a contract that never came into force."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState, Party
from portal.domain.endings import EndingState, Handover
from portal.models import (
    Contract,
    Paper,
    Provider,
    Recipient,
    Role,
    Signature,
    SignatureMethod,
)
from portal.usecases.queries.paper_states import PaperState, paper_state
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.test_terminations import confirm, prepared

MORNING = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)
TODAY = date(2026, 3, 16)


@pytest.fixture
def person(rows: Session, staff: Staff, provider: Provider) -> Recipient:
    staff.actor(Role.DIRECTOR)
    return factories.make_recipient(rows, provider)


@pytest.fixture
def contract(rows: Session, person: Recipient) -> Contract:
    """A contract in force."""
    programme = factories.make_programme(rows, person)
    return factories.make_contract(rows, programme, terms=factories.make_terms())


@pytest.fixture
def waiting(rows: Session, person: Recipient) -> Contract:
    """A contract that the director has signed and the recipient has not."""
    programme = factories.make_programme(rows, person)
    state = ContractState.AWAITING_SIGNATURE
    return factories.make_contract(
        rows, programme, terms=factories.make_terms(), state=state, in_force_from=None
    )


def paper_of(rows: Session, contract: Contract) -> Paper:
    return rows.get_one(Paper, contract.paper_id)


def test_an_end_has_its_draft_until_the_director_confirms_it(
    rows: Session, director: Browser, contract: Contract
) -> None:
    row = prepared(rows, director, contract)
    address = f"/terminations/{row.id}/draft.pdf"
    for page in (f"/terminations/{row.id}", f"/terminations/{row.id}/confirm", "/signing"):
        assert address in director.get(page).text, page
    assert director.get(address).data.startswith(b"%PDF")

    confirm(rows, director, row)

    assert director.get(address).status_code == 422
    assert address not in director.get(f"/terminations/{row.id}").text


def test_the_last_day_reads_the_same_for_the_office_and_the_recipient(
    rows: Session, staff: Staff, director: Browser, contract: Contract, person: Recipient
) -> None:
    staff.actors[Role.RECIPIENT] = factories.make_recipient_access(rows, person)
    reader = staff.browser(Role.RECIPIENT)
    row = prepared(rows, director, contract)
    assert "Последний день услуг" not in words(reader.get("/cabinet/contract"))

    confirm(rows, director, row)

    for browser, page in ((director, f"/contracts/{contract.id}"), (reader, "/cabinet/contract")):
        shown = words(browser.get(page))
        assert "Последний день услуг — 31 марта 2026" in shown
        assert "Действует по 31 марта" in shown
    assert reader.get(f"/cabinet/endings/{row.id}/order.pdf").data.startswith(b"%PDF")
    assert reader.get(f"/cabinet/endings/{row.id}/notice.pdf").status_code == 404


def test_a_document_that_is_still_owed_is_asked_for_until_its_copy_is_handed_over(
    rows: Session, staff: Staff, director: Browser, contract: Contract
) -> None:
    actor = staff.actor(Role.DIRECTOR)
    contract.state, contract.ended_on = ContractState.TERMINATED, TODAY
    row = factories.make_termination(
        rows,
        contract,
        actor,
        state=EndingState.TERMINATED,
        last_day=TODAY,
        needs_both=True,
        needs_notice=True,
        confirmed_at=MORNING,
        confirmed_on=TODAY,
        notice_handed_on=TODAY,
        notice_handed=Handover.IN_PERSON,
    )
    assert "Документ о расторжении ещё не подписан" in words(director.get("/"))
    assert "отменить прекращение нельзя" in words(director.get(f"/terminations/{row.id}"))

    answer = director.post(
        f"/terminations/{row.id}/document", {"handed_on": "16.03.2026", "handed": "refused"}
    )

    assert answer.status_code == 303, words(answer)
    assert "Документ о расторжении ещё не подписан" not in words(director.get("/"))
    assert "экземпляр вручён без подписи" in words(director.get(f"/terminations/{row.id}"))


def test_a_contract_the_director_alone_has_signed_is_taken_back(
    rows: Session, staff: Staff, director: Browser, waiting: Contract
) -> None:
    actor = staff.actor(Role.DIRECTOR)
    factories.save(
        rows,
        Signature(
            provider_id=waiting.provider_id,
            contract_id=waiting.id,
            paper_id=waiting.paper_id,
            party=Party.PROVIDER,
            signer="Орлов Д. И.",
            method=SignatureMethod.PASSWORD,
            signed_on=TODAY,
            recorded_at=MORNING,
            recorded_by_id=actor.membership_id,
        ),
    )
    page = f"/contracts/{waiting.id}"
    assert "Отозвать до подписи получателя" in words(director.get(page))
    typed = {"reason": "taken_back", "version": str(waiting.version)}
    assert director.post(f"{page}/not-signed", typed).status_code == 422

    answer = director.post(f"{page}/not-signed", typed | {"words": "Не тот тариф"})

    assert answer.status_code == 303, words(answer)
    shown = words(director.get(page))
    assert "Отозван до подписания" in shown
    assert "Не тот тариф" in shown
    assert "Отозван до подписания" in words(director.get("/contracts"))
    rows.expire_all()
    assert paper_state(rows, paper_of(rows, waiting)) is PaperState.WITHDRAWN


def test_after_a_death_a_contract_is_closed_and_no_other_is_offered(
    rows: Session, director: Browser, waiting: Contract, person: Recipient
) -> None:
    person.died_on, person.death_basis = TODAY, "свидетельство"
    rows.commit()
    page = f"/contracts/{waiting.id}"
    shown = words(director.get(page))
    assert "Получатель умер 16 марта 2026" in shown
    assert f"{page}/not-signed" in director.get(page).text
    assert "договор не подписывают" in words(director.get("/signing"))
    answer = director.post(
        f"{page}/sign",
        {
            "password": factories.PASSWORD,
            "version": str(waiting.version),
            "paper_sha256": paper_of(rows, waiting).sha256,
        },
    )
    assert answer.status_code == 422
    assert "Закройте его без подписи" in words(answer)

    director.post(f"{page}/not-signed", {"reason": "death", "version": str(waiting.version)})

    shown = words(director.get(page))
    assert "Не заключён" in shown
    assert "Прекращён" not in shown
    programme = director.get(f"/programmes/{waiting.programme_id}")
    assert "Составить договор" not in words(programme)
    rows.expire_all()
    assert paper_state(rows, paper_of(rows, waiting)) is PaperState.NOT_CONCLUDED
