"""Belongings given back: which things, to whom, by which paper (FED-RGT-03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import selectinload

from portal.domain.documents import names_document
from portal.domain.people import full_name
from portal.domain.violations import Conflict, Violation, refuse
from portal.models import Inventory, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.inventories import LONGEST_THING, demand_of_recipient
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.recipient_details import is_name
from portal.usecases.transaction import transaction

FEWEST_NAMES = 2


@dataclass(frozen=True, slots=True)
class ReturnThings:
    """Which things of a signed list were given back, when and to whom.

    ``paper`` is what another than the recipient showed: a passport, an authority, an inheritance.
    """

    inventory_id: int
    recipient_id: int
    item_ids: tuple[int, ...]
    returned_on: date
    returned_to: str
    paper: str = ""


def return_things(command: ReturnThings, *, region: Region, actor: Actor, now: datetime) -> None:
    """Record what was given back of a signed list, one thing, some or all that are left.

    Raises value_invalid without things or a name, for somebody else without a paper and for a day
    before the list or to come, Conflict for a thing that was given back already.
    """
    name, paper = " ".join(command.returned_to.split()), " ".join(command.paper.split())
    if not command.item_ids:
        refuse("value_invalid", "Отметьте вещи, которые отдали.", field="items")
    with transaction() as session:
        row = own(
            session,
            Inventory,
            command.inventory_id,
            actor.provider_id,
            selectinload(Inventory.items),
            lock=True,
        )
        demand_of_recipient(row.recipient_id, command.recipient_id)
        person = own(session, Recipient, row.recipient_id, actor.provider_id)
        _check_return(row, command, region.today(now))
        _check_taker(name, paper, person)
        chosen = [one for one in row.items if one.id in command.item_ids]
        if len(chosen) < len(set(command.item_ids)) or any(one.returned_on for one in chosen):
            raise Conflict(
                Violation("conflict", "Эту вещь уже отдали. Обновите страницу и проверьте список.")
            )
        for one in chosen:
            one.returned_on, one.returned_to = command.returned_on, name
            one.returned_paper = paper
            one.returned_by_id = actor.membership_id
        items = [one.id for one in chosen]
        after = {"inventory": row.id, "items": items, "to": name, "paper": paper}
        subject = ("things_returned", "recipient", row.recipient_id)
        audit.record(session, actor, now, *subject, after=after)


def _check_return(row: Inventory, command: ReturnThings, today: date) -> None:
    if row.signed_on is None:
        text = "Опись ещё не подписана. Сначала запишите день подписей."
        refuse("transition_not_allowed", text, field="items")
    if command.returned_on > today:
        text = "Этот день ещё не наступил. Введите день, когда вещи отдали."
        refuse("value_invalid", text, field="returned_on")
    if command.returned_on < row.drawn_on:
        text = f"Вещи приняли {row.drawn_on:%d.%m.%Y}: отдать их могли с этого дня. Исправьте день."
        refuse("value_invalid", text, field="returned_on")


def _check_taker(name: str, paper: str, person: Recipient) -> None:
    """Who takes things away is named in full, and another than their owner shows a paper."""
    words = name.split()
    if len(words) < FEWEST_NAMES or len(name) > LONGEST_THING or not is_name(name):
        text = "Напишите, кому отдали вещи: фамилия и имя полностью, без документа и приписок."
        refuse("value_invalid", text, field="returned_to")
    if _plain(name) == _plain(full_name(person.surname, person.name, person.patronymic)):
        return
    if not names_document(paper) or len(paper) > LONGEST_TEXT:
        text = (
            "Вещи берёт не сам получатель: назовите документ, по которому их отдали, например "
            "паспорт и доверенность, номера и даты."
        )
        refuse("value_invalid", text, field="paper")


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")
