"""A contract that nobody will sign: its page offers the end, the director gives the reason."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.domain.contract import ContractState
from portal.models import Contract, Provider, Recipient
from tests.support import factories
from tests.support.browser import Browser, words


@pytest.fixture
def contract(rows: Session, provider: Provider) -> Contract:
    person = factories.make_recipient(rows, provider)
    programme = factories.make_programme(rows, person)
    terms = factories.make_terms()
    waiting = ContractState.AWAITING_SIGNATURE
    return factories.make_contract(rows, programme, terms=terms, state=waiting, in_force_from=None)


@pytest.mark.parametrize(
    ("died", "typed", "status"),
    [
        (None, {"reason": "death"}, 422),
        (date(2026, 3, 16), {"reason": "withdrawn", "words": "Передумал"}, 422),
        (date(2026, 3, 16), {"reason": "death"}, 303),
        (None, {"reason": "withdrawn"}, 422),
        (None, {"reason": "withdrawn", "words": "Позвонила дочь"}, 303),
    ],
)
def test_reason_is_proved_before_the_contract_is_closed(
    rows: Session,
    director: Browser,
    contract: Contract,
    died: date | None,
    typed: dict[str, str],
    status: int,
) -> None:
    rows.get_one(Recipient, contract.recipient_id).died_on = died
    rows.commit()
    offered = "Закрыть договор без подписи" if died else "Подписан не будет"
    assert offered in words(director.get(f"/contracts/{contract.id}"))
    version = {"version": str(contract.version)}

    answer = director.post(f"/contracts/{contract.id}/not-signed", typed | version)

    assert answer.status_code == status, words(answer)
    rows.expire_all()
    closed = contract.state is ContractState.TERMINATED
    assert closed is (status == 303)
    assert contract.ended_on is None


def test_only_the_director_closes(accountant: Browser, contract: Contract) -> None:
    assert "Подписан не будет" not in words(accountant.get(f"/contracts/{contract.id}"))
    assert accountant.get(f"/contracts/{contract.id}/not-signed").status_code == 403
