"""Forms of payments. The region's channels and receipts are asked of its rules, not known here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import FileField, HiddenField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired

from portal.domain.calendar import month_title
from portal.domain.payments import Channel, PaymentRules, check_channel
from portal.domain.violations import RulesBroken
from portal.usecases.payment_papers import AddPaymentPaper
from portal.usecases.payments import HandOverReceipt, RecordPayment, ReversePayment
from portal.usecases.queries.payments import Account
from portal.usecases.queries.receipt_copies import Colleague
from portal.web.clock import today
from portal.web.filters import day_words
from portal.web.forms import (
    LONGEST_NUMBER,
    LONGEST_TITLE,
    OPTIONAL,
    Choice,
    DateField,
    Line,
    MoneyField,
    PortalForm,
    Required,
    Seen,
    Text,
    violations_into,
)
from portal.web.months.addresses import month_text, parse_month
from portal.web.recipients.people_forms import upload_of


class PaymentForm(PortalForm):
    """Money received on a contract; ``op`` is the form's own key through every step."""

    op = HiddenField(validators=[InputRequired("Откройте форму заново")])
    amount = MoneyField("Сумма, рублей", validators=[Required("Введите сумму, например 2140,00")])
    paid_on = DateField("Дата оплаты", validators=[Required("Введите дату из квитанции")])
    channel = RadioField("Как оплачено", validators=[InputRequired("Отметьте, как оплачено")])
    receipt_number = Line("Номер квитанции", longest=LONGEST_NUMBER, validators=[OPTIONAL])
    payer = Line("Кто платил", longest=LONGEST_TITLE, validators=[OPTIONAL])
    bank = Line("Какой банк принял", longest=LONGEST_TITLE, validators=[OPTIONAL])
    month = Choice("За какой месяц", default="")

    def offer(self, account: Account, rules: PaymentRules) -> None:
        """The region's channels, and the months that are not paid yet."""
        self.channel.choices = [
            (channel.value, channel.label.capitalize()) for channel in rules.channels
        ]
        unpaid = [charge.month for charge in account.balance.by_month if charge.unpaid > 0]
        self.month.choices = [
            ("", "Сначала самый старый долг"),
            *((month_text(month), month_title(month).capitalize()) for month in unpaid),
        ]
        if not self.is_submitted():
            self.payer.data = self.payer.data or account.recipient
            if len(rules.channels) == 1:
                self.channel.data = rules.channels[0].value

    def sound(self, rules: PaymentRules) -> bool:
        """Whether a check page makes sense: what can be told before recording is told at once."""
        shaped = self.validate_on_submit()
        if self.amount.data is not None and self.amount.data <= 0:
            _add(self.amount, "Введите сумму больше нуля, например 2140,00")
        if self.paid_on.data is not None and self.paid_on.data > today():
            day = day_words(today())
            _add(self.paid_on, f"Дата оплаты не может быть позже сегодняшней — {day}")
        if shaped:
            number = self.receipt_number.data or None
            broken = check_channel(rules, Channel(self.channel.data), number)
            if broken:
                violations_into(self, RulesBroken(*broken))
        return shaped and not self.problems

    def to_command(self, contract_id: int) -> RecordPayment:
        return RecordPayment(
            contract_id=contract_id,
            amount=self.amount.data,
            paid_on=self.paid_on.data,
            channel=Channel(self.channel.data),
            receipt_number=self.receipt_number.data or None,
            payer=self.payer.data or "",
            bank=self.bank.data or "",
            operation=self.op.data or "",
            month=self.named_month,
        )

    @property
    def named_month(self) -> date | None:
        """The month the payer named, if any."""
        return parse_month(self.month.data or "")

    @property
    def channel_label(self) -> str:
        """The channel in words, for the check page."""
        return Channel(self.channel.data).label


def _add(field: Any, message: str) -> None:
    field.errors = [*field.errors, message]


class ReverseForm(PortalForm):
    """Why a payment is taken back."""

    reason = Text("Почему отменяете", validators=[Required("Напишите, почему отменяете")])
    version = Seen()

    def to_command(self, payment_id: int) -> ReversePayment:
        return ReversePayment(payment_id, self.reason.data or "", self.version.data)


class PaperForm(PortalForm):
    """The fiscal receipt of a payment that is already recorded, and a scan."""

    fiscal_number = Line("Номер кассового чека", validators=[OPTIONAL])
    scan = FileField("Скан квитанции или чека")

    def to_command(self, payment_id: int) -> AddPaymentPaper:
        return AddPaymentPaper(payment_id, self.fiscal_number.data or "", upload_of(self.scan))


class HandOverForm(PortalForm):
    """Which receipt copies are handed over, to whom and when."""

    payments = SelectMultipleField("Копии квитанций", coerce=int, validate_choice=False)
    day = DateField("Когда сданы", validators=[Required("Введите дату")])
    to = Choice("Кому сданы")

    def offer(self, heads: Sequence[Colleague]) -> None:
        """The heads of departments."""
        self.to.choices = [(str(head.membership_id), head.name) for head in heads] or [("", "—")]

    def validate(self, extra_validators: object = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if fine and not self.payments.data:
            _add(self.payments, "Отметьте хотя бы одну квитанцию")
            return False
        return fine

    def to_commands(self) -> tuple[HandOverReceipt, ...]:
        receiver = int(self.to.data) if self.to.data else None
        return tuple(
            HandOverReceipt(payment_id, self.day.data, receiver)
            for payment_id in self.payments.data or ()
        )
