"""Settings from the environment: typed, frozen and checked before the portal starts."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

PROJECT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024
LEAST_SECRET = 32
MOST_PROXIES = 9
_YES = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
_DATABASES = ("sqlite", "postgresql")


class SettingsError(Exception):
    """The environment asks for something that cannot be; the message names the variable."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters with one-time codes go out; ``security`` is tls, starttls or none."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between two installations of the portal.

    ``clock`` is the moment at which the application's clock starts, None for real time;
    ``queue_path`` is the file of the embedded job queue, None when the queue lives in PostgreSQL;
    ``immediate_jobs`` runs jobs where they are queued, for tests; ``proxies`` is how many servers
    of our own stand between the reader and the portal and add to X-Forwarded-For;
    ``pkcs11_library`` is the file through which tokens are spoken to, empty where there are none.
    """

    database_url: str
    secret_key: str
    instance: Path
    queue_path: Path | None
    https: bool = False
    demo: bool = False
    immediate_jobs: bool = False
    clock: datetime | None = None
    upload_limit: int = 10 * MEGABYTE
    proxies: int = 0
    mail: MailServer | None = None
    pkcs11_library: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read and check ``PORTAL_…``; raises SettingsError with a sentence for each mistake."""
        instance = Path(environ.get("PORTAL_INSTANCE") or PROJECT / "instance").resolve()
        https = _flag(environ, "PORTAL_HTTPS")
        url = _database(environ, instance)
        return cls(
            database_url=url.render_as_string(hide_password=False),
            secret_key=_secret(environ, instance, https=https),
            instance=instance,
            queue_path=_queue(environ, url),
            https=https,
            demo=_flag(environ, "PORTAL_DEMO"),
            immediate_jobs=_flag(environ, "PORTAL_IMMEDIATE_JOBS"),
            clock=_clock(environ),
            upload_limit=_megabytes(environ, "PORTAL_UPLOAD_LIMIT", 10),
            proxies=_proxies(environ),
            mail=_mail(environ),
            pkcs11_library=_library(environ),
        )


def _flag(environ: Mapping[str, str], name: str) -> bool:
    text = environ.get(name, "").strip().lower()
    if text not in _YES:
        raise SettingsError(f"{name}={text!r} is neither yes nor no: write 1 or 0")
    return _YES[text]


def _database(environ: Mapping[str, str], instance: Path) -> URL:
    text = environ.get("PORTAL_DATABASE") or f"sqlite:///{instance / 'portal.sqlite3'}"
    try:
        url = make_url(text)
    except ArgumentError:
        raise SettingsError(
            "PORTAL_DATABASE is not a database address: write sqlite:////path/to/file or "
            "postgresql://user:password@host/name"
        ) from None
    if url.get_backend_name() not in _DATABASES:
        raise SettingsError(
            f"PORTAL_DATABASE names {url.get_backend_name()}: only sqlite and postgresql are known"
        )
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise SettingsError("PORTAL_DATABASE names no file: each process would have its own")
        # As typed in a shell: against the current folder, wherever the instance lies.
        path = Path(url.database).resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        url = url.set(database=str(path))
    return url


def _secret(environ: Mapping[str, str], instance: Path, *, https: bool) -> str:
    secret = environ.get("PORTAL_SECRET", "")
    if secret:
        if len(secret) < LEAST_SECRET:
            raise SettingsError(
                f"PORTAL_SECRET is shorter than {LEAST_SECRET} characters: make one with "
                "python3 -c 'import secrets; print(secrets.token_hex())'"
            )
        return secret
    if https:
        raise SettingsError("PORTAL_SECRET is missing: with PORTAL_HTTPS each process needs it")
    return _own_secret(instance / "secret")


def _own_secret(path: Path) -> str:
    """The installation's own secret, made on its first start and readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        secret = path.read_text(encoding="ascii").strip()
        if len(secret) < LEAST_SECRET:
            raise SettingsError(f"{path} holds no secret: delete it, a new one is made") from None
        return secret
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        secret = secrets.token_hex()
        file.write(secret)
    return secret


def _queue(environ: Mapping[str, str], url: URL) -> Path | None:
    if text := environ.get("PORTAL_QUEUE"):
        return Path(text).resolve()
    return Path(f"{url.database}-jobs") if url.get_backend_name() == "sqlite" else None


def _clock(environ: Mapping[str, str]) -> datetime | None:
    text = environ.get("PORTAL_CLOCK", "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise SettingsError(
            f"PORTAL_CLOCK={text!r} is not a moment with its zone: write 2026-03-31T09:00:00+03:00"
        )
    return moment


def _megabytes(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 100:  # noqa: PLR2004
        raise SettingsError(f"{name}={text!r}: write whole megabytes from 1 to 100")
    return int(text) * MEGABYTE


def _proxies(environ: Mapping[str, str]) -> int:
    text = environ.get("PORTAL_PROXIES") or "0"
    if not text.isascii() or not text.isdigit() or int(text) > MOST_PROXIES:
        raise SettingsError(
            f"PORTAL_PROXIES={text!r}: write how many of your own proxies stand before the portal, "
            f"from 0 to {MOST_PROXIES}"
        )
    return int(text)


_MAIL = {"smtps": ("tls", 465), "smtp+starttls": ("starttls", 587), "smtp": ("none", 25)}


def _mail(environ: Mapping[str, str]) -> MailServer | None:
    text, sender = environ.get("PORTAL_MAIL", ""), environ.get("PORTAL_MAIL_FROM", "")
    if not text:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _MAIL or not parts.hostname:
        raise SettingsError(
            "PORTAL_MAIL is not a mail server: write smtps://user:password@host, "
            "smtp+starttls://user:password@host or smtp://host"
        )
    if "@" not in sender:
        raise SettingsError("PORTAL_MAIL_FROM is missing: write the address letters come from")
    security, usual = _MAIL[parts.scheme]
    return MailServer(
        host=parts.hostname,
        port=port or usual,
        security=security,
        sender=sender,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _library(environ: Mapping[str, str]) -> str:
    """The PKCS#11 library: named by who installs the portal, for it runs within the portal."""
    path = environ.get("PORTAL_PKCS11", "")
    if path and not Path(path).is_file():
        raise SettingsError(
            f"PORTAL_PKCS11: there is no file {path}; name the library of the token's maker"
        )
    return path
