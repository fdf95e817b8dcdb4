"""Forms about changes of a contract. Whether a change may be made, the law says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField, RadioField
from wtforms.validators import InputRequired

from portal.domain.amendments import AGREEMENT, PROVIDER, RECIPIENT, AmendmentRules
from portal.domain.choices import ChoiceList
from portal.domain.contract import Party
from portal.models import SignatureMethod
from portal.usecases.amendment_drafts import DraftAmendment, ServiceVolume
from portal.usecases.amendments import SignAmendment, WithdrawAmendment
from portal.usecases.fee_changes import ChangeFee
from portal.usecases.queries.amendments import PrescribedService
from portal.web.forms import (
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
)


class AmendmentForm(PortalForm):
    """What both sides will sign: from when, who wants it and why, services, words."""

    more_names = ("quantity",)
    since = DateField("С какого дня", validators=[Required("Введите день, с которого действует")])
    initiator = RadioField("Кто предложил", default=RECIPIENT)
    reason = Choice("Основание", validators=[Required("Выберите основание из списка")])
    consent_on = DateField("Письменное согласие получателя от", validators=[OPTIONAL])
    changed_act = Line("Какой акт изменился и с какого дня", validators=[OPTIONAL])
    clauses = Text("Новые условия", validators=[OPTIONAL])
    by_tariffs = BooleanField("Записать в договор тарифы и плату этого дня")

    def offer(self, rules: AmendmentRules, today: date) -> None:
        """The grounds of the region, and today as the first day that can be agreed on."""
        self.asks_consent = rules.by_consent is not None
        self.asks_act = rules.provider_grounds is not None
        self.initiator.choices = [
            (RECIPIENT, "Получатель или его представитель"),
            (PROVIDER, "Учреждение"),
        ]
        listed = [*rules.grounds.choices]
        if rules.provider_grounds is not None:
            listed = [one for one in listed if one.code == AGREEMENT]
            listed += rules.provider_grounds.choices
        self.reason.offer((one.code, one.title) for one in listed)
        if not self.is_submitted():
            self.since.data = self.since.data or today
            self.initiator.data = self.initiator.data or RECIPIENT

    def ask(self, services: Sequence[PrescribedService], typed: Any) -> None:
        """A field for each service of the programme, filled with what was typed or is agreed on."""
        self._services = tuple(services)
        for place, one in enumerate(services):
            label = f"В месяц: {one.code}"
            field = self.add(
                f"quantity-{place}", QuantityField(label, validators=[OPTIONAL]), typed
            )
            if typed is None and one.current:
                field.data = one.current

    def quantity(self, place: int) -> Any:
        """The field of a service."""
        return self[f"quantity-{place}"]

    def paths(self) -> Mapping[str, str]:
        return {
            f"services.{one.code}": f"quantity-{place}" for place, one in enumerate(self._services)
        }

    def to_command(self, contract_id: int) -> DraftAmendment:
        volumes = tuple(
            ServiceVolume(one.code, self.quantity(place).data)
            for place, one in enumerate(self._services)
            if self.quantity(place).data
        )
        return DraftAmendment(
            contract_id=contract_id,
            since=self.since.data,
            initiator=self.initiator.data or PROVIDER,
            reason=self.reason.data,
            services=volumes,
            by_tariffs=bool(self.by_tariffs.data),
            clauses=tuple((self.clauses.data or "").split("\n\n")),
            consent_on=self.consent_on.data if self.asks_consent else None,
            changed_act=self.changed_act.data or "",
        )


class SignAmendmentForm(PortalForm):
    """The director's own password, and what the check page showed."""

    password = PasswordField("Ваш пароль", [Required("Введите свой пароль ещё раз")])
    paper_sha256 = HiddenField(validators=[InputRequired("Откройте страницу проверки заново")])
    version = Seen()

    def to_command(self, amendment_id: int, today: date) -> SignAmendment:
        return SignAmendment(
            amendment_id=amendment_id,
            party=Party.PROVIDER,
            method=SignatureMethod.PASSWORD,
            signed_on=today,
            paper_sha256=self.paper_sha256.data,
            version=self.version.data,
        )


class WithdrawForm(PortalForm):
    """Why a change is not wanted any more."""

    reason = Text("Почему отзывают", validators=[Required("Напишите причину")])
    version = Seen()

    def to_command(self, amendment_id: int) -> WithdrawAmendment:
        return WithdrawAmendment(amendment_id, self.reason.data, self.version.data)


class FeeChangeForm(PortalForm):
    """On what ground and from when the fee changes; ``seen`` is the fee that was shown."""

    ground = Choice("Что изменилось", validators=[Required("Выберите основание из списка")])
    since = DateField("С какого дня", validators=[Required("Введите день, с которого новая плата")])
    seen = MoneyField("Новая плата", validators=[OPTIONAL])

    def offer(self, grounds: ChoiceList, today: date) -> None:
        """The region's grounds; nothing is chosen beforehand."""
        listed = [(one.code, one.title) for one in grounds.choices]
        self.ground.offer([("", "Выберите основание"), *listed])
        if not self.is_submitted() and self.since.data is None:
            self.since.data = today

    def to_command(self, contract_id: int, *, look: bool) -> ChangeFee:
        seen = None if look else self.seen.data
        return ChangeFee(contract_id, self.ground.data, self.since.data, seen)
