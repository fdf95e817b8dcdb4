"""Making the demonstration's database: migrated, filled, proved, and only then put in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import event

from portal.demo.certificates import give_certificates
from portal.demo.drawing import drawing_office, forget_quickly
from portal.demo.proof import faults
from portal.demo.story import tell_story
from portal.documents.page_marks import Marker
from portal.extensions import db
from portal.models.schema import upgrade
from portal.regions.registry import Region
from portal.signing.vault import Vault

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"


class DemoBroken(Exception):
    """The sample data do not add up; the message lists what."""


def load_demo(
    path: Path,
    now: datetime,
    regions: Mapping[str, Region],
    tell: Callable[[str], None],
    *,
    marker: Marker | None = None,
    vault: Vault | None = None,
) -> None:
    """Write the demonstration to ``path``; what stood there is replaced once all is well.

    Papers carry codes when a ``marker`` of the installation makes them; with its ``vault`` each
    provider gets a self-made certificate.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.loading")
    remove_database(unfinished)
    try:
        found = _fill(unfinished, now, regions, tell, marker, vault)
        if found:
            raise DemoBroken("; ".join(found))
        remove_database(path)
        unfinished.rename(path)
    finally:
        remove_database(unfinished)


def _fill(
    path: Path,
    now: datetime,
    regions: Mapping[str, Region],
    tell: Callable[[str], None],
    marker: Marker | None,
    vault: Vault | None,
) -> tuple[str, ...]:
    """Tell the story into a new database; what does not add up in it."""
    upgrade(f"sqlite:///{path}")
    app = Flask("portal.demo")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{path}"
    db.init_app(app)
    packages = {
        code: region.identity.template_package
        for code, region in regions.items()
        if region.identity.template_package
    }
    with app.app_context():
        event.listen(db.engine, "connect", forget_quickly)
        try:
            with drawing_office(TEMPLATES, packages, marker) as drawing:
                tell_story(now, regions, drawing, tell)
            if vault is not None:
                give_certificates(vault, now)
            found = faults()
            _fold_the_journal()
        finally:
            db.session.remove()
            db.engine.dispose()
    return tuple(found)


def remove_database(path: Path) -> None:
    """Delete a SQLite database with its journal, if there is one."""
    for suffix in ("", "-wal", "-shm", "-jobs", "-jobs-wal", "-jobs-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _fold_the_journal() -> None:
    """Everything into the one file that is renamed."""
    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
