"""The director's queue: read, sign one or forty, send back; and what was sent back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.violations import NotFound
from portal.jobs import enqueue, run_here
from portal.models.types import JsonObject
from portal.models.user import Role
from portal.usecases import own_names
from portal.usecases import signing_returns as returns
from portal.usecases.contract_fee import LackingPapers
from portal.usecases.papers import paper_bytes
from portal.usecases.papers_at_signature import papers_to_bring
from portal.usecases.queries import returned_papers
from portal.usecases.queries import signing_queue as queries
from portal.usecases.queries.amendments import get_amendment
from portal.usecases.queries.contracts import get_contract
from portal.usecases.queries.provider_register import get_entry
from portal.usecases.queries.terminations import get_ending
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.auth import confirm_password
from portal.web.clock import now, today
from portal.web.htmx import redirect, render
from portal.web.sealing import asks_pin, sealer
from portal.web.signing import presenters
from portal.web.signing.forms import QueueForm, SendBackForm, TakeForm

blueprint = Blueprint("signing", __name__, url_prefix="/signing")

BOTH = ["GET", "POST"]
PREPARES = returns.PREPARES
"""Who draws contracts up, and so who may take one back."""


@blueprint.app_template_global()
def papers_to_sign() -> int:
    """How many papers wait for the reader, who is the director."""
    return queries.queue_total(actor())


@blueprint.app_template_global()
def papers_lacking(contract_id: int) -> LackingPapers | None:
    """What is to be brought to the recipient's signature on a contract that waits for it."""
    return papers_to_bring(actor(), contract_id, region(), today())


@blueprint.app_template_global()
def papers_sent_back() -> tuple[presenters.Returned, ...]:
    """What was sent back and waits for those who prepare papers."""
    return presenters.returned(returned_papers.open_returns(actor()))


@blueprint.route("", methods=BOTH)
@allow(Role.DIRECTOR)
def queue() -> Response:
    """Everything that waits for the director; one password signs what is ticked."""
    groups = queries.signing_queue(actor(), region())
    form = QueueForm()
    form.asks_pin = asks_pin()
    entry = get_entry(actor(), region(), today())
    if form.validate_on_submit() and confirm_password(form.password):
        order: JsonObject = {
            "signed_on": today().isoformat(),
            "papers": [[one.kind.value, one.id, one.version, one.sha256] for one in form.seen],
        }
        if form.asks_pin:
            # The PIN may not wait in a queue: the work is done while the page is waited for.
            job = run_here("sign_queue", order, actor=actor(), now=now(), sealer=sealer())
        else:
            job = enqueue("sign_queue", order, actor=actor(), now=now())
        return redirect(url_for("jobs.show", job_id=job))
    return render(
        "signing/queue.html",
        status=form.status,
        form=form,
        lead=presenters.lead(groups),
        sections=presenters.sections(groups),
        ticked=set(form.papers.data or ()) if form.is_submitted() else set(),
        every=request.args.get("tick") == "all" and not form.is_submitted(),
        returns=presenters.returned(returned_papers.open_returns(actor())),
        outside=entry if entry.excluded(today()) else None,
    )


@blueprint.get("/returned")
@allow(*PREPARES)
def returned() -> Response:
    """What was sent back and waits for whoever prepared it."""
    rows = returned_papers.open_returns(actor())
    return render("signing/returned.html", returns=presenters.returned(rows))


@blueprint.get("/contracts/<int:contract_id>/returned/<int:return_id>/paper.pdf")
@allow(*PREPARES)
def old_text(contract_id: int, return_id: int) -> Response:
    """The text that was sent back, as it was."""
    row = returned_papers.get_return(actor(), return_id)
    if row.paper_id is None or row.contract_id != contract_id:
        raise NotFound
    number = row.contract_number.replace("/", "-")
    content = paper_bytes(actor().provider_id, row.paper_id)
    return downloads.paper(
        content, name=f"returned-{number}-{row.id}", title=f"Не подписан, договор {number}"
    )


@blueprint.post("/returned/<int:return_id>/settle")
@allow(*PREPARES)
def settle(return_id: int) -> Response:
    """Somebody has taken note of the reason."""
    returned_papers.get_return(actor(), return_id)
    returns.settle_return(return_id, actor=actor(), now=now())
    flash("Замечание отмечено как учтённое.")
    return redirect(url_for("signing.returned"))


@blueprint.route("/contracts/<int:contract_id>/send-back", methods=BOTH)
@allow(*PREPARES)
def send_back_contract(contract_id: int) -> Response:
    """A contract goes back to be drawn up anew."""
    contract = get_contract(actor(), contract_id)
    if request.method == "GET":
        returns.demand_contract_returnable(contract_id, actor())
    form = SendBackForm(version=contract.version)
    page = {
        "title": f"Договор №\u00a0{contract.number}",
        "recipient": contract.recipient,
        "where": url_for("contracts.show", contract_id=contract_id),
        "after": "Номер останется за договором. Этот текст сохранится неподписанным, а новый "
        "составят по той же программе.",
    }

    def send() -> None:
        returns.send_back_contract(form.contract(contract_id), actor=actor(), now=now())

    return _send_back(form, page, send)


@blueprint.route("/amendments/<int:amendment_id>/send-back", methods=BOTH)
@allow(Role.DIRECTOR)
def send_back_amendment(amendment_id: int) -> Response:
    """A drafted amendment goes back."""
    shown = get_amendment(actor(), amendment_id)
    if request.method == "GET":
        returns.demand_amendment_returnable(amendment_id, actor())
    form = SendBackForm(version=shown.version)
    page = {
        "title": f"Соглашение №\u00a0{shown.row.number} к договору №\u00a0"
        f"{shown.row.contract_number}",
        "recipient": shown.row.recipient,
        "where": url_for("amendments.show", amendment_id=amendment_id),
        "after": "Соглашение будет отозвано, его номер и текст сохранятся. Новое составят заново.",
    }

    def send() -> None:
        returns.send_back_amendment(form.amendment(amendment_id), actor=actor(), now=now())

    return _send_back(form, page, send)


_TAKEN = "Текст составлен заново от вашего имени. Проверьте его и подпишите."


@blueprint.post("/contracts/<int:contract_id>/own-name")
@allow(Role.DIRECTOR)
def take_contract(contract_id: int) -> Response:
    """A contract that names another director is drawn in the reader's name."""
    contract = get_contract(actor(), contract_id)
    form = TakeForm(version=contract.version)
    command = form.to_command(contract_id)
    own_names.take_contract(command, region=region(), actor=actor(), now=now(), press=press())
    flash(_TAKEN)
    return redirect(url_for("contracts.sign", contract_id=contract_id))


@blueprint.post("/amendments/<int:amendment_id>/own-name")
@allow(Role.DIRECTOR)
def take_amendment(amendment_id: int) -> Response:
    """The same for an agreement."""
    shown = get_amendment(actor(), amendment_id)
    form = TakeForm(version=shown.version)
    command = form.to_command(amendment_id)
    fresh = own_names.take_agreement(command, region=region(), actor=actor(), now=now())
    flash(_TAKEN)
    return redirect(url_for("amendments.sign", amendment_id=fresh))


@blueprint.route("/ends/<int:termination_id>/send-back", methods=BOTH)
@allow(Role.DIRECTOR)
def send_back_ending(termination_id: int) -> Response:
    """A prepared end goes back."""
    view = get_ending(actor(), termination_id, today())
    if request.method == "GET":
        returns.demand_end_returnable(termination_id, actor())
    form = SendBackForm(version=view.version)
    page = {
        "title": f"Прекращение договора №\u00a0{view.row.contract_number}",
        "recipient": view.row.recipient,
        "where": url_for("terminations.show", termination_id=termination_id),
        "after": "Подготовленное прекращение будет отменено, договор действует дальше.",
    }

    def send() -> None:
        returns.send_back_termination(form.termination(termination_id), actor=actor(), now=now())

    return _send_back(form, page, send)


def _send_back(form: SendBackForm, page: dict[str, Any], send: Callable[[], None]) -> Response:
    if form.validate_on_submit():
        with form.refusals():
            send()
            flash("Бумага возвращена без подписи. Причину увидит тот, кто её готовил.")
            director = actor().role is Role.DIRECTOR
            return redirect(url_for("signing.queue" if director else "signing.returned"))
    return render("signing/send_back.html", status=form.status, form=form, **page)
