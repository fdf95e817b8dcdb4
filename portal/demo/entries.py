"""What stands beside the contracts: house rules, register numbers, things in care, an older fee."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from portal.demo.care import Served
from portal.demo.staffing import Office
from portal.documents.press import Press
from portal.domain.catalogue import Form
from portal.models import Contract, Role
from portal.usecases.house_rules import confirm_house_rules, record_house_rules
from portal.usecases.inventories import (
    DrawInventory,
    SignInventory,
    draw_inventory,
    sign_inventory,
)
from portal.usecases.inventory_paper import Thing
from portal.usecases.legacy_fees import RecordLegacyFee, record_legacy_fee
from portal.usecases.register_numbers import RecordNumber, record_register_number
from portal.usecases.transaction import reading

_EARLIER = timedelta(days=3)
_AT = time(11, 30)
_NEXT = timedelta(minutes=10)
_NUMBERED = 3
_THINGS = (
    Thing("Часы наручные", "жёлтый металл, ремешок чёрный", 1),
    Thing("Деньги наличные", "12 000,00 ₽", 1),
    Thing("Кольцо", "белый металл, без камней", 2),
)
_RULES = (
    "1. Посетителей принимают ежедневно с 10:00 до 20:00.\n"
    "2. Тихое время — с 22:00 до 7:00.\n"
    "3. О жалобах сообщают директору или в журнал на первом этаже."
)
_GROWN_BY_LAW = date(1990, 1, 1)
"""Whoever was born by then may well have been served before 2015."""


def enter_records(office: Office, served: Sequence[Served], press: Press, now: datetime) -> None:
    """Three days before ``now``; nothing for a house that serves nobody."""
    at = office.region.utc(datetime.combine(office.region.today(now - _EARLIER), _AT))
    director = office.actor(Role.DIRECTOR)
    rules_id = record_house_rules(_RULES, actor=director, now=at)
    confirm_house_rules(rules_id, actor=director, now=at + _NEXT)
    with reading() as session:
        found = (session.get_one(Contract, one.contract_id) for one in served)
        people = [(one.id, one.recipient_id, one.ended_on is None) for one in found]
    for number, (_, recipient_id, _) in enumerate(people[:_NUMBERED], start=1):
        told = RecordNumber(recipient_id, f"{office.provider_id:02}-{number:06}")
        record_register_number(told, actor=director, now=at)
    going = next((one for one in people if one[2]), None)
    if going is not None and office.house.form is Form.STATIONARY:
        _take_into_care(office, going[0], going[1], press, at)
    _keep_older_fee(office, served, at)


def _take_into_care(
    office: Office, contract_id: int, recipient_id: int, press: Press, at: datetime
) -> None:
    worker, head = office.actor(Role.SOCIAL_WORKER), office.actor(Role.HEAD_OF_DEPARTMENT)
    day = office.region.today(at)
    listed = DrawInventory(
        contract_id, recipient_id, _THINGS, day, worker.membership_id, head.membership_id
    )
    inventory_id = draw_inventory(listed, region=office.region, actor=head, now=at, press=press)
    signed = SignInventory(inventory_id, recipient_id, day)
    sign_inventory(signed, region=office.region, actor=head, now=at + _NEXT)


def _keep_older_fee(office: Office, served: Sequence[Served], at: datetime) -> None:
    """Where the region had a transition in 2015: its first programme stands in the old file."""
    transition = office.region.rules.programme_rules.on(office.region.today(at)).transition
    old = next((one for one in served if one.case.born < _GROWN_BY_LAW), None)
    if transition is None or old is None:
        return
    with reading() as session:
        contract = session.get_one(Contract, old.contract_id)
        recipient_id, form = contract.recipient_id, contract.form
    older = RecordLegacyFee(
        recipient_id,
        form=form,
        served_since=date(2013, 2, 4),
        fee=Decimal("640.00"),
        proof="договор № 41 от 04.02.2013, акт за декабрь 2014 года",
        drafted_on=transition.drafts_by,
        signed_on=transition.signed_and_sent_by,
    )
    record_legacy_fee(older, region=office.region, actor=office.actor(Role.ACCOUNTANT), now=at)
