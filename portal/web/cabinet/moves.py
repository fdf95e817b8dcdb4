"""The recipient's own agreed move to another provider: where it stands, the choice, the letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from flask import Response, flash, request, url_for
from wtforms import BooleanField, HiddenField

from portal.domain.cabinet import Part
from portal.models.user import Role
from portal.usecases.queries.own_transfer import OwnMove, get_own_move, own_letter
from portal.usecases.queries.transfer_lists import ProviderChoice, list_providers
from portal.usecases.transfer_choice import ChooseOwn, choose_own
from portal.web import downloads
from portal.web.access import actor, allow, region, shown_parts
from portal.web.cabinet.move_words import state_words
from portal.web.cabinet.stay_form import StayForm
from portal.web.cabinet.views import blueprint
from portal.web.clock import now, today
from portal.web.forms import OPTIONAL, Line, PortalForm, Radios, Required, Seen
from portal.web.htmx import redirect, render

OTHER = "other"
MONTH = timedelta(days=30)
PARTS = frozenset({Part.CONTRACT})


class ChoiceForm(PortalForm):
    """Whom the recipient chooses."""

    step = HiddenField()
    version = Seen()
    provider = Radios("К кому вы переходите", validators=[Required("Выберите, к кому переходите")])
    name = Line("Если выбрали «Другой», его название", validators=[OPTIONAL])
    warned = BooleanField("Я знаю, что этого поставщика не рекомендовали")

    def offer(self, move: OwnMove, others: Iterable[ProviderChoice]) -> None:
        """The recommended first, then the others of the region, then one that is in no list."""
        known = {one.id for one in move.offers}
        self.provider.offer(
            [
                *((f"{one.id or one.name}", f"{one.name}: рекомендован") for one in move.offers),
                *((str(one.id), one.name) for one in others if one.id not in known),
                (OTHER, "Другой, его нет в списке"),
            ]
        )

    def to_command(self) -> ChooseOwn:
        chosen, seen, warned = self.provider.data, self.version.data, self.warned.data
        if chosen == OTHER:
            return ChooseOwn(None, self.name.data or "", seen, warned)
        if chosen.isdecimal():
            return ChooseOwn(int(chosen), "", seen, warned)
        return ChooseOwn(None, chosen, seen, warned)

    def paths(self) -> Mapping[str, str]:
        return {"provider_id": "provider" if self.provider.data != OTHER else "name"}


@blueprint.app_context_processor
def _asked() -> dict[str, Callable[[], object]]:
    """For the front page of the cabinet."""
    return {"own_move": own_move}


def own_move() -> tuple[OwnMove, str] | None:
    """The reader's move that runs, or ended a month ago at most, with its state in words."""
    if not shown_parts() >= PARTS:
        return None
    found = get_own_move(actor(), region(), today())
    if found is None or (found.over_on is not None and today() - found.over_on > MONTH):
        return None
    return found, state_words(found, region())


@blueprint.route("/move", methods=["GET", "POST"])
@allow(Role.RECIPIENT, parts=PARTS)
def move() -> Response:
    """The newest move in plain words, and what the reader may decide now."""
    found = get_own_move(actor(), region(), today())
    if found is None:
        return render("cabinet/move.html", move=None, form=PortalForm())
    step = request.form.get("step", "")
    choice = ChoiceForm() if step == "choose" else ChoiceForm(formdata=None)
    choice.offer(found, list_providers(actor(), region()))
    sent = choice if step == "choose" else None
    if sent is choice and choice.validate_on_submit():
        with choice.refusals():
            done = choose_own(choice.to_command(), region=region(), actor=actor(), now=now())
            flash(" ".join(("Выбор записан.", *(one.text for one in done.warnings))))
            return redirect(url_for("cabinet.move"))
    return render(
        "cabinet/move.html",
        status=sent.status if sent else 200,
        move=found,
        words=state_words(found, region()),
        form=sent or choice,
        choice=choice,
        stay=StayForm(formdata=None),
    )


@blueprint.get("/move/letters/<int:letter_id>/letter.pdf")
@allow(Role.RECIPIENT, parts=PARTS)
def move_letter(letter_id: int) -> Response:
    """A letter about the own move."""
    content, title = own_letter(actor(), letter_id)
    return downloads.paper(content, name=f"move-letter-{letter_id}", title=title)
