"""Forms of electronic signing."""

from __future__ import annotations

import re
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField
from wtforms.validators import InputRequired, StopValidation

from portal.domain.contract import Party
from portal.domain.e_signatures import CODE_DIGITS
from portal.domain.people import LONGEST_EMAIL
from portal.usecases.code_signatures import ConfirmByCode
from portal.usecases.outside_signatures import AddOutsideSignature
from portal.usecases.queries.signed_papers import SignedPaper
from portal.usecases.sealing import AddCertificate, AddToken
from portal.usecases.signables import SignedKey
from portal.usecases.signing_agreements import DraftAgreement, RecordAgreement
from portal.usecases.uploads import Upload
from portal.web.contracts.forms import upload_of
from portal.web.electronic.addresses import ALONE
from portal.web.forms import OPTIONAL, DateField, Line, PortalForm, Radios, Required, Secret

_ONE_TIME_CODE = re.compile(rf"[0-9]{{{CODE_DIGITS}}}")
LONGEST_ID = 10
"""Signs in a number that no row has any more."""


class CertificateForm(PortalForm):
    """A PKCS#12 file with its password, and the reader's own password."""

    file = FileField(
        "Файл сертификата с ключом (.p12 или .pfx)", [FileRequired("Выберите файл сертификата")]
    )
    key_password = Secret("Пароль от файла")
    password = Secret("Ваш пароль в портале")

    def to_command(self) -> AddCertificate:
        upload = upload_of(self.file.data)
        assert upload is not None  # noqa: S101 - the field is required
        return AddCertificate(upload, self.key_password.data or "")


class TokenForm(PortalForm):
    """A key on a token: its labels, the PIN, and the reader's own password."""

    token = Line("Метка токена", longest=64, validators=[Required("Введите метку токена")])
    label = Line("Метка ключа и сертификата", longest=64, validators=[Required("Введите метку")])
    pin = Secret("PIN токена")
    token_password = Secret("Ваш пароль в портале")

    def to_command(self) -> AddToken:
        return AddToken(self.token.data or "", self.label.data or "", self.pin.data or "")


class PasswordForm(PortalForm):
    """The reader's own password, before something that cannot be undone."""

    password = Secret("Ваш пароль в портале")


class OutsideForm(PortalForm):
    """A file that holds a signature made in another program, and whose signature it is."""

    party = Radios("Чья подпись в файле", validators=[Required("Отметьте, чья подпись")])
    file = FileField("Файл", [FileRequired("Выберите файл")])

    def offer(self, thing: SignedPaper) -> None:
        """Who could have signed: the provider, and whoever the paper names."""
        named = [(Party.PROVIDER.value, "учреждения")]
        if thing.key.kind not in ALONE:
            named.append((Party.RECIPIENT.value, thing.recipient))
        if thing.representative:
            named.append((Party.REPRESENTATIVE.value, f"{thing.representative}, представитель"))
        self.party.offer(named)

    def to_command(self, key: SignedKey) -> AddOutsideSignature:
        upload = upload_of(self.file.data)
        assert upload is not None  # noqa: S101 - the field is required
        return AddOutsideSignature(key, Party(self.party.data), upload)


class AgreementForm(PortalForm):
    """Where codes will go; empty where they are handed over on paper only."""

    email = Line("Адрес электронной почты", longest=LONGEST_EMAIL, validators=[OPTIONAL])

    def to_command(self, recipient_id: int, representative_id: int | None) -> DraftAgreement:
        return DraftAgreement(recipient_id, self.email.data or "", representative_id)


class AgreementSignedForm(PortalForm):
    """The day the printed agreement was signed, and its scan."""

    signed_on = DateField("Когда подписано", validators=[Required("Введите дату подписи")])
    scan = FileField("Скан подписанного соглашения")

    def to_command(self, agreement_id: int) -> RecordAgreement:
        return RecordAgreement(agreement_id, self.signed_on.data, upload_of(self.scan.data))


class AgreementScanForm(PortalForm):
    """The scan of an agreement that was recorded without one."""

    scan = FileField("Скан подписанного соглашения", [FileRequired("Выберите файл со сканом")])

    def upload(self) -> Upload | None:
        return upload_of(self.scan.data)


class SlipForm(PortalForm):
    """Whom a code on paper is for: nobody named is the recipient."""

    whose = HiddenField()

    @property
    def representative_id(self) -> int | None:
        """Who acts for the recipient, None for the recipient; a strange value names nobody."""
        typed = self.whose.data or ""
        return (
            int(typed) if typed.isascii() and typed.isdigit() and len(typed) < LONGEST_ID else None
        )


class SixDigits(Line):
    """A one-time code: its digits, with any spaces or hyphens between them."""

    def pre_validate(self, form: Any) -> None:
        self.data = re.sub(r"[\s-]", "", self.data)
        if self.data and not _ONE_TIME_CODE.fullmatch(self.data):
            raise StopValidation("В коде шесть цифр, например 482913. Введите его целиком")


class CodeForm(PortalForm):
    """The code, and the bytes that were shown beside it."""

    code = SixDigits("Код из шести цифр", longest=20, validators=[Required("Введите код")])
    paper_sha256 = HiddenField(validators=[InputRequired("Откройте страницу заново")])

    def to_command(self, key: SignedKey) -> ConfirmByCode:
        return ConfirmByCode(key, self.code.data, self.paper_sha256.data or "")


class EmptyForm(PortalForm):
    """A button and nothing to fill in."""
