"""Forms of urgent help: who told of the person, what was given, who signed the act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wtforms import BooleanField, FileField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from portal.domain.contract import Party
from portal.usecases.queries.urgent import UrgentDesk, UrgentSigners, UrgentView
from portal.usecases.urgent import (
    ChangeUrgentServices,
    GivenService,
    OpenUrgentCase,
    RefuseUrgent,
)
from portal.usecases.urgent_signing import SignUrgentAct
from portal.web.access import region
from portal.web.clock import now, today
from portal.web.contracts.forms import upload_of
from portal.web.fields import HourField
from portal.web.forms import (
    LONGEST_TITLE,
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    Radios,
    Required,
    Seen,
)

RECIPIENT = "recipient"


class ServicesForm(PortalForm):
    """A row for each urgent service; one without a day was not given."""

    more_names = ("given", "until", "conditions", "words")
    codes: tuple[str, ...] = ()
    described: frozenset[str] = frozenset()

    def ask(self, desk: UrgentDesk, typed: Any) -> None:
        """Four fields a service."""
        listed = desk.rules.services.services
        self.codes = tuple(code for code, _ in desk.services)
        self.described = frozenset(one.code for one in listed if one.described)
        for code, title in desk.services:
            self.add(f"given-{code}", DateField(title, validators=[OPTIONAL]), typed)
            self.add(f"until-{code}", DateField("По какое", validators=[OPTIONAL]), typed)
            self.add(f"conditions-{code}", Line("Условия", longest=LONGEST_TITLE), typed)
            self.add(f"words-{code}", Line("Что именно", longest=LONGEST_TITLE), typed)

    def row(self, code: str) -> tuple[Any, Any, Any, Any]:
        """The fields of a service."""
        names = ("given", "until", "conditions", "words")
        given, until, conditions, words = (self[f"{name}-{code}"] for name in names)
        return given, until, conditions, words

    def show(self, view: UrgentView) -> None:
        """What is written already."""
        for line in view.lines:
            if line.code in self.codes:
                given, until, conditions, words = self.row(line.code)
                given.data = line.given_on
                until.data = None if line.given_until == line.given_on else line.given_until
                conditions.data, words.data = line.conditions, line.description

    def services(self) -> tuple[GivenService, ...]:
        """The services with a day."""
        rows = ((code, self.row(code)) for code in self.codes)
        return tuple(
            GivenService(code, given.data, until.data, conditions.data or "", words.data or "")
            for code, (given, until, conditions, words) in rows
            if given.data is not None
        )

    def paths(self) -> Mapping[str, str]:
        given = self.services()
        first = f"given-{given[0].code if given else self.codes[0]}"
        for one in given:
            if one.code in self.described and not one.description.strip():
                first = f"words-{one.code}"
        places = {f"services[{n}].given_on": f"given-{one.code}" for n, one in enumerate(given)}
        return {"services": first, **places}


class CaseForm(ServicesForm):
    """A new case: the word that started it, and what was given."""

    source = Radios("С чего начался случай", validators=[Required("Отметьте, откуда узнали")])
    informant = Line("Кто сообщил", longest=LONGEST_TITLE, validators=[OPTIONAL])
    reported_on = DateField("Когда узнали", validators=[Required("Введите день")])
    reported_at = HourField("Во сколько", validators=[Required("Введите время, например 9:30")])
    person = Choice("Кто это")
    resident = BooleanField("Постоянно живёт в России")

    def offer(self, desk: UrgentDesk) -> None:
        """The lists of the law; this moment as the usual one."""
        self.source.offer((one.code, one.title) for one in desk.rules.sources.choices)
        self.person.offer([("", "Не указано"), *((one.code, one.title) for one in desk.persons)])
        if not self.is_submitted():
            local = _local(now())
            self.reported_on.data = self.reported_on.data or local.date()
            self.reported_at.data = self.reported_at.data or local.time()

    def to_command(self, recipient_id: int) -> OpenUrgentCase:
        moment = datetime.combine(self.reported_on.data, self.reported_at.data)
        return OpenUrgentCase(
            recipient_id=recipient_id,
            source=self.source.data,
            reported_at=region().utc(moment),
            services=self.services(),
            informant=self.informant.data or "",
            person=self.person.data or None,
            resident=bool(self.resident.data),
        )

    def paths(self) -> Mapping[str, str]:
        return {**super().paths(), "status": "person"}


class ChangeForm(ServicesForm):
    """The services of a case anew."""

    version = Seen()

    def to_command(self, urgent_id: int) -> ChangeUrgentServices:
        return ChangeUrgentServices(urgent_id, self.services(), self.version.data)


class RefusalForm(PortalForm):
    """What the person gave up, and when."""

    codes = SelectMultipleField(
        "От чего отказался",
        validators=[InputRequired("Отметьте услуги")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    refused_on = DateField("Когда", validators=[Required("Введите день")])
    version = Seen()

    def offer(self, view: UrgentView) -> None:
        """The services that were not refused yet."""
        self.codes.choices = [(one.code, one.title) for one in view.lines if one.refused_on is None]
        if not self.is_submitted():
            self.refused_on.data = today()

    def to_command(self, urgent_id: int) -> RefuseUrgent:
        chosen = tuple(self.codes.data or ())
        return RefuseUrgent(urgent_id, chosen, self.refused_on.data, self.version.data)


class SignatureForm(PortalForm):
    """Who signed the act, when, and the scan of it."""

    party = Radios("Кто подписал", validators=[Required("Отметьте, кто подписал")])
    signed_on = DateField("Когда подписан", validators=[Required("Введите дату подписи")])
    scan = FileField("Скан подписанного акта, если он есть")
    version = Seen()

    def offer(self, view: UrgentView, signers: UrgentSigners) -> None:
        """The recipient, when the law lets them sign, and representatives."""
        own = [(RECIPIENT, f"{view.row.recipient}, получатель")] if signers.recipient else []
        people = [(f"{one}", f"{name}, представитель") for one, name in signers.representatives]
        self.party.offer([*own, *people])
        if not self.is_submitted():
            self.signed_on.data = today()

    def to_command(self, urgent_id: int) -> SignUrgentAct:
        own = self.party.data == RECIPIENT
        return SignUrgentAct(
            case_id=urgent_id,
            party=Party.RECIPIENT if own else Party.REPRESENTATIVE,
            signed_on=self.signed_on.data,
            representative_id=None if own else int(self.party.data),
            scan=upload_of(self.scan.data),
            version=self.version.data,
        )


def _local(moment: datetime) -> datetime:
    """The provider's local time, to the minute."""
    return region().local(moment).replace(second=0, microsecond=0)
