"""Forms of signing an act: the director by password, the customer on paper."""

from __future__ import annotations

from datetime import date

from flask_wtf.file import FileField
from wtforms import IntegerField, PasswordField, RadioField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from portal.domain.contract import Party
from portal.usecases.acts import SignAct
from portal.usecases.queries.acts import ActView
from portal.web.contracts.forms import upload_of
from portal.web.forms import DateField, PortalForm, Required


class ProviderSignatureForm(PortalForm):
    """The director's own password again."""

    password = PasswordField("Ваш пароль", [Required("Введите свой пароль ещё раз")])
    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired("Откройте страницу проверки заново")]
    )

    def to_command(self, act_id: int, today: date) -> SignAct:
        return SignAct(
            act_id=act_id, party=Party.PROVIDER, signed_on=today, version=self.version.data
        )


class CustomerSignatureForm(PortalForm):
    """Who signed the paper act, when, and the scan of it."""

    party = RadioField("Кто подписал", validators=[InputRequired("Отметьте, кто подписал")])
    signed_on = DateField("Когда подписан", validators=[Required("Введите дату подписи")])
    scan = FileField("Скан подписанного акта, если он есть")

    def offer(self, act: ActView) -> None:
        """The recipient, and the representative where the contract has one."""
        choices = [(Party.RECIPIENT.value, f"{act.recipient}, получатель")]
        if act.represented:
            choices = [(Party.REPRESENTATIVE.value, "Представитель получателя"), *choices]
        self.party.choices = choices
        if not self.is_submitted() and self.party.data is None:
            self.party.data = choices[0][0]

    def to_command(self, act_id: int) -> SignAct:
        return SignAct(
            act_id=act_id,
            party=Party(self.party.data),
            signed_on=self.signed_on.data,
            scan=upload_of(self.scan.data),
        )
