"""The form of a programme: what the paper states, and the services of the chosen form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from wtforms import BooleanField, Field, IntegerField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from portal.domain.catalogue import Form, ServiceItem
from portal.domain.programme import ProgrammeLine
from portal.regions.identity import Unit
from portal.usecases.programmes import PresentProgramme, WithdrawProgramme
from portal.web.forms import (
    LONGEST_TITLE,
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    QuantityField,
    Required,
    Text,
    drafted_for,
)


@dataclass(frozen=True, slots=True)
class ServiceField:
    """A service of the catalogue with the field of its monthly volume."""

    item: ServiceItem
    quantity: Field


class ProgrammeForm(PortalForm):
    """A programme as its paper states it.

    Every service of the form of service has a field; those left empty are not in the programme.
    """

    more_names = ("service",)

    number = Line("Номер", validators=[Required("Введите номер программы с бланка")])
    issued_on = DateField("Дата составления", validators=[Required("Введите дату программы")])
    decision_date = DateField("Дата решения о предоставлении услуг", validators=[OPTIONAL])
    valid_from = DateField("Действует с", validators=[Required("Введите начало срока")])
    valid_until = DateField("Действует по", validators=[Required("Введите последний день срока")])
    issuer = Line("Кто выдал", longest=LONGEST_TITLE)
    conditions = Text("Условия предоставления услуг")
    unit_code = Choice("Отделение по порядку региона")
    another = BooleanField("Это другая программа, принять её тоже")

    def __init__(
        self, form: Form, items: Sequence[ServiceItem], units: Sequence[Unit], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.form_of_service = form
        offered = [unit for unit in units if unit.form is form]
        self.unit_code.offer(
            [("", "Определить по услугам"), *((unit.code, unit.title) for unit in offered)]
        )
        self.has_units = len(offered) > 1
        self.services = tuple(ServiceField(item, self._volume(item)) for item in items)

    def _volume(self, item: ServiceItem) -> Field:
        unbound = QuantityField(item.title, validators=[OPTIONAL])
        return self.add(f"service-{item.code}", unbound, drafted_for(self) or request.form)

    def _chosen(self) -> list[ServiceField]:
        return [one for one in self.services if one.quantity.data is not None]

    def to_command(self, recipient_id: int) -> PresentProgramme:
        return PresentProgramme(
            recipient_id=recipient_id,
            number=self.number.data,
            issued_on=self.issued_on.data,
            decision_date=self.decision_date.data,
            form=self.form_of_service,
            unit_code=self.unit_code.data or None,
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            services=tuple(
                ProgrammeLine(one.item.code, one.quantity.data) for one in self._chosen()
            ),
            conditions=self.conditions.data,
            issuer=self.issuer.data,
            alone=not self.another.data,
        )

    def paths(self) -> Mapping[str, str]:
        """The command counts the chosen services only."""
        names = {"form": "number"}
        for index, one in enumerate(self._chosen()):
            for part in ("code", "quantity_per_month", "since", "until"):
                names[f"services[{index}].{part}"] = one.quantity.name
        return names


class WithdrawForm(PortalForm):
    """Why a programme should never have been entered."""

    reason = Text(
        "Почему запись ошибочна", validators=[Required("Напишите, почему запись ошибочна")]
    )
    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired("Откройте страницу заново")]
    )

    def to_command(self, programme_id: int) -> WithdrawProgramme:
        return WithdrawProgramme(programme_id, self.reason.data or "", self.version.data)
