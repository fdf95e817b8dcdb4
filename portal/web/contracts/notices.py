"""Notices about one contract: of changed conditions, with their papers and how they were handed."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, flash, url_for

from portal.domain.condition_notice import condition_rule, condition_subjects
from portal.domain.contract import RUNNING
from portal.domain.endings import Handover
from portal.domain.notices import NoticeRule
from portal.domain.violations import NotFound
from portal.models import NoticeEvent, Role
from portal.usecases.condition_notices import NotifyConditions, notify_conditions
from portal.usecases.fee_notices import RecordHandover, notice_paper, record_handover
from portal.usecases.queries import notices as queries
from portal.usecases.queries.contracts import get_contract
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.clock import now, today
from portal.web.forms import (
    Choice,
    DateField,
    PortalForm,
    Required,
    Seen,
    Text,
)
from portal.web.htmx import redirect, render

BOTH = ["GET", "POST"]
DRAFTS = (Role.DIRECTOR, Role.HEAD_OF_DEPARTMENT)
"""Who decides what is told in writing."""


class ConditionsForm(PortalForm):
    """What changes, how it will be and from which day."""

    subject = Choice("Что меняется", validators=[Required("Выберите, что меняется")])
    text = Text("Как будет", validators=[Required("Напишите, как будет после изменения")])
    since = DateField("С какого дня", validators=[Required("Введите день")])

    def offer(self, rule: NoticeRule) -> None:
        """What the law names, without the fee."""
        self.subject.offer((one.code, one.title) for one in condition_subjects(rule))

    def to_command(self, contract_id: int) -> NotifyConditions:
        return NotifyConditions(
            contract_id, self.subject.data, self.text.data or "", self.since.data
        )


class HandedForm(PortalForm):
    """When and how a notice was handed over."""

    version = Seen()
    handed_on = DateField("Когда вручено", validators=[Required("Введите день вручения")])
    handed = Choice("Как вручено", validators=[Required("Выберите, как вручено")])

    def fill(self, row: queries.NoticeRow, day: date) -> None:
        """What is recorded already; today while nothing is."""
        self.handed.offer((one.value, one.label) for one in Handover)
        if not self.is_submitted():
            self.handed_on.data = row.handed_on or day
            self.handed.data = row.handed.value if row.handed else Handover.IN_PERSON.value
            self.version.data = row.version

    def to_command(self, notice_id: int) -> RecordHandover:
        return RecordHandover(
            notice_id,
            self.handed_on.data,
            Handover(self.handed.data),
            version=self.version.data,
        )


def join(blueprint: Blueprint) -> None:
    """Add these pages to the contracts."""
    add = blueprint.add_url_rule
    add("/<int:contract_id>/notices", view_func=notices)
    add("/<int:contract_id>/notices/new", view_func=new_notice, methods=BOTH)
    add("/notices/<int:notice_id>", view_func=notice, methods=BOTH)
    add("/notices/<int:notice_id>/notice.pdf", view_func=notice_file)


@allow(*OFFICE)
def notices(contract_id: int) -> Response:
    """Every notice about a contract, and what must be told in writing."""
    contract = get_contract(actor(), contract_id, today())
    return render(
        "contracts/notices.html",
        contract=contract,
        rows=queries.contract_notices(actor(), contract_id),
        rule=condition_rule(region().rules.notices.on(today())),
        may_draft=actor().role in DRAFTS and contract.state in RUNNING,
        sees_fee=actor().role in (Role.DIRECTOR, Role.ACCOUNTANT),
        today=today(),
    )


@allow(*DRAFTS)
def new_notice(contract_id: int) -> Response:
    """A notice of changed conditions."""
    contract = get_contract(actor(), contract_id, today())
    rule = condition_rule(region().rules.notices.on(today()))
    if rule is None:
        raise NotFound
    form = ConditionsForm()
    form.offer(rule)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(contract_id)
            done = notify_conditions(command, region=region(), actor=actor(), now=now())
            flash(f"Уведомление готово. Напечатайте и вручите до {done.due_on:%d.%m.%Y}.")
            return redirect(url_for("contracts.notice", notice_id=done.id))
    return render(
        "contracts/new_notice.html", status=form.status, form=form, contract=contract, rule=rule
    )


@allow(*OFFICE)
def notice(notice_id: int) -> Response:
    """A notice of conditions: its term, its paper, when and how it was handed over."""
    row = _own(notice_id)
    form = HandedForm()
    form.fill(row, today())
    if form.validate_on_submit():
        with form.refusals():
            record_handover(form.to_command(row.id), region=region(), actor=actor(), now=now())
            flash("Вручение записано.")
            return redirect(url_for("contracts.notices", contract_id=row.contract_id))
    return render("contracts/notice.html", status=form.status, form=form, row=row, today=today())


@allow(*OFFICE)
def notice_file(notice_id: int) -> Response:
    """The notice as it is handed over."""
    row = _own(notice_id)
    content = notice_paper(row.id, region=region(), actor=actor(), now=now(), press=press())
    title = f"{row.event.label.capitalize()}, договор № {row.number}"
    return downloads.paper(content, name=f"notice-{row.id}", title=title)


def _own(notice_id: int) -> queries.NoticeRow:
    """A notice of conditions about a contract that the reader serves; NotFound for any other."""
    row = queries.get_notice(actor(), notice_id)
    if row.event is not NoticeEvent.CONDITIONS_CHANGED:
        raise NotFound
    get_contract(actor(), row.contract_id, today())
    return row
