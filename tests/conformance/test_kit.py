"""The kit as a whole: a sound region passes, a broken one is told every fault it has."""

from dataclasses import replace
from datetime import date

import pytest

from portal.conformance.forms import check_forms
from portal.conformance.kit import Report, examine
from portal.conformance.passport_text import passport_lines
from portal.regions.api import FEDERAL_FORMS, Gap, Timeline, Version
from portal.regions.registry import Region, baseline, discover
from tests.conformance.conftest import PACKAGE, Ship
from tests.regions.fake_region import CITED, IDENTITY, SINCE, YEARS

DAY = date(2026, 11, 22)
TABLES = """name: Услуга и её цена
rules: [FED-IPP-11]
ask: services
given: {day: 2015-01-01, form: home}
expect: {services: {FAK-H-01: social_domestic}}
---
name: До закона перечня нет
rules: [FED-IPP-11]
ask: editions
given: {hooks: [service_catalogue]}
expect: {service_catalogue: ["2015-01-01"]}
---
name: Цена и кратность с начала закона
rules: [FED-IPP-11]
ask: values
given: {since: 2015-01-01}
expect: {values: {threshold_multiplier: "1.5", tariff.FAK-H-01: "100.00"}}
""" + "".join(
    f"""---
name: Прожиточный минимум {year} года
rules: [FED-IPP-11]
ask: values
given: {{since: {year}-01-01}}
expect: {{values: {{subsistence_minimum working_age: "10000.00",
  subsistence_minimum pensioners: "10000.00", subsistence_minimum children: "10000.00"}}}}
"""
    for year in (since.year for since in YEARS)
)
WRONG = """name: Цена другая
rules: [FED-IPP-11]
ask: value
given: {key: tariff.FAK-H-01, day: 2026-03-01}
expect: {amount: "99.00"}
"""
SCENARIO = """name: Пятый день рождения
region: fake
rules: [FED-MIN-02]
steps:
  - at: 2026-03-02T10:15
    do: register_recipient
    with: {surname: Петрова, name: Анна, born: 2021-03-02, sex: f}
    expect: {age: 4}
"""


def report(region: Region, *, quick: bool = False) -> Report:
    return examine(region, DAY, quick=quick, workers=1, say=lambda _: None)


def test_a_region_that_proves_everything_passes(ship: Ship) -> None:
    found = report(ship({"examples/tables.yaml": TABLES}))

    assert found.problems == ()
    assert found.passed
    assert found.proof is not None
    assert (found.proof.constants, found.proof.proved) == (26, 26)
    assert found.passport.proof_is_current


def test_quick_leaves_the_constants_alone(ship: Ship) -> None:
    found = report(ship(), quick=True)

    assert found.passed
    assert found.proof is None
    assert "Мутационная проверка: не проводилась" in list(passport_lines(found.passport))


def test_a_constant_that_nothing_notices_is_told_with_its_nudge(ship: Ship) -> None:
    found = report(ship({"examples/tables.yaml": TABLES.replace('"100.00"', '"100.00"', 1)}))
    bare = report(ship({"examples/tables.yaml": TABLES.split("---", maxsplit=1)[0]}))

    assert found.passed
    price = "reference_values[tariff.FAK-H-01 2015-01-01].amount: 100.00 → 100.01"
    assert f"unproved FED-IPP-11: {price}" in bare.problems


def test_a_constant_left_with_a_reason_is_no_problem_but_stands_in_the_passport(
    ship: Ship,
) -> None:
    gaps = (Gap("reference_values[", "цены не утверждены"), Gap("FAK-URG-01", "потом"))
    identity = replace(IDENTITY, template_package=PACKAGE, gaps=gaps)

    found = report(
        ship(
            {"examples/tables.yaml": "---".join(TABLES.split("---")[:2])}, region_identity=identity
        )
    )

    lines = "\n".join(passport_lines(found.passport))
    assert found.passed, found.problems
    assert "цены не утверждены: reference_values[" in lines
    assert "FAK-URG-01: потом" in lines


def test_a_gap_that_is_none_any_more_is_told(ship: Ship) -> None:
    identity = replace(IDENTITY, template_package=PACKAGE, gaps=(Gap("fee_rules", "потом"),))

    found = report(ship({"examples/tables.yaml": TABLES}, region_identity=identity))

    assert found.problems == (
        "region_identity: the gap «fee_rules» covers no unproved constant: take it out",
    )


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        pytest.param({"examples/wrong.yaml": WRONG}, "«Цена другая»", id="a wrong example"),
        pytest.param({"examples/bad.yaml": "name: [\n"}, "bad.yaml", id="no YAML"),
        pytest.param({"scenarios/age.yaml": SCENARIO}, "«Пятый день рождения»", id="a scenario"),
    ],
)
def test_what_does_not_hold_is_told(ship: Ship, files: dict[str, str], problem: str) -> None:
    found = report(ship(files), quick=True)

    assert not found.passed
    assert [item for item in found.problems if problem in item], found.problems


def test_a_scenario_proves_what_no_example_asks(ship: Ship) -> None:
    good = SCENARIO.replace("age: 4", "age: 5")

    found = report(ship({"scenarios/age.yaml": good}), quick=True)

    assert (found.scenarios, found.problems) == (1, ())


def test_a_template_that_cannot_be_printed_is_told(ship: Ship) -> None:
    broken = replace(FEDERAL_FORMS[0], template="own.html")
    forms = Timeline(Version(SINCE, (broken, *FEDERAL_FORMS[1:]), CITED))
    text = "{{ facts.nothing_of_this_name }}"

    found = report(ship({"templates/fake/own.html": text}, printed_forms=forms), quick=True)

    assert [item for item in found.problems if "contract cannot be printed" in item]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "<html><head><style>html { font-family: 'PT Serif' }</style></head>"
            "<body>{{ title }}</body></html>",
            True,
            id="a page of its own",
        ),
        pytest.param('{% extends "documents/contract.html" %}', False, id="ours, extended"),
    ],
)
def test_a_template_whose_pages_carry_no_code_is_told(ship: Ship, text: str, told: bool) -> None:
    own = replace(FEDERAL_FORMS[0], template="own.html")
    forms = Timeline(Version(SINCE, (own, *FEDERAL_FORMS[1:]), CITED))

    found = report(ship({"templates/fake/own.html": text}, printed_forms=forms), quick=True)

    assert any("contract: its pages carry no code" in item for item in found.problems) is told


def test_a_form_of_an_unknown_sort_is_told(ship: Ship) -> None:
    strange = replace(FEDERAL_FORMS[0], code="poster")
    forms = Timeline(Version(SINCE, (strange, *FEDERAL_FORMS), CITED))

    found = report(ship(printed_forms=forms), quick=True)

    assert [item for item in found.problems if item.startswith("printed_forms: poster")]


def test_a_region_whose_law_begins_later_is_told_and_not_asked_further(ship: Ship) -> None:
    later = Timeline(Version(date(2027, 1, 1), FEDERAL_FORMS, CITED))

    found = report(ship(printed_forms=later), quick=True)

    assert not found.passed


@pytest.mark.parametrize("code", sorted(discover()))
def test_every_paper_of_an_installed_region_can_be_printed(code: str) -> None:
    assert list(check_forms(discover()[code], DAY)) == []


def test_federal_law_is_asked_without_people_and_prices() -> None:
    heard: list[str] = []

    found = examine(baseline(), DAY, quick=True, workers=1, say=heard.append)

    assert found.problems == ()
    assert "выдуманные получатели" not in heard
