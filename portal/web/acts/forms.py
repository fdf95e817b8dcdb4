"""Forms of signing an act: the director by password, the customer on paper."""

from __future__ import annotations

import re
from datetime import date

from flask_wtf.file import FileField
from wtforms import PasswordField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired

from portal.domain.contract import Party
from portal.usecases.act_signing import SeenAct
from portal.usecases.acts import SignAct
from portal.usecases.queries.acts import ActView
from portal.web.contracts.forms import upload_of
from portal.web.forms import (
    DateField,
    PortalForm,
    Required,
    Seen,
)


class ProviderSignatureForm(PortalForm):
    """The director's own password again."""

    password = PasswordField("Ваш пароль", [Required("Введите свой пароль ещё раз")])
    version = Seen()

    def to_command(self, act_id: int, today: date) -> SignAct:
        return SignAct(
            act_id=act_id, party=Party.PROVIDER, signed_on=today, version=self.version.data
        )


_SEEN = re.compile(r"([1-9][0-9]{0,8})\.([0-9]{1,9})")


class ManySignaturesForm(PortalForm):
    """The acts that the director ticks, each with the version seen, and the own password once."""

    acts = SelectMultipleField("Акты", validate_choice=False)
    password = PasswordField("Ваш пароль", [Required("Введите свой пароль ещё раз")])

    def validate(self, extra_validators: object = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if not self.seen:
            self.acts.errors = [*self.acts.errors, "Отметьте хотя бы один акт"]
            return False
        return fine

    @property
    def seen(self) -> tuple[SeenAct, ...]:
        """The ticked acts, each once; what no page of ours has offered is left out."""
        found = (_SEEN.fullmatch(value) for value in dict.fromkeys(self.acts.data or ()))
        return tuple(SeenAct(int(one[1]), int(one[2])) for one in found if one)


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
