"""Chromium, and providers settled in installations of their own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.house import House, settle
from tests.browser.installation import Visit

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Headless Chromium of the machine; its absence is a failure that names the remedy."""
    found = next((path for path in map(shutil.which, CHROMIUM) if path), None)
    if found is None:
        pytest.fail("Chromium is missing: run scripts/ensure-browser, it says what to install")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """People at their screens; everything they opened is closed at the end."""
    people = Visit(chromium)
    yield people
    people.leave()
    assert people.complaints == []


@pytest.fixture
def settled_in(visit: Visit, tmp_path: Path) -> Callable[[str], House]:
    """A provider of the named region in an empty installation."""

    def settle_there(region: str) -> House:
        return settle(tmp_path, region, visit)

    return settle_there
