"""An application and an act of inspection, copied field by field or filled at the provider.

Rules: FED-FRM-06, MSK-FRM-01, MSK-FRM-03. The authority decides on them; the provider forwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.violations import NotAllowed, NotFound, refuse
from portal.models import Application, Duty, DutyKind
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
from portal.usecases.role_access import reads_papers_of
from portal.usecases.transaction import demand_version, transaction

ACT_DATE = "act_date"
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
    """Keep what stands in the paper.

    Raises NotFound where the region has no such paper, NotAllowed for one of somebody without a
    card to those who do not admit, value_invalid for a day of inspection before the application, or
    before the order of the commission, and for one to come.
    """
    if command.form not in SHEETS or form_of(region, command.form, region.today(now)) is None:
        raise NotFound
    with transaction() as session:
        row = own(session, Application, command.application_id, actor.provider_id, lock=True)
        if not reads_papers_of(actor, row.recipient_id):
            raise NotAllowed
        if command.form == INSPECTION_ACT:
            _check_day(session, row, command.sheet, region.today(now))
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


def _check_day(session: Session, row: Application, sheet: Sheet, today: date) -> None:
    """A home is inspected for an application: after it, after the commission's order, by today."""
    typed = sheet.values.get(ACT_DATE, "").strip()
    if not typed:
        return
    ordered = _ordered_on(session, row)
    first = ordered or row.applied_on
    what = "дня приказа о комиссии" if ordered else "дня заявления"
    text = f"Дата обследования — день от {first:%d.%m.%Y}, {what}, до сегодняшнего. Исправьте её."
    try:
        day = datetime.strptime(typed, "%d.%m.%Y").date()  # noqa: DTZ007 - a day of a paper
    except ValueError:
        refuse("value_invalid", text, field=ACT_DATE)
    if not first <= day <= today:
        refuse("value_invalid", text, field=ACT_DATE)


def _ordered_on(session: Session, row: Application) -> date | None:
    """The day of the order on a commission; None where none was ordered (MSK-REC-09)."""
    facts = session.scalar(
        select(Duty.facts).where(
            Duty.provider_id == row.provider_id,
            Duty.kind == DutyKind.INSPECTION,
            Duty.application_id == row.id,
        )
    )
    return date.fromisoformat(str(facts["order_date"])) if facts else None
