"""Forms of incidents and of the provider's open information."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from wtforms import ValidationError

from portal.models.types import JsonObject
from portal.usecases.incidents import RecordIncident, ReportIncident, WithdrawIncident
from portal.usecases.publications import MarkPublished
from portal.usecases.queries.duties import DutyView
from portal.web.fields import HourField
from portal.web.forms import OPTIONAL, DateField, Line, PortalForm, Radios, Required, Text

_SCHEME = re.compile(r"\s*(?P<name>[A-Za-z][A-Za-z0-9+-]*):(?![0-9])")


class IncidentForm(PortalForm):
    """What happened, and when it was found."""

    found_on = DateField("Когда обнаружили", validators=[Required("Введите день")])
    found_at = HourField("Время", validators=[Required("Введите время, например 9:00")])
    about = Text("Что случилось", validators=[Required("Напишите, что случилось")])

    def begin(self, local: datetime) -> None:
        """This minute, until somebody types another."""
        if not self.is_submitted():
            self.found_on.data = self.found_on.data or local.date()
            self.found_at.data = self.found_at.data or local.time().replace(second=0)

    def to_command(self) -> RecordIncident:
        moment = datetime.combine(self.found_on.data, self.found_at.data or time())
        return RecordIncident(moment, self.about.data or "")


class ReportForm(PortalForm):
    """Which report went out, and when."""

    code = Radios("Что отправили", validators=[Required("Выберите, что отправили")])
    reported_on = DateField("Когда отправили", validators=[Required("Введите день")])
    reported_at = HourField("Время", validators=[Required("Введите время, например 9:00")])
    note = Line("Номер уведомления или чем подтверждено", validators=[OPTIONAL])

    def offer(self, incident: DutyView, local: datetime) -> None:
        """The reports still to be sent; the next one and this minute stand there already."""
        left = [one for one in incident.terms if one.done_at is None]
        self.code.offer((one.code, one.title) for one in left)
        if not self.is_submitted():
            self.code.data = self.code.data or next((one.code for one in left), None)
            self.reported_on.data = self.reported_on.data or local.date()
            self.reported_at.data = self.reported_at.data or local.time().replace(second=0)

    def to_command(self, incident_id: int) -> ReportIncident:
        moment = datetime.combine(self.reported_on.data, self.reported_at.data or time())
        return ReportIncident(incident_id, self.code.data, moment, self.note.data or "")


class WithdrawForm(PortalForm):
    """Why an incident was entered by mistake."""

    reason = Text("Почему запись ошибочна", validators=[Required("Напишите причину")])

    def to_command(self, incident_id: int) -> WithdrawIncident:
        return WithdrawIncident(incident_id, self.reason.data or "")


class PublishedForm(PortalForm):
    """The day on which the site was renewed."""

    published_on = DateField("Когда обновили сайт", validators=[Required("Введите день")])
    where = Line("Адрес страницы", validators=[OPTIONAL])

    def validate_where(self, field: Line) -> None:
        """Words or an address of the web: another scheme is not where a site stands."""
        scheme = _SCHEME.match(field.data or "")
        if scheme and scheme["name"].casefold() not in ("http", "https"):
            raise ValidationError("Введите адрес сайта, например https://example.org/tarify")

    def begin(self, day: date) -> None:
        """Today, until somebody types another day."""
        if not self.is_submitted():
            self.published_on.data = self.published_on.data or day

    def to_command(self, figures: JsonObject) -> MarkPublished:
        return MarkPublished(self.published_on.data, self.where.data or "", figures)
