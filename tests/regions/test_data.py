"""The loader of the regions' tables names the file and the row at fault."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from portal.domain.people import PopulationGroup
from portal.regions.data import load_catalogue, load_reference_values
from portal.regions.errors import RegionError

HEAD = """
since = 2026-01-01
rule = "FED-FEE-03"
act = "442-FZ"
unit = "ч. 5 ст. 31 442-ФЗ"
checked_on = 2026-11-22
"""


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file data/table.toml of an importable package."""
    folder = tmp_path / "sample_tables" / "data"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "sample_tables", raising=False)
    return folder / "table.toml"


def test_a_row_takes_from_the_head_what_it_does_not_say(table: Path) -> None:
    table.write_text(
        f"{HEAD}verify = true\n"
        'value = [{key = "subsistence_minimum", group = "pensioners", amount = "14000.00"},'
        '{key = "threshold_multiplier", amount = "1.5", since = 2015-01-01, verify = false,'
        ' rule = "VLA-FEE-05", note = "закон области"}]\n'
    )

    minimum, multiplier = load_reference_values("sample_tables", "table.toml")

    assert minimum.group is PopulationGroup.PENSIONERS
    assert minimum.amount == Decimal("14000.00")
    assert minimum.since == date(2026, 1, 1)
    assert minimum.citation.verify
    assert multiplier.since == date(2015, 1, 1)
    assert multiplier.citation.rule == "VLA-FEE-05"
    assert multiplier.citation.note == "закон области"
    assert not multiplier.citation.verify


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{HEAD}", r"no \[\[value\]\] rows"),
        ("value = [", "table.toml"),
        (f'{HEAD}value = [{{key = "x", amount = "сто"}}]', "row 1: «amount» is not a number"),
        (f'{HEAD}value = [{{key = "x", amount = 100}}]', "row 1: «amount» is missing"),
        (f'{HEAD}value = [{{amount = "1.00"}}]', "row 1: «key» is missing"),
        (
            HEAD.replace("2026-01-01", '"2026"') + 'value = [{key = "x", amount = "1.00"}]',
            "row 1: «since» is missing or not a date",
        ),
        (
            f'{HEAD}value = [{{key = "x", amount = "1.00"}}, {{key = "y", amount = "-"}}]',
            "row 2",
        ),
        (
            f'{HEAD}value = [{{key = "x", amount = "1.00", group = "poor"}}]',
            "row 1: «group» is none of working_age, pensioners, children",
        ),
    ],
)
def test_a_wrong_table_names_its_row(table: Path, text: str, message: str) -> None:
    table.write_text(text)

    with pytest.raises(RegionError, match=message):
        load_reference_values("sample_tables", "table.toml")


def test_a_table_that_is_not_there_is_named(table: Path) -> None:
    with pytest.raises(RegionError, match=r"sample_tables: data/table.toml"):
        load_catalogue("sample_tables", table.name)


def test_a_catalogue_names_a_strange_kind(table: Path) -> None:
    table.write_text(
        f'{HEAD}[[service]]\ncode = "S1"\ntitle = "Услуга"\nkind = "magic"\nform = "home"\n'
        'unit_title = "раз"\n'
    )

    with pytest.raises(RegionError, match="row 1: «kind» is none of social_domestic"):
        load_catalogue("sample_tables", "table.toml")
