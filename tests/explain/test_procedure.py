"""A region's procedure as in force on a day: as JSON values and as lines."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.explain.procedure import as_data
from portal.explain.procedure_text import as_lines
from portal.regions.api import Citation, Form, FreeCategory, Norm, Place, Timeline, Version
from portal.regions.registry import baseline, build, discover
from tests.regions.fake_region import CITED, CODE, SINCE, make_plugin

FEDERAL = baseline()
NEW_YEAR = date(2025, 1, 1)


def told(day: date, code: str = "vladimir") -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(as_data(discover()[code], day)))
    return data


@pytest.mark.parametrize("code", sorted(discover()))
def test_every_hook_is_told_with_its_clause(code: str) -> None:
    procedures = told(date(2026, 3, 16), code)["procedures"]

    dated = {name: one for name, one in procedures.items() if one["since"]}
    assert len(procedures) == 24
    assert all(one["citation"]["rule"] for one in dated.values())


@pytest.mark.parametrize(
    ("day", "skipped"),
    [
        pytest.param(date(2024, 12, 31), 0, id="the last day of the old income rules"),
        pytest.param(NEW_YEAR, 1, id="the first day of the new ones"),
    ],
)
def test_the_edition_of_the_day_is_told(day: date, skipped: int) -> None:
    fee = told(day)["procedures"]["fee_rules"]["value"]

    assert fee["income"]["value"]["skipped_months"] == skipped


def test_only_the_newest_value_of_a_key_is_told() -> None:
    values = told(date(2026, 3, 16))["procedures"]["reference_values"]["value"]

    pensioners = [
        one for one in values if (one["key"], one["group"]) == ("subsistence_minimum", "pensioners")
    ]
    assert [one["amount"] for one in pensioners] == ["14000.00"]
    assert pensioners[0]["citation"]["verify"] is True


def test_before_the_law_nothing_is_in_force() -> None:
    procedures = told(date(2014, 12, 31))["procedures"]

    assert procedures["contract_rules"] == {"since": None, "citation": None, "value": None}
    assert procedures["reference_values"]["value"] == []


def test_conditions_are_told_in_words() -> None:
    lists = told(date(2026, 3, 16))["procedures"]["required_documents"]["value"]

    when = {one["when"] for papers in lists for one in papers["requirements"]}
    assert "всегда" in when
    assert all(isinstance(one, str) for one in when)


def lines_of(**hooks: object) -> str:
    region = build(CODE, make_plugin(**hooks))
    return "\n".join(as_lines(region, date(2026, 3, 16)))


def test_lines_have_headings_values_and_clauses() -> None:
    text = lines_of()

    assert text.startswith("Выдуманная область (fake): порядок на 16.03.2026\n")
    assert "ДОГОВОР (contract_rules), с 01.01.2025 [FED-FEE-09: " in text
    assert "срок заключения (contract_conclusion): [FED-CON-01: ч. 1 ст. 17 442-ФЗ]" in text
    assert "сколько: 24" in text
    assert "единица: часы" in text
    assert "(tariff.FAK-H-01); сколько: 100,00; с: 01.01.2015; проверено: 22.11.2026" in text
    assert "сверить с актом" in text


# Written so in the forms themselves.
LATIN = {"e-mail"}
CODE_IN_BRACKETS = re.compile(r"\([A-Za-z0-9_.,:+-]+\)")
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*[a-z][A-Za-z0-9_.-]*")


@pytest.mark.parametrize("code", sorted(discover()))
@pytest.mark.parametrize(
    "day", [date(2015, 1, 1), date(2024, 12, 31), NEW_YEAR, date(2026, 3, 16)], ids=str
)
def test_a_reader_meets_codes_only_in_brackets_after_their_titles(code: str, day: date) -> None:
    text = CODE_IN_BRACKETS.sub("", "\n".join(as_lines(discover()[code], day)))

    unnamed = set(LATIN_WORD.findall(text)) - LATIN
    assert unnamed == set(), "give them words in portal/regions/caption_fields.py, caption_words.py"


def test_a_code_that_refers_to_another_is_told_by_its_title() -> None:
    text = "\n".join(as_lines(discover()["vladimir"], date(2026, 3, 16)))

    assert "отделение: Отделение дневного пребывания граждан" in text
    assert "код: " not in text
    assert "- тариф: " in text


def test_what_has_ended_is_not_told() -> None:
    ended = FreeCategory(
        "miner", "шахтёры", SINCE, frozenset({Form.HOME}), CITED, until=date(2026, 3, 16)
    )
    rules = FEDERAL.rules.fee_rules.changed(
        lambda one: replace(one, free_categories=(ended, *one.free_categories))
    )

    assert "шахтёры" not in lines_of(fee_rules=rules)


@pytest.mark.parametrize(
    ("until", "shown"), [(date(2026, 3, 15), False), (date(2026, 3, 16), True)]
)
def test_a_norm_holds_through_its_last_day(until: date, shown: bool) -> None:
    norm = Norm("visits", "Посещения", "Приходят.", (Place.RECIPIENT,), CITED, until=until)
    norms = Timeline(Version(SINCE, (norm,), Citation("FAK-RGT-01", "442-FZ", "п. 1", note="так")))

    text = lines_of(norms=norms)

    assert ("Посещения" in text) is shown
    assert "[FAK-RGT-01: п. 1; так]" in text


def test_a_hook_that_is_not_in_force_is_only_named() -> None:
    later = Timeline(Version(date(2027, 1, 1), (), CITED))

    text = lines_of(norms=later)

    assert text.endswith("ПРАВА, ЗАПРЕТЫ И ЧУЖИЕ ОБЯЗАННОСТИ (norms)")
