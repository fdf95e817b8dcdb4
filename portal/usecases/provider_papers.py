"""The provider's papers that are shown on request when a contract is made (MSK-CON-07).

The charter, the branch's regulation, model contracts, standards: each is kept as a file; what is
not kept is told where the contract is drawn up, which is not held up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.domain.choices import ChoiceList
from portal.domain.violations import NotAllowed, refuse
from portal.models import ProviderPaper, StoredFile
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.departments import OPENS
from portal.usecases.queries.scans import ScanView, scan_where
from portal.usecases.transaction import reading, transaction
from portal.usecases.uploads import Upload, store_scan


@dataclass(frozen=True, slots=True)
class KeepPaper:
    """A paper by its code in the region's list, as a file; a newer file takes its place."""

    code: str
    scan: Upload | None


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """A paper of the list; without ``file`` nobody has uploaded it yet."""

    code: str
    title: str
    file: str
    kept_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownPapers:
    """What may be asked for when a contract is made."""

    asked: ChoiceList
    papers: tuple[ShownPaper, ...]

    @property
    def missing(self) -> tuple[ShownPaper, ...]:
        """What could not be shown today."""
        return tuple(one for one in self.papers if not one.file)


def keep_provider_paper(command: KeepPaper, *, region: Region, actor: Actor, now: datetime) -> None:
    """Keep the file; the former one stays among the stored files.

    Raises NotAllowed for who keeps no settings, value_invalid for a paper that is not on the
    region's list or comes without a file.
    """
    if actor.role not in OPENS:
        raise NotAllowed
    asked = region.rules.contract_rules.on(region.today(now)).on_request
    if asked is None:
        refuse("value_invalid", "В этом регионе перечня таких документов нет.", field="code")
    paper = asked.choice(command.code, field="code")
    if command.scan is None:
        refuse("value_invalid", f"Выберите файл: {paper.title}.", field="scan")
    with transaction() as session:
        file_id = store_scan(session, command.scan, provider_id=actor.provider_id, now=now)
        row = session.scalars(
            select(ProviderPaper).where(
                ProviderPaper.provider_id == actor.provider_id, ProviderPaper.code == paper.code
            )
        ).one_or_none()
        before = {"file": row.file_id if row else None}
        if row is None:
            row = ProviderPaper(provider_id=actor.provider_id, code=paper.code)
            session.add(row)
        row.file_id = file_id or 0
        row.recorded_at, row.recorded_by_id = now, actor.membership_id
        session.flush()
        after = {"paper": row.code, "file": row.file_id}
        subject = ("provider_paper_kept", "provider", actor.provider_id)
        audit.record(session, actor, now, *subject, before, after)


def shown_papers(actor: Actor, region: Region, day: date) -> ShownPapers | None:
    """The list with what is kept of it; None where the region has no such list."""
    asked = region.rules.contract_rules.on(day).on_request
    if asked is None:
        return None
    wanted = (
        select(ProviderPaper.code, StoredFile.original_name, ProviderPaper.recorded_at)
        .join(StoredFile, StoredFile.id == ProviderPaper.file_id)
        .where(ProviderPaper.provider_id == actor.provider_id)
    )
    with reading() as session:
        kept = {code: (name, at) for code, name, at in session.execute(wanted)}
    nothing: tuple[str, datetime | None] = ("", None)
    return ShownPapers(
        asked,
        tuple(
            ShownPaper(one.code, one.title, *kept.get(one.code, nothing)) for one in asked.choices
        ),
    )


def provider_paper_file(actor: Actor, code: str) -> ScanView:
    """The file of a paper; raises NotFound without one."""
    with reading() as session:
        return scan_where(
            session,
            StoredFile.id == ProviderPaper.file_id,
            ProviderPaper.provider_id == actor.provider_id,
            ProviderPaper.code == code,
        )
