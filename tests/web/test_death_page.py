"""A death under a contract in force: told on its page, the first page, the form."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.models import Contract, Provider, Recipient, Role
from tests.support.browser import Browser, words
from tests.web.conftest import Staff
from tests.web.test_tariff_days import make_paying
from tests.web.test_terminations import confirm, prepared


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
