import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.commands import demo
from portal.demo.clock import START
from portal.extensions import db
from portal.models.schema import is_current
from portal.regions.registry import discover
from tests.commands.conftest import Portal
from tests.demo.conftest import demo_file as demo_file  # noqa: PLC0414 - a fixture from next door

PATIENCE = 240
FETCH = "import sys, urllib.request as u; print(u.urlopen(sys.argv[1], timeout=60).status)"


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for key in [key for key in os.environ if key.startswith("PORTAL_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    return tmp_path


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def test_a_taken_port_is_a_sentence_before_anything_is_loaded(
    portal: Portal, instance: Path
) -> None:
    with taken_port() as port:
        done = portal("demo", "--port", str(port))

    assert (done.status, done.out) == (2, "")
    assert f"Порт {port} занят" in done.err
    assert list(instance.iterdir()) == []


def test_no_region_is_a_sentence(
    portal: Portal, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "discover", dict)

    done = portal("demo", "--port", str(free_port()))

    assert done.status == 2
    assert "регион" in done.err


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[demo.Portal]:
    """Instead of serving, what would have been served."""
    found: list[demo.Portal] = []
    monkeypatch.setattr(demo, "run_server", found.append)
    return found


def test_the_second_start_loads_nothing(
    portal: Portal, instance: Path, demo_file: Path, served: list[demo.Portal]
) -> None:
    shutil.copyfile(demo_file, instance / "demo.sqlite3")

    done = portal("demo", "--port", str(free_port()))

    assert (done.status, done.err) == (0, "")
    assert "director.klyazma" in served[0].text
    assert served[0].environment["PORTAL_DEMO"] == "1"
    assert served[0].app.extensions["settings"].demo


def test_fresh_makes_the_data_anew(
    portal: Portal, instance: Path, served: list[demo.Portal], monkeypatch: pytest.MonkeyPatch
) -> None:
    (instance / "demo.sqlite3").write_bytes(b"old")
    monkeypatch.setattr(demo, "load_demo", lambda path, *_, **__: sqlite3.connect(path).close())

    done = portal("demo", "--fresh", "--port", str(free_port()))

    assert done.status == 0
    assert (instance / "demo.sqlite3").read_bytes() != b"old"


def test_only_providers_whose_region_is_installed_are_announced(
    portal: Portal, instance: Path, served: list[demo.Portal], monkeypatch: pytest.MonkeyPatch
) -> None:
    only = {"moscow": discover()["moscow"]}
    monkeypatch.setattr(demo, "discover", lambda: only)
    monkeypatch.setattr(demo, "load_demo", lambda path, *_, **__: sqlite3.connect(path).close())

    done = portal("demo", "--port", str(free_port()))

    assert done.status == 0
    assert "1\u00a0учреждение, полтора года" in done.err


def test_an_older_demonstration_gets_the_newest_tables(
    portal: Portal, instance: Path, served: list[demo.Portal]
) -> None:
    sqlite3.connect(instance / "demo.sqlite3").close()
    (instance / "demo.sqlite3").touch()

    done = portal("demo", "--port", str(free_port()))

    assert done.status == 0
    with served[0].app.app_context():
        assert is_current(db.engine)
        db.engine.dispose()


def test_the_demonstration_never_touches_another_database(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE", "postgresql://server/real")
    monkeypatch.setenv("PORTAL_HTTPS", "1")

    environment = demo.environment_of(instance / "demo.sqlite3", START)

    assert environment["PORTAL_DATABASE"] == f"sqlite:///{instance / 'demo.sqlite3'}"
    assert "PORTAL_HTTPS" not in environment
    assert environment["PORTAL_CLOCK"] == "2026-11-20T06:40:00+00:00"
    assert environment["PATH"] == os.environ["PATH"]


@contextmanager
def running(port: int, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a session of its own, ready to serve."""
    command = [sys.executable, "-m", "portal.cli", "demo", "--port", str(port), *options]
    process = subprocess.Popen(  # noqa: S603 - our own command
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)


def read_banner(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "recipient.volga" in line:
            break
    return "".join(lines)


def test_from_nothing_to_a_page_and_back(instance: Path) -> None:
    """The two commands of the README: load, serve, stop, start again."""
    assert {"vladimir", "moscow", "astrakhan"} <= discover().keys()
    port = free_port()

    for expected in ("Готовим", ""):
        with running(port) as process:
            text = read_banner(process)
            assert f"http://127.0.0.1:{port}/" in text
            page = subprocess.run(  # noqa: S603 - our own page
                [sys.executable, "-c", FETCH, f"http://127.0.0.1:{port}/sign-in"],
                capture_output=True,
                text=True,
                check=False,
            )
            assert page.stdout.strip() == "200", page.stderr
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0
            assert expected in err
            assert err.endswith("Портал остановлен.\n")
            assert bool(expected) is ("Готовим" in err)
    assert _nobody_listens(port)


def _nobody_listens(port: int) -> bool:
    patience = time.monotonic() + 5
    while time.monotonic() < patience:
        try:
            with socket.socket() as probe:
                # Connections that have just ended do not count, a listener does.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False
