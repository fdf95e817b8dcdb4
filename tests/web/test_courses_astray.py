"""A contract that names another course than the council's decision says so (VLA-SCH-03)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.amendments import AmendmentState
from portal.domain.catalogue import Form
from portal.domain.contract import ContractState
from portal.models import Contract, CouncilDecision, Paper, Programme, Role
from portal.usecases.course_words import decision_words
from tests.support import factories
from tests.support.browser import Browser, words
from tests.web.conftest import Staff

MAY_29 = {
    "minutes_number": "3",
    "held_on": "16.03.2026",
    "course_from": "16.03.2026",
    "course_to": "29.05.2026",
}
UNTIL = date(2026, 5, 29)


@pytest.fixture
def programme(rows: Session, staff: Staff) -> Programme:
    factories.make_department(
        rows, staff.provider, unit_code="child_rehabilitation", form=Form.SEMI_STATIONARY
    )
    child = factories.make_recipient(rows, staff.provider, surname="Савин", born=date(2016, 5, 5))
    return factories.make_programme(
        rows, child, form=Form.SEMI_STATIONARY, unit_code="child_rehabilitation"
    )


@pytest.fixture
def decision(rows: Session, staff: Staff, programme: Programme) -> CouncilDecision:
    return factories.make_council(rows, programme, staff.actor(Role.HEAD_OF_DEPARTMENT))


@pytest.fixture
def contract(rows: Session, programme: Programme, decision: CouncilDecision) -> Contract:
    """Signed on the course of the decision, with its last day."""
    return drawn(rows, programme, decision)


def drawn(
    rows: Session, programme: Programme, decision: CouncilDecision, **changes: Any
) -> Contract:
    contract = factories.make_contract(rows, programme, valid_until=UNTIL, **changes)
    paper = rows.get_one(Paper, contract.paper_id)
    text = factories.make_paper(
        rows,
        contract.provider_id,
        content=b"a text with its course",
        inputs=paper.inputs | {"course": decision_words(decision)},
        contract_id=contract.id,
        recipient_id=contract.recipient_id,
    )
    contract.paper_id = text.id
    return factories.save(rows, contract)


def told(browser: Browser, contract: Contract) -> tuple[str, str, str]:
    """The contract's page, the child's one and «Сегодня»."""
    child = f"/child-units/children/{contract.recipient_id}"
    return (
        words(browser.get(f"/contracts/{contract.id}")),
        words(browser.get(child)),
        words(browser.get("/")),
    )


def record(head: Browser, contract: Contract, **changes: str) -> None:
    answer = head.post(f"/child-units/programmes/{contract.programme_id}/council", MAY_29 | changes)
    assert answer.status_code == 303


def strike(head: Browser, decision: CouncilDecision) -> None:
    answer = head.post(f"/child-units/decisions/{decision.id}/strike", {"reason": "другой ребёнок"})
    assert answer.status_code == 303


NAMED = "курс с 16 марта 2026 по 29 мая 2026"


@pytest.mark.parametrize(
    ("changes", "said", "way"),
    [
        pytest.param(
            {"course_to": "28.05.2026"},
            "другое: с 16 марта 2026 по 28 мая 2026",
            "Составить соглашение",
            id="corrected, a day sooner",
        ),
        pytest.param(
            {"course_to": "30.05.2026"},
            "Договор кончается раньше курса, 29 мая 2026",
            "прекратите этот и составьте новый",
            id="corrected, a day later than the contract",
        ),
        pytest.param(
            {"minutes_number": "4", "course_to": "22.05.2026", "replaces": "y"},
            "другое: с 16 марта 2026 по 22 мая 2026 (протокол № 4",
            "Составить соглашение",
            id="decided anew",
        ),
    ],
)
def test_another_decision_is_named_beside_the_contracts_own(
    director: Browser,
    head: Browser,
    contract: Contract,
    changes: dict[str, str],
    said: str,
    way: str,
) -> None:
    record(head, contract, **changes)

    pages = [page.replace("\xa0", " ") for page in told(director, contract)]

    assert all(NAMED in page and said in page for page in pages)
    assert way in pages[0]


def test_a_struck_decision_leaves_the_contract_without_one(
    director: Browser, head: Browser, contract: Contract, decision: CouncilDecision
) -> None:
    strike(head, decision)

    pages = told(director, contract)

    assert all("Это решение вычеркнуто, другого на эти дни нет" in page for page in pages)
    assert "Записать решение консилиума" in pages[0]


def test_the_same_days_recorded_anew_agree_with_the_contract(
    director: Browser, head: Browser, contract: Contract, decision: CouncilDecision
) -> None:
    strike(head, decision)
    record(head, contract)

    assert all(NAMED not in page for page in told(director, contract)[::2])


def test_other_minutes_with_the_same_days_agree_with_the_contract(
    director: Browser, head: Browser, contract: Contract
) -> None:
    record(head, contract, minutes_number="4", replaces="y")

    assert all(NAMED not in page for page in told(director, contract)[::2])


def test_the_next_course_is_no_other_word_on_this_one(
    director: Browser, head: Browser, contract: Contract
) -> None:
    days = {"course_from": "30.05.2026", "course_to": "30.06.2026"}
    record(head, contract, minutes_number="4", **days)

    assert all(NAMED not in page for page in told(director, contract)[::2])


@pytest.mark.parametrize(
    ("before", "silent"), [(timedelta(0), True), (timedelta(seconds=1), False)]
)
def test_an_agreement_that_follows_settles_it(
    rows: Session,
    staff: Staff,
    director: Browser,
    head: Browser,
    contract: Contract,
    *,
    before: timedelta,
    silent: bool,
) -> None:
    record(head, contract, course_to="28.05.2026")
    recorded = max(rows.scalars(select(CouncilDecision.recorded_at)))
    factories.make_amendment(
        rows,
        contract,
        staff.actor(Role.DIRECTOR),
        state=AmendmentState.IN_FORCE,
        drafted_at=recorded - before,
        provider_signed_on=date(2026, 3, 16),
        customer_signed_on=date(2026, 3, 16),
        in_force_from=date(2026, 3, 16),
        since=date(2026, 3, 16),
    )

    assert all((NAMED not in page) is silent for page in told(director, contract)[::2])


def test_a_text_that_is_not_signed_is_drawn_up_anew(
    rows: Session, director: Browser, head: Browser, programme: Programme, decision: CouncilDecision
) -> None:
    contract = drawn(
        rows,
        programme,
        decision,
        state=ContractState.AWAITING_SIGNATURE,
        in_force_from=None,
    )
    record(head, contract, course_to="28.05.2026")

    assert "верните его без подписи и составьте заново" in told(director, contract)[0]
