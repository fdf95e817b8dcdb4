"""Written requests for services outside the programme: what was asked for, and a new one."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for
from flask_wtf.file import FileField

from portal.usecases.additional_requests import RecordRequest, record_additional_request
from portal.usecases.queries.additional_requests import (
    RequestDesk,
    get_request_scan,
    request_desk,
)
from portal.usecases.queries.contracts import get_contract
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, region
from portal.web.clock import now, today
from portal.web.contracts.forms import upload_of
from portal.web.contracts.views import CHANGES
from portal.web.forms import Choice, DateField, PortalForm, Required
from portal.web.htmx import redirect, render

CHOOSE = ("", "Выберите услугу")


class RequestForm(PortalForm):
    """What the recipient asked for, when, and the paper."""

    code = Choice("Услуга", validators=[Required("Выберите услугу из списка")])
    requested_on = DateField("Когда подписано заявление", validators=[Required("Введите дату")])
    scan = FileField("Скан заявления, если он есть")

    def offer(self, desk: RequestDesk) -> None:
        """The services of the region's list for the contract's form."""
        self.code.choices = [
            CHOOSE,
            *((item.code, f"{item.title} ({item.unit_title})") for item in desk.offered),
        ]

    def to_command(self, contract_id: int) -> RecordRequest:
        return RecordRequest(
            contract_id=contract_id,
            code=self.code.data,
            requested_on=self.requested_on.data,
            scan=upload_of(self.scan.data),
        )


@allow(*OFFICE)
def additional(contract_id: int) -> Response:
    """The requests of a contract, and the form of one more."""
    contract = get_contract(actor(), contract_id, today())
    desk = request_desk(actor(), contract_id, region(), today())
    form = RequestForm()
    form.offer(desk)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(contract_id)
            record_additional_request(command, region=region(), actor=actor(), now=now())
            flash("Заявление записано. С его дня услугу можно записывать как дополнительную.")
            return redirect(url_for("contracts.additional", contract_id=contract_id))
    return render(
        "contracts/additional.html",
        status=form.status,
        form=form,
        desk=desk,
        contract=contract,
        may_change=actor().role in CHANGES and not contract.missing_since,
    )


@allow(*OFFICE)
def request_scan(contract_id: int, file_id: int) -> Response:
    """The scan of a written request."""
    get_contract(actor(), contract_id)
    found = get_request_scan(actor(), contract_id, file_id)
    return downloads.scan(found, name=f"scan-{file_id}")


def join(blueprint: Blueprint) -> None:
    """Add the addresses to those of the contracts."""
    page = "/<int:contract_id>/additional"
    blueprint.add_url_rule(page, "additional", additional, methods=["GET", "POST"])
    blueprint.add_url_rule(f"{page}/<int:file_id>", "request_scan", request_scan)
