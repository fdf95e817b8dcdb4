"""The paper of an inventory: no act gives a form, so the fields are the portal's (FED-RGT-03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.documents.press import Press
from portal.domain.law import Citation
from portal.domain.people import full_name, short_name
from portal.domain.printed_forms import GENERIC, FieldKind, FormField, Needed, PrintedForm
from portal.models import Contract, Membership, Paper, Provider, Recipient
from portal.regions.registry import Region
from portal.usecases.papers import (
    freeze_for,
)

INVENTORY = "inventory"
TITLE = "Опись вещей и ценностей, принятых на хранение"
_COLUMNS = ("№", "Вещь", "Приметы, сумма", "Сколько")


@dataclass(frozen=True, slots=True)
class Thing:
    """A line of the list; ``features`` tell one watch from another, of money the sum."""

    title: str
    features: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Handover:
    """What is handed over, by whom and to which two of the staff."""

    things: tuple[Thing, ...]
    drawn_on: date
    handed_by: str
    accepted: Membership
    witness: Membership


def inventory_form(citation: Citation) -> PrintedForm:
    """Two copies: one for the file, one for whoever handed the things over."""
    return PrintedForm(
        code=INVENTORY,
        title=TITLE,
        template=GENERIC,
        copies=2,
        citation=citation,
        fields=(
            _field("provider", "Принял на хранение", FieldKind.TEXT),
            _field("recipient", "Чьи вещи", FieldKind.TEXT),
            _field("contract", "Договор", FieldKind.TEXT),
            _field("drawn_on", "Дата описи", FieldKind.DATE),
            FormField("", "things", "Вещи", FieldKind.TABLE, Needed.NO, _COLUMNS),
            _field("count", "Всего", FieldKind.TEXT),
            _field("handed_by", "Вещи сдал (сдала)", FieldKind.SIGNATURE),
            _field("accepted_by", "Принял сотрудник", FieldKind.SIGNATURE),
            _field("witness", "Присутствовал сотрудник", FieldKind.SIGNATURE),
        ),
    )


def freeze_inventory(
    session: Session,
    press: Press,
    contract: Contract,
    handover: Handover,
    *,
    region: Region,
    now: datetime,
) -> Paper:
    """Draw the list and keep it as it is signed."""
    rule = region.rules.information_rules.on(handover.drawn_on).inventory
    person = session.get_one(Recipient, contract.recipient_id)
    things = handover.things
    values = {
        "provider": session.get_one(Provider, contract.provider_id).name,
        "recipient": full_name(person.surname, person.name, person.patronymic),
        "contract": f"№ {contract.number} от {contract.concluded_on:%d.%m.%Y}",
        "drawn_on": f"{handover.drawn_on:%d.%m.%Y}",
        "count": f"строк {len(things)}, предметов {sum(one.quantity for one in things)}",
        "handed_by": handover.handed_by,
        "accepted_by": _name(handover.accepted),
        "witness": _name(handover.witness),
    }
    rows = tuple(
        (str(place), one.title, one.features, str(one.quantity))
        for place, one in enumerate(things, start=1)
    )
    return freeze_for(
        session,
        contract,
        press,
        inventory_form(rule.citation),
        region,
        FormFacts(title=TITLE, values=values, tables={"things": rows}),
        rules_day=handover.drawn_on,
        now=now,
    )


def _name(member: Membership) -> str:
    user = member.user
    position = member.position or member.role.label
    return f"{position} {short_name(user.surname, user.name, user.patronymic)}"


def _field(code: str, title: str, kind: FieldKind) -> FormField:
    return FormField("", code, title, kind, Needed.NO)
