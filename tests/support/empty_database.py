"""An empty database file of the newest revision: migrated once a process, then copied."""

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.models.schema import upgrade


def make_database(path: Path) -> None:
    """Put one there; a copy takes a millisecond, the migrations a second."""
    shutil.copyfile(migrated_file(), path)


@cache
def migrated_file() -> Path:
    """The one that is copied; do not write to it."""
    folder = TemporaryDirectory(prefix="portal-empty-")
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "portal.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path
