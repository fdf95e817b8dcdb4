"""The monthly schedule on the region's own form: its fields from a month's grids (MSK-FRM-06).

Nothing is stored: the plan is dated, so a month prints the same whenever it is asked for.
"""

from datetime import date

from portal.documents.facts import FormFacts
from portal.domain.calendar import month_title
from portal.domain.catalogue import Form
from portal.domain.printed_forms import PrintedForm
from portal.domain.schedule import SCHEDULE_PAPER
from portal.domain.visit_plan import PlannedVisit
from portal.regions.registry import Region
from portal.usecases.queries.schedule_months import GridDay, MonthPage, Week

GRID = "week"
"""The field of a form that is repeated for each week of the month."""


def paper_form(form: Form, month: date, region: Region) -> PrintedForm | None:
    """The region's form of the month; None where it has none for this form of service."""
    if region.rules.schedule_rules.on(month).form is None:
        return None
    papers = region.rules.printed_forms.on(month)
    named = (one for one in papers if one.code == SCHEDULE_PAPER and one.is_for(form, None))
    return next(named, None)


def month_paper(page: MonthPage, form: PrintedForm) -> FormFacts:
    """What the form prints of a month, as planned or as given."""
    sheet = page.sheet
    what = "оказано" if page.done else "план"
    known = {
        "recipient": sheet.recipient,
        "address": sheet.address,
        "programme_number": page.programme_number,
        "month": month_title(sheet.month),
        "total_visits": str(page.visits),
        "social_worker_signature": page.worker,
        "recipient_signature": sheet.recipient_short,
    }
    tables = {
        "service_list": _services(page),
        GRID: tuple(_grid(week) for week in page.weeks),
        "total_by_code": tuple(
            (code, f"{units.normalize():f}".replace(".", ",")) for code, units in page.units.items()
        ),
    }
    codes = {field.code for field in form.fields}
    return FormFacts(
        title=f"График, договор № {sheet.number}, {month_title(sheet.month)} ({what})",
        values={code: text for code, text in known.items() if code in codes},
        tables={code: rows for code, rows in tables.items() if code in codes},
    )


def _services(page: MonthPage) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            row.code,
            row.title,
            f"{row.allowed.normalize():f}".replace(".", ",") if row.allowed else "",
            frequency.label if (frequency := page.frequencies.get(row.code)) else "",
            _term(row.since, row.until, page.sheet.last),
        )
        for row in page.sheet.services
        if not row.additional
    )


def _term(since: date | None, until: date | None, last: date) -> str:
    began = f"с {since:%d.%m.%Y} " if since else ""
    return f"{began}по {until or last:%d.%m.%Y}"


def _grid(week: Week) -> tuple[str, ...]:
    return (str(week.number), *(_cell(one) for one in week.days))


def _cell(one: GridDay) -> str:
    """The day, then a line a visit: its codes and its hours."""
    if one.day is None:
        return ""
    return "\n".join((str(one.day.day), *(_visit(visit) for visit in one.visits)))


def _visit(visit: PlannedVisit) -> str:
    return "\n".join(part for part in (*visit.codes, visit.hours) if part)
