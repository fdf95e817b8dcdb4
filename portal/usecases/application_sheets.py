"""An application and an act of inspection, copied field by field or filled at the provider.

Rules: FED-FRM-06, MSK-FRM-01, MSK-FRM-03. The authority decides on them; the provider forwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.domain.violations import NotFound
from portal.models import Application
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.programme_content import UNSEEN
from portal.usecases.recorded_sheets import (
    APPLICATION,
    INSPECTION_ACT,
    Sheet,
    SheetKey,
    form_of,
    keep_sheet,
    sheet_row,
)
from portal.usecases.transaction import demand_version, transaction

SHEETS = (APPLICATION, INSPECTION_ACT)


@dataclass(frozen=True, slots=True)
class RecordApplicationSheet:
    """The fields of one paper of an application; ``version`` is what was seen, 0 for none."""

    application_id: int
    form: str
    sheet: Sheet
    version: int | None = None


def record_application_sheet(
    command: RecordApplicationSheet, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Keep what stands in the paper; raises NotFound where the region has no such paper."""
    if command.form not in SHEETS or form_of(region, command.form, region.today(now)) is None:
        raise NotFound
    with transaction() as session:
        row = own(session, Application, command.application_id, actor.provider_id, lock=True)
        key = SheetKey(command.form, application_id=row.id)
        kept = sheet_row(session, actor.provider_id, key)
        if command.version is not None:
            demand_version(kept.version if kept else UNSEEN, command.version)
        keep_sheet(session, key, command.sheet, actor=actor, now=now)
        after: dict[str, object] = {
            "form": command.form,
            "fields": sorted({*command.sheet.values, *command.sheet.tables}),
        }
        subject = ("application_sheet_recorded", "application", row.id)
        audit.record(session, actor, now, *subject, after=after)
