"""Forms of a tariff day: a new draft, its values, the day set, a notice handed over."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired, ValidationError

from portal.domain.choices import Choice as Answer
from portal.domain.people import PopulationGroup
from portal.domain.reference import THRESHOLD_MULTIPLIER
from portal.usecases.csv_lines import text_of
from portal.usecases.fee_notices import RecordHandover
from portal.usecases.queries.tariff_days import DayView, ValueRow
from portal.usecases.tariff_values import (
    ChangeTariffDayValues,
    CreateTariffDay,
    DeleteTariffDay,
)
from portal.web.admin.forms import AmountField
from portal.web.contracts.forms import upload_of
from portal.web.fields import SPACES
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    Line,
    PortalForm,
    QuantityField,
    Required,
    Seen,
)


class FactorField(QuantityField):
    """By how much values are multiplied: «1,064»."""

    thing = "индекс"

    def parse(self, text: str) -> Decimal:
        try:
            return super().parse(text)
        except ValidationError:
            fault = self.fault(SPACES.sub("", text))
            raise ValidationError(f"{fault}, например 1,064") from None


class NewDayForm(PortalForm):
    """From when, by which act, and where the values come from."""

    since = DateField("С какого дня", validators=[Required("Введите день, с которого действуют")])
    act = Line("Акт", validators=[Required("Назовите акт: вид, дату и номер")])
    factor = FactorField("Индекс", validators=[Required("Введите индекс; 1 — без изменений")])
    scale_minimums = BooleanField("Умножить на индекс и прожиточный минимум")
    file = FileField("Таблица новых значений, если она есть")
    table = HiddenField()
    sure = BooleanField("Строки таблицы, которые далеки от прежних значений, сверены с актом")

    def to_command(self) -> CreateTariffDay:
        """Raises RulesBroken for a file that is no table.

        A table that was asked about comes again with its tick: a browser keeps no chosen file.
        """
        upload = upload_of(self.file.data)
        asked = (self.table.data or "").splitlines()
        if upload is not None:
            self.table.data = text_of(upload)
        return CreateTariffDay(
            since=self.since.data,
            act=self.act.data,
            factor=self.factor.data,
            table=self.table.data or None,
            scale_minimums=bool(self.scale_minimums.data),
            # A tick beside another file was not about this one.
            sure=bool(self.sure.data) and asked == (self.table.data or "").splitlines(),
        )


class ValueField(AmountField):
    """A sum with its kopecks, or the multiplier as it is."""

    def __init__(self, label: str = "", *, factor: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.factor = factor

    def format(self, value: Decimal) -> str:
        return super().format(value) if self.factor else f"{value:.2f}".replace(".", ",")


class ValuesForm(PortalForm):
    """One page of the draft's values; each has a field of its own."""

    more_names = ("value", "minimum")
    version = Line()
    sure = BooleanField("Значения, которые далеки от прежних, сверены с актом")
    groups: Sequence[PopulationGroup] = ()

    def ask(self, rows: Sequence[ValueRow], titles: Sequence[str], typed: Any) -> None:
        """Add a field for each row, filled with what was typed or with what the draft holds."""
        for row, title in zip(rows, titles, strict=True):
            required = [Required("Введите значение, например 157,32")]
            factor = row.key == THRESHOLD_MULTIPLIER
            unbound = ValueField(title, factor=factor, validators=required)
            field = self.add(f"value-{row.id}", unbound, typed)
            if typed is None:
                field.data = row.amount

    def ask_minimums(self, groups: Sequence[PopulationGroup], typed: Any) -> None:
        """Add an empty field for each minimum that is nowhere yet."""
        self.groups = groups
        for group in groups:
            title = f"Прожиточный минимум: {group.label}"
            self.add(f"minimum-{group.value}", ValueField(title, validators=[OPTIONAL]), typed)

    def value(self, row_id: int) -> Any:
        """The field of a row."""
        return self[f"value-{row_id}"]

    def minimum(self, group: PopulationGroup) -> Any:
        """The field of a minimum that is nowhere yet."""
        return self[f"minimum-{group.value}"]

    def to_command(self, day: DayView, rows: Sequence[ValueRow]) -> ChangeTariffDayValues:
        seen = self.version.data
        return ChangeTariffDayValues(
            tariff_day_id=day.id,
            version=int(seen) if seen.isascii() and seen.isdecimal() else 0,
            amounts={row.id: self.value(row.id).data for row in rows},
            minimums={
                group: self.minimum(group).data
                for group in self.groups
                if self.minimum(group).data is not None
            },
            sure=bool(self.sure.data),
        )


class DeleteDayForm(PortalForm):
    """The draft that is thrown away, as the reader saw it."""

    version = Line()

    def to_command(self, day: DayView) -> DeleteTariffDay:
        seen = self.version.data
        return DeleteTariffDay(day.id, int(seen) if seen.isascii() and seen.isdecimal() else 0)


class SetDayForm(PortalForm):
    """The last tick before the day is set."""

    sure = BooleanField(
        "День, акт и значения сверены",
        validators=[InputRequired("Отметьте, что день, акт и значения сверены")],
    )
    leave = BooleanField("Условия непосчитанных договоров останутся прежними")
    version = Line()

    @property
    def seen(self) -> int:
        """Which state of the draft the reader saw."""
        text = self.version.data
        return int(text) if text.isascii() and text.isdecimal() else 0


class HandoverForm(PortalForm):
    """When a notice was handed over, and what the recipient answered."""

    handed_on = DateField("Когда вручено", validators=[Required("Введите день вручения")])
    answer = Choice("Ответ получателя")
    answered_on = DateField("Когда получен ответ", validators=[OPTIONAL])
    version = Seen()

    def offer(self, answers: Sequence[Answer]) -> None:
        """What may be answered; nothing where the region gives no choice."""
        self.answer.offer([("", "Ответа нет"), *((one.code, one.title) for one in answers)])

    def to_command(self, notice_id: int) -> RecordHandover:
        return RecordHandover(
            notice_id=notice_id,
            handed_on=self.handed_on.data,
            answer=self.answer.data or None,
            answered_on=self.answered_on.data,
            version=self.version.data,
        )
