"""Forms of electronic signing."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired

from portal.usecases.sealing import AddCertificate
from portal.web.contracts.forms import upload_of
from portal.web.forms import PortalForm, Secret


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


class PasswordForm(PortalForm):
    """The reader's own password, before something that cannot be undone."""

    password = Secret("Ваш пароль в портале")
