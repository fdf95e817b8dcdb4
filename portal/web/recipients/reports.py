"""Changes that a recipient reports: the list, a new report, what followed."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from wtforms import HiddenField

from portal.usecases.person_reports import (
    CHANNELS,
    ConsiderReport,
    RecordReport,
    consider_report,
    record_report,
)
from portal.usecases.queries.person_reports import ReportsView, ReportView, list_reports
from portal.usecases.role_access import Subject, sees
from portal.web.access import OFFICE, actor, allow, region
from portal.web.clock import now, today
from portal.web.forms import OPTIONAL, Choice, DateField, Line, PortalForm, Radios, Required, Text
from portal.web.htmx import redirect, render

BOTH = ["GET", "POST"]


class ReportForm(PortalForm):
    """What changed, how and when it was told."""

    code = Choice("Что изменилось", validators=[Required("Выберите, что изменилось")])
    words = Text("Со слов получателя", validators=[Required("Напишите, что изменилось")])
    channel = Radios("Как сообщили", validators=[Required("Отметьте, как сообщили")])
    reported_on = DateField("Когда сообщили", past=True, validators=[Required("Введите день")])
    told_by = Line("Кто сообщил, если не сам получатель", validators=[OPTIONAL])

    def offer(self, view: ReportsView) -> None:
        """The region's list of what is reported; today."""
        self.code.offer((one.code, _capital(one.subjects[0].title)) for one in view.kinds)
        self.channel.offer(CHANNELS.items())
        if not self.is_submitted():
            self.reported_on.data = self.reported_on.data or today()

    def to_command(self, recipient_id: int) -> RecordReport:
        return RecordReport(
            recipient_id,
            code=self.code.data,
            channel=self.channel.data,
            reported_on=self.reported_on.data,
            words=self.words.data or "",
            told_by=self.told_by.data or "",
        )


class ResultForm(PortalForm):
    """What followed from a report."""

    report = HiddenField()
    result = Text("Что сделано", validators=[Required("Напишите, что сделано")])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@allow(*OFFICE)
def reports(recipient_id: int) -> Response:
    view = list_reports(actor(), recipient_id, region(), today())
    form = ReportForm()
    form.offer(view)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            record_report(command, region=region(), actor=actor(), now=now())
            flash("Сообщение записано. Плата и договор от него сами не меняются.")
            return redirect(url_for("recipients.reports", recipient_id=recipient_id))
    return render(
        "recipients/reports.html",
        status=form.status,
        view=view,
        form=form,
        enters_income=sees(actor(), Subject.INCOME),
    )


@allow(*OFFICE)
def considered(recipient_id: int) -> Response:
    """What was done about one report of the list, named by its number."""
    view = list_reports(actor(), recipient_id, region(), today())
    report = _named(view)
    if report is None:
        return redirect(url_for("recipients.reports", recipient_id=recipient_id))
    form = ResultForm(data={"report": str(report.id)})
    if form.validate_on_submit():
        with form.refusals():
            command = ConsiderReport(report.id, recipient_id, form.result.data or "")
            consider_report(command, region=region(), actor=actor(), now=now())
            flash("Записано, что сделано по сообщению.")
            return redirect(url_for("recipients.reports", recipient_id=recipient_id))
    return render(
        "recipients/report_considered.html",
        status=form.status,
        view=view,
        report=report,
        form=form,
    )


def _named(view: ReportsView) -> ReportView | None:
    return next((one for one in view.reports if str(one.id) == request.values.get("report")), None)


def join(blueprint: Blueprint) -> None:
    """Put these pages among those of the recipient."""
    root = "/<int:recipient_id>/reports"
    blueprint.add_url_rule(root, view_func=reports, endpoint="reports", methods=BOTH)
    blueprint.add_url_rule(
        f"{root}/considered", view_func=considered, endpoint="report_considered", methods=BOTH
    )
