"""The page of people close to a recipient: lives alone, who pays by own will."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from wtforms import BooleanField, HiddenField, IntegerField
from wtforms.widgets import HiddenInput

from portal.domain.violations import NotFound
from portal.usecases.close_people import (
    EndRecord,
    RecordLivingAlone,
    RecordOtherPayer,
    end_living_alone,
    end_other_payer,
    record_living_alone,
    record_other_payer,
)
from portal.usecases.queries.close_people import ClosePeople, close_people
from portal.web.access import OFFICE, actor, allow, region
from portal.web.clock import now, today
from portal.web.forms import LONGEST_TITLE, DateField, Line, PortalForm, Required
from portal.web.htmx import redirect, render

ALONE, PAYER, END_ALONE, END_PAYER = "alone", "payer", "end_alone", "end_payer"


class StepForm(PortalForm):
    """One of the forms of the page; ``step`` says which was sent."""

    step = HiddenField()

    def carry_out(self, recipient_id: int) -> str:
        """Do what the form says; returns the sentence for the next page."""
        raise NotImplementedError


class AloneForm(StepForm):
    """What the certificate of family composition shows."""

    registered_relatives = BooleanField("По справке зарегистрирован родственник")
    lives_elsewhere = BooleanField("Родственник живёт в другом населённом пункте")
    paper = Line("Документ", longest=LONGEST_TITLE)
    since = DateField("Дата документа", past=True, validators=[Required("Введите дату документа")])

    def carry_out(self, recipient_id: int) -> str:
        command = RecordLivingAlone(
            recipient_id,
            bool(self.registered_relatives.data),
            bool(self.lives_elsewhere.data),
            self.paper.data or "",
            self.since.data,
        )
        record_living_alone(command, region=region(), actor=actor(), now=now())
        return "Отмечено: живёт один."

    def paths(self) -> dict[str, str]:
        return {"proof": "paper", "alone": "registered_relatives"}


class PayerForm(StepForm):
    """A relative who agrees to pay."""

    name = Line("Фамилия, имя, отчество", longest=LONGEST_TITLE)
    relation = Line("Кем приходится", longest=LONGEST_TITLE)
    consent_on = DateField(
        "Дата письменного согласия", past=True, validators=[Required("Введите дату согласия")]
    )

    def carry_out(self, recipient_id: int) -> str:
        command = RecordOtherPayer(
            recipient_id, self.name.data or "", self.relation.data or "", self.consent_on.data
        )
        record_other_payer(command, region=region(), actor=actor(), now=now())
        return "Записано: платит по своей воле. Размер платы не изменился."


class EndForm(StepForm):
    """From which day a mark or a consent holds no more."""

    row_id = IntegerField(widget=HiddenInput())
    until = DateField("С какого дня", past=True, validators=[Required("Введите день")])

    def carry_out(self, recipient_id: int) -> str:
        command = EndRecord(recipient_id, self.row_id.data or 0, self.until.data)
        end = end_living_alone if self.step.data == END_ALONE else end_other_payer
        end(command, region=region(), actor=actor(), now=now())
        return "Запись закончена, она осталась в истории."


_KINDS = {ALONE: AloneForm, PAYER: PayerForm, END_ALONE: EndForm, END_PAYER: EndForm}


@allow(*OFFICE)
def close(recipient_id: int) -> Response:
    """Marks and consents of one recipient; only where the region asks for them."""
    shown = close_people(actor(), recipient_id, region(), today())
    if shown.alone_by is None and shown.payers_by is None:
        raise NotFound
    sent = request.form.get("step", "")
    if sent in (PAYER, END_PAYER) and shown.payers_by is None:
        raise NotFound
    forms = {step: kind() if step == sent else kind(formdata=None) for step, kind in _KINDS.items()}
    for step, one in forms.items():
        one.step.data = step
    form = forms.get(sent)
    if form is not None and form.validate_on_submit():
        with form.refusals():
            flash(form.carry_out(recipient_id))
            return redirect(url_for("recipients.close", recipient_id=recipient_id))
    return render(
        "recipients/close.html",
        status=form.status if form else 200,
        shown=shown,
        forms=forms,
        form=form or forms[ALONE],
        ending=form.row_id.data if isinstance(form, EndForm) else None,
    )


def _card(recipient_id: int) -> ClosePeople | None:
    """The line of a card, where the region asks for it."""
    shown = close_people(actor(), recipient_id, region(), today())
    return shown if shown.alone_by or shown.payers_by else None


def join(blueprint: Blueprint) -> None:
    """Put the page among those of the recipient, and the line on the cards."""
    root = "/<int:recipient_id>/close"
    blueprint.add_url_rule(root, view_func=close, methods=["GET", "POST"])
    blueprint.app_context_processor(lambda: {"close_people_of": _card})
