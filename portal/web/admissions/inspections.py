"""Inspections by the commission: the register, the order, the visit, the printed act."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from portal.domain.choices import ChoiceList
from portal.domain.violations import NotFound
from portal.models import DutyKind
from portal.models.user import Role
from portal.usecases.inspections import (
    OrderInspection,
    RecordVisit,
    order_inspection,
    record_visit,
)
from portal.usecases.queries import duties as queries
from portal.usecases.queries.applications import get_application
from portal.usecases.queries.blank_affairs import ABOUT_INCOME
from portal.usecases.queries.duty_papers import commission_names, inspection_paper
from portal.web import access_log, downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.admissions.views import blueprint
from portal.web.clock import now, today
from portal.web.duties import presenters
from portal.web.forms import OPTIONAL, DateField, Line, PortalForm, Radios, Required, Text
from portal.web.htmx import redirect, render
from portal.web.pages import page_number, pages_of

HEARD = (("yes", "да"), ("no", "нет"))
ORDERS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)


class OrderForm(PortalForm):
    """The order; a line for each organisation that the act asks for."""

    order_number = Line("Номер приказа", validators=[Required("Введите номер приказа")])
    order_date = DateField("Дата приказа", validators=[Required("Введите дату приказа")])
    chair = Line("Председатель", validators=[Required("Назовите председателя")])
    others = Text("Остальные члены комиссии", validators=[OPTIONAL])

    def offer(self, required: ChoiceList) -> None:
        """Today, and the organisations in the words of the act."""
        self.asked = required
        typed = request.form if self.is_submitted() else None
        for one in required.choices:
            title = f"Представитель: {one.title}"
            field = Line(title, validators=[Required("Назовите представителя")])
            self.add(one.code, field, typed)
        if not self.is_submitted():
            self.order_date.data = self.order_date.data or today()

    def to_command(self, application_id: int) -> OrderInspection:
        return OrderInspection(
            application_id=application_id,
            order_number=self.order_number.data,
            order_date=self.order_date.data,
            chair=self.chair.data,
            members={one.code: self[one.code].data or "" for one in self.asked.choices},
            others=self.others.data or "",
        )


class VisitForm(PortalForm):
    """The day of the visit, and whether the applicant was heard."""

    visited_on = DateField("Когда обследовали", validators=[Required("Введите день")])
    interviewed = Radios("Поговорили с заявителем", validators=[Required("Выберите ответ")])
    note = Text("Если нет, почему", validators=[OPTIONAL])

    def begin(self) -> None:
        """Today and a conversation."""
        self.interviewed.offer(HEARD)
        if not self.is_submitted():
            self.visited_on.data = self.visited_on.data or today()
            self.interviewed.data = self.interviewed.data or "yes"

    def to_command(self, inspection_id: int) -> RecordVisit:
        heard = self.interviewed.data != "no"
        return RecordVisit(inspection_id, self.visited_on.data, heard, self.note.data or "")


def _demanded() -> ChoiceList:
    found = queries.commission(region(), today())
    if found is None:
        raise NotFound
    return found


def inspection_address(application_id: int) -> str | None:
    """Where the reader sees or orders the inspection; None where there is nothing for them."""
    known = queries.duty_of_application(actor(), application_id, region())
    if known is not None:
        return url_for("admissions.inspection", duty_id=known.id)
    ordered = queries.commission(region(), today()) is not None and actor().role in ORDERS
    return url_for("admissions.new_inspection", application_id=application_id) if ordered else None


@blueprint.get("/inspections")
@allow(*OFFICE)
def inspections() -> Response:
    """The register of inspections, those to come first."""
    required = _demanded()
    every = request.args.get("all") == "1"
    page = queries.list_duties(
        actor(), DutyKind.INSPECTION, region(), page=page_number(), every=every
    )
    return render(
        "admissions/inspections.html",
        page=page,
        pages=pages_of(page),
        every=every,
        clause=required.citation,
        tag_of=presenters.duty_tag,
        due_words=presenters.due_words,
    )


@blueprint.route("/inspections/new/<int:application_id>", methods=["GET", "POST"])
@allow(*ORDERS)
def new_inspection(application_id: int) -> Response:
    """The order on the commission for an application."""
    required = _demanded()
    shown = get_application(actor(), application_id, region(), today())
    known = queries.duty_of_application(actor(), application_id, region())
    if known is not None and request.method == "GET":
        return redirect(url_for("admissions.inspection", duty_id=known.id))
    form = OrderForm()
    form.offer(required)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(application_id)
            done = order_inspection(command, region=region(), actor=actor(), now=now())
            flash("Приказ записан, срок обследования посчитан.")
            return redirect(url_for("admissions.inspection", duty_id=done))
    return render(
        "admissions/new_inspection.html",
        status=form.status,
        form=form,
        row=shown.row,
        required=required,
    )


@blueprint.route("/inspections/<int:duty_id>", methods=["GET", "POST"])
@allow(*OFFICE)
def inspection(duty_id: int) -> Response:
    """One inspection: order, commission, due day, the visit."""
    shown = queries.get_duty(actor(), duty_id, DutyKind.INSPECTION, region())
    form = VisitForm()
    form.begin()
    if form.validate_on_submit():
        with form.refusals():
            record_visit(form.to_command(duty_id), region=region(), actor=actor(), now=now())
            flash("Обследование записано.")
            return redirect(url_for("admissions.inspection", duty_id=duty_id))
    return render(
        "admissions/inspection.html",
        status=form.status,
        form=form,
        shown=shown,
        names=commission_names(shown),
        tag_of=presenters.term_tag,
        due_words=presenters.due_words,
    )


@blueprint.get("/inspections/<int:duty_id>/paper")
@allow(*OFFICE)
def inspection_pdf(duty_id: int) -> Response:
    """The act of the inspection, to be filled in at the applicant's home."""
    form, facts = inspection_paper(actor(), duty_id, region(), today())
    if ABOUT_INCOME & facts.values.keys():
        access_log.shown()
    content = press().pdf(form, region().code, facts)
    return downloads.paper(content, name=f"inspection-{duty_id}", title=form.title)
