"""Forms of closing a month, and of what its acts share with other bills."""

from wtforms import BooleanField
from wtforms.validators import InputRequired

from portal.domain.fee_rules import CapPeriod
from portal.usecases.fee_settings import ChooseCapPeriod
from portal.usecases.former_bills import RecordFormerBill
from portal.usecases.queries.former_bills import FormerBillView
from portal.web.forms import (
    LONGEST_NUMBER,
    LONGEST_TITLE,
    DateField,
    Line,
    MoneyField,
    PortalForm,
    Radios,
    Required,
)


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


class FormerBillForm(PortalForm):
    """The sum of the former provider's certificate."""

    amount = MoneyField(
        "Сколько начислил прежний поставщик, рублей",
        validators=[Required("Введите сумму из справки, например 6000,00")],
    )
    provider_name = Line(
        "Прежний поставщик", longest=LONGEST_TITLE, validators=[Required("Введите название")]
    )
    certificate_number = Line(
        "Номер справки", longest=LONGEST_NUMBER, validators=[Required("Введите номер справки")]
    )
    certificate_on = DateField("Дата справки", validators=[Required("Введите дату справки")])
    above_bound = BooleanField("Сумма больше предела, и в справке так и написано")

    def show(self, bill: FormerBillView) -> None:
        """What is recorded already."""
        if self.is_submitted() or bill.amount is None:
            return
        self.amount.data = bill.amount
        self.provider_name.data = bill.provider_name
        self.certificate_number.data = bill.certificate_number
        self.certificate_on.data = bill.certificate_on

    def to_command(self, bill: FormerBillView) -> RecordFormerBill:
        return RecordFormerBill(
            contract_id=bill.contract_id,
            month=bill.month,
            amount=self.amount.data,
            provider_name=self.provider_name.data or "",
            certificate_number=self.certificate_number.data or "",
            certificate_on=self.certificate_on.data,
            above_bound=bool(self.above_bound.data),
        )


class CapPeriodForm(PortalForm):
    """What the bound of a course is spent over."""

    period = Radios(
        "Предел платы",
        choices=[
            (CapPeriod.COURSE.value, "Один на весь курс"),
            (CapPeriod.MONTH.value, "Свой на каждый месяц"),
        ],
        validators=[InputRequired("Отметьте, как считать предел")],
    )

    def to_command(self) -> ChooseCapPeriod:
        return ChooseCapPeriod(CapPeriod(self.period.data))
