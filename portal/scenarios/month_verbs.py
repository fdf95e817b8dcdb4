"""Verbs of a month: services recorded, the month closed, acts signed, money taken."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from portal.domain.contract import Party
from portal.domain.payments import Channel
from portal.domain.violations import NotFound
from portal.models import Act, AdditionalRequest, Role
from portal.scenarios.contract_verbs import CONTRACT, signing_role
from portal.scenarios.given import Given
from portal.scenarios.inputs import day, flag, money, month, number, reference, text
from portal.scenarios.stage import OWN, Stage, Thing
from portal.scenarios.verb import Played, Verb
from portal.scenarios.verb import day as day_fact
from portal.scenarios.verb import money as money_fact
from portal.scenarios.verb import month as month_fact
from portal.usecases.acts import SignAct, sign_act
from portal.usecases.additional_requests import RecordRequest, record_additional_request
from portal.usecases.deliveries import RecordDelivery, record_delivery
from portal.usecases.months import CloseMonth, close_month
from portal.usecases.payments import (
    HandOverReceipt,
    RecordPayment,
    hand_over_receipt,
    record_payment,
)
from portal.usecases.transaction import reading

PAYMENT = "payment"


def _deliver(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract"))
    if given.flag("additional") and given.flag("requested", default=True):
        _request(stage, contract, given)
    done = record_delivery(
        RecordDelivery(
            contract_id=contract.id,
            day=given.day("day"),
            code=given.text("code"),
            quantity=given.number("quantity"),
            additional=given.flag("additional"),
        ),
        region=stage.region,
        actor=stage.actor(Role.SOCIAL_WORKER, contract.provider),
        now=stage.now,
    )
    return Played({"delivered_total": done.delivered_total})


def _request(stage: Stage, contract: Thing, given: Given) -> None:
    """The recipient has asked in writing, unless the scenario says otherwise (FED-FEE-16)."""
    with reading() as session:
        known = session.scalar(
            select(AdditionalRequest.id).where(
                AdditionalRequest.contract_id == contract.id,
                AdditionalRequest.code == given.text("code"),
                AdditionalRequest.requested_on <= given.day("day"),
            )
        )
    if known is None:
        record_additional_request(
            RecordRequest(contract.id, given.text("code"), given.day("day")),
            region=stage.region,
            actor=stage.actor(Role.SOCIAL_WORKER, contract.provider),
            now=stage.now,
        )


def _close(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract")) if given.has("contract") else None
    owner = contract.provider if contract else given.text("provider", OWN)
    done = close_month(
        CloseMonth(given.month("month"), contract.id if contract else None),
        region=stage.region,
        actor=stage.actor(Role.ACCOUNTANT, owner),
        now=stage.now,
    )
    skipped = sorted(stage.name_of(CONTRACT, row.contract_id) for row in done.skipped)
    return Played({"acts": done.acts, "total_due": money_fact(done.total_due), "skipped": skipped})


def _sign_act(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract"))
    party = given.choice("by", Party)
    done = sign_act(
        SignAct(
            act_id=_act_id(contract, given),
            party=party,
            signed_on=given.day_or_none("day") or stage.today,
        ),
        region=stage.region,
        actor=stage.actor(signing_role(party), contract.provider),
        now=stage.now,
        press=stage.press,
    )
    return Played({"state": done.state.value})


def _act_id(contract: Thing, given: Given) -> int:
    with reading() as session:
        found = session.scalar(
            select(Act.id).where(Act.contract_id == contract.id, Act.month == given.month("month"))
        )
    if found is None:
        raise NotFound
    return found


def _pay(stage: Stage, given: Given) -> Played:
    contract = stage.thing(given.text("contract"))
    done = record_payment(
        RecordPayment(
            contract_id=contract.id,
            amount=given.money("amount"),
            paid_on=given.day("paid_on"),
            channel=given.choice("channel", Channel),
            receipt_number=given.text_or_none("receipt_number"),
            payer=given.text("payer", "Плательщик по квитанции"),
            bank=given.text("bank", "Банк по квитанции"),
            # Every step is a form of its own, unless it says that the same form came twice.
            operation=given.text("operation", f"step {stage.step}"),
            month=given.month_or_none("month"),
        ),
        region=stage.region,
        actor=stage.actor(Role.ACCOUNTANT, contract.provider),
        now=stage.now,
    )
    return Played(
        {
            "balance": money_fact(done.balance),
            "debt": money_fact(done.debt),
            "resume_proposed": day_fact(done.resume_from),
            "allocated": [
                {"month": month_fact(part.month), "amount": money_fact(part.amount)}
                for part in done.allocated
            ],
        },
        Thing(PAYMENT, done.id, contract.provider),
    )


def _hand_over(stage: Stage, given: Given) -> Played:
    payment = stage.thing(given.text("payment"))
    by = given.choice("by", Role, Role.SOCIAL_WORKER)
    to = given.choice("to", Role, Role.HEAD_OF_DEPARTMENT)
    state = hand_over_receipt(
        HandOverReceipt(
            payment_id=payment.id,
            day=given.day("day"),
            to_membership_id=stage.actor(to, payment.provider).membership_id,
        ),
        region=stage.region,
        actor=stage.actor(by, payment.provider),
        now=stage.now,
    )
    return Played({"state": state})


VERBS: Mapping[str, Verb] = {
    "record_delivery": Verb(
        inputs={
            "contract": reference(CONTRACT),
            "day": day(needed=True),
            "code": text(needed=True),
            "quantity": number(needed=True),
            "additional": flag(),
            "requested": flag(),
        },
        facts=frozenset({"delivered_total"}),
        play=_deliver,
    ),
    "close_month": Verb(
        inputs={
            "provider": reference("provider", needed=False),
            "contract": reference(CONTRACT, needed=False),
            "month": month(needed=True),
        },
        facts=frozenset({"acts", "total_due", "skipped"}),
        play=_close,
    ),
    "sign_act": Verb(
        inputs={
            "contract": reference(CONTRACT),
            "month": month(needed=True),
            "by": text(needed=True),
            "day": day(),
        },
        facts=frozenset({"state"}),
        play=_sign_act,
    ),
    "record_payment": Verb(
        inputs={
            "contract": reference(CONTRACT),
            "amount": money(needed=True),
            "paid_on": day(needed=True),
            "channel": text(needed=True),
            "receipt_number": text(),
            "payer": text(),
            "bank": text(),
            "month": month(),
            "operation": text(),
        },
        facts=frozenset({"balance", "debt", "allocated", "resume_proposed"}),
        play=_pay,
        makes=PAYMENT,
    ),
    "hand_over_receipt": Verb(
        inputs={
            "payment": reference(PAYMENT),
            "by": text(),
            "to": text(),
            "day": day(needed=True),
        },
        facts=frozenset({"state"}),
        play=_hand_over,
    ),
}
