"""Forms about the papers of a move: one to print, one for the day a letter reached its reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wtforms import HiddenField, IntegerField
from wtforms.widgets import HiddenInput

from portal.usecases.transfer_letters import WAYS, HandOver, PrintLetter
from portal.web.forms import DateField, Radios, Required
from portal.web.transfers.forms import StepForm


class PrintForm(StepForm):
    """A paper of the move to print."""

    paper = HiddenField()

    def to_command(self, transfer_id: int) -> PrintLetter:
        return PrintLetter(transfer_id, self.paper.data or "")

    def paths(self) -> Mapping[str, str]:
        return {"code": "paper"}


class HandForm(StepForm):
    """A letter reached its reader."""

    letter_id = IntegerField(widget=HiddenInput())
    handed_on = DateField("Когда", validators=[Required("Введите день")])
    how = Radios("Как", validators=[Required("Отметьте, как")])

    def offer(self, today: date) -> None:
        self.how.offer(WAYS.items())
        if not self.is_submitted():
            self.handed_on.data = self.handed_on.data or today

    def to_command(self, transfer_id: int) -> HandOver:
        return HandOver(transfer_id, self.letter_id.data or 0, self.handed_on.data, self.how.data)
