"""A real portal for a real browser: gunicorn and the job worker on a scratch database.

The application's clock is a setting, so a month passes by starting the portal again on a later day.
Every page is kept as a picture where $PORTAL_ARTEFACTS names a folder; a failed test always leaves
its screens there, or in ``artefacts/``.
"""

from __future__ import annotations

import os
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.ready import start

Scheme = Literal["light", "dark"]

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = Path(os.environ.get("PORTAL_ARTEFACTS", ROOT / "artefacts"))
STARTS_WITHIN = 120.0
REPORT_POLICY = """addEventListener("securitypolicyviolation", event =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""
PATIENCE = 30_000
"""Milliseconds a step waits for what it looks for: two cores may be busy with other tests."""


@dataclass(frozen=True)
class Portal:
    """A provider's installation in a folder of its own, not running yet."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "portal.sqlite3"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.database}"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

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
        # One process starts twice as quickly as two; its threads serve several people at once.
        serve = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--threads", "4", "--timeout", "120"]
        commands = ([*serve, "--no-control-socket", "wsgi:app"], ["portal", "worker"])
        running = [start(command, environment, self.log) for command in commands]
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", running[0], self.log)
            yield f"http://127.0.0.1:{port}"
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.join(timeout=60)
                assert process.exitcode is not None, "the portal did not stop when told to"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: BaseProcess, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if process.exitcode is not None:
            pytest.fail(f"the portal stopped at once:\n{log.read_text(encoding='utf-8')[-3000:]}")
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the portal did not answer:\n{log.read_text(encoding='utf-8')[-3000:]}")


class Visit:
    """Opens a browser of its own for each person; counts what the content policy had to stop."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def person(
        self,
        address: str,
        *,
        width: int = 1280,
        scripts: bool = True,
        scheme: Scheme = "light",
    ) -> Page:
        """A new browser, signed out, for the portal at this address."""
        context = self._browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme=scheme,
            locale="ru-RU",
            # A colour caught in the middle of a transition would read as a contrast fault.
            reduced_motion="reduce",
            accept_downloads=True,
        )
        self._contexts.append(context)
        context.add_init_script(REPORT_POLICY)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        self._listen(page)
        return page

    def _listen(self, page: Page) -> None:
        """Whatever the console or a script complains about is a fault of the page."""

        def complain(kind: str, text: str) -> None:
            self.complaints.append(f"{kind} at {page.url}: {text}")

        page.on(
            "console",
            lambda message: (
                complain("console", message.text)
                if message.type in ("error", "warning") and not _is_status(message.text)
                else None
            ),
        )
        page.on("pageerror", lambda error: complain("script", error.message))

    def keep_screens(self, name: str) -> None:
        """Keep what everybody sees now."""
        pages = [page for context in self._contexts for page in context.pages]
        for number, page in enumerate(pages, start=1):
            _picture(page, f"{name}-{number}")

    def leave(self) -> None:
        """Close everything that was opened."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()


def _is_status(text: str) -> bool:
    # Chromium logs every answer of 400 and above; a refused form is one of them.
    return text.startswith("Failed to load resource: the server responded with a status of 4")


def keep(page: Page, name: str) -> None:
    """A picture of the page for people to look at, when they asked for pictures."""
    if "PORTAL_ARTEFACTS" in os.environ:
        _picture(page, name)


def _picture(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)


def keep_paper(pdf: bytes, name: str) -> None:
    """A paper as it was handed out, for people to look at."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    (ARTEFACTS / f"{name}.pdf").write_bytes(pdf)
