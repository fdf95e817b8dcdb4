"""Programmes that end: the list, one programme's marks, what was sent, its reviews."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for

from portal.domain.violations import NotFound
from portal.models.user import Role
from portal.usecases.programme_changes import record_ending, record_marks
from portal.usecases.programme_reviews import ask_review, end_review, record_review_days
from portal.usecases.queries import programme_endings as queries
from portal.usecases.queries.gone_elsewhere import gone_elsewhere
from portal.usecases.queries.printed_marks import print_marks
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.admissions.advice import review_papers
from portal.web.admissions.ending_forms import (
    EndingForm,
    GoneReviewEndForm,
    MarksForm,
    ReviewApplicationForm,
    ReviewDaysForm,
    ReviewEndForm,
    ReviewForm,
)
from portal.web.admissions.views import blueprint
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of

SIGNS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
"""Who marks programmes and records what was sent."""
CARES = (*SIGNS, Role.SOCIAL_WORKER)
"""Who prints the letters of a programme's end."""


@blueprint.get("/programmes")
@allow(*OFFICE)
def endings() -> Response:
    """Programmes of the next three months, the nearest end first."""
    page = queries.list_endings(actor(), region(), today(), page=page_number())
    return render("admissions/endings.html", page=page, pages=pages_of(page), today=today())


@blueprint.get("/programmes/<int:programme_id>")
@allow(*OFFICE)
def ending(programme_id: int) -> Response:
    """What the end of a programme asks for and what is done."""
    view = queries.get_ending(actor(), programme_id, region(), today())
    return render("admissions/ending.html", **_page(view))


def _page(view: queries.EndingView) -> dict[str, Any]:
    gone = gone_elsewhere(actor(), view.row.programme_id, region(), today())
    return {
        "view": view,
        "gone": gone if gone and (gone.since is None or gone.since <= today()) else None,
        "row": view.row,
        "today": today(),
        "may_sign": actor().role in SIGNS,
        "cares": actor().role in CARES,
        "open_review": next((one for one in view.reviews if one.outcome.value == "open"), None),
    }


@blueprint.route("/programmes/<int:programme_id>/marks", methods=["GET", "POST"])
@allow(*SIGNS)
def marks(programme_id: int) -> Response:
    """The completion mark of every service."""
    view = queries.get_ending(actor(), programme_id, region(), today())
    form = MarksForm()
    form.ask(view, request.form if form.is_submitted() else None)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(programme_id)
            record_marks(command, region=region(), actor=actor(), now=now())
            flash("Отметки записаны. Программу с ними можно напечатать.")
            return redirect(url_for("admissions.ending", programme_id=programme_id))
    return render("admissions/marks.html", status=form.status, form=form, **_page(view))


@blueprint.get("/programmes/<int:programme_id>/marks.pdf")
@allow(*OFFICE)
def marks_paper(programme_id: int) -> Response:
    """The programme's services with their marks."""
    paper, facts = print_marks(actor(), programme_id, region(), today())
    content = press().pdf(paper, region().code, facts)
    return downloads.paper(content, name=f"marks-{programme_id}", title=paper.title)


@blueprint.route("/programmes/<int:programme_id>/sent", methods=["GET", "POST"])
@allow(*SIGNS)
def sent(programme_id: int) -> Response:
    """Notice, conclusion, a move to another region."""
    view = queries.get_ending(actor(), programme_id, region(), today())
    form = EndingForm()
    form.fill(view)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(programme_id)
            record_ending(command, region=region(), actor=actor(), now=now())
            flash("Записано.")
            return redirect(url_for("admissions.ending", programme_id=programme_id))
    return render("admissions/sent.html", status=form.status, form=form, **_page(view))


@blueprint.route("/programmes/<int:programme_id>/review", methods=["GET", "POST"])
@allow(*OFFICE)
def review(programme_id: int) -> Response:
    """A review asked for."""
    view = queries.get_ending(actor(), programme_id, region(), today())
    enclosures = review_papers(region().rules.programme_rules.on(today()), view.row.form)
    form = ReviewApplicationForm() if view.application else ReviewForm()
    if isinstance(form, ReviewApplicationForm):
        form.offer_papers(enclosures)
    form.offer(view, today())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(programme_id)
            done = ask_review(command, region=region(), actor=actor(), now=now())
            until = f" Исход ждём до {done.expected_on:%d.%m.%Y}." if done.expected_on else ""
            paper = " Напечатайте заявление и дайте его на подпись." if done.form else ""
            flash(f"Просьба о пересмотре записана, договор прежний.{until}{paper}")
            return redirect(url_for("admissions.ending", programme_id=programme_id))
    return render(
        "admissions/review.html",
        status=form.status,
        form=form,
        enclosures=enclosures,
        **_page(view),
    )


@blueprint.route("/programmes/<int:programme_id>/review/end", methods=["GET", "POST"])
@allow(*OFFICE)
def review_end(programme_id: int) -> Response:
    """What came of the open review; a move that is settled for a day to come counts as well."""
    view = queries.get_ending(actor(), programme_id, region(), today())
    page = _page(view) | {"gone": gone_elsewhere(actor(), programme_id, region(), today())}
    if page["open_review"] is None:
        raise NotFound
    form = GoneReviewEndForm() if page["gone"] else ReviewEndForm()
    form.offer(view, today())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(page["open_review"].id)
            end_review(command, region=region(), actor=actor(), now=now())
            flash("Исход пересмотра записан.")
            return redirect(url_for("admissions.ending", programme_id=programme_id))
    return render("admissions/review_end.html", status=form.status, form=form, **page)


@blueprint.route("/programmes/<int:programme_id>/review/days", methods=["GET", "POST"])
@allow(*OFFICE)
def review_days(programme_id: int) -> Response:
    """The days of the newest application that the authority's register names."""
    view = queries.get_ending(actor(), programme_id, region(), today())
    if view.filed is None:
        raise NotFound
    form = ReviewDaysForm()
    form.fill(view.filed)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(view.filed.id)
            record_review_days(command, region=region(), actor=actor(), now=now())
            flash("Дни записаны, они стоят и в журнале.")
            return redirect(url_for("admissions.ending", programme_id=programme_id))
    page = _page(view)
    return render("admissions/review_days.html", status=form.status, form=form, **page)
