"""Forms of the contract pages. Whether a signature or a suspension is lawful, the law says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, IntegerField, PasswordField, RadioField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from portal.domain.contract import Party
from portal.domain.suspension import Ground
from portal.domain.violations import Violation
from portal.models import Representative, SignatureMethod
from portal.usecases.contracts import ConcludeContract, SignContract
from portal.usecases.queries.contracts import ContractView
from portal.usecases.signatories import Side
from portal.usecases.suspensions import ResumeContract, SuspendContract, break_violations
from portal.usecases.uploads import Upload
from portal.web.forms import OPTIONAL, Choice, DateField, PortalForm, Required, Text

ITSELF = "0"


class DraftForm(PortalForm):
    """Who will sign for the recipient, when there is somebody who may."""

    representative = Choice("Кто подпишет договор за заказчика", default=ITSELF)

    def offer(
        self, recipient: str, representatives: Sequence[Representative], *, alone: bool
    ) -> None:
        """Fill the list; the recipient stands in it, first, when the law lets him sign alone."""
        itself = [(ITSELF, f"{recipient}, получатель лично")] if alone else []
        self.representative.choices = [
            *itself,
            *(
                (str(one.id), f"{one.surname} {one.name}, {one.kind.label}, {one.basis}")
                for one in representatives
            ),
        ]
        if not self.is_submitted() and self.representative.choices:
            self.representative.data = self.representative.choices[0][0]

    def to_command(self, programme_id: int) -> ConcludeContract:
        chosen = int(self.representative.data or ITSELF)
        return ConcludeContract(programme_id=programme_id, representative_id=chosen or None)


class SignForm(PortalForm):
    """The director's own password, and what the check page showed."""

    password = PasswordField("Ваш пароль", [Required("Введите свой пароль ещё раз")])
    paper_sha256 = HiddenField(validators=[InputRequired("Откройте страницу проверки заново")])
    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired("Откройте страницу проверки заново")]
    )

    def to_command(self, contract_id: int, today: date) -> SignContract:
        return SignContract(
            contract_id=contract_id,
            party=Party.PROVIDER,
            method=SignatureMethod.PASSWORD,
            signed_on=today,
            paper_sha256=self.paper_sha256.data,
            version=self.version.data,
            scan=None,
        )


def upload_of(file: FileStorage | None) -> Upload | None:
    """The file that came with a form; an untouched field is no file."""
    if file is None or not file.filename:
        return None
    return Upload(name=file.filename, content=file.read(), media_type=file.mimetype or "")


class PaperSignatureForm(PortalForm):
    """The customer's signature on paper: whose, when, and the scan of the signed page."""

    party = RadioField("Кто подписал", validators=[InputRequired("Отметьте, кто подписал")])
    signed_on = DateField("Когда подписан", validators=[Required("Введите дату подписи")])
    scan = FileField("Скан подписанного экземпляра, если он есть")

    def offer(self, recipient: str, representative: str | None, *, side: Side) -> None:
        """Who may have signed: the representative named in the paper, and the recipient by law."""
        choices = [(Party.RECIPIENT.value, f"{recipient}, получатель")]
        if side is Side.REPRESENTATIVE:
            choices = []
        if representative:
            choices = [(Party.REPRESENTATIVE.value, f"{representative}, представитель"), *choices]
        self.party.choices = choices
        if choices and not self.is_submitted() and self.party.data is None:
            self.party.data = choices[0][0]

    def to_command(self, contract: ContractView) -> SignContract:
        return SignContract(
            contract_id=contract.id,
            party=Party(self.party.data),
            method=SignatureMethod.PAPER,
            signed_on=self.signed_on.data,
            paper_sha256=contract.paper.sha256,
            version=None,
            scan=upload_of(self.scan.data),
        )


class SuspendForm(PortalForm):
    """On what ground and from when service stops for a while."""

    ground = Choice("Основание", validators=[Required("Выберите основание из списка")])
    since = DateField("Первый день без услуг", validators=[Required("Введите дату")])
    until = DateField("Первый день услуг после перерыва", validators=[OPTIONAL])
    reason = Text("Чем подтверждается", validators=[OPTIONAL])

    def offer(self, grounds: Sequence[Ground], contract: ContractView) -> None:
        """The grounds of the region for this form of service, and the days of the contract."""
        self.first = contract.in_force_from or contract.concluded_on
        self.last = min(contract.ended_on or date.max, contract.valid_until)
        self.ground.choices = [
            ("", "Выберите основание"),
            *((ground.code, ground.title) for ground in grounds),
        ]

    def meaning(self) -> tuple[Violation, ...]:
        """As of the days that could be read; the contract's first day stands in for the first."""
        since = self.since.data or self.first
        return break_violations(
            SuspendContract(0, "", since, self.until.data), self.first, self.last
        )

    def to_command(self, contract_id: int) -> SuspendContract:
        return SuspendContract(
            contract_id=contract_id,
            ground=self.ground.data,
            since=self.since.data,
            until=self.until.data,
            reason=self.reason.data or "",
        )


class ResumeForm(PortalForm):
    """From which day service goes on."""

    day = DateField("Первый день услуг после перерыва", validators=[Required("Введите дату")])

    def to_command(self, contract_id: int) -> ResumeContract:
        return ResumeContract(contract_id=contract_id, day=self.day.data)
