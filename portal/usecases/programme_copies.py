"""A programme's only paper copy: its scan is kept and the paper goes back (FED-IPP-04)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.choices import Choice
from portal.domain.law import Citation
from portal.domain.programme_rules import check_kept_copy
from portal.domain.violations import refuse
from portal.models import Programme, ProgrammeCopy, StoredFile
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.queries.scans import ScanView, scan_where
from portal.usecases.transaction import reading, transaction
from portal.usecases.uploads import Upload, store_scan

SCANNED, RETURNED = "scan_attached", "paper_returned"


@dataclass(frozen=True, slots=True)
class KeepCopy:
    """A scan of the programme, the day its paper went back to the recipient, or both."""

    programme_id: int
    scan: Upload | None = None
    returned_on: date | None = None


@dataclass(frozen=True, slots=True)
class CopyView:
    """What is recorded of the paper and what the law still asks for."""

    scan: str
    returned_on: date | None
    missing: tuple[Choice, ...]
    citation: Citation


def keep_copy(command: KeepCopy, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record the scan and the return; what was recorded before stays unless it is given anew.

    Raises value_invalid for nothing given and for a day before the programme or to come.
    """
    if command.scan is None and command.returned_on is None:
        text = "Выберите скан или введите день, когда бумагу вернули получателю."
        refuse("value_invalid", text, field="returned_on")
    with transaction() as session:
        programme = own(session, Programme, command.programme_id, actor.provider_id, lock=True)
        day = command.returned_on
        if day is not None and not programme.issued_on <= day <= region.today(now):
            text = f"Введите день от {programme.issued_on:%d.%m.%Y}, даты программы, до сегодня."
            refuse("value_invalid", text, field="returned_on")
        scan = store_scan(session, command.scan, provider_id=actor.provider_id, now=now)
        row = _row(session, programme)
        if row is None:
            row = ProgrammeCopy(provider_id=actor.provider_id, programme_id=programme.id)
            session.add(row)
        row.file_id, row.returned_on = scan or row.file_id, day or row.returned_on
        row.recorded_at, row.recorded_by_id = now, actor.membership_id
        session.flush()
        after = {"scan": row.file_id, "returned_on": row.returned_on}
        subject = ("programme_copy_kept", "programme", programme.id)
        audit.record(session, actor, now, *subject, None, after)


def kept_copy(actor: Actor, programme_id: int, region: Region, day: date) -> CopyView:
    """What is known of a programme's paper; raises NotFound for another provider's."""
    rules = region.rules.programme_rules.on(day)
    with reading() as session:
        row = _row(session, own(session, Programme, programme_id, actor.provider_id))
        scan = ""
        if row is not None and row.file_id is not None:
            names = select(StoredFile.original_name).where(StoredFile.id == row.file_id)
            scan = session.scalars(names).one()
    returned = row.returned_on if row else None
    done = [code for code, holds in ((SCANNED, scan), (RETURNED, returned)) if holds]
    missing = check_kept_copy(rules, done)
    return CopyView(scan, returned, missing, rules.copies.provider_keeps.citation)


def programme_scan(actor: Actor, programme_id: int) -> ScanView:
    """The scan of a programme; raises NotFound without one."""
    with reading() as session:
        return scan_where(
            session,
            StoredFile.id == ProgrammeCopy.file_id,
            ProgrammeCopy.provider_id == actor.provider_id,
            ProgrammeCopy.programme_id == programme_id,
        )


def _row(session: Session, programme: Programme) -> ProgrammeCopy | None:
    return session.scalars(
        select(ProgrammeCopy).where(
            ProgrammeCopy.provider_id == programme.provider_id,
            ProgrammeCopy.programme_id == programme.id,
        )
    ).one_or_none()
