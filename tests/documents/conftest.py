"""One press for all tests of papers, and the switch that renews the HTML snapshots."""

from pathlib import Path

import pytest

from portal.documents.press import Press

ROOT = Path(__file__).resolve().parents[2]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--snapshot-update", action="store_true", help="write tests/documents/snapshots anew"
    )


@pytest.fixture(scope="session")
def press() -> Press:
    return Press(ROOT / "templates", {})
