"""How else the provider takes money where the region leaves it a choice (VLA-PAY-01)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for
from wtforms import SelectMultipleField, widgets

from portal.domain.payments import Channel
from portal.domain.violations import NotFound
from portal.models.user import Role
from portal.usecases.payment_channels import (
    LONGEST_REASON,
    ChannelChoice,
    ChooseChannels,
    channel_choice,
    choose_channels,
)
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.forms import PortalForm, Required, Text
from portal.web.htmx import redirect, render


class ChannelsForm(PortalForm):
    """Which channels are open besides the region's own, and on which ground."""

    opened = SelectMultipleField(
        "Кроме того, учреждение принимает деньги",
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    reason = Text(
        "На чём основан выбор",
        longest=LONGEST_REASON,
        validators=[Required("Напишите, на чём основан выбор")],
    )

    def offer(self, present: ChannelChoice) -> None:
        """What the region leaves to the provider, what is open already marked."""
        self.opened.choices = [(one.value, one.label) for one in present.rules.openable]
        if not self.is_submitted():
            self.opened.data = [one.value for one in present.opened]

    def to_command(self) -> ChooseChannels:
        return ChooseChannels(
            frozenset(Channel(one) for one in self.opened.data or ()), self.reason.data or ""
        )


def _present() -> ChannelChoice | None:
    return channel_choice(actor(), region(), today())


@allow(Role.DIRECTOR)
def payment_channels() -> Response:
    """The region's channel, those that may be opened, the last choice; NotFound without any."""
    present = _present()
    if present is None:
        raise NotFound
    form = ChannelsForm()
    form.offer(present)
    if form.validate_on_submit():
        with form.refusals():
            choose_channels(form.to_command(), region=region(), actor=actor(), now=now())
            flash("Способы оплаты записаны. Уже записанные оплаты не меняются.")
            return redirect(url_for("settings.index"))
    return render("settings/channels.html", status=form.status, form=form, present=present)


def join(blueprint: Blueprint) -> None:
    """Add the address, and the state for the page of settings."""
    blueprint.add_url_rule(
        "/payment-channels", "payment_channels", payment_channels, methods=["GET", "POST"]
    )
    blueprint.app_context_processor(lambda: {"channels_now": _present})
