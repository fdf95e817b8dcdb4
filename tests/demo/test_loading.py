from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.demo import loading
from portal.demo.loading import DemoBroken, load_demo, remove_database

NOW = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)


def test_data_that_do_not_add_up_never_replace_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "demo.sqlite3"
    path.write_bytes(b"what was there")
    monkeypatch.setattr(loading, "tell_story", lambda *_arguments: None)
    monkeypatch.setattr(loading, "faults", lambda: ("копейка пропала",))

    with pytest.raises(DemoBroken, match="копейка пропала"):
        load_demo(path, NOW, {}, lambda _month: None)

    assert path.read_bytes() == b"what was there"
    assert [found.name for found in tmp_path.iterdir()] == ["demo.sqlite3"]


def test_an_interrupted_load_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "demo.sqlite3"
    (tmp_path / "demo.sqlite3.loading").write_bytes(b"half of it")
    monkeypatch.setattr(loading, "tell_story", lambda *_arguments: None)

    load_demo(path, NOW, {}, lambda _month: None)

    assert [found.name for found in tmp_path.iterdir()] == ["demo.sqlite3"]


def test_a_database_goes_with_its_journal_and_its_queue(tmp_path: Path) -> None:
    path = tmp_path / "demo.sqlite3"
    for suffix in ("", "-wal", "-shm", "-jobs"):
        (tmp_path / f"demo.sqlite3{suffix}").touch()
    (tmp_path / "secret").touch()

    remove_database(path)

    assert [found.name for found in tmp_path.iterdir()] == ["secret"]
