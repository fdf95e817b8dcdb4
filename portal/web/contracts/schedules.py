"""«График»: the week of a contract, the same before there is one, the grids of a month."""

from collections.abc import Iterable
from datetime import date

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.calendar import month_of, next_month
from portal.domain.printed_forms import PrintedForm
from portal.domain.reference import MISSING
from portal.domain.schedule import SCHEDULE_PAPER
from portal.domain.violations import NotFound, Violation
from portal.domain.visit_plan import PlannedVisit, VisitPlan, days_text
from portal.usecases.escort import escort_duties
from portal.usecases.queries.schedule_months import MonthPage, month_page
from portal.usecases.queries.schedule_paper import month_paper, paper_form
from portal.usecases.queries.schedules import (
    MonthLoad,
    ScheduleDesk,
    draft_desk,
    schedule_desk,
)
from portal.usecases.visit_plans import PLANS_VISITS, draft_plan, make_plan
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.clock import now, today
from portal.web.contracts.schedule_form import PlanForm
from portal.web.htmx import redirect, render
from portal.web.links import subject_link
from portal.web.months.addresses import knows_months

BOTH = ["GET", "POST"]
KEPT = "График сохранён."


@allow(*PLANS_VISITS)
def schedule(contract_id: int) -> Response:
    """The plans of a contract and the form of a new one."""
    desk = schedule_desk(actor(), contract_id, region(), today())
    form = PlanForm(desk)
    if form.validate_on_submit():
        with form.refusals():
            make_plan(form.to_command(contract_id), region=region(), actor=actor(), now=now())
            after = schedule_desk(actor(), contract_id, region(), today())
            flash(_said(after.loads))
            return redirect(url_for("contracts.schedule", contract_id=contract_id))
    return _page(desk, form)


@allow(*PLANS_VISITS)
def draft_schedule(programme_id: int) -> Response:
    """The same before the contract: it will print the plan in its annex (FED-SCH-01)."""
    desk = draft_desk(actor(), programme_id, region(), today())
    form = PlanForm(desk)
    if form.validate_on_submit():
        with form.refusals():
            draft_plan(form.to_draft(programme_id), region=region(), actor=actor(), now=now())
            flash("График сохранён. Он войдёт в приложение к договору.")
            return redirect(url_for("contracts.draft_schedule", programme_id=programme_id))
    return _page(desk, form)


def _page(desk: ScheduleDesk, form: PlanForm) -> Response:
    return render(
        "contracts/schedule.html",
        status=form.status,
        form=form,
        desk=desk,
        weeks=[(plan, _plan_lines(plan, desk)) for plan in desk.plans],
        warned=list(_warned(desk.loads)),
        in_lessons=_in_lessons(desk.loads),
        rules=region().rules.schedule_rules.on(today()),
        escort=escort_duties(region(), today()),
        norms_page=subject_link(MISSING),
        month=today().replace(day=1),
    )


def _plan_lines(plan: VisitPlan, desk: ScheduleDesk) -> list[tuple[str, str]]:
    """A plan in words: each service with its days."""
    return [
        (
            desk.titles.get(code, code),
            days_text(line for line in plan.lines if line.code == code),
        )
        for code in sorted({line.code for line in plan.lines})
    ]


def _in_lessons(loads: Iterable[MonthLoad]) -> tuple[tuple[PlannedVisit, Violation], ...]:
    """Visits in lesson time, each weekday and hour once for all the months shown."""
    found = {
        (visit.day.weekday(), visit.begins): (visit, violation)
        for load in loads
        for visit, violation in load.in_lessons
    }
    return tuple(found[key] for key in sorted(found))


def _warned(loads: Iterable[MonthLoad]) -> Iterable[Violation]:
    for load in loads:
        for found in load.warnings.values():
            yield from found
        for _visit, violation in (*load.overfull, *load.in_lessons):
            yield violation


def _said(loads: Iterable[MonthLoad]) -> str:
    return f"{KEPT} Есть замечания, они ниже." if any(_warned(loads)) else KEPT


@allow(*PLANS_VISITS)
def schedule_month(contract_id: int, month: date) -> Response:
    """The grids of a month, as planned or as given."""
    done = request.args.get("done") == "yes"
    page = month_page(actor(), contract_id, month, region(), done=done)
    return render(
        "contracts/schedule_month.html",
        page=page,
        titles={row.code: row.title for row in page.sheet.services},
        paper=region().rules.schedule_rules.on(month).form,
        printable=_paper(page) is not None,
        warned=list(_warned([page.load])),
        earlier=next_month(month, -1) if month > month_of(page.sheet.first) else None,
        later=next_month(month) if month < month_of(page.sheet.last) else None,
        today=today(),
    )


@allow(*PLANS_VISITS)
def schedule_paper(contract_id: int, month: date) -> Response:
    """The region's own form of a month; NotFound where it has none."""
    done = request.args.get("done") == "yes"
    page = month_page(actor(), contract_id, month, region(), done=done)
    form = _paper(page)
    if form is None:
        raise NotFound
    facts = month_paper(page, form)
    content = press().pdf(form, region().code, facts)
    name = f"{SCHEDULE_PAPER}-{contract_id}-{month:%Y-%m}"
    return downloads.paper(content, name=name, title=facts.title)


def _paper(page: MonthPage) -> PrintedForm | None:
    return paper_form(page.sheet.form, page.sheet.month, region())


def join(blueprint: Blueprint) -> None:
    """Add the addresses to those of the contracts."""
    knows_months(blueprint)
    page = "/<int:contract_id>/schedule"
    blueprint.add_url_rule(page, "schedule", schedule, methods=BOTH)
    blueprint.add_url_rule(f"{page}/<month:month>", "schedule_month", schedule_month)
    blueprint.add_url_rule(f"{page}/<month:month>/paper.pdf", "schedule_paper", schedule_paper)
    blueprint.add_url_rule(
        "/draft/<int:programme_id>/schedule", "draft_schedule", draft_schedule, methods=BOTH
    )
