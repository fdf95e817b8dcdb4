"""A real portal for a real browser: gunicorn and the job worker on a scratch database.

The application's clock is a setting, so a month passes by starting the portal again on a later day.
Screenshots are kept in ``artefacts/`` (or $PORTAL_ARTEFACTS) for people to look at.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = Path(os.environ.get("PORTAL_ARTEFACTS", ROOT / "artefacts"))
STARTS_WITHIN = 30.0
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


@dataclass(frozen=True)
class Portal:
    """A provider's installation in a folder of its own, not running yet."""

    folder: Path

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'portal.sqlite3'}"

    def environment(self, clock: str | None) -> dict[str, str]:
        settings = {
            "PORTAL_DATABASE": self.database_url,
            "PORTAL_INSTANCE": str(self.folder),
            "PORTAL_SECRET": "a secret of the browser tests, long enough",
        }
        if clock:
            settings["PORTAL_CLOCK"] = clock
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        return {**kept, **settings}

    @contextmanager
    def running(self, clock: str | None = None) -> Iterator[str]:
        """Serve on loopback from ``clock`` on; the address is handed out when it answers."""
        port = _free_port()
        environment = self.environment(clock)
        commands = (
            [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2", "wsgi:app"],
            [str(Path(sys.executable).parent / "portal"), "worker"],
        )
        log = (self.folder / "server.log").open("ab")
        running = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own commands
            for command in commands
        ]
        try:
            _wait_for(f"http://127.0.0.1:{port}/sign-in", running[0], self.folder / "server.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            for process in running:
                process.send_signal(signal.SIGTERM)
            for process in running:
                process.wait(timeout=20)
            log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the portal stopped at once:\n{log.read_text(encoding='utf-8')[-3000:]}")
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the portal did not answer:\n{log.read_text(encoding='utf-8')[-3000:]}")


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
def visit(chromium: Browser) -> Iterator["Visit"]:
    """People at their screens; everything they opened is closed at the end."""
    people = Visit(chromium)
    yield people
    people.leave()


class Visit:
    """Opens a browser of its own for each person."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def person(self, *, width: int = 1280, scripts: bool = True) -> Page:
        context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="ru-RU",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    def leave(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()


def keep(page: Page, name: str) -> None:
    """A screenshot of the whole page for people to look at."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)
