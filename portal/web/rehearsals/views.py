"""«А что если…»: two invented cases beside each other. Nothing is saved; the address repeats it."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from portal.domain.calendar import month_of
from portal.domain.catalogue import Form
from portal.domain.people import PopulationGroup
from portal.domain.rehearsal import RehearsedCase, RehearsedFee
from portal.usecases.queries.fee_rehearsal import (
    ALONE,
    anonymous_case,
    rehearsed_fee,
    service_titles,
)
from portal.web.access import OFFICE, actor, allow, region
from portal.web.clock import today
from portal.web.htmx import redirect, render
from portal.web.recipients.presenters import category_titles
from portal.web.rehearsals.forms import IF, NOW, SideForm, Typed, typed_of, with_both
from portal.web.rehearsals.presenters import figures

blueprint = Blueprint("rehearsals", __name__, url_prefix="/rehearsals")


@blueprint.get("/fee")
@allow(*OFFICE)
def fee() -> Response:
    asked = bool(request.args)
    typed = with_both(request.args) if asked else _start()
    sides = tuple(_side(side, typed) for side in (NOW, IF))
    found: tuple[RehearsedFee | None, ...] = ()
    if asked:
        found = tuple(_rehearsed(side) for side in sides)
    now, if_so = found if found and all(found) else (None, None)
    return render(
        "rehearsals/fee.html",
        part="rehearsals/_result.html",
        sides=sides,
        rows=figures(sides[1].to_case(), now, if_so) if now and if_so else (),
        now=now,
        if_so=if_so,
        status=422 if asked and not (now and if_so) else 200,
    )


@blueprint.get("/fee/of/<int:recipient_id>")
@allow(*OFFICE)
def of_recipient(recipient_id: int) -> Response:
    """The recipient's own case in both columns, without anything that tells who it is."""
    case = anonymous_case(actor(), recipient_id, region(), today())
    both: dict[str, Any] = {**typed_of(NOW, case), **typed_of(IF, case)}
    return redirect(url_for("rehearsals.fee", **both))


def _side(side: str, typed: Typed) -> SideForm:
    return SideForm(
        side,
        typed,
        categories=category_titles(),
        services=service_titles(region(), today()),
    )


def _rehearsed(form: SideForm) -> RehearsedFee | None:
    if not form.validate():
        return None
    with form.refusals():
        return rehearsed_fee(form.to_case(), region())
    return None


def _start() -> Typed:
    """An elderly person at home who lives alone, on today's tariffs."""
    case = RehearsedCase(
        form=Form.HOME,
        group=PopulationGroup.PENSIONERS,
        applied_on=today(),
        rules_day=today(),
        month=month_of(today()),
        members=ALONE,
    )
    return Typed({**typed_of(NOW, case), **typed_of(IF, case)})
