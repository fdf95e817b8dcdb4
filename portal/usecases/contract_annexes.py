"""The annexes that a contract takes from its programme: the programme itself and the schedule.

Rules: FED-FRM-02 (the programme is part of the contract), FED-SCH-01 (the schedule follows it),
FED-IPP-01 (what a programme holds). What they print is frozen with the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.documents.facts import PrescribedService, ProgrammeAnnex
from portal.documents.parts import ScheduledService
from portal.domain.catalogue import Kind, ServiceCatalogue, ServiceItem
from portal.domain.planned_volume import days_within, frequency_within
from portal.domain.violations import RulesBroken
from portal.domain.visit_plan import VisitPlan, days_text
from portal.models import Programme, ProgrammeService
from portal.usecases.recorded_sheets import PROGRAMME, SUPPORT, SheetKey, sheet_row, texts_of

_KINDS = {kind: place for place, kind in enumerate(Kind)}


def programme_annex(
    session: Session, programme: Programme, catalogue: ServiceCatalogue, stay: str = ""
) -> ProgrammeAnnex:
    """The programme as it is recorded, with every service that it gives (FED-IPP-01).

    ``stay`` are the words of its mode of stay, if it has one (FED-IPP-12).
    """
    lines = [(one, _item(catalogue, one.code)) for one in programme.services]
    lines.sort(key=lambda line: (_place(line[1]), line[0].code))
    return ProgrammeAnnex(
        form=programme.form.label,
        services=tuple(_prescribed(one, item) for one, item in lines),
        conditions=programme.conditions,
        support=_support(session, programme),
        elsewhere=programme.issued_elsewhere,
        unavailable=programme.unavailable,
        stay=stay,
    )


def schedule(
    services: Iterable[tuple[str, str]],
    programme: Programme,
    plan: VisitPlan | None,
    changed: Mapping[str, Decimal] | None = None,
) -> tuple[ScheduledService, ...]:
    """When each of these services is given, by codes and titles in the order of the contract.

    The days are those of the plan of visits; without one the programme says how often (FED-SCH-01).
    ``changed`` are new volumes a month: days beyond them are not printed (FED-SCH-02).
    """
    told, volumes = {line.code: line for line in programme.services}, changed or {}
    return tuple(
        _within(title, told.get(code), plan, code, volumes[code])
        if code in volumes
        else _scheduled(title, told.get(code), plan, code)
        for code, title in services
    )


def term_text(line: ProgrammeService | None) -> str:
    """The service's own dates where they are narrower than the programme's."""
    if line is None:
        return ""
    since = f"с {line.since:%d.%m.%Y}" if line.since else ""
    until = f"по {line.until:%d.%m.%Y}" if line.until else ""
    return " ".join(part for part in (since, until) if part)


def frequency_text(line: ProgrammeService | None) -> str:
    """How often by the programme; nothing where it does not say."""
    return line.frequency.label if line is not None and line.frequency else ""


def _scheduled(
    title: str, line: ProgrammeService | None, plan: VisitPlan | None, code: str
) -> ScheduledService:
    return ScheduledService(
        title=title,
        frequency=frequency_text(line),
        days=days_text(one for one in plan.lines if one.code == code) if plan else "",
        term=term_text(line),
    )


def _within(
    title: str, line: ProgrammeService | None, plan: VisitPlan | None, code: str, volume: Decimal
) -> ScheduledService:
    told, prescribed = (line.frequency, line.quantity_per_month) if line else (None, None)
    return ScheduledService(
        title=title,
        frequency=frequency_within(told, volume, prescribed),
        days=days_within(plan, code, volume),
        term=term_text(line),
    )


def _prescribed(line: ProgrammeService, item: ServiceItem | None) -> PrescribedService:
    return PrescribedService(
        kind=item.kind.label if item else "",
        title=item.title if item else line.code,
        unit_title=item.unit_title if item else "",
        quantity=line.quantity_per_month,
        frequency=frequency_text(line),
        term=term_text(line),
    )


def _item(catalogue: ServiceCatalogue, code: str) -> ServiceItem | None:
    """None for a service that the catalogue has dropped since the programme was issued."""
    try:
        return catalogue.item(code)
    except RulesBroken:
        return None


def _place(item: ServiceItem | None) -> int:
    return _KINDS[item.kind] if item else len(_KINDS)


def _support(session: Session, programme: Programme) -> tuple[str, ...]:
    """The measures of social support as somebody copied them: what, and for whom."""
    key = SheetKey(PROGRAMME, programme_id=programme.id)
    rows = texts_of(sheet_row(session, programme.provider_id, key)).tables.get(SUPPORT, ())
    told = (" — ".join(part for part in row[:2] if part) for row in rows)
    return tuple(one for one in told if one)
