"""Contracts drawn ahead, on every processor at once.

A contract's bytes are frozen while it is concluded, and drawing takes a third of a second. So the
conclusions of a reception day are rehearsed on a copy of the database first: the texts that come
out are drawn in parallel, and the real conclusions find their pages ready. A text that was not
foreseen is drawn on the spot, so nothing depends on the rehearsal but time.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from flask import Flask
from pypdf import PdfWriter
from sqlalchemy import event, make_url

from portal.documents.facts import PaperFacts
from portal.documents.page_marks import Marker, PageMark
from portal.documents.press import Press, paper_title
from portal.domain.printed_forms import PrintedForm
from portal.extensions import db
from portal.usecases.month_papers import draw_page


def blank_page() -> bytes:
    """An empty sheet as a file."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


_BLANK = blank_page()


class DrawingOffice:
    """A press's helpers: processes that draw pages before they are asked for."""

    def __init__(
        self,
        templates: Path,
        packages: Mapping[str, str],
        processes: int,
        marker: Marker | None = None,
    ) -> None:
        """Where nobody can help, pages are drawn when they are needed."""
        self._pages: dict[str, Future[bytes]] = {}
        self._pool = _helpers(processes) if processes > 1 else None
        self.press: Press = _ReadyPress(templates, packages, self._pages, marker)
        self._foreseeing: Press = _ForeseeingPress(templates, packages, self.foresee, marker)

    def foresee(self, html: str, title: str) -> None:
        """Have a page drawn that will be asked for soon."""
        if self._pool is None or html in self._pages:
            return
        # Helpers may be gone by now; whoever needs the page draws it then.
        with suppress(BrokenExecutor, OSError):
            self._pages[html] = self._pool.submit(draw_page, (html, title))

    def rehearse(self, play: Callable[[Press], None]) -> None:
        """Play something on a copy of the database, only to learn which pages it needs."""
        if self._pool is None:
            return
        with _copy_of_the_database():
            play(self._foreseeing)

    def close(self) -> None:
        """Send the helpers home."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _helpers(processes: int) -> ProcessPoolExecutor | None:
    """The helpers, called in already; None where the system has no shared memory for them."""
    try:
        pool = ProcessPoolExecutor(
            processes,
            mp_context=multiprocessing.get_context("spawn"),
            # Ctrl+C is the parent's business.
            initializer=signal.signal,
            initargs=(signal.SIGINT, signal.SIG_IGN),
        )
    except (OSError, ImportError, NotImplementedError):
        return None
    try:
        # They take a second to come in: called now, they are there when the first page is.
        for _ in range(processes):
            pool.submit(int)
    except (OSError, BrokenExecutor):
        pool.shutdown(wait=False, cancel_futures=True)
        return None
    return pool


@contextmanager
def drawing_office(
    templates: Path, packages: Mapping[str, str], marker: Marker | None = None
) -> Iterator[DrawingOffice]:
    """As many helpers as there are processors."""
    office = DrawingOffice(templates, packages, min(os.cpu_count() or 1, 4), marker)
    try:
        yield office
    finally:
        office.close()


class _ReadyPress(Press):
    def __init__(
        self,
        templates: Path,
        packages: Mapping[str, str],
        pages: Mapping[str, Future[bytes]],
        marker: Marker | None,
    ) -> None:
        super().__init__(templates, packages, marker=marker)
        self._pages = pages

    def pdf(
        self,
        form: PrintedForm,
        region_code: str,
        facts: PaperFacts,
        mark: PageMark | None = None,
    ) -> bytes:
        html = self.html(form, region_code, facts, mark)
        page = self._pages.get(html)
        if page is not None:
            # A helper that the system has stopped leaves its page to us.
            with suppress(BrokenExecutor, OSError):
                return page.result()
        return draw_page((html, paper_title(facts)))


class _ForeseeingPress(Press):
    def __init__(
        self,
        templates: Path,
        packages: Mapping[str, str],
        foresee: Callable[[str, str], None],
        marker: Marker | None,
    ) -> None:
        super().__init__(templates, packages, marker=marker)
        self._foresee = foresee

    def pdf(
        self,
        form: PrintedForm,
        region_code: str,
        facts: PaperFacts,
        mark: PageMark | None = None,
    ) -> bytes:
        html = self.html(form, region_code, facts, mark)
        self._foresee(html, paper_title(facts))
        # Another page for every text, because a paper is known by its digest.
        return _BLANK + b"%" + sha256(html.encode()).hexdigest().encode() + b"\n"


@contextmanager
def _copy_of_the_database() -> Iterator[None]:
    source = make_url(str(db.engine.url)).database or ""
    with tempfile.TemporaryDirectory(prefix="portal-demo-") as folder:
        target = Path(folder) / "rehearsal.sqlite3"
        with sqlite3.connect(source) as real, sqlite3.connect(target) as copy:
            real.backup(copy)
        real.close()
        copy.close()
        app = Flask("portal.demo.rehearsal")
        app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{target}"
        db.init_app(app)
        with app.app_context():
            event.listen(db.engine, "connect", forget_quickly)
            try:
                yield
            finally:
                db.session.remove()
                db.engine.dispose()


def forget_quickly(connection: sqlite3.Connection, _record: object) -> None:
    """While sample data are loaded, nobody needs each commit to survive a power cut."""
    connection.execute("PRAGMA synchronous = OFF")
