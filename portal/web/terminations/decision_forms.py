"""Forms of what follows once an end is prepared: confirmed, signed, handed over, withdrawn."""

from __future__ import annotations

from wtforms import PasswordField

from portal.domain.contract import DropReason
from portal.domain.endings import Handover
from portal.usecases.contract_drops import DropContract
from portal.usecases.contract_refusals import HandOverRefusal, LiftRefusal
from portal.usecases.ending_cancellations import CancelTermination
from portal.usecases.ending_notices import HandOverDocument, HandOverNotice
from portal.usecases.ending_withdrawals import WithdrawTermination
from portal.usecases.termination_papers import ConfirmTermination
from portal.usecases.terminations import LONGEST
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    PortalForm,
    Radios,
    Required,
    Seen,
    Text,
)

HANDOVERS = [(one.value, one.label) for one in Handover]


class NotSignedForm(PortalForm):
    """Why a contract will not be signed."""

    reason = Radios(
        "Почему",
        choices=[(one.value, one.label.capitalize()) for one in DropReason],
        validators=[Required("Отметьте причину")],
    )
    words = Text("Когда и как об этом узнали", validators=[OPTIONAL])
    version = Seen()

    def offer(self, *, died: bool) -> None:
        """A death that the card knows is the only reason left."""
        if died:
            self.reason.choices = [(DropReason.DEATH.value, DropReason.DEATH.label.capitalize())]

    def to_command(self, contract_id: int) -> DropContract:
        return DropContract(
            contract_id, DropReason(self.reason.data), self.words.data or "", self.version.data
        )


class ConfirmForm(PortalForm):
    """The director's word; a password where an order or a document is signed."""

    password = PasswordField("Ваш пароль", [Required("Введите свой пароль ещё раз")])
    version = Seen()

    def to_command(self, termination_id: int) -> ConfirmTermination:
        return ConfirmTermination(termination_id, self.version.data)


class HandoverForm(PortalForm):
    """When and how a paper was handed over."""

    handed_on = DateField("Когда вручено", validators=[Required("Введите дату")])
    handed = Choice("Как вручено", choices=HANDOVERS)

    def offer(self, ways: tuple[Handover, ...], *, signed: bool = True) -> None:
        """Only the ways that fit whom the paper is for; ``signed``: against a receipt."""
        self.handed.offer((one.value, one.label if signed else one.unsigned) for one in ways)

    def notice(self, termination_id: int) -> HandOverNotice:
        """Of the notice about an end."""
        return HandOverNotice(termination_id, self.handed_on.data, Handover(self.handed.data))

    def document(self, termination_id: int) -> HandOverDocument:
        """Of the copy of the document about an end."""
        return HandOverDocument(termination_id, self.handed_on.data, Handover(self.handed.data))

    def refusal(self, refusal_id: int) -> HandOverRefusal:
        """Of the paper of a refusal."""
        return HandOverRefusal(refusal_id, self.handed_on.data, Handover(self.handed.data))


class ReasonForm(PortalForm):
    """Why something is lifted."""

    reason = Text("Почему", longest=LONGEST, validators=[Required("Напишите причину")])
    version = Seen()

    def lifting(self, refusal_id: int) -> LiftRefusal:
        """A refusal whose ground is gone."""
        return LiftRefusal(refusal_id, self.reason.data, self.version.data)


class WithdrawForm(PortalForm):
    """Why an end is not wanted any more; the recipient's consent once the recipient was told."""

    reason = Text("Почему", longest=LONGEST, validators=[Required("Напишите причину")])
    consent_on = DateField("День письменного согласия получателя", validators=[OPTIONAL])
    version = Seen()

    def to_command(self, termination_id: int) -> WithdrawTermination:
        return WithdrawTermination(
            termination_id, self.reason.data, self.version.data, self.consent_on.data
        )

    def cancelling(self, termination_id: int) -> CancelTermination:
        """The same of an end that is complete."""
        return CancelTermination(
            termination_id, self.reason.data, self.version.data, self.consent_on.data
        )
