import os
import shutil
from pathlib import Path

import pytest

from portal.commands import worker
from tests.commands.conftest import Outcome, Portal
from tests.demo.conftest import demo_file as demo_file  # noqa: PLC0414 - a fixture from next door
from tests.support.empty_database import make_database


@pytest.fixture
def house(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demonstration's database, on the evening of its open month's last day."""
    path = tmp_path / "portal.sqlite3"
    shutil.copyfile(demo_file, path)
    for key in [key for key in os.environ if key.startswith("PORTAL_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("PORTAL_DATABASE", f"sqlite:///{path}")
    monkeypatch.setenv("PORTAL_CLOCK", "2026-11-30T18:00:00+03:00")
    return path


def month(portal: Portal, what: str, *options: str, code: str = "klyazma") -> Outcome:
    return portal("month", what, "--provider", code, *options)


def test_a_rehearsal_writes_nothing(portal: Portal, house: Path) -> None:
    first = month(portal, "rehearse", "--month", "2026-11", "--json")
    second = month(portal, "rehearse", "--month", "2026-11", "--json")

    assert (first.status, first.err) == (0, "")
    assert first.out == second.out
    answer = first.answer
    assert (answer["provider"], answer["month"], answer["state"]) == ("klyazma", "2026-11", "open")


def test_closing_gives_what_was_rehearsed(portal: Portal, house: Path) -> None:
    seen = month(portal, "rehearse", "--month", "2026-11", "--json").answer

    done = month(portal, "close", "--month", "2026-11", "--json")

    assert (done.status, done.err) == (0, "")
    assert isinstance(seen["acts"], list)
    assert done.answer["acts"] == len(seen["acts"])
    assert done.answer["total_due"] == seen["total_payable"]
    assert done.answer["skipped"] == seen["skipped"]
    unprinted = done.answer["unprinted"]
    assert isinstance(unprinted, list)
    assert len(unprinted) == done.answer["acts"]
    assert seen["unprinted"] == []
    again = month(portal, "rehearse", "--month", "2026-11", "--json").answer
    assert again["unprinted"] == unprinted


@pytest.mark.parametrize(
    ("at", "warnings"),
    [
        pytest.param("2026-11-30T23:59:00+03:00", 1, id="FED-ACT-01 the last day"),
        pytest.param("2026-12-01T00:00:00+03:00", 0, id="FED-ACT-01 the first day after"),
    ],
)
def test_closing_on_the_last_day_warns(
    portal: Portal, house: Path, monkeypatch: pytest.MonkeyPatch, at: str, warnings: int
) -> None:
    monkeypatch.setenv("PORTAL_CLOCK", at)

    done = month(portal, "close", "--month", "2026-11", "--json")

    found = done.answer["warnings"]
    assert isinstance(found, list)
    assert len(found) == warnings


def test_a_second_closing_is_refused_by_the_law(portal: Portal, house: Path) -> None:
    done = month(portal, "close", "--month", "2026-10", "--json")

    assert (done.status, done.out) == (1, "")
    assert (done.error["code"], done.error["field"]) == ("month_closed", "month")


def test_a_month_that_is_not_over_is_refused(
    portal: Portal, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_CLOCK", "2026-11-29T18:00:00+03:00")

    done = month(portal, "close", "--month", "2026-11")

    assert (done.status, done.error["code"]) == (1, "value_invalid")


def test_people_read_a_table(portal: Portal, house: Path) -> None:
    seen = month(portal, "rehearse", "--month", "2026-11")
    done = month(portal, "close", "--month", "2026-11")

    assert seen.out.splitlines()[0] == "ноябрь 2026, klyazma: открыт"
    assert seen.out.splitlines()[-1].startswith("Актов: ")
    assert "без акта" in seen.out
    assert done.out.splitlines()[-1].startswith("ноябрь 2026, klyazma: закрыт. Актов: ")
    assert "Закрыто в последний день, 30.11.2026" in done.out
    assert "Не напечатано актов и квитанций к ним: " in done.out


@pytest.mark.parametrize(
    ("code", "wanted", "field"),
    [("nobody", "2026-11", "provider"), ("klyazma", "11.2026", "month")],
)
def test_a_wrong_call_names_its_option(
    portal: Portal, house: Path, code: str, wanted: str, field: str
) -> None:
    done = month(portal, "rehearse", "--month", wanted, code=code)

    assert (done.status, done.out) == (2, "")
    assert done.error["field"] == field


def test_an_empty_database_asks_for_its_tables(
    portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE", f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))

    done = month(portal, "rehearse", "--month", "2026-11")

    assert (done.status, done.error["code"]) == (2, "conflict")
    assert "portal db upgrade" in (done.error["message"] or "")


def test_a_wrong_setting_is_a_sentence(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_CLOCK", "yesterday")

    done = month(portal, "rehearse", "--month", "2026-11")

    assert (done.status, done.error["code"]) == (2, "value_invalid")
    assert "PORTAL_CLOCK" in (done.error["message"] or "")


def test_the_worker_runs_the_queue_of_the_settings(
    portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_database(tmp_path / "portal.sqlite3")
    monkeypatch.setenv("PORTAL_DATABASE", f"sqlite:///{tmp_path / 'portal.sqlite3'}")
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    started = []
    monkeypatch.setattr(
        worker, "run_worker", lambda app, *, workers: started.append((app.name, workers))
    )

    done = portal("worker", "--workers", "2")

    assert (done.status, started) == (0, [("portal", 2)])
