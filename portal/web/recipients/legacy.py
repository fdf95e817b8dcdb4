"""Older fees of a recipient served since before 2015: recorded, made exact, struck."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask import Blueprint, Response, flash, request, url_for
from wtforms import HiddenField

from portal.models.user import Role
from portal.usecases.legacy_fees import (
    FORMS,
    RecordLegacyFee,
    StrikeLegacyFee,
    record_legacy_fee,
    strike_legacy_fee,
)
from portal.usecases.queries.legacy_fees import LegacyFees, LegacyFeeView, legacy_fees
from portal.usecases.role_access import Subject, who_sees
from portal.web.access import actor, allow, region
from portal.web.clock import now, today
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    Line,
    MoneyField,
    PortalForm,
    Required,
    Text,
)
from portal.web.htmx import redirect, render

BOTH = ["GET", "POST"]
KEEPERS = who_sees(Subject.INCOME)
AMENDS = (Role.DIRECTOR, Role.ACCOUNTANT)


class LegacyForm(PortalForm):
    """What the old file says of one form of service."""

    service_form = Choice("Форма обслуживания", validators=[Required("Выберите форму")])
    served_since = DateField(
        "Обслуживается с", past=True, validators=[Required("Введите день, с которого обслуживают")]
    )
    fee = MoneyField(
        "Плата в месяц на 31 декабря 2014 года",
        example="640,00",
        zero=True,
        validators=[Required("Введите прежнюю плату, 0 — если обслуживали бесплатно")],
    )
    proof = Line("Документ, из которого взята плата", validators=[Required("Назовите документ")])
    interrupted_on = DateField("Первый день без обслуживания", past=True, validators=[OPTIONAL])
    drafted_on = DateField("Проект первой программы", past=True, validators=[OPTIONAL])
    signed_on = DateField("Первая программа подписана", past=True, validators=[OPTIONAL])
    corrects = HiddenField()
    why = Text("Почему запись уточняют", validators=[OPTIONAL])

    def begin(self, view: LegacyFees) -> None:
        """The forms of service; the record that is made exact, if one is named."""
        self.service_form.offer((one.value, one.label) for one in FORMS)
        if view.transition is None:
            del self.drafted_on, self.signed_on
        self.standing = next((one for one in view.rows if self._is_named(one)), None)
        if self.standing is not None and not self.is_submitted():
            self._show(self.standing)

    def _is_named(self, one: LegacyFeeView) -> bool:
        if self.is_submitted():
            return str(one.id) == self.corrects.data
        return one.form.value == request.args.get("form")

    def _show(self, row: LegacyFeeView) -> None:
        self.corrects.data = str(row.id)
        self.service_form.data = row.form.value
        self.served_since.data, self.fee.data = row.served_since, row.fee
        self.proof.data, self.interrupted_on.data = row.proof, row.interrupted_on
        if row.programme is not None and "drafted_on" in self:
            self.drafted_on.data = row.programme.drafted_on
            self.signed_on.data = row.programme.signed_on

    def paths(self) -> Mapping[str, str]:
        return {"form": "service_form"}

    def to_command(self, recipient_id: int) -> RecordLegacyFee:
        chosen = next(one for one in FORMS if one.value == self.service_form.data)
        return RecordLegacyFee(
            recipient_id,
            form=chosen,
            served_since=self.served_since.data,
            fee=Decimal(self.fee.data),
            proof=self.proof.data or "",
            interrupted_on=self.interrupted_on.data,
            drafted_on=self.drafted_on.data if "drafted_on" in self else None,
            signed_on=self.signed_on.data if "signed_on" in self else None,
            corrects=_number(self.corrects.data or ""),
            why=self.why.data or "",
        )


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() else None


class StrikeForm(PortalForm):
    """Why a record is none."""

    legacy = HiddenField()
    reason = Text("Почему запись неверна", validators=[Required("Напишите, почему")])


@allow(*KEEPERS)
def legacy(recipient_id: int) -> Response:
    """What is recorded, and a form for more."""
    view = legacy_fees(actor(), recipient_id, region(), today())
    form = LegacyForm()
    form.begin(view)
    if form.validate_on_submit():
        with form.refusals():
            command = form.to_command(recipient_id)
            record_legacy_fee(command, region=region(), actor=actor(), now=now())
            flash("Прежняя плата записана. Новая плата выше неё не будет.")
            return redirect(url_for("recipients.legacy", recipient_id=recipient_id))
    return render(
        "recipients/legacy.html",
        status=form.status,
        view=view,
        form=form,
        may_amend=actor().role in AMENDS,
    )


@allow(*KEEPERS)
def strike_legacy(recipient_id: int) -> Response:
    """Strike one record of the list, named by its number."""
    view = legacy_fees(actor(), recipient_id, region(), today())
    named = request.values.get("legacy")
    row = next((one for one in view.rows if str(one.id) == named), None)
    if row is None:
        return redirect(url_for("recipients.legacy", recipient_id=recipient_id))
    form = StrikeForm(data={"legacy": str(row.id)})
    if form.validate_on_submit():
        with form.refusals():
            command = StrikeLegacyFee(recipient_id, row.id, form.reason.data or "")
            strike_legacy_fee(command, region=region(), actor=actor(), now=now())
            flash("Запись убрана. Плату по ней больше не ограничивают.")
            return redirect(url_for("recipients.legacy", recipient_id=recipient_id))
    return render(
        "recipients/strike_legacy.html", status=form.status, view=view, row=row, form=form
    )


def join(blueprint: Blueprint) -> None:
    """Put these pages among those of the recipient."""
    root = "/<int:recipient_id>/legacy"
    blueprint.add_url_rule(root, view_func=legacy, endpoint="legacy", methods=BOTH)
    blueprint.add_url_rule(
        f"{root}/strike", view_func=strike_legacy, endpoint="strike_legacy", methods=BOTH
    )
