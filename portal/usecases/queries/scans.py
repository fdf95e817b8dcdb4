"""Scans and other files that somebody uploaded, on their way out again."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.violations import NotFound
from portal.models import StoredFile


@dataclass(frozen=True, slots=True)
class ScanView:
    """A stored file with its bytes, to be downloaded."""

    name: str
    media_type: str
    content: bytes


def scan_where(session: Session, *which: ColumnElement[bool]) -> ScanView:
    """The stored file that a row names; the conditions tie it to that row. Raises NotFound."""
    found = session.execute(
        select(StoredFile.original_name, StoredFile.media_type, StoredFile.content)
        .where(*which)
        .limit(1)
    ).first()
    if found is None:
        raise NotFound
    return ScanView(*found)
