"""The form of «А что если…»: two columns of the same fields, sent by GET so that a link repeats it.

Rows of the family and of the services are numbered; an empty row says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from werkzeug.datastructures import MultiDict
from wtforms import Field, ValidationError

from portal.domain.calendar import month_title, next_month
from portal.domain.catalogue import Form
from portal.domain.fees import PlannedService
from portal.domain.people import PopulationGroup
from portal.domain.reference import SUBSISTENCE_MINIMUM, THRESHOLD_MULTIPLIER, tariff_key
from portal.domain.rehearsal import FamilyKind, RehearsedCase, RehearsedMember
from portal.domain.violations import RulesBroken, Violation
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    MoneyField,
    PortalForm,
    QuantityField,
    Required,
)

Typed = MultiDict[str, str]
NOW, IF = "a", "b"
MOST_ROWS = 40
SPARE_ROWS = 2
MONTHS_BACK, MONTHS_AHEAD = 12, 12
_PAID_FORMS = (Form.HOME, Form.SEMI_STATIONARY, Form.STATIONARY)
_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])")
_ROW = re.compile(r"[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class Row:
    """A numbered row: what it is and how much of it."""

    kind: Field
    amount: Field


class SideForm(PortalForm):
    """One column: the form of service, the days of law, the family, the services."""

    service_form = Choice(
        "Форма обслуживания",
        choices=[(one, one.label) for one in _PAID_FORMS],
        validators=[Required("Выберите форму обслуживания")],
    )
    group = Choice(
        "Группа населения",
        choices=[(one, one.label) for one in PopulationGroup],
        validators=[Required("Выберите группу населения")],
    )
    category = Choice("Льготная категория, подтверждённая документом")
    applied_on = DateField("Дата заявления", validators=[Required("Введите дату заявления")])
    threshold_day = DateField("Предел дохода на день", validators=[OPTIONAL])
    decision_cap = MoneyField(
        "Предел платы по решению органа соцзащиты", example="2500,00", validators=[OPTIONAL]
    )
    legacy_fee = MoneyField(
        "Прежняя плата, на 31 декабря 2014 года", example="640,00", zero=True, validators=[OPTIONAL]
    )
    rules_day = DateField("Тарифы и правила на день", validators=[Required("Введите день")])
    month = Choice("Месяц акта", validators=[Required("Выберите месяц")])
    days_away = QuantityField("Дней в больнице или в отъезде", validators=[OPTIONAL])

    def __init__(
        self,
        side: str,
        typed: Typed,
        *,
        categories: Mapping[str, str],
        services: Mapping[str, str],
        decides: bool,
    ) -> None:
        """``decides``: the region's law knows a bound in the authority's decision (MSK-FEE-07)."""
        super().__init__(formdata=typed, prefix=side)
        self.side, self.typed, self.decides = side, typed, decides
        self.titles = services
        if not decides:
            del self.decision_cap
        self.category.offer([("", "нет"), *categories.items()])
        self.month.offer(_months(self.rules_day.data, self.month.data))
        kinds = [("", "—"), *((one.value, one.label) for one in FamilyKind)]
        self.members = tuple(
            Row(
                self._added(f"who-{number}", Choice("Кто", choices=kinds)),
                self._added(
                    f"income-{number}",
                    MoneyField(
                        "Доход за 12 месяцев", example="312000,00", zero=True, validators=[OPTIONAL]
                    ),
                ),
            )
            for number in self._numbers("who")
        )
        offered = [("", "—"), *services.items()]
        self.services = tuple(
            Row(
                self._added(f"service-{number}", Choice("Услуга", choices=offered)),
                self._added(f"quantity-{number}", QuantityField("В месяц", validators=[OPTIONAL])),
            )
            for number in self._numbers("service")
        )

    def validate_days_away(self, field: QuantityField) -> None:
        """A day is away or not: half a day is no answer."""
        if field.data is not None and field.data != field.data.to_integral_value():
            raise ValidationError("Введите целое число дней, например 2")

    def _added(self, name: str, unbound: Field) -> Field:
        return self.add(f"{self.side}-{name}", unbound, self.typed)

    def _numbers(self, kind: str) -> range:
        start = f"{self.side}-{kind}-"
        filled = [
            int(rest)
            for name, value in self.typed.items()
            if value and name.startswith(start) and _ROW.fullmatch(rest := name[len(start) :])
        ]
        return range(min(max(filled, default=-1) + 1 + SPARE_ROWS, MOST_ROWS))

    def to_case(self) -> RehearsedCase:
        """The column as an invented case; rows without a kind or an amount are left out."""
        return RehearsedCase(
            form=Form(self.service_form.data),
            group=PopulationGroup(self.group.data),
            applied_on=self.applied_on.data,
            rules_day=self.rules_day.data,
            month=date.fromisoformat(f"{self.month.data}-01"),
            members=tuple(
                RehearsedMember(FamilyKind(row.kind.data), row.amount.data or Decimal(0))
                for row in self.members
                if row.kind.data
            ),
            services=tuple(
                PlannedService(row.kind.data, row.amount.data)
                for row in self.services
                if row.kind.data and row.amount.data
            ),
            categories=(self.category.data,) if self.category.data else (),
            days_away=int(self.days_away.data or 0),
            threshold_day=self.threshold_day.data,
            decision_cap=self.decision_cap.data if self.decides else None,
            legacy_fee=self.legacy_fee.data,
        )

    def meaning(self) -> tuple[Violation, ...]:
        """A service stands in one row: which of two volumes was meant, nobody can say."""
        seen: set[str] = set()
        found: list[Violation] = []
        for number, row in enumerate(self.services):
            code = row.kind.data
            if code and code in seen:
                title = self.titles.get(code, code)
                text = f"Услуга «{title}» уже выбрана выше. Оставьте одну строку с общим объёмом."
                found.append(Violation("value_invalid", text, f"{self.side}-service-{number}"))
            seen.add(code)
        return tuple(found)

    def demand_services_once(self) -> None:
        """Raises RulesBroken where a service is chosen twice."""
        if found := self.meaning():
            raise RulesBroken(*found)

    def paths(self) -> Mapping[str, str]:
        """Where the law names a field of the case that has another name here."""
        # The minimum is that of the threshold's day: of the application where no other is said.
        of_threshold = "threshold_day" if self.threshold_day.data else "applied_on"
        names = {
            "household": "who-0",
            SUBSISTENCE_MINIMUM: of_threshold,
            THRESHOLD_MULTIPLIER: of_threshold,
            **{tariff_key(code): "rules_day" for code in self.titles},
            **{name: name for name in ("days_away", "threshold_day", "rules_day", "applied_on")},
        }
        return {path: f"{self.side}-{name}" for path, name in names.items()}


def _months(day: date | None, typed: str | None) -> Iterable[tuple[str, str]]:
    """The months around the day, and the typed one: another day does not lose it."""
    middle = (day or date(2026, 1, 1)).replace(day=1)
    months = {next_month(middle, step) for step in range(-MONTHS_BACK, MONTHS_AHEAD + 1)}
    if _MONTH.fullmatch(typed or ""):
        months.add(date.fromisoformat(f"{typed}-01"))
    for month in sorted(months):
        yield f"{month:%Y-%m}", month_title(month)


def typed_of(side: str, case: RehearsedCase) -> dict[str, str]:
    """A case as the fields of a column: what an address repeats."""
    found = {
        "service_form": case.form.value,
        "group": case.group.value,
        "category": case.categories[0] if case.categories else "",
        "applied_on": f"{case.applied_on:%d.%m.%Y}",
        "rules_day": f"{case.rules_day:%d.%m.%Y}",
        "month": f"{case.month:%Y-%m}",
        "days_away": str(case.days_away),
    }
    if case.threshold_day is not None:
        found["threshold_day"] = f"{case.threshold_day:%d.%m.%Y}"
    if case.decision_cap is not None:
        found["decision_cap"] = f"{case.decision_cap:.2f}".replace(".", ",")
    if case.legacy_fee is not None:
        found["legacy_fee"] = f"{case.legacy_fee:.2f}".replace(".", ",")
    for number, member in enumerate(case.members):
        found[f"who-{number}"] = member.kind.value
        found[f"income-{number}"] = f"{member.income:.2f}".replace(".", ",")
    for number, service in enumerate(case.services):
        found[f"service-{number}"] = service.code
        found[f"quantity-{number}"] = f"{service.quantity.normalize():f}".replace(".", ",")
    return {f"{side}-{name}": value for name, value in found.items()}


def with_both(typed: Typed) -> Typed:
    """What was sent, the second column filled from the first when it was left out."""
    if any(name.startswith(f"{IF}-") for name in typed):
        return typed
    start = f"{NOW}-"
    copied = {
        f"{IF}-{name.removeprefix(start)}": value
        for name, value in typed.items()
        if name.startswith(start)
    }
    return Typed([*typed.items(multi=True), *copied.items()])
