"""Where the links of a page lead: a reader who follows every one of them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Container, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from tests.support.browser import Browser


@dataclass(frozen=True)
class Visited:
    """An address somebody came to by links alone, and what it answered."""

    endpoint: str
    path: str
    came_from: str
    answer: TestResponse

    @property
    def refused(self) -> bool:
        return self.answer.status_code >= 400

    @property
    def is_page(self) -> bool:
        """Something to look at: neither a file nor a way on to somewhere else."""
        saved = self.answer.headers.get("Content-Disposition", "").startswith("attachment")
        return self.answer.status_code == 200 and self.answer.mimetype == "text/html" and not saved


class _Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href") if tag == "a" else None
        if target:
            self.found.append(urldefrag(urljoin(self.page, target)).url)


def follow_links(
    app: Flask, browser: Browser, *, each: int, leaving: Container[str] = ()
) -> Iterator[Visited]:
    """From the first page on, follow every link, ``each`` addresses of a kind of page at most."""
    addresses = app.url_map.bind("localhost")
    waiting, known = deque([("/", "")]), {"/"}
    counted: Counter[str] = Counter()
    while waiting:
        path, came_from = waiting.popleft()
        try:
            endpoint, _ = addresses.match(urlsplit(path).path)
        except (HTTPException, RequestRedirect):
            endpoint = ""
        if endpoint in leaving or counted[endpoint] >= each:
            continue
        counted[endpoint] += 1
        answer = browser.get(path)
        visited = Visited(endpoint, path, came_from, answer)
        yield visited
        for target in _onward(visited):
            if target not in known:
                known.add(target)
                waiting.append((target, path))


def _onward(visited: Visited) -> Iterator[str]:
    if location := visited.answer.headers.get("Location"):
        yield from _here(urljoin(visited.path, location))
    elif visited.is_page:
        links = _Links(visited.path)
        links.feed(visited.answer.text)
        for target in links.found:
            yield from _here(target)


def _here(target: str) -> Iterator[str]:
    """The address within the portal; a telephone or another site is none."""
    parts = urlsplit(target)
    if parts.scheme in ("", "http", "https") and parts.netloc in ("", "localhost"):
        yield target if not parts.netloc else target.split(parts.netloc, 1)[1]
