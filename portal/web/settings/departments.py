"""The provider's departments: the list, and the form that opens one."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, flash, url_for
from wtforms import ValidationError

from portal.regions.identity import Unit
from portal.usecases.departments import (
    LONGEST_NAME,
    MOST_PLACES,
    OPENS,
    OpenDepartment,
    open_department,
)
from portal.usecases.queries.departments import list_all_departments
from portal.web.access import actor, allow, region
from portal.web.clock import now
from portal.web.forms import OPTIONAL, Choice, Line, PortalForm, Required
from portal.web.htmx import redirect, render


class DepartmentForm(PortalForm):
    """A new department."""

    name = Line("Название", longest=LONGEST_NAME, validators=[Required("Назовите отделение")])
    unit_code = Choice("Вид отделения")
    places = Line("Сколько мест", validators=[OPTIONAL])

    def offer(self, units: Iterable[Unit]) -> None:
        """The kinds of the region."""
        self.unit_code.offer((one.code, f"{one.title} ({one.form.label})") for one in units)

    def validate_places(self, field: Line) -> None:
        """A whole number, or nothing."""
        typed = (field.data or "").strip()
        fits = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MOST_PLACES))
        if typed and not fits:
            raise ValidationError(f"Введите целое число до {MOST_PLACES} или оставьте пустым")

    def to_command(self) -> OpenDepartment:
        typed = (self.places.data or "").strip()
        return OpenDepartment(
            self.name.data or "", self.unit_code.data or "", int(typed) if typed else None
        )


def join(blueprint: Blueprint) -> None:
    """Add the page to the blueprint of settings."""
    blueprint.add_url_rule("/departments", view_func=departments, methods=["GET", "POST"])


@allow(*OPENS)
def departments() -> Response:
    """What departments there are, and a form for one more."""
    form = DepartmentForm()
    form.offer(region().units)
    if form.validate_on_submit():
        with form.refusals():
            open_department(form.to_command(), region=region(), actor=actor(), now=now())
            flash("Отделение открыто. Назначьте в него сотрудников и проверьте запись в реестре.")
            return redirect(url_for("settings.departments"))
    return render(
        "settings/departments.html",
        status=form.status,
        form=form,
        rows=list_all_departments(actor(), region()),
    )
