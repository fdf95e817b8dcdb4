"""A browser for tests of pages: it keeps cookies, carries the CSRF token and can play htmx."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.models import UserSession
from portal.usecases.actor import Actor
from portal.usecases.sessions import hash_token

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
RAW_TOKEN = "raw token of a test"
_VERSION = re.compile(r'name="version"[^>]* value="(\d+)"')
_TAGS = re.compile(r"<[^>]+>")


class Browser:
    """Pages are asked for as a browser would; ``htmx=True`` asks for a part."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def enter(self, rows: Session, actor: Actor) -> Browser:
        """Sign in past the sign-in page: a live session row and its token in the cookie."""
        token = secrets.token_urlsafe(32)
        moment = datetime.now(UTC) if "clock" not in self.app.extensions else self._now()
        rows.add(
            UserSession(
                provider_id=actor.provider_id,
                token_hash=hash_token(token),
                user_id=actor.user_id,
                membership_id=actor.membership_id,
                opened_at=moment,
                seen_at=moment,
                address="127.0.0.1",
            )
        )
        rows.commit()
        with self.client.session_transaction() as kept:
            kept["_user_id"] = token
        return self

    def _now(self) -> datetime:
        moment: datetime = self.app.extensions["clock"].now()
        return moment

    def get(self, url: str, *, htmx: bool = False) -> TestResponse:
        return self.client.get(url, headers=HTMX if htmx else {}, buffered=True)

    def post(
        self,
        url: str,
        data: Mapping[str, object] | None = None,
        *,
        htmx: bool = False,
        token: bool = True,
        origin: str | None = None,
    ) -> TestResponse:
        """A form sent; without ``token``, or with an ``origin``, as another site would send it."""
        form = dict(data or {})
        if token:
            form["csrf_token"] = self._csrf_token()
        headers = (HTMX if htmx else {}) | ({"Origin": origin} if origin else {})
        return self.client.post(url, data=form, headers=headers, buffered=True)

    def send(self, url: str, data: Mapping[str, object] | None = None) -> TestResponse:
        """The form that stands at the address, with the version that its page has shown."""
        shown = _VERSION.search(self.get(url).get_data(as_text=True))
        return self.post(url, ({"version": shown[1]} if shown else {}) | dict(data or {}))

    def _csrf_token(self) -> str:
        with self.client.session_transaction() as kept:
            kept["csrf_token"] = RAW_TOKEN
        serializer = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
        return str(serializer.dumps(RAW_TOKEN))


def words(response: TestResponse) -> str:
    """What a reader sees: the text without tags, with single spaces."""
    text = unescape(_TAGS.sub(" ", response.get_data(as_text=True)))
    return " ".join(text.split())
