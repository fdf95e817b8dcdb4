"""Belongings taken into care: listed on a paper that two of the staff sign, given back by thing.

Rule: FED-RGT-03. The paper is frozen when the list is drawn up; a mistake found before it is signed
is struck with the whole list, later only what was returned is recorded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.documents.press import Press
from portal.domain.information import check_inventory
from portal.domain.people import full_name
from portal.domain.violations import Conflict, RulesBroken, Violation, refuse
from portal.models import (
    Contract,
    Inventory,
    InventoryItem,
    Membership,
    Recipient,
    Representative,
    Role,
)
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.authority import acting_on
from portal.usecases.deaths import demand_alive_on
from portal.usecases.facts import own
from portal.usecases.inventory_paper import Handover, Thing, freeze_inventory
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.transaction import transaction

MONEY = frozenset(
    {"деньги", "денежные", "наличные", "рубли", "рублей", "валюта", "доллары", "евро", "купюры"}
)
_WORD = re.compile(r"\w+")
LONGEST_THING = 120
MOST_THINGS = 40
LARGEST_QUANTITY = 10_000


@dataclass(frozen=True, slots=True)
class DrawInventory:
    """The things and who takes them: ``accepted_by_id`` and ``witness_id`` are of the staff.

    No representative = the recipient hands them over.
    """

    contract_id: int
    recipient_id: int
    things: tuple[Thing, ...]
    drawn_on: date
    accepted_by_id: int
    witness_id: int
    representative_id: int | None = None


@dataclass(frozen=True, slots=True)
class SignInventory:
    """The day the paper was signed by all who are named on it."""

    inventory_id: int
    recipient_id: int
    signed_on: date


@dataclass(frozen=True, slots=True)
class StrikeInventory:
    """An unsigned list with a mistake, and what is wrong with it."""

    inventory_id: int
    recipient_id: int
    reason: str


def draw_inventory(
    command: DrawInventory, *, region: Region, actor: Actor, now: datetime, press: Press
) -> int:
    """Draw up a list and freeze its paper; returns the id.

    Raises value_invalid for things without a name or number, for a form of service in which nothing
    is kept and a day outside the contract; signature_missing when two of the staff are the same.
    """
    today = region.today(now)
    with transaction() as session:
        contract = own(session, Contract, command.contract_id, actor.provider_id, lock=True)
        demand_of_recipient(contract.recipient_id, command.recipient_id)
        _check(session, command, contract, region, today)
        day = command.drawn_on
        accepted = _staff(session, actor, command.accepted_by_id, day, "accepted_by")
        witness = _staff(session, actor, command.witness_id, day, "witness")
        handed_by = _handed_by(session, contract, command)
        handover = Handover(command.things, day, handed_by, accepted, witness)
        paper = freeze_inventory(session, press, contract, handover, region=region, now=now)
        row = Inventory(
            provider_id=actor.provider_id,
            contract_id=contract.id,
            recipient_id=contract.recipient_id,
            drawn_on=command.drawn_on,
            handed_by=handed_by,
            representative_id=command.representative_id,
            accepted_by_id=command.accepted_by_id,
            witness_id=command.witness_id,
            paper_id=paper.id,
            items=_items(command, actor),
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after = {"inventory": row.id, "things": len(command.things), "paper": paper.sha256}
        subject = ("inventory_drawn", "recipient", contract.recipient_id)
        audit.record(session, actor, now, *subject, after=after)
        return row.id


def sign_inventory(command: SignInventory, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record that the list is signed; raises value_invalid for a day before it or to come."""
    with transaction() as session:
        row = _standing(session, command.inventory_id, command.recipient_id, actor)
        if not row.drawn_on <= command.signed_on <= region.today(now):
            text = f"Опись составлена {row.drawn_on:%d.%m.%Y}: подписать её могли с этого дня."
            refuse("value_invalid", f"{text} Исправьте день.", field="signed_on")
        row.signed_on = command.signed_on
        after = {"inventory": row.id, "signed_on": row.signed_on}
        subject = ("inventory_signed", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, after=after)


def strike_inventory(
    command: StrikeInventory, *, region: Region, actor: Actor, now: datetime
) -> None:
    """Strike an unsigned list with its reason; raises value_invalid without one."""
    reason = " ".join(command.reason.split())
    if not reason or len(reason) > LONGEST_TEXT:
        text = f"Напишите, что в описи неверно, не длиннее {LONGEST_TEXT} знаков."
        refuse("value_invalid", text, field="reason")
    with transaction() as session:
        row = _standing(session, command.inventory_id, command.recipient_id, actor)
        row.struck_on, row.struck_reason = region.today(now), reason
        subject = ("inventory_struck", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, after={"inventory": row.id}, reason=reason)


def _check(
    session: Session, command: DrawInventory, contract: Contract, region: Region, today: date
) -> None:
    rule = region.rules.information_rules.on(command.drawn_on).inventory
    staff = len({command.accepted_by_id, command.witness_id})
    if found := check_inventory(rule, contract.form, len(command.things), staff):
        raise RulesBroken(*found)
    if len(command.things) > MOST_THINGS:
        text = f"В одной описи не больше {MOST_THINGS} строк. Остальное внесите второй описью."
        refuse("value_invalid", text, field="things")
    for thing in command.things:
        _check_thing(thing)
    last = min(contract.ended_on or today, today)
    if not contract.concluded_on <= command.drawn_on <= last:
        text = (
            f"Договор действует с {contract.concluded_on:%d.%m.%Y}, опись составляют в его дни и "
            "не в будущем. Исправьте день."
        )
        refuse("value_invalid", text, field="drawn_on", citation=rule.citation)
    demand_alive_on(session, contract, command.drawn_on, field="drawn_on")


def _check_thing(thing: Thing) -> None:
    if not any(sign.isalpha() for sign in thing.title):
        refuse("value_invalid", "Назовите вещь в каждой строке.", field="things")
    if max(len(thing.title), len(thing.features)) > LONGEST_THING:
        text = (
            f"Название вещи и её приметы — не длиннее {LONGEST_THING} знаков: строка должна "
            "поместиться в опись. Сократите или разделите на две строки."
        )
        refuse("value_invalid", text, field="things")
    if _is_money(thing) and not any(one.isdigit() for one in thing.features):
        text = f"У денег назовите сумму в приметах, например «12 000 ₽». Строка «{thing.title}»."
        refuse("value_invalid", text, field="things")
    if not 0 < thing.quantity <= LARGEST_QUANTITY:
        text = f"Сколько штук — целое число от 1 до {LARGEST_QUANTITY}. Исправьте строку."
        refuse("value_invalid", f"{text} «{thing.title}»", field="things")


def _is_money(thing: Thing) -> bool:
    """Money is listed by its sum, not by pieces (FED-RGT-03)."""
    return bool(MONEY & set(_WORD.findall(thing.title.casefold())))


def demand_of_recipient(whose: int, asked: int) -> None:
    """Raise Conflict for a list of somebody else than the page is of."""
    if whose != asked:
        text = "Опись другого получателя. Откройте её на его странице."
        raise Conflict(Violation("conflict", text))


def _standing(session: Session, inventory_id: int, recipient_id: int, actor: Actor) -> Inventory:
    row = own(session, Inventory, inventory_id, actor.provider_id, lock=True)
    demand_of_recipient(row.recipient_id, recipient_id)
    if row.signed_on is not None or row.struck_on is not None:
        text = "Эту опись уже подписали или отменили. Обновите страницу."
        raise Conflict(Violation("conflict", text))
    return row


def _staff(session: Session, actor: Actor, member_id: int, day: date, field: str) -> Membership:
    """Somebody of the provider's staff in office on the day, with the name loaded."""
    found = session.scalar(
        select(Membership)
        .where(
            Membership.id == member_id,
            Membership.provider_id == actor.provider_id,
            Membership.role.not_in((Role.RECIPIENT, Role.OFFICER)),
            Membership.since <= day,
            Membership.until.is_(None) | (Membership.until > day),
        )
        .options(selectinload(Membership.user))
    )
    if found is None:
        text = "В этот день такой сотрудник в учреждении не работал. Выберите другого."
        refuse("value_invalid", text, field=field)
    return found


def _handed_by(session: Session, contract: Contract, command: DrawInventory) -> str:
    person = own(session, Recipient, contract.recipient_id, contract.provider_id)
    if command.representative_id is None:
        return full_name(person.surname, person.name, person.patronymic)
    one = own(session, Representative, command.representative_id, contract.provider_id)
    if one not in acting_on(person, (one,), command.drawn_on) or one.recipient_id != person.id:
        text = "Этот представитель в этот день за получателя не действует. Выберите другого."
        refuse("value_invalid", text, field="representative")
    return full_name(one.surname, one.name, one.patronymic)


def _items(command: DrawInventory, actor: Actor) -> list[InventoryItem]:
    return [
        InventoryItem(
            provider_id=actor.provider_id,
            place=place,
            title=" ".join(thing.title.split()),
            features=" ".join(thing.features.split()),
            quantity=thing.quantity,
        )
        for place, thing in enumerate(command.things, start=1)
    ]
