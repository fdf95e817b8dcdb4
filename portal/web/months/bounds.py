"""What else is spent of a bound: the former provider's bill, the reading of a course's bound."""

from datetime import date

from flask import Blueprint, Response, flash, url_for

from portal.domain.fee_rules import CapPeriod
from portal.domain.violations import NotFound
from portal.models.user import Role
from portal.usecases.fee_settings import choose_cap_period, get_course_reading
from portal.usecases.former_bills import record_former_bill
from portal.usecases.queries.former_bills import FormerBillView, get_former_bill
from portal.web.access import actor, allow, region
from portal.web.clock import now
from portal.web.htmx import redirect, render
from portal.web.months.forms import CapPeriodForm, FormerBillForm

MONEY = (Role.DIRECTOR, Role.ACCOUNTANT)
BOTH = ["GET", "POST"]


@allow(*MONEY)
def former_bill(contract_id: int) -> Response:
    """The certificate of the former provider; NotFound where no bound is shared."""
    shown = get_former_bill(actor(), contract_id, region())
    form = FormerBillForm()
    form.show(shown)
    if form.validate_on_submit():
        with form.refusals():
            record_former_bill(form.to_command(shown), region=region(), actor=actor(), now=now())
            flash("Справка записана.")
            return redirect(url_for("months.former_bill", contract_id=contract_id))
    return render("months/former_bill.html", status=form.status, form=form, bill=shown)


@allow(Role.DIRECTOR)
def cap_period() -> Response:
    """Whether the bound of a course is one for the course; NotFound where there are none."""
    present = get_course_reading(region=region(), actor=actor(), now=now())
    if present is None:
        raise NotFound
    form = CapPeriodForm()
    if not form.is_submitted():
        form.period.data = present.period.value
    if form.validate_on_submit():
        with form.refusals():
            choose_cap_period(form.to_command(), region=region(), actor=actor(), now=now())
            flash("Выбор сохранён. Он действует для всех следующих актов.")
            return redirect(url_for("months.index"))
    return render(
        "months/cap_period.html",
        status=form.status,
        form=form,
        present=present,
        by_month=present.regional is CapPeriod.MONTH,
    )


def first_month_of(contract_id: int, month: date) -> FormerBillView | None:
    """The bill to ask for on the draft of a month: only in the contract's first one."""
    try:
        shown = get_former_bill(actor(), contract_id, region())
    except NotFound:
        return None
    return shown if shown.month == month else None


def join(blueprint: Blueprint) -> None:
    """Add the addresses to those of the months."""
    blueprint.add_url_rule(
        "/former-bill/<int:contract_id>", "former_bill", former_bill, methods=BOTH
    )
    blueprint.add_url_rule("/cap-period", "cap_period", cap_period, methods=BOTH)
