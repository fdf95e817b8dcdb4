"""The provider's departments: the list, and the form that opens one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, flash, url_for
from wtforms import ValidationError

from portal.domain.violations import NotFound
from portal.regions.identity import Unit
from portal.usecases.departments import (
    LONGEST_NAME,
    MOST_PLACES,
    OPENS,
    OpenDepartment,
    open_department,
)
from portal.usecases.queries.departments import list_all_departments
from portal.usecases.unit_contracts import (
    ChooseUnitContract,
    UnitChoice,
    choose_unit_contract,
    unit_choices,
)
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.forms import OPTIONAL, Choice, Line, PortalForm, Radios, Required
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


class ContractChoiceForm(PortalForm):
    """Whether departments of a kind conclude contracts, and why."""

    unit_code = Choice("Вид отделения")
    concluded = Radios("Договор с получателем", validators=[Required("Выберите, нужен ли договор")])
    reason = Line("На чём основан выбор", validators=[Required("Напишите основание")])

    def offer(self, choices: Iterable[UnitChoice]) -> None:
        """The kinds whose procedure is silent."""
        self.unit_code.offer((one.unit_code, one.title) for one in choices)
        self.concluded.offer([("yes", "заключают"), ("no", "не заключают")])

    def to_command(self) -> ChooseUnitContract:
        return ChooseUnitContract(
            self.unit_code.data or "", self.concluded.data == "yes", self.reason.data or ""
        )


def join(blueprint: Blueprint) -> None:
    """Add the pages to the blueprint of settings."""
    where = "/departments"
    blueprint.add_url_rule(where, view_func=departments, methods=["GET", "POST"])
    blueprint.add_url_rule(f"{where}/contracts", view_func=contract_choice, methods=["POST"])


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
        **_shown(ContractChoiceForm()),
    )


def _shown(choice: ContractChoiceForm) -> dict[str, Any]:
    choices = unit_choices(actor(), region(), today())
    choice.offer(choices)
    return {
        "rows": list_all_departments(actor(), region()),
        "choices": choices,
        "choice": choice,
    }


@allow(*OPENS)
def contract_choice() -> Response:
    """Contracts on or off for a kind of department (VLA-CON-03)."""
    choice = ContractChoiceForm()
    shown = _shown(choice)
    if not shown["choices"]:
        raise NotFound
    if choice.validate_on_submit():
        with choice.refusals():
            command = choice.to_command()
            choose_unit_contract(command, region=region(), actor=actor(), now=now())
            flash("Записано. Подписанные договоры не меняются.")
            return redirect(url_for("settings.departments"))
    form = DepartmentForm(formdata=None)
    form.offer(region().units)
    return render("settings/departments.html", status=choice.status, form=form, **shown)
