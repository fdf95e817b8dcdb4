"""The form of the customer's signature on paper, under an agreement or the end of a contract."""

from __future__ import annotations

from collections.abc import Collection

from flask_wtf.file import FileField
from wtforms import RadioField
from wtforms.validators import InputRequired

from portal.domain.contract import Party
from portal.models import SignatureMethod
from portal.usecases.amendments import SignAmendment
from portal.usecases.queries.amendments import AmendmentView
from portal.usecases.signatories import Side
from portal.usecases.termination_papers import SignTermination
from portal.web.contracts.forms import ask_party, upload_of
from portal.web.forms import DateField, PortalForm, Required


class CustomerHandForm(PortalForm):
    """Whose signature, when, and the scan of the signed page."""

    party = RadioField("Кто подписал", validators=[InputRequired("Отметьте, кто подписал")])
    signed_on = DateField("Когда подписано", validators=[Required("Введите дату подписи")])
    scan = FileField("Скан подписанного экземпляра, если он есть")

    def offer(
        self,
        recipient: str,
        representative: str | None,
        *,
        side: Side,
        signed: Collection[Party] = (),
    ) -> None:
        """Who may have signed: the representative named in the paper, and the recipient by law.

        Whoever has ``signed`` is asked no more while somebody else is to sign.
        """
        choices = [(Party.RECIPIENT.value, f"{recipient}, получатель")]
        if side is Side.REPRESENTATIVE or (representative and side is Side.RECIPIENT):
            choices = []
        if representative:
            words = f"{representative}, представитель"
            choices = [(Party.REPRESENTATIVE.value, words), *choices]
        ask_party(self, choices, signed)

    def amendment(self, shown: AmendmentView) -> SignAmendment:
        """Under the bytes of an agreement that the page showed."""
        return SignAmendment(
            amendment_id=shown.row.id,
            party=Party(self.party.data),
            method=SignatureMethod.PAPER,
            signed_on=self.signed_on.data,
            paper_sha256=shown.paper_sha256,
            scan=upload_of(self.scan.data),
        )

    def ending(self, termination_id: int) -> SignTermination:
        """Under the document about the end."""
        return SignTermination(
            termination_id,
            Party(self.party.data),
            self.signed_on.data,
            upload_of(self.scan.data),
        )
