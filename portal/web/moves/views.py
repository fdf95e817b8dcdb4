"""Ways out and in: which are lawful from where a recipient is, and one of them step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, flash, request, url_for

from portal.domain.moves import MoveKind
from portal.domain.violations import NotFound
from portal.usecases.envelope_acts import draw_last_acts
from portal.usecases.move_case import KEEPS
from portal.usecases.move_envelopes import (
    move_envelope_bytes,
    receive_move_envelope,
    send_move_envelope,
)
from portal.usecases.move_papers import LIST, ORDER, draw_list, move_paper
from portal.usecases.move_requests import AnswerRequest, answer_request, request_paper
from portal.usecases.move_withdrawals import withdraw_move
from portal.usecases.moves import open_move, take_step
from portal.usecases.queries import moves as queries
from portal.usecases.queries.contracts import get_contract
from portal.usecases.queries.move_tasks import WaitingEnvelope, moves_due, waiting_envelopes
from portal.usecases.queries.own_moves import RequestRow, waiting_requests
from portal.usecases.queries.recipient_ways import ways_of
from portal.usecases.queries.refusal_authors import refusal_authors
from portal.usecases.queries.transfer_lists import list_providers
from portal.usecases.queries.transfer_sides import list_homes
from portal.usecases.transfer_reception import RECEIVES
from portal.web import downloads
from portal.web.access import actor, allow, press, region
from portal.web.clock import now, today
from portal.web.forms import PortalForm
from portal.web.htmx import redirect, render
from portal.web.moves import presenters
from portal.web.moves.forms import (
    AnswerForm,
    EnvelopeForm,
    ListForm,
    MoveForm,
    OpenForm,
    ReceiveForm,
    StepForm,
    WithdrawForm,
)
from portal.web.pages import page_number, pages_of
from portal.web.transfers.presenters import marker

blueprint = Blueprint("moves", __name__, url_prefix="/moves")

BOTH = ["GET", "POST"]
KINDS: Mapping[str, type[MoveForm]] = {
    "step": StepForm,
    "list": ListForm,
    "envelope": EnvelopeForm,
    "withdraw": WithdrawForm,
}


@blueprint.app_context_processor
def _asked() -> dict[str, Callable[..., Any]]:
    """For the first page: ways whose day is near, envelopes that wait."""
    return {
        "moves_of_today": _due,
        "waiting_envelopes": _waiting,
        "move_words": _words,
        "move_requests": _requests,
        "request_words": presenters.request_words,
        "request_page": presenters.request_page,
    }


def _due() -> tuple[queries.MoveRow, ...]:
    return moves_due(actor(), region(), today()) if actor().role in KEEPS else ()


def _waiting() -> tuple[WaitingEnvelope, ...]:
    return waiting_envelopes(actor()) if actor().role in RECEIVES else ()


def _requests() -> tuple[RequestRow, ...]:
    return waiting_requests(actor(), region(), today()) if actor().role in KEEPS else ()


def _words(row: queries.MoveRow) -> str:
    return presenters.due_words(row, today())


@blueprint.get("")
@allow(*KEEPS)
def index() -> Response:
    """The ways from here, and the envelopes that wait for us."""
    return _index(ReceiveForm())


def _index(form: PortalForm) -> Response:
    page = queries.list_moves(actor(), region(), page=page_number())
    return render(
        "moves/index.html",
        status=form.status,
        page=page,
        pages=pages_of(page),
        form=form,
        today=today(),
        tag_of=presenters.tag_of,
    )


@blueprint.get("/of/<int:recipient_id>")
@allow(*KEEPS)
def of_recipient(recipient_id: int) -> Response:
    """The lawful ways from where the recipient is, each with its clause and what it needs."""
    return render(
        "moves/recipient.html",
        view=ways_of(actor(), recipient_id, region(), today()),
        today=today(),
        tag_of=presenters.tag_of,
        need_words=presenters.need_words,
    )


@blueprint.route("/new/<int:contract_id>", methods=BOTH)
@allow(*KEEPS)
def new(contract_id: int) -> Response:
    """The application for a way; ``way`` of the address names which."""
    contract = get_contract(actor(), contract_id, today())
    wanted = request.args.get("way", MoveKind.PROVIDER.value)
    if wanted not in {one.value for one in MoveKind}:
        raise NotFound
    way = MoveKind(wanted)
    form = OpenForm()
    form.offer(
        way,
        refusal_authors(actor(), contract_id, region(), today()),
        today(),
        providers=[(str(one.id), one.name) for one in list_providers(actor(), region())],
        departments=_departments(contract_id, way),
    )
    asked = next(iter(waiting_requests(actor(), region(), today(), contract_id)), None)
    form.take_over(asked, region())
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(contract_id)
            done = open_move(command, region=region(), actor=actor(), now=now())
            flash("Заявление записано. Дальше — по шагам.")
            return redirect(url_for("moves.show", move_id=done.id))
    return render("moves/new.html", status=form.status, form=form, contract=contract, kind=way)


@blueprint.route("/<int:move_id>", methods=BOTH)
@allow(*KEEPS)
def show(move_id: int) -> Response:
    """One way: what is done, what is next and where it is done, its papers."""
    view = queries.get_move(actor(), move_id, region(), today())
    forms = _forms(view)
    wanted = request.form.get("do", "")
    form = forms.get(wanted)
    if form is not None and form.validate_on_submit():
        with form.refusals():
            flash(_carry_out(wanted, form, view))
            return redirect(url_for("moves.show", move_id=move_id))
    return render(
        "moves/show.html",
        status=form.status if form else 200,
        form=form or forms["list"],
        forms=forms,
        sent=wanted,
        view=view,
        row=view.row,
        tag=presenters.tag_of(view.row, today()),
        remedies=presenters.remedies(view),
        ending=presenters.ending_of(view),
        taker_words=presenters.taker_words,
        seals_envelopes=actor().role in RECEIVES,
    )


def _forms(view: queries.MoveView) -> Mapping[str, Any]:
    """The forms of the page; only the one that was sent reads what was typed."""
    wanted = request.form.get("do", "")
    found: dict[str, Any] = {
        name: kind() if name == wanted else kind(formdata=None) for name, kind in KINDS.items()
    }
    homes = [(str(key), name) for key, name in list_homes(actor())]
    found["step"].offer(view, homes, today())
    for name, form in found.items():
        form.do.data = name
        if form.version.data is None:
            form.version.data = view.version
    return found


def _carry_out(wanted: str, form: Any, view: queries.MoveView) -> str:
    """Do what the form says; returns the sentence for the next page."""
    move_id = view.row.id
    if wanted == "envelope":
        drawn_for = view.contract_id
        draw_last_acts(drawn_for, region=region(), actor=actor(), now=now(), press=press())
        sent = send_move_envelope(
            move_id, marker=marker(press()), region=region(), actor=actor(), now=now()
        )
        return "Конверт собран. " + (
            "Новый поставщик видит его у себя."
            if sent.waits
            else "Сохраните его файлом и передайте новому поставщику."
        )
    command = form.to_command(move_id)
    if wanted == "list":
        draw_list(command, region=region(), actor=actor(), now=now(), press=press())
        return "Опись составлена. Распечатайте её в двух экземплярах."
    if wanted == "withdraw":
        done = withdraw_move(command, region=region(), actor=actor(), now=now())
        return " ".join(("Переход отменён.", *(one.text for one in done.warnings)))
    done = take_step(command, region=region(), actor=actor(), now=now(), press=press())
    told = "Переход завершён." if done.closed else "Шаг записан."
    return " ".join((told, *(one.text for one in done.warnings)))


@blueprint.get("/requests/<int:move_request_id>/application.pdf")
@allow(*KEEPS)
def application(move_request_id: int) -> Response:
    """What a recipient wrote in the cabinet."""
    content = request_paper(move_request_id, actor=actor())
    return downloads.paper(content, name=f"move-request-{move_request_id}", title="Заявление")


@blueprint.post("/requests/<int:move_request_id>/answer")
@allow(*KEEPS)
def answer(move_request_id: int) -> Response:
    """An application closed with words for the recipient, where it leads to nothing."""
    # Another provider's is not found, whatever was typed.
    request_paper(move_request_id, actor=actor())
    form = AnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            answer_request(
                AnswerRequest(move_request_id, form.answer.data), actor=actor(), now=now()
            )
            flash("Ответ записан, получатель увидит его в кабинете.")
            return redirect(url_for("moves.index"))
    return _index(form)


@blueprint.get("/<int:move_id>/order.pdf")
@allow(*KEEPS)
def order(move_id: int) -> Response:
    """The order on another department."""
    content = move_paper(move_id, ORDER, actor=actor())
    return downloads.paper(content, name=f"move-order-{move_id}", title="Приказ о переводе")


@blueprint.get("/<int:move_id>/list.pdf")
@allow(*KEEPS)
def papers_list(move_id: int) -> Response:
    """What was served, and the list of papers that go along."""
    content = move_paper(move_id, LIST, actor=actor())
    return downloads.paper(content, name=f"move-list-{move_id}", title="Справка и опись бумаг")


@blueprint.get("/<int:move_id>/envelope")
@allow(*RECEIVES)
def envelope_file(move_id: int) -> Response:
    """The envelope as a file, to carry it where the portal is another one."""
    content = move_envelope_bytes(move_id, actor=actor())
    return downloads.attachment(
        content, media_type="application/zip", name=f"move-{move_id}", title="Конверт.zip"
    )


@blueprint.post("/<int:move_id>/receive")
@allow(*RECEIVES)
def receive(move_id: int) -> Response:
    """An envelope for us taken in; what is in it is shown by the page of envelopes."""
    form: PortalForm = ReceiveForm()
    if form.validate_on_submit():
        with form.refusals():
            made = receive_move_envelope(move_id, actor=actor(), now=now())
            flash("Конверт принят. Посмотрите, что в нём, и заведите карточку.")
            return redirect(url_for("transfers.envelope", envelope_id=made))
    flash("Этот конверт уже принят.")
    return redirect(url_for("moves.index"))


def _departments(contract_id: int, way: MoveKind) -> list[tuple[str, str]]:
    if way is not MoveKind.DEPARTMENT:
        return []
    return [(str(key), name) for key, name in queries.departments_of(actor(), contract_id)]
