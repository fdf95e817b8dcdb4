"""Forms of closing a month."""

from wtforms import BooleanField

from portal.web.forms import PortalForm, Required


class CloseForm(PortalForm):
    """The ticks that the reader has seen what becomes impossible."""

    sure = BooleanField(
        "Суммы проверены, месяц можно закрыть",
        validators=[Required("Отметьте, что суммы проверены")],
    )
    over = BooleanField(
        "Услуг сегодня больше не будет",
        validators=[Required("Отметьте, что услуг сегодня больше не будет")],
    )

    def ask_only(self, *, last_day: bool) -> None:
        """The second tick belongs to the month's last day, when services may still be given."""
        if not last_day:
            del self.over
