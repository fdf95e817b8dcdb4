"""The page of acts and editions is what the code declares."""

from pathlib import Path

from portal.regions.registry import discover
from tests.support.law_manual import law_page

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "law.md"


def test_the_manual_lists_every_act_and_every_open_reading() -> None:
    expected = law_page(discover())

    assert MANUAL.read_text(encoding="utf-8") == expected, (
        "run: python -m tests.support.law_manual > docs/law.md"
    )
