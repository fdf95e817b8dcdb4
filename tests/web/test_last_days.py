"""What a contract's page says around a last day, a break, a death, a court's word; a stale tab."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from portal.domain.contract import ContractState
from portal.usecases.ending_text import BasisPaper, with_sign
from portal.web.contracts import presenters
from portal.web.terminations.forms import certificate_of

TODAY = date(2026, 11, 22)
NEXT = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenters, "today", lambda: TODAY)
    monkeypatch.setattr(presenters, "day_words", lambda day: f"{day:%d.%m.%Y}")


def contract(state: ContractState = ContractState.ACTIVE, **changes: Any) -> Any:
    plain = {
        "state": state,
        "ended_on": None,
        "died_on": None,
        "missing_since": None,
        "stopped_after": None,
        "suspensions": (),
        "in_force_from": None,
        "valid_until": NEXT,
    }
    return SimpleNamespace(**{**plain, "drop_reason": None, "provider_signed": True, **changes})


@pytest.mark.parametrize(
    ("since", "words"), [(TODAY, "Приостановлен"), (NEXT, "Действует, перерыв с 23.11.2026")]
)
def test_a_contract_is_suspended_from_the_first_day_of_its_break(since: date, words: str) -> None:
    pause = SimpleNamespace(since=since, until=None)
    page = contract(ContractState.SUSPENDED, suspensions=(pause,))

    assert presenters.page_tag(page).text == words


@pytest.mark.parametrize("ended_on", [TODAY, TODAY - timedelta(days=1)])
def test_on_its_last_day_a_contract_is_in_force_everywhere_on_the_page(ended_on: date) -> None:
    page = contract(ContractState.TERMINATED, ended_on=ended_on)

    assert presenters.last_day_comes(page) is (ended_on == TODAY)
    assert ("Действует по" in presenters.page_tag(page).text) is (ended_on == TODAY)


@pytest.mark.parametrize(
    ("until", "words"),
    [(TODAY, "Действует"), (TODAY - timedelta(days=1), "Срок кончился 21.11.2026: прекратить")],
)
def test_a_term_that_is_over_is_told_until_the_contract_is_ended(until: date, words: str) -> None:
    """FED-TER-07: the term ends a contract, an order writes it down."""
    assert presenters.page_tag(contract(valid_until=until)).text == words


@pytest.mark.parametrize("last", [TODAY - timedelta(days=1), TODAY])
def test_a_refusal_that_waits_for_its_document_is_the_heading(last: date) -> None:
    """MSK-TER-03: services stop, the contract ends with the document; neither is «Действует»."""
    told = f"Отказ с {last + timedelta(days=1):%d.%m.%Y}, ждёт документа"
    over = contract(stopped_after=last, valid_until=TODAY - timedelta(days=1))

    assert presenters.page_tag(contract(stopped_after=last)).text == told
    assert presenters.page_tag(over).text == told
    assert presenters.state_tag(ContractState.ACTIVE, stopped_after=last).text == told
    assert presenters.state_tag(ContractState.TERMINATED, stopped_after=last).text == "Прекращён"
    assert "умер" in presenters.page_tag(contract(stopped_after=last, died_on=TODAY)).text


@pytest.mark.parametrize("state", [ContractState.ACTIVE, ContractState.SUSPENDED])
def test_a_death_is_the_heading_of_a_contract_in_force(state: ContractState) -> None:
    assert "умер" in presenters.page_tag(contract(state, died_on=TODAY)).text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ContractState.ACTIVE, "прекратить"),
        (ContractState.SUSPENDED, "прекратить"),
        (ContractState.AWAITING_SIGNATURE, "Подписать нельзя"),
    ],
)
def test_a_courts_finding_is_the_heading_of_a_contract(state: ContractState, words: str) -> None:
    text = presenters.page_tag(contract(state, missing_since=TODAY)).text

    assert "безвестно отсутствует" in text
    assert words in text


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("7", "№ 7"), ("№ 7", "№ 7"), ("№7", "№ 7"), ("II-НВ № 512", "II-НВ № 512")],
)
def test_a_number_is_printed_with_one_sign(typed: str, printed: str) -> None:
    assert with_sign(typed) == printed


@pytest.mark.parametrize("typed", ["п. 9 «ж»", "п. 9 «ж» договора"])
def test_an_order_names_the_broken_clause_in_words_of_an_order(typed: str) -> None:
    assert BasisPaper("contract_clause", words=typed).text() == "Нарушен п. 9 «ж» договора"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "свидетельство II-НВ № 512 от 21.11.2026, ЗАГС Камешковского района",
            (date(2026, 11, 21), "II-НВ № 512", "ЗАГС Камешковского района"),
        ),
        ("ЗАГС", (None, "", "ЗАГС")),
        ("№ 5 от 32.13.2026", (None, "№ 5", "")),
    ],
)
def test_the_certificate_of_the_card_fills_the_form_of_the_end(
    line: str, found: tuple[date | None, str, str]
) -> None:
    assert certificate_of(line) == found
