"""Tariff days: drafted, rehearsed, set; then the notices are printed and handed over."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.fee_notice import REFUSES, fee_notice_answers
from portal.domain.reference import TARIFFS_ARE_DATED
from portal.domain.violations import NotFound
from portal.jobs import enqueue
from portal.models import NoticeEvent
from portal.models.user import Role
from portal.usecases.fee_notices import notice_paper, record_handover
from portal.usecases.papers import paper_bytes
from portal.usecases.queries import notices as notice_queries
from portal.usecases.queries import tariff_days as queries
from portal.usecases.queries.notice_file import notice_file
from portal.usecases.tariff_days import (
    MANY,
    SetTariffDay,
    rehearse_contract,
    rehearse_contracts,
    rehearse_tariff_day,
    set_tariff_day,
)
from portal.usecases.tariff_tables import HEAD, sample_table
from portal.usecases.tariff_values import (
    change_tariff_day_values,
    create_tariff_day,
    delete_tariff_day,
)
from portal.usecases.terminations import PREPARES
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.clock import now, today
from portal.web.forms import UNPROCESSABLE
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of
from portal.web.tariff_days import presenters
from portal.web.tariff_days.forms import (
    DeleteDayForm,
    HandoverForm,
    NewDayForm,
    SetDayForm,
    ValuesForm,
)
from portal.web.tariff_days.row_steps import trees_of

blueprint = Blueprint("tariff_days", __name__, url_prefix="/tariff-days")

MONEY = (Role.DIRECTOR, Role.ACCOUNTANT)


@blueprint.get("")
@allow(*MONEY)
def index() -> Response:
    return render("tariff_days/index.html", days=queries.list_days(actor()))


@blueprint.get("/sample")
@allow(*MONEY)
def sample() -> Response:
    """A table to fill in: the values in force today, a line for each service of the region."""
    return downloads.attachment(
        sample_table(region(), today()).encode("utf-8-sig"),
        media_type="text/csv",
        name="tariffs",
        title="Тарифы, образец.csv",
    )


@blueprint.route("/new", methods=["GET", "POST"])
@allow(*MONEY)
def new() -> Response:
    form = NewDayForm()
    if not form.is_submitted() and form.factor.data is None:
        form.factor.raw_data = ["1"]
    if form.validate_on_submit():
        with form.refusals():
            day_id = create_tariff_day(form.to_command(), region=region(), actor=actor(), now=now())
            flash("Черновик готов. Проверьте значения и посмотрите репетицию.")
            return redirect(url_for("tariff_days.values", tariff_day_id=day_id))
    return render("tariff_days/new.html", status=form.status, form=form, table_head=HEAD)


@blueprint.get("/<int:tariff_day_id>")
@allow(*MONEY)
def show(tariff_day_id: int) -> Response:
    """The rehearsal: totals, the chart, and a page of contracts."""
    day = queries.get_day(actor(), tariff_day_id)
    wanted = _wanted()
    page = queries.list_changes(actor(), day.id, page=page_number(), **wanted)
    totals = queries.day_totals(actor(), day.id)
    which = [one.contract_id for one in page.rows]
    found = rehearse_contracts(day.id, which, region=region(), actor=actor(), now=now())
    return render(
        "tariff_days/show.html",
        part="tariff_days/_list.html",
        rows=page.rows,
        total=page.total,
        pages=pages_of(page),
        chart=presenters.day_chart(totals),
        outcomes=presenters.OUTCOMES,
        orders=presenters.ORDERS,
        cause=presenters.cause,
        trees=trees_of(page.rows, found, day),
        **wanted,
        **_page(day, totals),
    )


def _page(day: queries.DayView, totals: queries.DayTotals) -> dict[str, Any]:
    return {
        "day": day,
        "totals": totals,
        "signed": presenters.signed,
        "grounds": region().rules.fee_rules.on(day.since).change_grounds,
        "tariffs_law": TARIFFS_ARE_DATED,
        "tariffs_sentence": presenters.tariffs_sentence(day),
        "region_name": region().identity.name,
        "sets_days": actor().role is Role.DIRECTOR,
    }


def _wanted() -> dict[str, Any]:
    outcome, order = request.args.get("outcome", ""), request.args.get("order", "")
    return {
        "outcome": queries.Outcome(outcome) if outcome in set(queries.Outcome) else None,
        "order": queries.Order(order) if order in set(queries.Order) else queries.Order.CHANGE,
        "words": request.args.get("q", "").strip(),
    }


@blueprint.route("/<int:tariff_day_id>/values", methods=["GET", "POST"])
@allow(*MONEY)
def values(tariff_day_id: int) -> Response:
    day = queries.get_day(actor(), tariff_day_id)
    page = queries.list_values(actor(), day, region(), page=page_number())
    form = ValuesForm()
    titles = presenters.value_titles(page.rows)
    typed = request.form if form.is_submitted() else None
    form.ask(page.rows, titles, typed)
    if page.number == 1 and not day.is_set:
        form.ask_minimums(queries.missing_minimums(actor(), day, region()), typed)
    if form.validate_on_submit():
        with form.refusals():
            change_tariff_day_values(
                form.to_command(day, page.rows), region=region(), actor=actor(), now=now()
            )
            flash("Значения записаны. Репетицию надо посмотреть заново.")
            return redirect(request.url)
    return render(
        "tariff_days/values.html",
        status=form.status,
        form=form,
        day=day,
        rows=tuple(zip(page.rows, titles, strict=True)),
        pages=pages_of(page),
        present=presenters.value_text,
    )


@blueprint.route("/<int:tariff_day_id>/delete", methods=["GET", "POST"])
@allow(*MONEY)
def delete(tariff_day_id: int) -> Response:
    """The check page, then the draft is gone; a day that is set stays."""
    day = queries.get_day(actor(), tariff_day_id)
    if day.is_set:
        return redirect(url_for("tariff_days.show", tariff_day_id=day.id))
    form = DeleteDayForm()
    if form.validate_on_submit():
        with form.refusals():
            delete_tariff_day(form.to_command(day), actor=actor(), now=now())
            flash("Черновик удалён. Договоры и справочники не изменились.")
            return redirect(url_for("tariff_days.index"))
    return render("tariff_days/delete.html", status=form.status, form=form, day=day)


@blueprint.post("/<int:tariff_day_id>/rehearse")
@allow(*MONEY)
def rehearse(tariff_day_id: int) -> Response:
    day = queries.get_day(actor(), tariff_day_id)
    if day.touched >= MANY and not day.is_set:
        arguments: dict[str, object] = {"tariff_day_id": day.id, "version": day.version}
        job = enqueue("rehearse_tariff_day", arguments, actor=actor(), now=now())
        return redirect(url_for("jobs.show", job_id=job))
    rehearse_tariff_day(day.id, region=region(), actor=actor(), now=now())
    return redirect(url_for("tariff_days.show", tariff_day_id=day.id))


@blueprint.get("/<int:tariff_day_id>/contracts/<int:contract_id>")
@allow(*MONEY)
def contract(tariff_day_id: int, contract_id: int) -> Response:
    """One contract across the day, with the derivation of its new fee."""
    day = queries.get_day(actor(), tariff_day_id)
    found = rehearse_contract(day.id, contract_id, region=region(), actor=actor(), now=now())
    if found is None:
        raise NotFound
    return render(
        "tariff_days/contract.html",
        day=day,
        found=found,
        contract_id=contract_id,
        signed=presenters.signed,
        tariffs_sentence=presenters.tariffs_sentence(day),
    )


@blueprint.route("/<int:tariff_day_id>/set", methods=["GET", "POST"])
@allow(Role.DIRECTOR)
def set_day(tariff_day_id: int) -> Response:
    """The check page, then the day itself."""
    day = queries.get_day(actor(), tariff_day_id)
    if day.is_set:
        return redirect(url_for("tariff_days.notices", tariff_day_id=day.id))
    form = SetDayForm()
    ready = day.rehearsed_at is not None
    if form.validate_on_submit() and ready:
        with form.refusals():
            return _set(day, form)
    status = form.status if ready or not form.is_submitted() else UNPROCESSABLE
    totals = queries.day_totals(actor(), day.id)
    return render(
        "tariff_days/set.html", status=status, form=form, ready=ready, **_page(day, totals)
    )


def _set(day: queries.DayView, form: SetDayForm) -> Response:
    leave = bool(form.leave.data)
    if day.touched >= MANY:
        arguments: dict[str, object] = {
            "tariff_day_id": day.id,
            "version": form.seen,
            "leave": int(leave),
        }
        job = enqueue("set_tariff_day", arguments, actor=actor(), now=now())
        return redirect(url_for("jobs.show", job_id=job))
    command = SetTariffDay(day.id, form.seen, leave_uncounted=leave)
    done = set_tariff_day(command, region=region(), actor=actor(), now=now())
    flash(f"День назначен. {presenters.what_is_left(done.notices, done.agreements)}")
    return redirect(url_for("tariff_days.notices", tariff_day_id=day.id))


@blueprint.get("/<int:tariff_day_id>/notices")
@allow(*MONEY)
def notices(tariff_day_id: int) -> Response:
    day = queries.get_day(actor(), tariff_day_id)
    page = notice_queries.list_notices(actor(), day.id, page=page_number())
    return render(
        "tariff_days/notices.html",
        day=day,
        rows=page.rows,
        total=page.total,
        pages=pages_of(page),
        today=today(),
        answers=_answers(day),
        file=notice_file(actor(), day.id, day.since),
        changes=presenters.notice_of_changes(region().rules.notices.on(day.since)),
    )


def _answers(day: queries.DayView) -> dict[str, str]:
    rules = region().rules.notices.on(day.since)
    return {choice.code: choice.title for choice in fee_notice_answers(rules)}


@blueprint.post("/<int:tariff_day_id>/notices/print")
@allow(*MONEY)
def print_notices(tariff_day_id: int) -> Response:
    """Draw what is not drawn and join everything: long work, so it goes through the queue."""
    day = queries.get_day(actor(), tariff_day_id)
    job = enqueue("print_notices", {"tariff_day_id": day.id}, actor=actor(), now=now())
    return redirect(url_for("jobs.show", job_id=job))


@blueprint.get("/<int:tariff_day_id>/notices.pdf")
@allow(*MONEY)
def notices_file(tariff_day_id: int) -> Response:
    """The file for the printer, as the job has stored it."""
    day = queries.get_day(actor(), tariff_day_id)
    file = notice_file(actor(), day.id, day.since)
    if file.paper_id is None:
        raise NotFound
    content = paper_bytes(actor().provider_id, file.paper_id)
    title = f"Уведомления о плате с {day.since:%d.%m.%Y}"
    return downloads.paper(content, name=f"notices-{day.since}", title=title)


@blueprint.get("/notices/<int:notice_id>/paper.pdf")
@allow(*MONEY)
def paper(notice_id: int) -> Response:
    row = notice_queries.get_notice(actor(), notice_id)
    content = notice_paper(row.id, region=region(), actor=actor(), now=now(), press=press())
    title = f"{row.event.label.capitalize()}, договор № {row.number}"
    return downloads.paper(content, name=f"notice-{row.id}", title=title)


@blueprint.route("/notices/<int:notice_id>", methods=["GET", "POST"])
@allow(*MONEY)
def notice(notice_id: int) -> Response:
    """A notice: its term, its paper, the day it was handed over and the answer."""
    row = notice_queries.get_notice(actor(), notice_id)
    if row.event is not NoticeEvent.FEE_CHANGED:
        return redirect(url_for("contracts.notice", notice_id=row.id))
    answers = fee_notice_answers(region().rules.notices.on(row.since))
    typed = {
        "handed_on": row.handed_on,
        "answer": row.answer,
        "answered_on": row.answered_on,
        "version": row.version,
    }
    form = HandoverForm(data=typed)
    form.offer(answers)
    if form.validate_on_submit():
        with form.refusals():
            record_handover(form.to_command(row.id), region=region(), actor=actor(), now=now())
            flash("Вручение записано.")
            return redirect(url_for("tariff_days.notice", notice_id=row.id))
    return render(
        "tariff_days/notice.html",
        status=form.status,
        form=form,
        row=row,
        answers=answers,
        answered={one.code: one.title for one in answers}.get(row.answer or ""),
        leaves=row.answer == REFUSES,
        may_end=actor().role in PREPARES,
    )
