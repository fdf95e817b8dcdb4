"""The form of the recipient's application for a transfer (AST-FRM-01)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from wtforms import BooleanField

from portal.domain.moves import MoveWish
from portal.regions.registry import Region
from portal.usecases.queries.own_moves import RequestRow
from portal.usecases.queries.transfer_lists import ProviderChoice
from portal.usecases.transfers import RequestTransfer
from portal.web.forms import DateField, Line, Radios, Required, Text
from portal.web.transfers.forms import ProviderForm, Ticks

NOMENCLATURE = "both_in_nomenclature"
SIGNERS = [
    ("recipient", "подпись получателя"),
    ("representative", "подпись законного представителя"),
    ("representative_consent", "письменное согласие законного представителя"),
    ("guardian", "подпись опекуна"),
    ("trustee_consent", "письменное согласие попечителя"),
]
SIGNED_BY_DEFAULT = ["recipient"]


class RequestForm(ProviderForm):
    """The recipient's application of Appendix 1 and what the provider has checked."""

    reason = Text("Почему получатель переходит", validators=[Required("Напишите причину")])
    citizenship = Line("Гражданство", validators=[Required("Впишите гражданство из заявления")])
    applied_on = DateField("День заявления", validators=[Required("Введите день заявления")])
    signed_by = Ticks("Чьи подписи есть на заявлении")
    consent = Radios("Согласие на обработку данных в заявлении")
    listed = BooleanField("Оба учреждения есть в областной номенклатуре")
    marks = Ticks("Обстоятельства, которые меняют путь")

    def offer(
        self,
        providers: Iterable[ProviderChoice],
        marks: Iterable[tuple[str, str]],
        signers: Iterable[tuple[str, str]],
        today: date,
        citizenship: str,
    ) -> None:
        """The other providers, the region's marks, who signs for a child without parents, today.

        ``citizenship``: what is known of it already.
        """
        self.offer_providers(providers)
        self.marks.offer(marks)
        self.signed_by.offer([*SIGNERS, *signers])
        self.consent.offer([("agree", "Согласен"), ("disagree", "Не согласен")])
        if not self.is_submitted():
            self.applied_on.data = self.applied_on.data or today
            self.signed_by.data = self.signed_by.data or SIGNED_BY_DEFAULT
            self.citizenship.data = self.citizenship.data or citizenship

    def take_over(
        self, asked: RequestRow | None, providers: Iterable[ProviderChoice], region: Region
    ) -> None:
        """What the recipient wrote in the cabinet about this transfer, until somebody types."""
        if asked is None or asked.wish is not MoveWish.GO or not asked.agreed:
            return
        if self.is_submitted():
            return
        listed = {one.name: str(one.id) for one in providers}
        self.provider_id.data = listed.get(asked.destination, "")
        self.name.data = "" if self.provider_id.data else asked.destination
        self.reason.data = asked.reason
        self.applied_on.data = region.today(asked.asked_at)

    def to_command(self, contract_id: int) -> RequestTransfer:
        facts = [*(self.marks.data or []), *([NOMENCLATURE] if self.listed.data else [])]
        return RequestTransfer(
            contract_id=contract_id,
            reason=self.reason.data,
            wish_provider_id=self.chosen_id,
            wish_name=self.name.data or "",
            applied_on=self.applied_on.data,
            signed_by=tuple(self.signed_by.data or ()),
            consent=self.consent.data or None,
            facts=tuple(facts),
            citizenship=self.citizenship.data,
        )

    def paths(self) -> Mapping[str, str]:
        return {
            "wish_provider_id": "provider_id",
            "data_consent": "consent",
            "both_in_nomenclature": "listed",
        }
