"""Settings: sensible without any variable, and a clear sentence for each wrong one."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from portal.config import MEGABYTE, Settings, SettingsError

SECRET = "0123456789abcdef" * 2


def read(tmp_path: Path, **variables: str) -> Settings:
    environ = {"PORTAL_INSTANCE": str(tmp_path), **variables}
    return Settings.from_environment(environ)


def test_portal_runs_without_any_setting(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert settings.database_url == f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    assert settings.queue_path == tmp_path / "portal.sqlite3-jobs"
    assert settings.upload_limit == 10 * MEGABYTE
    assert (settings.https, settings.demo, settings.clock) == (False, False, None)
    assert settings.proxies == 0


def test_own_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = read(tmp_path).secret_key

    assert read(tmp_path).secret_key == first
    assert len(first) == 64
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_settings_are_taken_from_the_environment(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        PORTAL_DATABASE="postgresql://portal:geheim@db/portal",
        PORTAL_SECRET=SECRET,
        PORTAL_HTTPS="1",
        PORTAL_DEMO="yes",
        PORTAL_CLOCK="2026-03-31T09:00:00+03:00",
        PORTAL_UPLOAD_LIMIT="2",
        PORTAL_PROXIES="1",
    )

    assert settings.database_url == "postgresql://portal:geheim@db/portal"
    assert settings.queue_path is None
    assert settings.secret_key == SECRET
    assert (settings.https, settings.demo) == (True, True)
    assert settings.clock == datetime(2026, 3, 31, 9, tzinfo=timezone(timedelta(hours=3)))
    assert settings.upload_limit == 2 * MEGABYTE
    assert settings.proxies == 1


def test_relative_database_lies_where_the_command_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)

    settings = read(tmp_path / "instance", PORTAL_DATABASE="sqlite:///data/test.sqlite3")

    assert settings.database_url == f"sqlite:///{here / 'data' / 'test.sqlite3'}"
    assert settings.queue_path == here / "data" / "test.sqlite3-jobs"
    assert (here / "data").is_dir()
    assert not (tmp_path / "instance" / "data").exists()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        pytest.param("PORTAL_DATABASE", "portal.db", "not a database address", id="no address"),
        pytest.param("PORTAL_DATABASE", "mysql://x/y", "only sqlite and postgresql", id="mysql"),
        pytest.param("PORTAL_DATABASE", "sqlite://", "names no file", id="memory"),
        pytest.param("PORTAL_SECRET", "x" * 31, "shorter than 32", id="short secret"),
        pytest.param("PORTAL_HTTPS", "maybe", "neither yes nor no", id="no flag"),
        pytest.param("PORTAL_CLOCK", "вчера", "not a moment", id="no moment"),
        pytest.param("PORTAL_CLOCK", "2026-03-31T09:00:00", "with its zone", id="no zone"),
        pytest.param("PORTAL_UPLOAD_LIMIT", "0", "from 1 to 100", id="no uploads"),
        pytest.param("PORTAL_UPLOAD_LIMIT", "101", "from 1 to 100", id="endless uploads"),
        pytest.param("PORTAL_PROXIES", "all", "from 0 to 9", id="proxies in words"),
        pytest.param("PORTAL_PROXIES", "10", "from 0 to 9", id="a chain of proxies"),
        pytest.param("PORTAL_PROXIES", "-1", "from 0 to 9", id="less than none"),
        pytest.param("PORTAL_UPLOAD_LIMIT", "૯", "from 1 to 100", id="foreign digit"),
    ],
)
def test_wrong_setting_is_named(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence) as refusal:
        read(tmp_path, **{name: value})

    assert name in str(refusal.value)


def test_server_with_https_brings_its_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PORTAL_SECRET is missing"):
        read(tmp_path, PORTAL_HTTPS="1")


def test_emptied_secret_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("")

    with pytest.raises(SettingsError, match="holds no secret"):
        read(tmp_path)
