"""Papers asked for by the provider: the list, a new request, the answer."""

from __future__ import annotations

from datetime import date

from flask import Response, flash, request, url_for

from portal.usecases.paper_requests import (
    AnswerRequest,
    RequestPaper,
    answer_request,
    request_paper,
)
from portal.usecases.queries import paper_requests as queries
from portal.usecases.queries.recipients import get_recipient
from portal.web.access import OFFICE, actor, allow, region
from portal.web.admissions.views import blueprint
from portal.web.clock import now, today
from portal.web.forms import OPTIONAL, Choice, DateField, Line, PortalForm, Required, Text
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of


class RequestForm(PortalForm):
    """Which paper, of whom and when."""

    code = Choice("Какая бумага", validators=[Required("Выберите бумагу")])
    addressee = Line("У кого запросили", validators=[Required("Напишите, у кого запросили")])
    sent_on = DateField("Когда отправили", validators=[Required("Введите день")])

    def offer(self, papers: tuple[tuple[str, str], ...], day: date) -> None:
        """The papers that may be asked for, and today."""
        self.code.offer(papers)
        if not self.is_submitted():
            self.sent_on.data = day

    def to_command(self, recipient_id: int) -> RequestPaper:
        return RequestPaper(
            recipient_id, self.code.data, self.addressee.data or "", self.sent_on.data
        )


class AnswerForm(PortalForm):
    """The day of the answer, and the paper or a word."""

    answered_on = DateField("Когда ответили", validators=[Required("Введите день ответа")])
    issued_on = DateField("Дата бумаги", validators=[OPTIONAL])
    note = Text("Что ответили", validators=[OPTIONAL])

    def to_command(self, request_id: int) -> AnswerRequest:
        return AnswerRequest(
            request_id, self.answered_on.data, self.issued_on.data, self.note.data or ""
        )


@blueprint.get("/requests")
@allow(*OFFICE)
def requests() -> Response:
    """Unanswered requests, the first due first."""
    every = request.args.get("all") == "1"
    page = queries.list_requests(actor(), page=page_number(), every=every)
    return render(
        "admissions/requests.html", page=page, pages=pages_of(page), every=every, today=today()
    )


@blueprint.route("/requests/new/<int:recipient_id>", methods=["GET", "POST"])
@allow(*OFFICE)
def new_request(recipient_id: int) -> Response:
    """A request for a recipient's paper."""
    person = get_recipient(actor(), recipient_id, today())
    papers = queries.list_obtainable(actor(), recipient_id, region(), today())
    form = RequestForm()
    form.offer(papers, today())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            done = request_paper(command, region=region(), actor=actor(), now=now())
            until = f" Ответ ждём до {done.due_on:%d.%m.%Y}." if done.due_on else ""
            flash(f"Запрос записан.{until}")
            return redirect(url_for("admissions.requests"))
    return render(
        "admissions/new_request.html", status=form.status, form=form, person=person, papers=papers
    )


@blueprint.route("/requests/<int:request_id>", methods=["GET", "POST"])
@allow(*OFFICE)
def answer(request_id: int) -> Response:
    """What came back."""
    row = queries.get_request(actor(), request_id)
    form = AnswerForm()
    if not form.is_submitted():
        form.answered_on.data = today()
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(request_id)
            answer_request(command, region=region(), actor=actor(), now=now())
            flash("Ответ записан.")
            return redirect(url_for("admissions.requests"))
    return render("admissions/answer.html", status=form.status, form=form, row=row, today=today())
