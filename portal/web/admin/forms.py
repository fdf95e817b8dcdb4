"""Forms of the administrator: a new colleague, a reference value."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, ValidationError

from portal.domain.catalogue import ServiceItem
from portal.domain.money import down
from portal.domain.people import PopulationGroup, Sex
from portal.domain.reference import (
    SUBSISTENCE_MINIMUM,
    THRESHOLD_MULTIPLIER,
    norm_key,
    tariff_key,
)
from portal.domain.violations import Violation
from portal.models import Role
from portal.usecases.accounts import CreateUser, user_violations
from portal.usecases.queries.people import DepartmentChoice
from portal.usecases.reference import SetReferenceValue
from portal.usecases.reference_corrections import LONGEST_REASON
from portal.web.forms import (
    LONGEST_NAME,
    LONGEST_TITLE,
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    QuantityField,
    Radios,
    Required,
    Text,
    parse_sum,
)


class PersonForm(PortalForm):
    """A new member of the staff; the portal makes the first code."""

    surname = Line("Фамилия", longest=LONGEST_NAME, validators=[Required("Введите фамилию")])
    name = Line("Имя", longest=LONGEST_NAME, validators=[Required("Введите имя")])
    patronymic = Line("Отчество", longest=LONGEST_NAME)
    sex = Radios(
        "Пол",
        choices=[(sex.value, sex.label) for sex in (Sex.FEMALE, Sex.MALE)],
        validators=[Required("Выберите пол")],
    )
    login = Line("Логин", longest=LONGEST_NAME, validators=[Required("Придумайте логин")])
    role = Choice("Роль", validators=[Required("Выберите роль")])
    position = Line("Должность для документов", longest=LONGEST_TITLE)
    basis = Line("Основание полномочий", longest=LONGEST_TITLE)
    department_id = Choice("Отделение")

    def offer(self, departments: Sequence[DepartmentChoice], roles: Sequence[Role]) -> None:
        """Fill the lists of departments and of the roles of this organisation."""
        self.role.offer(
            [("", "Выберите роль"), *((role.value, role.label.capitalize()) for role in roles)]
        )
        self.department_id.offer(
            [("", "Не выбрано"), *((str(one.id), one.name) for one in departments)]
        )

    def to_command(self) -> CreateUser:
        return self._command(Sex(self.sex.data), Role(self.role.data))

    def meaning(self) -> tuple[Violation, ...]:
        """As of everything that could be read; neither sex nor role is asked about here."""
        role = Role(self.role.data) if self.role.data in set(Role) else Role.SOCIAL_WORKER
        return user_violations(self._command(Sex.FEMALE, role))

    def _command(self, sex: Sex, role: Role) -> CreateUser:
        chosen = self.department_id.data or ""
        return CreateUser(
            login=self.login.data,
            surname=self.surname.data,
            name=self.name.data,
            patronymic=self.patronymic.data or None,
            sex=sex,
            role=role,
            position=self.position.data or role.label,
            basis=self.basis.data,
            department_id=int(chosen) if chosen.isdecimal() else None,
        )


class AmountField(QuantityField):
    """Rubles with kopecks, or a factor with up to three places: what it is, the key says."""

    def parse(self, text: str) -> Decimal:
        try:
            return super().parse(text)
        except ValidationError:
            return parse_sum(text, example="18971,00")


class ReferenceForm(PortalForm):
    """A value from a day on, with the act that sets it."""

    key = Choice("Что меняется", validators=[Required("Выберите справочник")])
    group = Choice(
        "Группа населения",
        choices=[("", "Для всех"), *((one.value, one.label) for one in PopulationGroup)],
    )
    amount = AmountField("Значение", validators=[Required("Введите значение, например 18971,00")])
    since = DateField("Действует с", validators=[Required("Введите день, с которого действует")])
    act = Line("Акт", validators=[Required("Назовите акт: вид, дату и номер")])
    sure = BooleanField("Значение и день сверены с актом")
    reason = Text("Почему исправляют задним числом", longest=LONGEST_REASON, validators=[OPTIONAL])
    step = Line()

    def validate_amount(self, field: AmountField) -> None:
        """Only the multiplier has more than two decimals."""
        value = field.data
        if self.key.data != THRESHOLD_MULTIPLIER and value is not None and down(value) != value:
            raise ValidationError("В сумме не больше двух знаков копеек, например 18971,00")

    def __init__(
        self, services: Sequence[ServiceItem], *, norms: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.key.offer(
            [
                ("", "Выберите"),
                (SUBSISTENCE_MINIMUM, "Прожиточный минимум"),
                (THRESHOLD_MULTIPLIER, "Кратность прожиточного минимума"),
                *((tariff_key(one.code), f"Тариф: {one.title} ({one.code})") for one in services),
                *(
                    (norm_key(one.code), f"Норма времени, минут: {one.title} ({one.code})")
                    for one in services
                    if norms
                ),
            ]
        )

    def to_command(self) -> SetReferenceValue:
        group = self.group.data
        return SetReferenceValue(
            key=self.key.data,
            group=PopulationGroup(group) if group else None,
            amount=self.amount.data,
            since=self.since.data,
            act=self.act.data,
            reason=self.reason.data or "",
        )
