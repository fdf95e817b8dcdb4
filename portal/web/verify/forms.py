"""The one form: a code or the text of a QR code, or a file."""

from flask_wtf.file import FileField

from portal.domain.violations import refuse
from portal.web.contracts.forms import upload_of
from portal.web.forms import Line, PortalForm


class VerifyForm(PortalForm):
    """What somebody has in hand; a file speaks for itself, so it goes first."""

    code = Line("Код со страницы или текст из QR-кода")
    file = FileField("Или файл PDF")

    def content(self) -> bytes | None:
        """The bytes of the file, None when none was chosen."""
        upload = upload_of(self.file.data)
        return None if upload is None else upload.content

    def text(self) -> str:
        """The code or statement; raises RulesBroken when nothing was given."""
        if not self.code.data:
            refuse("value_invalid", "Введите код с бумаги или выберите файл.", field="code")
        return self.code.data
