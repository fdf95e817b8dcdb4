"""The card of somebody who did not come, emptied after a look at what goes and what stays."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for

from portal.domain.violations import NotFound
from portal.usecases.card_erasure import erase_card
from portal.usecases.queries.erasable_cards import left_card
from portal.usecases.queries.recipients import get_recipient
from portal.usecases.transfer_reception import RECEIVES
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.forms import OPTIONAL, Line, PortalForm
from portal.web.htmx import redirect, render


class EraseForm(PortalForm):
    """Asked where only the provider knows that nobody comes."""

    reason = Line("Откуда известно, что получатель не придёт", validators=[OPTIONAL])


@allow(*RECEIVES)
def erase(recipient_id: int) -> Response:
    """Empty the card of a move that came to nothing; NotFound for any other."""
    person = get_recipient(actor(), recipient_id, today())
    left = left_card(actor(), recipient_id)
    if left is None:
        raise NotFound
    form = EraseForm()
    if form.validate_on_submit():
        with form.refusals():
            reason = form.reason.data or ""
            erase_card(recipient_id, reason=reason, region=region(), actor=actor(), now=now())
            flash("Карточка удалена. Журнал обращений к ней и журнал действий сохранены.")
            return redirect(url_for("recipients.index"))
    return render("recipients/erase.html", status=form.status, form=form, person=person, left=left)


def join(blueprint: Blueprint) -> None:
    """Add the address to those of the recipients."""
    blueprint.add_url_rule("/<int:recipient_id>/erase", "erase", erase, methods=["GET", "POST"])
