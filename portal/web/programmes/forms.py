"""The form of a programme: what the paper states, and the services of the chosen form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask import request
from wtforms import BooleanField, Field

from portal.domain.catalogue import Form, ServiceItem
from portal.domain.fee_decision import FeeByDecision, names_figures
from portal.domain.fee_rules import FeeMode, FeeRules
from portal.domain.minors import AdmissionAge
from portal.domain.programme import ProgrammeLine
from portal.domain.violations import Violation
from portal.domain.visit_plan import Frequency
from portal.regions.identity import Unit
from portal.usecases.programme_duplicates import RecordDuplicate
from portal.usecases.programmes import PresentProgramme, WithdrawProgramme, programme_violations
from portal.usecases.queries.programme_content import SheetView
from portal.usecases.recorded_sheets import NOTHING
from portal.web.access import region
from portal.web.clock import today
from portal.web.fields import HourField
from portal.web.forms import (
    LONGEST_TITLE,
    OPTIONAL,
    Choice,
    DateField,
    Line,
    MoneyField,
    PortalForm,
    QuantityField,
    Required,
    Seen,
    Text,
    drafted_for,
)
from portal.web.programmes.need import GroundsForm
from portal.web.sheet_fields import SheetInputs

LONGEST_CODE = 40
_MODES = {mode.value: mode for mode in FeeMode}
_FREQUENCIES = {one.value: one for one in Frequency}


@dataclass(frozen=True, slots=True)
class ServiceField:
    """A service of the catalogue with the fields of its monthly volume and of how often."""

    item: ServiceItem
    quantity: Field
    frequency: Field

    def to_line(self) -> ProgrammeLine:
        """The service as the programme's line."""
        often = _FREQUENCIES.get(self.frequency.data or "")
        return ProgrammeLine(self.item.code, self.quantity.data, frequency=often)


class ProgrammeForm(GroundsForm):
    """A programme as its paper states it.

    Every service of the form of service has a field; those left empty are not in the programme.
    """

    more_names = ("service", "frequency", *GroundsForm.more_names)
    paper: SheetInputs | None = None
    decision: SheetInputs | None = None

    number = Line("Номер", validators=[Required("Введите номер программы с бланка")])
    issued_on = DateField("Дата составления", validators=[Required("Введите дату программы")])
    decision_date = DateField("Дата решения о предоставлении услуг", validators=[OPTIONAL])
    first_contract_on = DateField(
        "День первого договора с прежним поставщиком", validators=[OPTIONAL]
    )
    presented_on = DateField("Когда принесли программу", validators=[OPTIONAL])
    presented_time = HourField("Во сколько", validators=[OPTIONAL])
    valid_from = DateField("Действует с", validators=[Required("Введите начало срока")])
    valid_until = DateField("Действует по", validators=[Required("Введите последний день срока")])
    issuer = Line("Кто выдал", longest=LONGEST_TITLE)
    conditions = Text("Условия предоставления услуг")
    unit_code = Choice("Отделение по порядку региона")
    decision_income = MoneyField("Среднедушевой доход по решению", zero=True, validators=[OPTIONAL])
    decision_cap = MoneyField(
        "Предельная плата в месяц по решению", zero=True, validators=[OPTIONAL]
    )
    decision_mode = Choice("Как платят по решению")
    target_group = Choice("Кто это: группа получателей отделения")
    issued_elsewhere = Line("Регион, который выдал программу", longest=LONGEST_TITLE)
    unavailable = Text("Услуги программы, которых здесь нет")
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
        self.offered_units = frozenset(unit.code for unit in offered)
        self.decision_named = self.mode_named = self.groups_named = False
        self.typed = drafted_for(self) or request.form
        self.services = tuple(
            ServiceField(item, self._volume(item), self._frequency(item)) for item in items
        )

    def ask_of_decision(self, rules: FeeRules) -> None:
        """Offer what the region's form of a decision says of the fee (MSK-FEE-01, MSK-FEE-07)."""
        self.decision_named = names_figures(rules, self.form_of_service) is not None
        self.mode_named = rules.mode_in_decision is not None
        modes = rules.modes.choices if self.mode_named else ()
        self.decision_mode.offer([("", "Не указано"), *((one.code, one.title) for one in modes)])

    def ask_of_papers(self, programme: SheetView, decision: SheetView) -> None:
        """Add what else stands on the programme's form and on the decision's (FED-FRM-01)."""
        self.paper = self.ask_sheet("paper", programme)
        self.decision = self.ask_sheet("decision", decision)

    def ask_of_group(self, ages: Sequence[AdmissionAge]) -> None:
        """Offer the groups of the departments for children in this form (VLA-MIN-06)."""
        rules = [rule for rule in ages if rule.unit_code in self.offered_units]
        groups = [one for rule in rules for one in rule.groups.choices]
        self.groups_named = bool(groups)
        offered = [("", "Не отмечено"), *((one.code, one.title) for one in groups)]
        self.target_group.offer(offered)

    def _volume(self, item: ServiceItem) -> Field:
        unbound = QuantityField(item.title, whole=not item.fractional, validators=[OPTIONAL])
        return self.add(f"service-{item.code}", unbound, self.typed)

    def _frequency(self, item: ServiceItem) -> Field:
        offered = [("", "Не указана"), *((one.value, one.label) for one in Frequency)]
        unbound = Choice(f"Как часто: {item.title}", choices=offered, default="")
        return self.add(f"frequency-{item.code}", unbound, self.typed)

    def _foreign(self) -> list[str]:
        """Codes that were filled in although the page does not offer them: refused by the law."""
        known = {one.quantity.name for one in self.services}
        return [
            name.removeprefix("service-")[:LONGEST_CODE]
            for name, typed in self.typed.items()
            if name.startswith("service-") and name not in known and str(typed).strip()
        ]

    def _chosen(self) -> list[ServiceField]:
        return [one for one in self.services if one.quantity.data is not None]

    def to_command(self, recipient_id: int) -> PresentProgramme:
        return PresentProgramme(
            recipient_id=recipient_id,
            number=self.number.data,
            issued_on=self.issued_on.data,
            decision_date=self.decision_date.data,
            first_contract_on=self.first_contract_on.data,
            form=self.form_of_service,
            unit_code=self.unit_code.data or None,
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            services=(
                *(one.to_line() for one in self._chosen()),
                *(ProgrammeLine(code, Decimal(1)) for code in self._foreign()),
            ),
            conditions=self.conditions.data,
            issuer=self.issuer.data,
            alone=not self.another.data,
            decision=FeeByDecision(
                self.decision_income.data,
                self.decision_cap.data,
                _MODES.get(self.decision_mode.data or ""),
            ),
            target_group=self.target_group.data or None,
            issued_elsewhere=self.issued_elsewhere.data or "",
            unavailable=(self.unavailable.data or "") if self.issued_elsewhere.data else "",
            grounds=self.grounds(),
            sheet=self.paper.sheet() if self.paper else None,
            decision_sheet=self.decision.sheet() if self.decision else NOTHING,
            presented_on=self.presented_on.data,
            presented_time=self.presented_time.data,
        )

    def meaning(self) -> tuple[Violation, ...]:
        """As of everything that could be read; a term that could not be is short and runs today."""
        until = self.valid_until.data or max(self.valid_from.data or today(), today())
        typed = replace(
            self.to_command(0),
            issued_on=self.issued_on.data or today(),
            valid_from=self.valid_from.data or until,
            valid_until=until,
        )
        found = programme_violations(typed, region(), today())
        unread = any(one.quantity.errors for one in self.services)
        return tuple(one for one in found if not (unread and one.field == "services"))

    def paths(self) -> Mapping[str, str]:
        """The command counts the chosen services only."""
        asked = (one for one in (self.paper, self.decision) if one is not None)
        names = {
            "form": "number",
            **{code: name for one in asked for code, name in one.paths().items()},
        }
        for index, one in enumerate(self._chosen()):
            for part in ("code", "quantity_per_month", "since", "until"):
                names[f"services[{index}].{part}"] = one.quantity.name
        return names


class WithdrawForm(PortalForm):
    """Why a programme should never have been entered."""

    reason = Text(
        "Почему запись ошибочна", validators=[Required("Напишите, почему запись ошибочна")]
    )
    version = Seen()

    def to_command(self, programme_id: int) -> WithdrawProgramme:
        return WithdrawProgramme(programme_id, self.reason.data or "", self.version.data)


class DuplicateForm(PortalForm):
    """A duplicate of a lost programme."""

    issued_on = DateField("Когда выдан дубликат", validators=[Required("Введите день с дубликата")])
    presented_on = DateField(
        "Когда его показали", validators=[Required("Введите день, когда показали дубликат")]
    )
    issuer = Line("Кто выдал", longest=LONGEST_TITLE)

    def to_command(self, programme_id: int) -> RecordDuplicate:
        return RecordDuplicate(
            programme_id, self.issued_on.data, self.presented_on.data, self.issuer.data or ""
        )
