"""The form by which a recipient stays after all, on the pages of the move and of the ways."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import HiddenField

from portal.usecases.move_requests import AskToStay
from portal.web.forms import Line, PortalForm, Required


class StayForm(PortalForm):
    """Which way is wanted no more, and why."""

    do = HiddenField()
    move = HiddenField()
    transfer = HiddenField()
    why = Line("Почему передумали", validators=[Required("Напишите, почему передумали")])

    def to_command(self) -> AskToStay:
        return AskToStay(self.why.data, number_of(self.move.data), number_of(self.transfer.data))

    def paths(self) -> Mapping[str, str]:
        return {"reason": "why", "contract_id": "why"}


def number_of(text: str | None) -> int | None:
    """The key that a hidden field names; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() else None
