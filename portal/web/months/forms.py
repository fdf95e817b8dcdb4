"""Forms of closing a month."""

from wtforms import BooleanField

from portal.web.forms import PortalForm, Required


class CloseForm(PortalForm):
    """The tick that the reader has seen what becomes impossible."""

    sure = BooleanField(
        "Суммы проверены, месяц можно закрыть",
        validators=[Required("Отметьте, что суммы проверены")],
    )
