import hashlib
import io
import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfWriter

from portal.demo import drawing
from portal.demo.loading import load_demo
from portal.extensions import db
from portal.regions.registry import discover

LONGEST_LOAD = 300
NOW = datetime(2026, 11, 20, 6, 40, tzinfo=UTC)


def blank_page(page: tuple[str, str]) -> bytes:
    """An empty page that tells texts apart: drawing for real is tested elsewhere."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Subject": hashlib.sha256("".join(page).encode()).hexdigest()})
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def load(path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "cpu_count", lambda: 1)
        patch.setattr(drawing, "draw_page", blank_page)
        load_demo(path, NOW, discover(), lambda _month: None)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration as it is on 20 November 2026, made once a run; do not write to it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    path = folder / "demo.sqlite3"
    try:
        (folder / "demo.lock").touch(exist_ok=False)
    except FileExistsError:
        _wait_for(path)
    else:
        load(path)
    return path


def _wait_for(path: Path) -> None:
    """Another process of the run is making it."""
    patience = time.monotonic() + LONGEST_LOAD
    while not path.exists():
        assert time.monotonic() < patience, "the demonstration was not loaded"
        time.sleep(0.2)


@pytest.fixture
def demo_copy(demo_file: Path, tmp_path: Path) -> Path:
    """A demonstration of the test's own."""
    path = tmp_path / "demo.sqlite3"
    shutil.copyfile(demo_file, path)
    return path


@pytest.fixture
def demo(demo_copy: Path) -> Iterator[Flask]:
    app = Flask("demo-tests")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{demo_copy}"
    db.init_app(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
