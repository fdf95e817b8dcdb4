"""Verbs about what else is spent of a bound of the fee: the former provider's bill, a course."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.fee_rules import CapPeriod
from portal.models import Role
from portal.scenarios.contract_verbs import CONTRACT
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, money, month, reference, text
from portal.scenarios.stage import OWN, Stage
from portal.scenarios.verb import Played, Verb
from portal.scenarios.verb import money as money_fact
from portal.usecases.fee_settings import ChooseCapPeriod, choose_cap_period
from portal.usecases.former_bills import RecordFormerBill, record_former_bill


def _former_bill(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract"))
    record_former_bill(
        RecordFormerBill(
            contract_id=contract.id,
            month=given.month("month"),
            amount=given.money("amount"),
            provider_name=given.text("provider_name", "Прежний поставщик"),
            certificate_number=given.text("certificate"),
            certificate_on=given.day_or_none("issued") or stage.today,
        ),
        region=stage.region,
        actor=stage.actor(Role.ACCOUNTANT, contract.provider),
        now=stage.now,
    )
    return Played({"amount": money_fact(given.money("amount"))})


def _cap_period(stage: Stage, given: Given) -> Played:
    period = given.choice("period", CapPeriod)
    choose_cap_period(
        ChooseCapPeriod(period),
        region=stage.region,
        actor=stage.actor(Role.DIRECTOR, given.text("provider", OWN)),
        now=stage.now,
    )
    return Played({"period": period.value})


VERBS: Mapping[str, Verb] = {
    "record_former_bill": Verb(
        inputs={
            "contract": reference(CONTRACT),
            "month": month(needed=True),
            "amount": money(needed=True),
            "provider_name": text(),
            "certificate": text(),
            "issued": day(),
        },
        facts=frozenset({"amount"}),
        play=_former_bill,
    ),
    "choose_cap_period": Verb(
        inputs={"provider": reference("provider", needed=False), "period": text(needed=True)},
        facts=frozenset({"period"}),
        play=_cap_period,
    ),
}
