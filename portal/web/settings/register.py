"""The provider's entry in the register of providers."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.domain.catalogue import Form
from portal.models.user import Role
from portal.usecases.provider_register import (
    LONGEST_NUMBER,
    RecordRegisterEntry,
    record_register_entry,
)
from portal.usecases.queries.provider_register import RegisterEntry, get_entry
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.fields import Checkboxes
from portal.web.forms import OPTIONAL, DateField, Line, PortalForm, Required
from portal.web.htmx import redirect, render

FORMS = (Form.HOME, Form.SEMI_STATIONARY, Form.STATIONARY)
KEEPS = (Role.ADMINISTRATOR, Role.DIRECTOR)


class RegisterForm(PortalForm):
    """The entry as the register holds it."""

    number = Line(
        "Номер в реестре", longest=LONGEST_NUMBER, validators=[Required("Введите номер записи")]
    )
    registered_on = DateField("Включены в реестр", validators=[Required("Введите день")])
    excluded_on = DateField("Исключены из реестра", validators=[OPTIONAL])
    forms = Checkboxes("Формы обслуживания в записи", validate_choice=False)

    def begin(self, entry: RegisterEntry) -> None:
        """What is recorded."""
        self.forms.choices = [SelectChoice(one.value, one.label) for one in FORMS]
        if not self.is_submitted():
            self.number.data = entry.number
            self.registered_on.data, self.excluded_on.data = entry.registered_on, entry.excluded_on
            self.forms.data = list(entry.forms)

    def to_command(self) -> RecordRegisterEntry:
        chosen = tuple(one for one in FORMS if one.value in (self.forms.data or ()))
        return RecordRegisterEntry(
            self.number.data or "", self.registered_on.data, chosen, self.excluded_on.data
        )


@allow(*KEEPS)
def register() -> Response:
    """The entry, and a form to change it."""
    entry = get_entry(actor(), region(), today())
    form = RegisterForm()
    form.begin(entry)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command()
            record_register_entry(command, region=region(), actor=actor(), now=now())
            flash("Запись реестра сохранена. Она действует для новых договоров.")
            return redirect(url_for("settings.register"))
    return render(
        "settings/register.html",
        status=form.status,
        form=form,
        entry=entry,
        today=today(),
    )


def join(blueprint: Blueprint) -> None:
    """Add the address to those of the settings."""
    blueprint.add_url_rule("/register", "register", register, methods=["GET", "POST"])
