"""Papers of a programme's end and revision, and the registers where they are written down."""

from __future__ import annotations

from flask import Response

from portal.domain.violations import NotFound
from portal.models.user import Role
from portal.usecases.programme_papers import conclusion_paper, expiry_notice_paper
from portal.usecases.queries import programme_registers as queries
from portal.usecases.queries.programme_endings import get_ending
from portal.usecases.review_application import review_paper
from portal.usecases.transfer_revision import ProgrammeOnMove, programme_on_move
from portal.web import downloads
from portal.web.access import OFFICE, actor, allow, press, region
from portal.web.admissions.endings import CARES
from portal.web.admissions.views import blueprint
from portal.web.clock import now, today
from portal.web.htmx import render


@blueprint.app_context_processor
def registers_for_pages() -> dict[str, object]:
    """Which registers of programmes the region keeps; how a programme stands on a move."""
    return {"programme_registers": _kept, "programme_of_move": _of_move}


def _kept() -> list[tuple[str, str]]:
    return [
        (one.code, one.title)
        for one in queries.programme_registers(region(), today(), actor().role)
    ]


def _of_move(transfer_id: int) -> ProgrammeOnMove | None:
    return programme_on_move(actor(), transfer_id, region(), today())


@blueprint.get("/programmes/<int:programme_id>/notice.pdf")
@allow(*CARES)
def expiry_notice(programme_id: int) -> Response:
    """The letter to the recipient that the programme ends."""
    content = expiry_notice_paper(
        programme_id, region=region(), actor=actor(), now=now(), press=press()
    )
    title = "Уведомление об окончании программы"
    return downloads.paper(content, name=f"expiry-notice-{programme_id}", title=title)


@blueprint.get("/programmes/<int:programme_id>/conclusion.pdf")
@allow(*CARES)
def conclusion(programme_id: int) -> Response:
    """The conclusion with the marks, each copy with its number."""
    content = conclusion_paper(
        programme_id, region=region(), actor=actor(), now=now(), press=press()
    )
    title = "Заключение о выполнении программы"
    return downloads.paper(content, name=f"conclusion-{programme_id}", title=title)


@blueprint.get("/programmes/<int:programme_id>/review/application.pdf")
@allow(*CARES)
def review_application(programme_id: int) -> Response:
    """The newest application for a review."""
    filed = get_ending(actor(), programme_id, region(), today()).filed
    if filed is None:
        raise NotFound
    content = review_paper(filed.id, region=region(), actor=actor(), now=now(), press=press())
    title = "Заявление о пересмотре программы"
    return downloads.paper(content, name=f"review-application-{filed.id}", title=title)


@blueprint.get("/registers/<string:code>/<int:year>")
@allow(*OFFICE, Role.OFFICER)
def register(code: str, year: int) -> Response:
    """A register of programmes of a year, red lines first; to an officer the authority's own."""
    view = queries.programme_register(actor(), region(), code, year, today())
    officer = actor().role is Role.OFFICER
    return render("admissions/register.html", view=view, officer=officer)


@blueprint.get("/registers/<string:code>/<int:year>/paper.pdf")
@allow(*OFFICE, Role.OFFICER)
def register_paper(code: str, year: int) -> Response:
    """The same register to be printed."""
    form, facts = queries.print_register(actor(), region(), code, year, today())
    content = press().pdf(form, region().code, facts)
    return downloads.paper(content, name=f"{code}-{year}", title=form.title)
