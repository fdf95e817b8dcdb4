"""Forms of the sheet: one cell at a tap, one service at a button, a whole month in numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wtforms import BooleanField, HiddenField
from wtforms.validators import Regexp

from portal.domain.catalogue import ServiceItem
from portal.usecases.deliveries import EnterDelivery, RecordDelivery
from portal.usecases.queries.month_sheets import MonthSheet, SheetService
from portal.web.deliveries.presenters import closed_because, plain
from portal.web.forms import Choice, DateField, PortalForm, QuantityField, Required

_NUMBER = r"[0-9]{1,4}(?:\.[0-9]{1,3})?"
_MARK = re.compile(rf"([0-9]{{1,2}}):({_NUMBER}):({_NUMBER})")
_TYPED = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,3})?")
_NOTHING = Decimal(0)
NOT_A_NUMBER = "Введите количество цифрами, например 1"
NO_SUCH_CELL = "Такой ячейки на листе нет. Обновите страницу"


class CellForm(PortalForm):
    """One cell: the service, and «day:quantity:what the page showed» of the pressed button."""

    code = HiddenField()
    additional = BooleanField()
    mark = HiddenField(validators=[Regexp(_MARK.pattern + r"\Z", message=NO_SUCH_CELL)])

    @property
    def row(self) -> tuple[str, bool]:
        """The row of the sheet that is meant."""
        return self.code.data or "", bool(self.additional.data)

    def to_command(self, contract_id: int, month: date) -> EnterDelivery | None:
        """The entry; None when the month has no such day."""
        found = _MARK.fullmatch(self.mark.data or "")
        assert found is not None  # noqa: S101 - the validator has matched it
        try:
            day = month.replace(day=int(found[1]))
        except ValueError:
            return None
        return EnterDelivery(
            contract_id=contract_id,
            day=day,
            code=self.code.data or "",
            quantity=Decimal(found[2]),
            additional=bool(self.additional.data),
            expected=Decimal(found[3]),
        )


class AdditionalForm(PortalForm):
    """A service beyond the programme, at the full price."""

    code = Choice("Услуга", message="Выберите услугу из списка")
    day = DateField("День", validators=[Required("Введите день")])
    quantity = QuantityField("Сколько", validators=[Required("Введите количество")])

    def offer(self, items: tuple[ServiceItem, ...]) -> None:
        """The services of the region's list that may be given in addition."""
        self.code.choices = [
            ("", "Выберите услугу"),
            *((item.code, f"{item.title} ({item.unit_title})") for item in items),
        ]

    def to_command(self, contract_id: int) -> RecordDelivery:
        return RecordDelivery(
            contract_id=contract_id,
            day=self.day.data,
            code=self.code.data,
            quantity=self.quantity.data,
            additional=True,
        )


@dataclass(frozen=True, slots=True)
class TypedCell:
    """A cell whose number was changed by hand; ``problem`` is what is wrong with its shape."""

    service: SheetService
    day: date
    typed: str
    command: EnterDelivery | None
    problem: str = ""

    @property
    def name(self) -> str:
        """The name of its field."""
        return field_name(self.service, self.day)


def field_name(service: SheetService, day: date) -> str:
    """The name of a cell's field in the form of numbers."""
    return f"{'x' if service.additional else 'q'}-{service.code}-{day.day}"


def shown_cells(sheet: MonthSheet) -> str:
    """What the page of numbers shows, to tell later which cells were changed by hand."""
    cells = {
        field_name(service, day): plain(quantity)
        for service in sheet.services
        for day, quantity in service.entries.items()
    }
    return json.dumps(cells, separators=(",", ":"))


def read_numbers(
    sheet: MonthSheet, posted: Mapping[str, str], days: tuple[date, ...], today: date
) -> Iterator[TypedCell]:
    """The cells that were changed, in the order of the sheet; the others are left alone."""
    shown = _shown(posted.get("shown", ""))
    for service in sheet.services:
        for day in days:
            name = field_name(service, day)
            if name not in posted or closed_because(sheet, service, day, today):
                continue
            typed = posted[name].strip()
            before = shown.get(name, _NOTHING)
            cell = _typed(sheet, service, day, typed, before)
            if cell is not None:
                yield cell


def _typed(
    sheet: MonthSheet, service: SheetService, day: date, typed: str, before: Decimal
) -> TypedCell | None:
    if typed and not _TYPED.fullmatch(typed):
        return TypedCell(service, day, typed, None, NOT_A_NUMBER)
    quantity = Decimal(typed.replace(",", ".")) if typed else _NOTHING
    if quantity == before:
        return None
    command = EnterDelivery(
        contract_id=sheet.contract_id,
        day=day,
        code=service.code,
        quantity=quantity,
        additional=service.additional,
        expected=before,
    )
    return TypedCell(service, day, typed or plain(quantity), command)


def _shown(text: str) -> dict[str, Decimal]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {
        str(name): Decimal(str(value))
        for name, value in data.items()
        if _TYPED.fullmatch(str(value))
    }
