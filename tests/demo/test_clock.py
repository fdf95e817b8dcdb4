import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.demo.banner import banner
from portal.demo.clock import START, clock_start, last_event


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("real", "last", "start"),
    [
        pytest.param("2026-10-31T20:59:59", None, START, id="a second before November in Moscow"),
        pytest.param("2026-10-31T21:00:00", None, None, id="November begins in Moscow"),
        pytest.param("2026-11-30T20:59:59", None, None, id="the last second of November"),
        pytest.param("2026-11-30T21:00:00", None, START, id="December begins"),
        pytest.param("2027-03-01T10:00:00", "2026-11-19T10:00:00", START, id="before the start"),
        pytest.param(
            "2027-03-01T10:00:00",
            "2026-11-21T10:00:00",
            at("2026-11-21T10:00:01"),
            id="it goes on where it stopped",
        ),
        pytest.param("2026-11-22T10:00:00", "2026-11-22T09:00:00", None, id="real time goes on"),
        pytest.param(
            "2026-11-03T10:00:00",
            "2026-11-20T10:00:00",
            at("2026-11-20T10:00:01"),
            id="real time is behind what has happened",
        ),
    ],
)
def test_the_day_of_the_demonstration(real: str, last: str | None, start: datetime | None) -> None:
    assert clock_start(at(real), at(last) if last else None) == start


def test_a_missing_or_foreign_file_has_no_last_event(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.sqlite3"
    sqlite3.connect(foreign).close()

    assert last_event(tmp_path / "missing.sqlite3") is None
    assert last_event(foreign) is None


def test_the_last_event_is_read_from_the_audit_trail(demo_file: Path) -> None:
    found = last_event(demo_file)

    assert found is not None
    assert found <= at("2026-11-20T06:40:00")


def test_the_banner_names_address_day_and_logins() -> None:
    text = banner(
        "http://127.0.0.1:8000/",
        datetime(2026, 11, 20, 9, 40),  # noqa: DTZ001 - Moscow's clock
        real_time=False,
        regions=frozenset({"vladimir"}),
    )

    assert "http://127.0.0.1:8000/" in text
    assert "20 ноября 2026 года, 09:40" in text
    assert "часы демонстрации" in text
    assert "director.klyazma" in text
    assert "klyazma-podpis-26" in text
    assert "yauza" not in text
