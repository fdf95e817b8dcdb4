"""Chromium, and providers settled in installations of their own."""

import re
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from pypdf import PdfWriter

from tests.browser.house import House, settle
from tests.browser.installation import PATIENCE, Visit

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
    expect.set_options(timeout=PATIENCE)
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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """When a browser test fails, every screen is kept, and the portal's log is shown."""
    report = yield
    given: dict[str, object] = getattr(item, "funcargs", {})
    people, folder = given.get("visit"), given.get("tmp_path")
    if report.when == "call" and report.failed and isinstance(people, Visit):
        log = folder / "server.log" if isinstance(folder, Path) else None
        if log is not None and log.exists():
            report.sections.append(("the portal's log", log.read_text(encoding="utf-8")[-4000:]))
        people.keep_screens("failed-" + re.sub(r"\W+", "-", item.name).strip("-"))
    return report


@pytest.fixture(scope="session")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page somebody has scanned: one white sheet."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    path = tmp_path_factory.mktemp("scans") / "подпись.pdf"
    writer.write(path)
    return path


@pytest.fixture
def settled_in(visit: Visit, tmp_path: Path) -> Callable[[str], House]:
    """A provider of the named region in an empty installation."""

    def settle_there(region: str) -> House:
        return settle(tmp_path, region, visit)

    return settle_there
