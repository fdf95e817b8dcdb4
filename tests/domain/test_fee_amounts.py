"""The derivation of a fee as its reader meets it: titles, quantities, sums, and their sources."""

from datetime import date
from decimal import Decimal

import pytest

from portal.domain.explanation import Step
from portal.domain.fee_amounts import cost_at_tariffs
from portal.domain.fees import FeeFacts, PlannedService, decide_fee
from portal.domain.law import Citation
from portal.domain.reference import ReferenceBook, ReferenceValue, tariff_key
from portal.domain.violations import RulesBroken
from portal.regions.federal.fees import FEDERAL_FEE
from tests.support.fee_facts import make_fee_facts

IN_2026 = date(2026, 1, 1)
ORDER = Citation("FED-FEE-15", "order", "приказ о тарифах")
TARIFF = ReferenceValue(tariff_key("S1"), None, Decimal("150.00"), IN_2026, ORDER, IN_2026)
TITLED = ReferenceBook((TARIFF,), {"S1": "Уборка"})


def facts(quantity: str, tariff: str | None = None) -> FeeFacts:
    given = None if tariff is None else Decimal(tariff)
    return make_fee_facts(services=(PlannedService("S1", Decimal(quantity), given),))


def line(facts: FeeFacts, book: ReferenceBook) -> Step:
    return cost_at_tariffs(facts, book).steps[0].children[0]


@pytest.mark.parametrize(
    ("book", "quantity", "text"),
    [
        pytest.param(TITLED, "8.00", "Уборка (S1): 8 × 150,00 ₽ = 1 200,00 ₽.", id="with a title"),
        pytest.param(TITLED, "2.50", "Уборка (S1): 2,5 × 150,00 ₽ = 375,00 ₽.", id="a part of one"),
        pytest.param(
            ReferenceBook((TARIFF,)), "1", "S1: 1 × 150,00 ₽ = 150,00 ₽.", id="without a title"
        ),
    ],
)
def test_a_service_is_called_by_its_title_and_counted_as_people_count(
    book: ReferenceBook, quantity: str, text: str
) -> None:
    assert line(facts(quantity), book).text.replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("tariff", "clause", "note"),
    [
        pytest.param(None, "приказ о тарифах", "", id="of the reference book"),
        pytest.param(
            "150.00",
            "ст. 30, 32 442-ФЗ",
            "тариф взят из условий, а не из справочника",
            id="FED-FEE-15: of the terms",
        ),
    ],
)
def test_every_tariff_says_where_it_is_from(tariff: str | None, clause: str, note: str) -> None:
    found = line(facts("8", tariff), TITLED)

    assert found.citation is not None
    assert (found.citation.rule, found.citation.text) == ("FED-FEE-15", clause)
    assert found.citation.note == note


@pytest.mark.parametrize(
    ("tariff", "rests_on_it"),
    [
        pytest.param(None, True, id="the book decides"),
        pytest.param("150.00", False, id="decided before"),
    ],
)
def test_a_fee_rests_on_the_tariffs_of_the_book_alone(
    tariff: str | None, *, rests_on_it: bool
) -> None:
    decision = decide_fee(facts("8", tariff), FEDERAL_FEE, TITLED)

    assert ("FED-FEE-15" in decision.rules) is rests_on_it


def test_a_missing_tariff_names_the_service_by_its_title() -> None:
    book = ReferenceBook((), {"S1": "Уборка"})

    with pytest.raises(RulesBroken, match=r"нет тарифа на услугу Уборка \(S1\)"):
        cost_at_tariffs(facts("8"), book)
