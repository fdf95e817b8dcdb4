"""``portal demo``: a database with sample data, a server on loopback, a worker beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy import create_engine

from portal.app import create_app
from portal.commands.answers import Status, say, write_text
from portal.config import PROJECT, Settings
from portal.demo.banner import banner
from portal.demo.clock import clock_start, last_event
from portal.demo.houses import HOUSES
from portal.demo.loading import load_demo, remove_database
from portal.documents.page_marks import Marker
from portal.models.schema import is_current, upgrade
from portal.regions.registry import discover
from portal.signing.vault import Vault
from portal.web.filters import plural

HOST = "127.0.0.1"
WORKERS = 2
LONGEST_REQUEST_LINE = 8190
"""As in gunicorn.conf.py: longer ones are refused by gunicorn itself, in English."""
MOSCOW = timedelta(hours=3)
PATIENCE = 10
"""Seconds the worker may take to stop."""


@dataclass(frozen=True, slots=True)
class Portal:
    """Everything the server needs: the bound socket, the application, the words to print."""

    app: Flask
    listening: int
    environment: Mapping[str, str]
    text: str


def serve(*, port: int, fresh: bool) -> None:
    """Load what is missing, serve until Ctrl+C; leaves with 2 when the port is taken."""
    listening = _take_port(port)
    regions = frozenset(house.region for house in HOUSES) & discover().keys()
    if not regions:
        say("Ни один регион демонстрации не установлен. Установите его: make install.")
        sys.exit(Status.WRONG_INPUT)
    path = _database()
    if fresh:
        remove_database(path)
    start = _prepare(path)
    environment = environment_of(path, start)
    app = create_app(Settings.from_environment(environment))
    now = (start or datetime.now(UTC)) + MOSCOW
    text = banner(f"http://{HOST}:{port}/", now, real_time=start is None, regions=regions)
    run_server(Portal(app, listening, environment, text))


def environment_of(path: Path, start: datetime | None) -> Mapping[str, str]:
    """The settings of the demonstration, whatever the settings around it are."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")}
    return {
        **kept,
        "PORTAL_INSTANCE": str(path.parent),
        "PORTAL_DATABASE": f"sqlite:///{path}",
        "PORTAL_DEMO": "1",
        **({"PORTAL_CLOCK": start.isoformat()} if start else {}),
    }


def run_server(portal: Portal) -> None:
    """Serve until told to stop."""
    _Server(portal).run()


def _take_port(port: int) -> int:
    """A bound socket's descriptor: the port is ours before anything takes time."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        say(
            f"Порт {port} занят или недоступен ({error.strerror}). Остановите то, что на нём "
            f"работает, или выберите другой: portal demo --port {port + 1}."
        )
        sys.exit(Status.WRONG_INPUT)
    return listening.detach()


def _database() -> Path:
    instance = os.environ.get("PORTAL_INSTANCE") or PROJECT / "instance"
    return Path(instance).resolve() / "demo.sqlite3"


def _prepare(path: Path) -> datetime | None:
    """A database at the newest revision with sample data; returns when its clock starts."""
    start = clock_start(datetime.now(UTC), last_event(path))
    if not path.exists():
        regions = discover()
        count = sum(house.region in regions for house in HOUSES)
        providers = plural(count, "учреждение", "учреждения", "учреждений")
        say(f"Готовим учебные данные: {providers}, полтора года. Обычно это меньше минуты.")
        secret = Settings.from_environment(environment_of(path, start)).secret_key
        load_demo(
            path,
            start or datetime.now(UTC),
            regions,
            lambda month: say(f"  {month}"),
            marker=Marker(secret),
            vault=Vault(secret),
        )
        return start
    engine = create_engine(f"sqlite:///{path}")
    current = is_current(engine)
    engine.dispose()
    if not current:
        upgrade(f"sqlite:///{path}")
    return start


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn comes without types
    """Gunicorn with the application loaded once, and the worker started when it is ready."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._worker: subprocess.Popen[bytes] | None = None
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"fd://{self._portal.listening}",
            "workers": WORKERS,
            "worker_class": "sync",
            "limit_request_line": LONGEST_REQUEST_LINE,
            "preload_app": True,
            "loglevel": "warning",
            "when_ready": self._ready,
            "on_exit": self._leave,
        }
        for key, value in settings.items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        return self._portal.app

    def _ready(self, _arbiter: object) -> None:
        command = [sys.executable, "-m", "portal.cli", "worker"]
        # In a session of its own: Ctrl+C is told to us, and we tell the worker.
        self._worker = subprocess.Popen(  # noqa: S603 - ourselves
            command, env=self._portal.environment, start_new_session=True
        )
        write_text(self._portal.text)

    def _leave(self, _arbiter: object) -> None:
        if self._worker is not None:
            self._worker.send_signal(signal.SIGTERM)
            try:
                self._worker.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._worker.kill()
        say("Портал остановлен.")
