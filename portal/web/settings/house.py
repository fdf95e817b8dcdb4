"""House rules beside what a provider may never do, and the director's confirmation (FED-RGT-04)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from portal.models.user import Role
from portal.usecases.house_rules import (
    LONGEST_RULES,
    HouseRulesView,
    confirm_house_rules,
    house_rules,
    record_house_rules,
)
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.forms import PortalForm, Required, Text
from portal.web.htmx import redirect, render

KEEPS = (Role.ADMINISTRATOR, Role.DIRECTOR)


class RulesForm(PortalForm):
    """The text as it hangs on the wall."""

    words = Text("Текст правил", longest=LONGEST_RULES, validators=[Required("Введите текст")])


def _view() -> HouseRulesView:
    return house_rules(actor(), region(), today())


@allow(*KEEPS)
def rules() -> Response:
    """The text, what is prohibited, the two forms."""
    view = _view()
    form = RulesForm(data={"words": view.words})
    if form.validate_on_submit():
        with form.refusals():
            record_house_rules(form.words.data or "", actor=actor(), now=now())
            flash("Правила записаны. Они ждут подтверждения директора.")
            return redirect(url_for("settings.house_rules"))
    return render(
        "settings/house_rules.html",
        status=form.status,
        form=form,
        view=view,
        may_confirm=actor().role is Role.DIRECTOR,
    )


@allow(Role.DIRECTOR)
def confirm() -> Response:
    """The director's word on the text that was shown."""
    typed = request.form.get("rules", "")
    rules_id = int(typed) if typed.isascii() and typed.isdecimal() else 0
    confirm_house_rules(rules_id, actor=actor(), now=now())
    flash("Подтверждение записано.")
    return redirect(url_for("settings.house_rules"))


def join(blueprint: Blueprint) -> None:
    """Add the addresses, and the state for the page of settings."""
    blueprint.add_url_rule("/house-rules", "house_rules", rules, methods=["GET", "POST"])
    blueprint.add_url_rule("/house-rules/confirm", "confirm_rules", confirm, methods=["POST"])
    blueprint.app_context_processor(lambda: {"house_rules_now": _view})
