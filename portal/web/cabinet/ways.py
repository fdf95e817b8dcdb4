"""The recipient's own ways: where they stand, an application to go, another to stay after all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response, flash, request, url_for
from wtforms import HiddenField

from portal.domain.moves import MoveKind
from portal.models.user import Role
from portal.usecases.move_papers import LIST, ORDER
from portal.usecases.move_requests import (
    AskToGo,
    ask_to_go,
    ask_to_stay,
    drop_request,
    request_paper,
)
from portal.usecases.queries.own_moves import OwnMoves, own_move_paper, own_moves
from portal.usecases.queries.own_transfer import get_own_move
from portal.usecases.queries.signing_codes import get_agreement
from portal.usecases.signables import SignedKind
from portal.web import downloads
from portal.web.access import actor, allow, press, region, shown_parts
from portal.web.cabinet import way_words
from portal.web.cabinet.moves import PARTS
from portal.web.cabinet.stay_form import StayForm, number_of
from portal.web.cabinet.views import blueprint
from portal.web.clock import now, today
from portal.web.forms import OPTIONAL, Choice, Line, PortalForm, Radios, Required, Text
from portal.web.htmx import redirect, render


class AskForm(PortalForm):
    """Where to, and why."""

    do = HiddenField()
    contract = Choice("По какому договору")
    kind = Radios("Куда хотите перейти", validators=[Required("Выберите, куда хотите перейти")])
    destination = Line("Куда именно: поставщик, регион или отделение", validators=[OPTIONAL])
    reason = Text("Почему", validators=[Required("Напишите, почему хотите перейти")])

    def offer(self, view: OwnMoves) -> None:
        """The lawful ways of the contracts in force."""
        kinds = dict.fromkeys(kind for one in view.may_ask for kind in one.kinds)
        self.kind.offer([(kind.value, kind.label) for kind in kinds])
        self.contract.offer([(str(one.contract_id), f"№ {one.number}") for one in view.may_ask])

    def to_command(self) -> AskToGo:
        return AskToGo(
            int(self.contract.data),
            MoveKind(self.kind.data),
            self.destination.data or "",
            self.reason.data,
        )

    def paths(self) -> Mapping[str, str]:
        return {"contract_id": "kind"}


class DropForm(PortalForm):
    """The own application taken back."""

    do = HiddenField()
    request = HiddenField()


@blueprint.app_context_processor
def _asked() -> dict[str, Callable[..., object]]:
    """For the front page of the cabinet."""
    return {"own_ways": own_ways, "own_way_words": way_words.way_words}


def own_ways() -> OwnMoves | None:
    """The reader's ways; None to who is not shown the contract."""
    return own_moves(actor(), region(), today()) if shown_parts() >= PARTS else None


@blueprint.route("/ways", methods=["GET", "POST"])
@allow(Role.RECIPIENT, parts=PARTS)
def ways() -> Response:
    """Every way of the reader, what may be asked for, and the applications."""
    view = own_moves(actor(), region(), today())
    wanted = request.form.get("do", "")
    forms: dict[str, PortalForm] = {
        name: kind() if name == wanted else kind(formdata=None)
        for name, kind in (("go", AskForm), ("stay", StayForm), ("drop", DropForm))
    }
    ask = forms["go"]
    if isinstance(ask, AskForm):
        ask.offer(view)
    sent = forms.get(wanted)
    if sent is not None and sent.validate_on_submit():
        with sent.refusals():
            return _carry_out(sent)
    transfer = get_own_move(actor(), region(), today())
    agreement = get_agreement(actor(), view.recipient_id, today(), actor().relative)
    return render(
        "cabinet/ways.html",
        status=sent.status if sent else 200,
        view=view,
        transfer=transfer,
        form=sent or ask,
        ask=ask,
        stay=forms["stay"],
        sent=wanted,
        words=way_words,
        papers=way_words.PAPERS,
        signs=bool(agreement and agreement.signs(SignedKind.MOVE)),
    )


def _carry_out(form: PortalForm) -> Response:
    by = {"region": region(), "actor": actor(), "now": now(), "press": press()}
    if isinstance(form, AskForm):
        ask_to_go(form.to_command(), **by)  # type: ignore[arg-type]
    elif isinstance(form, StayForm):
        ask_to_stay(form.to_command(), **by)  # type: ignore[arg-type]
    elif isinstance(form, DropForm):
        drop_request(number_of(form.request.data) or 0, actor=actor(), now=now())
        flash("Заявление забрано.")
        return redirect(url_for("cabinet.ways"))
    flash("Заявление составлено. Теперь подпишите его.")
    return redirect(url_for("cabinet.ways"))


@blueprint.get("/ways/<int:move_id>/order.pdf")
@allow(Role.RECIPIENT, parts=PARTS)
def way_order(move_id: int) -> Response:
    """The order on another department."""
    content = own_move_paper(actor(), move_id, ORDER)
    return downloads.paper(content, name=f"move-order-{move_id}", title="Приказ о переводе")


@blueprint.get("/ways/<int:move_id>/list.pdf")
@allow(Role.RECIPIENT, parts=PARTS)
def way_list(move_id: int) -> Response:
    """What was served, and the list of papers that go along."""
    content = own_move_paper(actor(), move_id, LIST)
    return downloads.paper(content, name=f"move-list-{move_id}", title="Справка и опись бумаг")


@blueprint.get("/ways/requests/<int:move_request_id>/application.pdf")
@allow(Role.RECIPIENT, parts=PARTS)
def way_application(move_request_id: int) -> Response:
    """The application as it was written."""
    content = request_paper(move_request_id, actor=actor())
    return downloads.paper(content, name=f"move-request-{move_request_id}", title="Заявление")
