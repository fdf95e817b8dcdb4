"""The individual programme: what keeps it from being registered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.domain.catalogue import Form, Kind, ServiceCatalogue, ServiceItem
from portal.domain.law import Citation
from portal.domain.programme import ProgrammeFacts, ProgrammeLine, check_programme
from portal.regions.federal.programme import FEDERAL_PROGRAMME

CITED = Citation("FED-IPP-11", "442-FZ", "ст. 20 442-ФЗ")
CATALOGUE = ServiceCatalogue(
    (
        ServiceItem("S1", "Покупка продуктов", Kind.SOCIAL_DOMESTIC, Form.HOME, "раз", CITED),
        ServiceItem(
            "H1", "Сиделка", Kind.SOCIAL_DOMESTIC, Form.HOME, "час", CITED, fractional=True
        ),
        ServiceItem("N1", "Проживание", Kind.SOCIAL_DOMESTIC, Form.HOME, "сутки", CITED),
        ServiceItem("M1", "Бельё", Kind.SOCIAL_DOMESTIC, Form.HOME, "месяц", CITED),
        ServiceItem("D1", "Досуг", Kind.SOCIAL_DOMESTIC, Form.SEMI_STATIONARY, "раз", CITED),
        ServiceItem("U1", "Горячее питание", Kind.URGENT, Form.URGENT, "раз", CITED),
    )
)
TODAY = date(2026, 3, 2)
PROGRAMME = ProgrammeFacts(
    number="12/2026",
    issued_on=date(2026, 2, 27),
    form=Form.HOME,
    valid_from=date(2026, 3, 1),
    valid_until=date(2029, 2, 28),
    lines=(ProgrammeLine("S1", Decimal(8)),),
)


def problems(**changes: object) -> list[tuple[str, str | None]]:
    facts = replace(PROGRAMME, **changes)  # type: ignore[arg-type]
    return [
        (item.code, item.field)
        for item in check_programme(facts, FEDERAL_PROGRAMME, CATALOGUE, TODAY)
    ]


def test_a_right_programme_has_no_problems() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"issued_on": TODAY}, [], id="issued today"),
        pytest.param(
            {"issued_on": date(2026, 3, 3)}, [("value_invalid", "issued_on")], id="issued tomorrow"
        ),
        pytest.param(
            {"valid_until": date(2026, 2, 28)}, [("value_invalid", "valid_until")],
            id="ends before it starts",
        ),
        pytest.param(
            {"valid_from": date(2024, 3, 15), "valid_until": date(2027, 3, 15)}, [],
            id="FED-IPP-05: three years exactly",
        ),
        pytest.param(
            {"valid_from": date(2024, 3, 15), "valid_until": date(2027, 3, 16)},
            [("programme_too_long", "valid_until")],
            id="FED-IPP-05: three years and a day",
        ),
        pytest.param(
            {"valid_from": date(2025, 1, 1), "valid_until": TODAY}, [],
            id="FED-CON-10: the last day of the programme",
        ),
        pytest.param(
            {"valid_from": date(2025, 1, 1), "valid_until": date(2026, 3, 1)},
            [("programme_expired", "valid_until")],
            id="ended yesterday",
        ),
        pytest.param({"lines": ()}, [("value_invalid", "services")], id="FED-IPP-01: no service"),
    ],
)  # fmt: skip
def test_dates_and_content(
    changes: dict[str, object], expected: list[tuple[str, str | None]]
) -> None:
    assert problems(**changes) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            (ProgrammeLine("S9", Decimal(1)),), [("value_invalid", "services[0].code")],
            id="a service outside the catalogue",
        ),
        pytest.param(
            (ProgrammeLine("D1", Decimal(1)),), [("value_invalid", "services[0].code")],
            id="a service of another form",
        ),
        pytest.param(
            (ProgrammeLine("U1", Decimal(1)),), [("value_invalid", "services[0].code")],
            id="FED-IPP-11: urgent services are no part of a programme",
        ),
        pytest.param(
            (ProgrammeLine("S1", Decimal(1)), ProgrammeLine("S1", Decimal(2))),
            [("value_invalid", "services[1].code")],
            id="the same service twice",
        ),
        pytest.param(
            (ProgrammeLine("S1", Decimal(0)),),
            [("value_invalid", "services[0].quantity_per_month")],
            id="no volume",
        ),
        pytest.param(
            (ProgrammeLine("S1", Decimal("1.5")),),
            [("value_invalid", "services[0].quantity_per_month")],
            id="FED-IPP-11: a time is given whole",
        ),
        pytest.param(
            (ProgrammeLine("H1", Decimal("1.5")),), [], id="FED-IPP-11: an hour can be split"
        ),
        pytest.param(
            (ProgrammeLine("S1", Decimal(1), date(2026, 4, 1), date(2026, 3, 31)),),
            [("value_invalid", "services[0].until")],
            id="FED-IPP-10: a service that ends before it starts",
        ),
        pytest.param(
            (ProgrammeLine("S1", Decimal(1), date(2026, 4, 1), date(2026, 4, 1)),), [],
            id="FED-IPP-10: a service of one day",
        ),
    ],
)  # fmt: skip
def test_services(lines: tuple[ProgrammeLine, ...], expected: list[tuple[str, str | None]]) -> None:
    assert problems(lines=lines) == expected


@pytest.mark.parametrize(
    ("code", "volume", "fits"),
    [
        pytest.param("N1", 31, True, id="FED-IPP-01: the days of the longest month"),
        pytest.param("N1", 32, False, id="FED-IPP-01: a day more"),
        pytest.param("M1", 1, True, id="FED-IPP-01: a month"),
        pytest.param("M1", 2, False, id="FED-IPP-01: two months in one"),
        pytest.param("S1", 99, True, id="what is no time is not bound by it"),
    ],
)
def test_a_month_holds_no_more_time_than_it_has(code: str, volume: int, *, fits: bool) -> None:
    expected = [] if fits else [("value_invalid", "services[0].quantity_per_month")]

    assert problems(lines=(ProgrammeLine(code, Decimal(volume)),)) == expected
