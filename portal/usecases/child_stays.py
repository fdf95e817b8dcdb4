"""The stay of a child in a department: things given out, the placement afterwards.

Rules: VLA-SCH-05 (no fixed length, placement), VLA-MIN-04 (things by size and season). A mistaken
row is crossed out and stays in sight of the journal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.choices import ChoiceList
from portal.domain.minors import Maintenance
from portal.domain.schedule import OpenStay
from portal.domain.violations import Conflict, NotAllowed, Violation, refuse
from portal.models import ChildPlacement, Contract, IssuedItem, Programme, Recipient
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.actor import Actor
from portal.usecases.council_decisions import DECIDES
from portal.usecases.facts import own
from portal.usecases.programme_details import LONGEST_TEXT
from portal.usecases.stay_spans import recorded_in, span_of
from portal.usecases.transaction import transaction

LONGEST_TITLE = 200
MOST_ITEMS = 100
_SEASONS = ("зим", "весн", "весен", "лет", "осен", "сезон", "год")
"""How the words for a season begin or go on: «зима», «демисезонная», «круглый год»."""


@dataclass(frozen=True, slots=True)
class SettlePlacement:
    """How a stay was brought to an end, on which day; ``note`` says where the child goes."""

    recipient_id: int
    end: str
    settled_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class IssueItem:
    """A thing given to a child: its kind by the law's list, its name, size and season."""

    recipient_id: int
    item: str
    title: str
    size: str
    season: str
    issued_on: date
    quantity: int = 1


def stay_rule(region: Region, unit_code: str | None, day: date) -> OpenStay | None:
    """The rule of a department whose stays have no fixed length; None elsewhere."""
    rules = region.rules.schedule_rules.on(day).open_stays
    return next((one for one in rules if one.unit_code == unit_code), None)


def maintenance_of(region: Region, unit_code: str | None, day: date) -> tuple[Maintenance, ...]:
    """What a department gives besides services, by which norms."""
    rules = region.rules.representation_rules.on(day).minors.maintenance
    return tuple(one for one in rules if one.unit_code == unit_code)


def settle_placement(
    command: SettlePlacement, *, region: Region, actor: Actor, now: datetime
) -> int:
    """Record how a stay without a fixed length ends (VLA-SCH-05).

    Raises NotAllowed for who does not lead a department, value_invalid for an end that is not on
    the law's list, for a day to come, for words that are too long or missing, and for a second
    record that settles the same stay.
    """
    if actor.role not in DECIDES:
        raise NotAllowed
    rules = region.rules.schedule_rules.on(region.today(now)).open_stays
    if not rules:
        refuse("value_invalid", "Отделений, где решают о дальнейшем устройстве, здесь нет.")
    rules[0].ends.choice(command.end, field="end")
    _demand_past(command.settled_on, region.today(now), "settled_on")
    note = _words(
        command.note, LONGEST_TEXT, "note", "Напишите, как устроен ребёнок и чем это подтверждено."
    )
    with transaction() as session:
        person = own(session, Recipient, command.recipient_id, actor.provider_id, lock=True)
        units = [one.unit_code for one in rules]
        _demand_here(session, person.id, units, command.settled_on, "settled_on")
        _demand_unsettled(session, command, rules)
        row = ChildPlacement(
            provider_id=actor.provider_id,
            recipient_id=person.id,
            end=command.end,
            settled_on=command.settled_on,
            note=note,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after = {"end": row.end, "settled_on": row.settled_on, "note": row.note}
        subject = ("placement_settled", "recipient", person.id)
        audit.record(session, actor, now, *subject, after=after)
        return row.id


def issue_item(command: IssueItem, *, region: Region, actor: Actor, now: datetime) -> int:
    """Record a thing given to a child by size and season (VLA-MIN-04).

    Raises value_invalid for a kind that is not on the law's list, without a name, a size or a
    season in words, for a day to come or before the child came, and for an odd number of things.
    """
    today = region.today(now)
    rules = region.rules.representation_rules.on(today).minors.maintenance
    rule = next((one for one in rules if command.item in one.items.codes), None)
    if rule is None or not rule.criteria.choices:
        refuse("value_invalid", "Выберите, что выдано: из списка отделения.", field="item")
    _demand_past(command.issued_on, today, "issued_on")
    if not 1 <= command.quantity <= MOST_ITEMS:
        text = f"Введите, сколько выдано: от 1 до {MOST_ITEMS}."
        refuse("value_invalid", text, field="quantity")
    title = _words(command.title, LONGEST_TITLE, "title", "Назовите вещь, например «куртка».")
    _demand_chosen_by(command, rule.criteria)
    _demand_real(command)
    with transaction() as session:
        person = own(session, Recipient, command.recipient_id, actor.provider_id, lock=True)
        _demand_here(session, person.id, [rule.unit_code], command.issued_on, "issued_on")
        row = IssuedItem(
            provider_id=actor.provider_id,
            recipient_id=person.id,
            item=command.item,
            title=title,
            size=command.size.strip()[:LONGEST_TITLE],
            season=command.season.strip()[:LONGEST_TITLE],
            quantity=command.quantity,
            issued_on=command.issued_on,
            recorded_at=now,
            recorded_by_id=actor.membership_id,
        )
        session.add(row)
        session.flush()
        after = {"title": row.title, "size": row.size, "season": row.season, "on": row.issued_on}
        subject = ("item_issued", "recipient", person.id)
        audit.record(session, actor, now, *subject, after=after)
        return row.id


def _demand_chosen_by(command: IssueItem, criteria: ChoiceList) -> None:
    """What the law chooses a thing by is told of it: its size, its season."""
    given = {"size": command.size, "season": command.season}
    for asked in criteria.choices:
        if not given.get(asked.code, "").strip():
            text = f"Укажите {asked.title}: по нему подбирают вещь."
            refuse("value_invalid", text, field=asked.code, citation=criteria.citation)


def strike_item(item_id: int, recipient_id: int, *, actor: Actor, now: datetime) -> None:
    """Cross out a thing entered by mistake; raises NotFound, Conflict for one crossed out."""
    with transaction() as session:
        row = own(session, IssuedItem, item_id, actor.provider_id, lock=True)
        _strike(session, row, row.title, recipient_id, actor=actor, now=now)


def strike_placement(placement_id: int, recipient_id: int, *, actor: Actor, now: datetime) -> None:
    """Cross out a placement entered by mistake; raises NotAllowed, NotFound, Conflict."""
    if actor.role not in DECIDES:
        raise NotAllowed
    with transaction() as session:
        row = own(session, ChildPlacement, placement_id, actor.provider_id, lock=True)
        _strike(session, row, row.note, recipient_id, actor=actor, now=now)


def _strike(
    session: Session,
    row: IssuedItem | ChildPlacement,
    words: str,
    recipient_id: int,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    if row.struck_at is not None or row.recipient_id != recipient_id:
        text = "Эту запись уже вычеркнули. Обновите страницу."
        raise Conflict(Violation("conflict", text))
    row.struck_at = now
    session.flush()
    subject = ("child_record_struck", "recipient", row.recipient_id)
    audit.record(session, actor, now, *subject, before={"row": row.id, "about": words})


def _demand_past(day: date, today: date, place: str) -> None:
    if day > today:
        refuse("value_invalid", "Этот день ещё не наступил. Проверьте дату.", field=place)


def _demand_unsettled(
    session: Session, command: SettlePlacement, rules: Sequence[OpenStay]
) -> None:
    """A stay is settled once: who corrects the record strikes the former one out first."""
    for rule in rules:
        span = span_of(session, command.recipient_id, rule.unit_code, command.settled_on)
        if span is None or command.end != rule.settles:
            continue
        for row in recorded_in(session, command.recipient_id, span):
            if row.end != rule.settles:
                continue
            text = (
                f"Устройство в это пребывание уже решено {row.settled_on:%d.%m.%Y}: {row.note}. "
                "Если та запись ошибочна, вычеркните её на странице ребёнка и запишите заново."
            )
            refuse("value_invalid", text, field="end", citation=rule.ends.citation)


def _demand_here(
    session: Session, recipient_id: int, units: Sequence[str], day: date, place: str
) -> None:
    """Of days before the first contract in the department nothing of its stay can be told."""
    came = session.scalar(
        select(func.min(Contract.in_force_from))
        .join(Programme, Programme.id == Contract.programme_id)
        .where(Contract.recipient_id == recipient_id, Programme.unit_code.in_(units))
    )
    if came is not None and day < came:
        text = f"Ребёнок в отделении с {came:%d.%m.%Y}. Введите этот день или более поздний."
        refuse("value_invalid", text, field=place)


def _demand_real(command: IssueItem) -> None:
    """A size begins with a letter or a figure, a season is one of the year."""
    if not command.size.strip()[:1].isalnum():
        text = "Введите размер, как на ярлыке вещи: например, «36» или «рост 146»."
        refuse("value_invalid", text, field="size")
    season = command.season.casefold()
    if not any(one in season for one in _SEASONS):
        text = "Назовите сезон: зима, весна, лето, осень, демисезон или круглый год."
        refuse("value_invalid", text, field="season")


def _words(text: str, longest: int, place: str, ask: str) -> str:
    clean = " ".join(text.split())
    if not any(sign.isalpha() for sign in clean) or len(clean) > longest:
        refuse("value_invalid", ask, field=place)
    return clean
