"""Whether a programme's record holds all that the law fixes in it, and the rest copied later.

Rules: FED-IPP-01 (content), FED-FRM-01 (the form), FED-REC-03 and MSK-FRM-04 (the decision).

The content is demanded of programmes whose fields somebody was asked for, those with a sheet: a
record without one comes from a list or from before the question, where «empty» says nothing of the
paper. The page that presents a programme always asks, so it always leaves a sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.choices import Choice
from portal.domain.programme_rules import ProgrammeRules, check_complete
from portal.domain.violations import Conflict, Violation, refuse
from portal.domain.visit_plan import Frequency
from portal.models import Contract, Programme, RecordedSheet
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.recorded_sheets import (
    DECISION,
    NOTHING,
    PROGRAMME,
    RECOMMENDED,
    Sheet,
    SheetKey,
    keep_sheet,
    sheet_row,
    texts_of,
)
from portal.usecases.transaction import demand_version, transaction

CONDITIONS, FREQUENCY = "conditions", "frequency"
UNSEEN = 0


@dataclass(frozen=True, slots=True)
class RecordContent:
    """What else stands on the forms of a programme and of its decision.

    ``conditions`` and ``frequencies`` (by the code of a service) are None where nobody was asked:
    a contract already rests on them. ``version`` is that of the sheet that was seen, 0 for none.
    """

    programme_id: int
    sheet: Sheet = NOTHING
    decision: Sheet = NOTHING
    conditions: str | None = None
    frequencies: Mapping[str, Frequency | None] | None = None
    version: int | None = None


def record_content(
    command: RecordContent, *, region: Region, actor: Actor, now: datetime
) -> tuple[Choice, ...]:
    """Copy the rest of a programme from its form; returns what is still missing.

    Raises Conflict when somebody else was quicker or the programme was taken back, overlap when
    conditions or frequencies are to change under a contract.
    """
    with transaction() as session:
        services = selectinload(Programme.services)
        programme = own(
            session, Programme, command.programme_id, actor.provider_id, services, lock=True
        )
        key = SheetKey(PROGRAMME, programme_id=programme.id)
        row = sheet_row(session, actor.provider_id, key)
        if command.version is not None:
            demand_version(row.version if row else UNSEEN, command.version)
        if programme.withdrawn_at is not None:
            raise Conflict(Violation("conflict", "Эту программу отозвали. Обновите страницу."))
        _change_services(session, programme, command)
        kept = keep_sheet(session, key, command.sheet, actor=actor, now=now)
        keep_decision(session, programme, command.decision, actor=actor, now=now)
        session.flush()
        subject = ("programme_content_recorded", "programme", programme.id)
        audit.record(session, actor, now, *subject, after=_summary(programme, command))
        return _missing(programme, kept, region.rules.programme_rules.on(region.today(now)))


def keep_decision(
    session: Session, programme: Programme, decision: Sheet, *, actor: Actor, now: datetime
) -> None:
    """The fields of the decision behind the programme, where any were given."""
    if decision.values or decision.tables:
        key = SheetKey(DECISION, programme_id=programme.id)
        keep_sheet(session, key, decision, actor=actor, now=now)


def has_contract(session: Session, programme: Programme) -> bool:
    """Whether a contract was ever drawn up on the programme."""
    of_programme = (
        Contract.provider_id == programme.provider_id,
        Contract.programme_id == programme.id,
    )
    return session.scalar(select(Contract.id).where(*of_programme).limit(1)) is not None


def missing_parts(
    session: Session, programme: Programme, region: Region, day: date
) -> tuple[Choice, ...]:
    """The parts that the record leaves empty; none where nobody was asked (FED-IPP-01)."""
    row = sheet_row(session, programme.provider_id, SheetKey(PROGRAMME, programme_id=programme.id))
    return () if row is None else _missing(programme, row, region.rules.programme_rules.on(day))


def demand_content(session: Session, programme: Programme, region: Region, day: date) -> None:
    """Raise programme_incomplete where a contract would rest on a record with gaps (FED-IPP-01)."""
    row = sheet_row(session, programme.provider_id, SheetKey(PROGRAMME, programme_id=programme.id))
    if row is not None:
        rules = region.rules.programme_rules.on(day)
        check_complete(rules, _filled(programme, row, rules), for_contract=True)


def _missing(programme: Programme, row: RecordedSheet, rules: ProgrammeRules) -> tuple[Choice, ...]:
    return check_complete(rules, _filled(programme, row, rules), for_contract=False)


def _filled(programme: Programme, row: RecordedSheet, rules: ProgrammeRules) -> list[str]:
    """The parts that hold something; form, services, volume and period no record is without."""
    empty = {
        CONDITIONS: not programme.conditions,
        FREQUENCY: any(one.frequency is None for one in programme.services),
        RECOMMENDED: not texts_of(row).tables.get(RECOMMENDED),
    }
    return [code for code in rules.required.codes if not empty.get(code, False)]


def _change_services(session: Session, programme: Programme, command: RecordContent) -> None:
    if command.conditions is None and command.frequencies is None:
        return
    if has_contract(session, programme):
        refuse(
            "overlap",
            "По программе составлен договор: условия и периодичность стоят в нём. Меняйте их "
            "дополнительным соглашением по новой программе.",
            field=CONDITIONS,
        )
    conditions = (command.conditions or "").strip()
    if len(conditions) > LONGEST_TEXT:
        text = f"Текст длиннее {LONGEST_TEXT} знаков. Сократите его."
        refuse("value_invalid", text, field=CONDITIONS)
    programme.conditions = conditions
    for line in programme.services:
        line.frequency = (command.frequencies or {}).get(line.code)


def _summary(programme: Programme, command: RecordContent) -> dict[str, object]:
    return {
        "conditions": programme.conditions,
        "frequencies": {
            one.code: one.frequency.value if one.frequency else None for one in programme.services
        },
        "fields": sorted({*command.sheet.values, *command.sheet.tables}),
        "decision": sorted({*command.decision.values, *command.decision.tables}),
    }
