"""Pages about an issued act: a demand, the answer, a correction with its paper, the cabinet."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import (
    Act,
    ActClaim,
    ActCorrection,
    ActState,
    Provider,
    Recipient,
    Signature,
)
from portal.models.types import JsonObject
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

ONE_PART: JsonObject = {"parts": [{}]}


@pytest.fixture
def act(rows: Session, provider: Provider) -> Act:
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, person)
    terms = factories.make_terms()
    contract = factories.make_contract(rows, programme, terms=terms)
    return factories.make_act(rows, contract, terms, inputs=ONE_PART)


def charge(rows: Session, act: Act, staff: Staff) -> None:
    factories.make_charge(rows, act, next(iter(staff.actors.values())))


DEMAND = {"claim": "price_reduction", "position": "", "claimed_on": "16.03.2026"}


def test_demand_is_declined_with_a_reason(rows: Session, director: Browser, act: Act) -> None:
    page = words(director.get(f"/acts/{act.id}"))
    assert "Возражений не было" in page
    assert director.post(f"/acts/{act.id}/claim", DEMAND).status_code == 303
    rows.expire_all()
    assert act.state is ActState.DISPUTED
    claim = rows.scalars(select(ActClaim)).one()
    address = f"/acts/{act.id}/claims/{claim.id}"

    assert director.post(address, {"answer": "", "version": "1"}).status_code == 422
    done = director.post(address, {"answer": "Проверили: убрано", "version": "1"})

    assert done.status_code == 303
    assert rows.scalars(select(Act.state)).one() is ActState.ISSUED
    assert "Проверили: убрано" in words(director.get(f"/acts/{act.id}"))


def test_act_is_corrected_by_a_paper_of_its_own(
    rows: Session, director: Browser, act: Act, staff: Staff
) -> None:
    charge(rows, act, staff)
    line = act.lines[0]
    typed = {
        f"quantity-{line.position}": f"{line.quantity:f}",
        f"reduction-{line.position}": "10,00",
        "claim_id": "",
        "reason": "Окна остались грязными",
        "version": str(act.version),
    }
    assert "Исправить акт" in words(director.get(f"/acts/{act.id}/correction"))
    more = {f"quantity-{line.position}": f"{line.quantity + 1:f}"}
    refused = director.post(f"/acts/{act.id}/correction", typed | more)
    assert refused.status_code == 422
    assert "Исправление только уменьшает" in words(refused)

    answer = director.post(f"/acts/{act.id}/correction", typed)

    assert answer.status_code == 303, words(answer)
    row = rows.scalars(select(ActCorrection)).one()
    assert row.cost == row.cost_before - Decimal(10)
    assert director.get(f"/acts/{act.id}/corrections/1/correction.pdf").data.startswith(b"%PDF")
    assert director.get(f"/acts/{act.id}/corrections/2/correction.pdf").status_code == 404
    assert "Окна остались грязными" in words(director.get(f"/acts/{act.id}"))


def corrected(director: Browser, act: Act) -> str:
    """The act with a correction of today; the address of the signature on it."""
    typed = {
        f"reduction-{act.lines[0].position}": "10,00",
        f"quantity-{act.lines[0].position}": f"{act.lines[0].quantity:f}",
        "claim_id": "",
        "reason": "Окна остались грязными",
        "version": str(act.version),
    }
    assert director.post(f"/acts/{act.id}/correction", typed).status_code == 303
    return f"/acts/{act.id}/corrections/1/signature"


@pytest.mark.parametrize(
    ("days", "answer"),
    [
        pytest.param(-1, 422, id="a day before the paper"),
        pytest.param(0, 303, id="on its day"),
        pytest.param(1, 422, id="a day that has not come"),
    ],
)
def test_the_recipients_signature_on_a_correction_has_its_day(
    rows: Session, director: Browser, act: Act, staff: Staff, days: int, answer: int
) -> None:
    address = corrected(director, act)
    drawn_on = rows.scalars(select(ActCorrection.drawn_on)).one()
    signed_on = drawn_on + timedelta(days=days)

    done = director.post(address, {"party": "recipient", "signed_on": f"{signed_on:%d.%m.%Y}"})

    assert done.status_code == answer, words(done)
    assert len(rows.scalars(select(Signature)).all()) == (answer == 303)


def test_a_signed_correction_leaves_the_act_to_be_signed_and_shows_in_the_cabinet(
    rows: Session, director: Browser, act: Act, staff: Staff
) -> None:
    address = corrected(director, act)
    drawn_on = rows.scalars(select(ActCorrection.drawn_on)).one()
    typed = {"party": "recipient", "signed_on": f"{drawn_on:%d.%m.%Y}"}
    assert "Записать подпись получателя на исправлении 1" in words(director.get(f"/acts/{act.id}"))
    assert director.post(address, typed).status_code == 303
    assert "уже записана" in words(director.post(address, typed))
    person = rows.scalars(select(Recipient)).one()

    told = f"Подпись на исправлении: {person.full_name}, {drawn_on:%d.%m.%Y}"
    page = words(director.get(f"/acts/{act.id}"))
    assert f"{told}. Записано:" in page
    assert "Подписей пока нет" in page
    assert rows.scalars(select(Act.state)).one() is ActState.ISSUED
    reader = Browser(staff.app).enter(rows, factories.make_recipient_access(rows, person))
    assert told in words(reader.get(f"/cabinet/acts/{act.id}"))
    paper = f"/cabinet/acts/{act.id}/corrections/1/correction.pdf"
    assert reader.get(paper).data.startswith(b"%PDF")
    assert reader.get(paper.replace("/1/", "/2/")).status_code == 404
    assert director.get(f"/acts/{act.id}/corrections/2/signature").status_code == 404


def test_recipient_reads_what_became_of_the_demand(
    rows: Session, staff: Staff, director: Browser, act: Act
) -> None:
    director.post(f"/acts/{act.id}/claim", DEMAND | {"details": "Опоздали на час"})
    person = rows.scalars(select(Recipient)).one()
    reader = Browser(staff.app).enter(rows, factories.make_recipient_access(rows, person))

    page = words(reader.get(f"/cabinet/acts/{act.id}"))

    assert "Опоздали на час" in page
    assert "ждёт ответа" in page
    assert "Исправить акт" not in page


def test_only_the_director_answers(accountant: Browser, act: Act, rows: Session) -> None:
    assert accountant.post(f"/acts/{act.id}/claim", DEMAND).status_code == 303
    claim = rows.scalars(select(ActClaim)).one()
    assert accountant.get(f"/acts/{act.id}/claims/{claim.id}").status_code == 403
    assert accountant.get(f"/acts/{act.id}/correction").status_code == 403
