"""«А что если…»: two invented cases beside each other. Nothing is saved; the address repeats it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, g, request, url_for

from portal.domain.calendar import month_of
from portal.domain.catalogue import Form
from portal.domain.people import PopulationGroup
from portal.domain.reference import ReferenceValue
from portal.domain.rehearsal import RehearsedCase, RehearsedFee
from portal.models.user import Role
from portal.usecases.income import KNOWS_INCOME
from portal.usecases.queries.fee_rehearsal import (
    ALONE,
    anonymous_case,
    contract_case,
    rehearsed_fee,
    service_titles,
    tariff_day_cases,
    values_of_draft,
)
from portal.web.access import OFFICE, actor, allow, public, region, regions
from portal.web.clock import now as present_moment
from portal.web.clock import today
from portal.web.htmx import redirect, render
from portal.web.recipients.presenters import category_titles
from portal.web.rehearsals.forms import IF, NOW, SideForm, Typed, typed_of, with_both
from portal.web.rehearsals.presenters import figures

blueprint = Blueprint("rehearsals", __name__, url_prefix="/rehearsals")

DRAFT = "draft"
REGION = "region"
MONEY = (Role.DIRECTOR, Role.ACCOUNTANT)


@dataclass(frozen=True, slots=True)
class Draft:
    """A tariff day whose values stand above those of the book."""

    id: int
    since: date
    values: tuple[ReferenceValue, ...]


@blueprint.get("/fee")
@allow(*OFFICE)
def fee() -> Response:
    draft = _draft()
    both: dict[str, Any] = {**request.args.to_dict(), REGION: region().code}
    sent = None if draft else url_for("rehearsals.shared", **both)
    return _compared(draft, asked=bool(request.args), shared=sent)


@blueprint.get("/shared")
@public
def shared() -> Response:
    """The same two cases for whoever was sent the link; it names the region, and nobody."""
    named = regions().get(request.args.get(REGION, ""))
    if named is None:
        return render("rehearsals/regions.html", regions=sorted(regions().items()), named=REGION)
    g.region = named
    return _compared(None, asked=len(request.args) > 1, code=named.code)


def _compared(
    draft: Draft | None, *, asked: bool, shared: str | None = None, code: str | None = None
) -> Response:
    """Both columns; ``shared`` is the link for others, ``code`` the region of who came by it."""
    typed = with_both(request.args) if asked else _start()
    sides = tuple(_side(side, typed) for side in (NOW, IF))
    found: tuple[RehearsedFee | None, ...] = ()
    if asked:
        found = tuple(_rehearsed(side, draft) for side in sides)
    now, if_so = found if found and all(found) else (None, None)
    return render(
        "rehearsals/fee.html",
        part="rehearsals/_result.html",
        sides=sides,
        rows=figures(sides[1].to_case(), now, if_so) if now and if_so else (),
        now=now,
        if_so=if_so,
        draft=draft,
        shared=shared if now and if_so else None,
        code=code,
        place=region().identity.name,
        status=422 if asked and not (now and if_so) else 200,
    )


@blueprint.get("/fee/of/<int:recipient_id>")
@allow(*KNOWS_INCOME)
def of_recipient(recipient_id: int) -> Response:
    """The recipient's own case in both columns, without anything that tells who it is."""
    case = anonymous_case(actor(), recipient_id, region(), today())
    both: dict[str, Any] = {**typed_of(NOW, case), **typed_of(IF, case)}
    return redirect(url_for("rehearsals.fee", **both))


@blueprint.get("/fee/of-contract/<int:contract_id>")
@allow(*KNOWS_INCOME)
def of_contract(contract_id: int) -> Response:
    """The case of a contract's terms in both columns, with the day their threshold is of."""
    case = contract_case(actor(), contract_id, region(), today())
    both: dict[str, Any] = {**typed_of(NOW, case), **typed_of(IF, case)}
    return redirect(url_for("rehearsals.fee", **both))


@blueprint.get("/fee/of-tariff-day/<int:tariff_day_id>/<int:contract_id>")
@allow(*MONEY)
def of_tariff_day(tariff_day_id: int, contract_id: int) -> Response:
    """A contract before a tariff day beside itself after it."""
    before, after = tariff_day_cases(
        actor(), tariff_day_id, contract_id, region(), present_moment()
    )
    both: dict[str, Any] = {**typed_of(NOW, before), **typed_of(IF, after), DRAFT: tariff_day_id}
    return redirect(url_for("rehearsals.fee", **both))


def _draft() -> Draft | None:
    """The tariff day that the address names: those who may see tariff days may try it."""
    named = request.args.get(DRAFT, "")
    if not (named.isascii() and named.isdecimal()) or actor().role not in MONEY:
        return None
    since, values = values_of_draft(actor(), int(named), region(), today())
    return Draft(int(named), since, values)


def _side(side: str, typed: Typed) -> SideForm:
    return SideForm(
        side,
        typed,
        categories=category_titles(),
        services=service_titles(region(), today()),
        decides=any(cap.decision for cap in region().rules.fee_rules.on(today()).caps),
    )


def _rehearsed(form: SideForm, draft: Draft | None) -> RehearsedFee | None:
    if not form.validate():
        return None
    with form.refusals():
        form.demand_services_once()
        return rehearsed_fee(form.to_case(), region(), draft.values if draft else ())
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
