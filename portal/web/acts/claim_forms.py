"""Forms of what happens to an issued act: a demand, the answer, a correction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_wtf.file import FileField

from portal.domain.choices import ChoiceList
from portal.domain.contract import Party
from portal.domain.corrections import LineChange, StandingAct, StandingLine
from portal.usecases.act_claims import DeclineClaim, DisputeAct
from portal.usecases.act_correction_signing import SignCorrection
from portal.usecases.act_corrections import CorrectAct
from portal.usecases.queries.act_claims import ActChanges, ClaimRow
from portal.web.acts.forms import CustomerSignatureForm
from portal.web.contracts.forms import upload_of
from portal.web.forms import (
    OPTIONAL,
    Choice,
    DateField,
    MoneyField,
    PortalForm,
    QuantityField,
    Radios,
    Required,
    Seen,
    Text,
)


class ClaimForm(PortalForm):
    """What the recipient demands, about which service, and since when."""

    claim = Radios("Что требует получатель", validators=[Required("Отметьте требование")])
    position = Choice("О какой услуге")
    claimed_on = DateField("Когда заявлено", validators=[Required("Введите день")])
    details = Text("В чём недостаток", validators=[OPTIONAL])

    def offer(self, claims: ChoiceList, standing: StandingAct, today: date) -> None:
        """The law's list, the act's lines, and today."""
        self.claim.offer((one.code, one.title.capitalize()) for one in claims.choices)
        lines = [(f"{one.position}", one.title) for one in standing.lines]
        self.position.offer([("", "Весь акт"), *lines])
        if not self.is_submitted():
            self.claimed_on.data = today

    def to_command(self, act_id: int) -> DisputeAct:
        return DisputeAct(
            act_id=act_id,
            claim=self.claim.data,
            claimed_on=self.claimed_on.data,
            position=int(self.position.data) if self.position.data else None,
            details=self.details.data or "",
        )


class AnswerForm(PortalForm):
    """Why a demand is not met."""

    answer = Text("Почему требование не принято", validators=[Required("Напишите причину")])
    version = Seen()

    def to_command(self, claim: ClaimRow) -> DeclineClaim:
        return DeclineClaim(claim.id, self.answer.data, self.version.data)


class CorrectionForm(PortalForm):
    """The quantity that holds and rubles off the price, for each line of the act."""

    more_names = ("quantity", "reduction")

    reason = Text("Почему исправляют", validators=[Required("Напишите причину")])
    claim_id = Choice("По какому требованию")
    version = Seen()

    def ask(self, standing: StandingAct, changes: ActChanges, typed: Any) -> None:
        """Two fields a line, filled with what holds now."""
        self.lines = standing.lines
        opened = [(f"{one.id}", f"{one.title}: {one.about}") for one in changes.open_claims]
        self.claim_id.offer([("", "Без требования: ошибка учреждения"), *opened])
        if opened and not self.is_submitted():
            self.claim_id.data = opened[0][0]
        for line in standing.lines:
            quantity = QuantityField(f"Стало: {line.title}", validators=[OPTIONAL])
            field: Any = self.add(f"quantity-{line.position}", quantity, typed)
            off = MoneyField(f"Снизить цену: {line.title}", zero=True, validators=[OPTIONAL])
            self.add(f"reduction-{line.position}", off, typed)
            if typed is None:
                field.data = line.quantity

    def pair(self, line: StandingLine) -> tuple[Any, Any]:
        """The fields of a line."""
        return self[f"quantity-{line.position}"], self[f"reduction-{line.position}"]

    def paths(self) -> Mapping[str, str]:
        found = {"lines": f"quantity-{self.lines[0].position}"}
        for line in self.lines:
            place = line.position
            found[f"lines[{place}].quantity"] = f"quantity-{place}"
            found[f"lines[{place}].reduction"] = f"reduction-{place}"
        return found

    def to_command(self, act_id: int) -> CorrectAct:
        changes = []
        for line in self.lines:
            quantity, reduction = self.pair(line)
            changes.append(LineChange(line.position, quantity.data, reduction.data))
        return CorrectAct(
            act_id=act_id,
            changes=tuple(changes),
            reason=self.reason.data,
            claim_id=int(self.claim_id.data) if self.claim_id.data else None,
            version=self.version.data,
        )


class CorrectionSignatureForm(CustomerSignatureForm):
    """Who signed the paper of a correction, when, and the scan of it."""

    scan = FileField("Скан подписанного исправления, если он есть")

    def to_signature(self, act_id: int, sequence: int) -> SignCorrection:
        return SignCorrection(
            act_id=act_id,
            sequence=sequence,
            party=Party(self.party.data),
            signed_on=self.signed_on.data,
            scan=upload_of(self.scan.data),
        )
