"""The marks of a programme as a sheet for whoever takes the programme along."""

from datetime import date
from decimal import Decimal

from portal.documents.facts import FormFacts
from portal.domain.printed_forms import GENERIC, FieldKind, FormField, Needed, PrintedForm
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.departures import Departure
from portal.usecases.queries.programme_endings import EndingRow, get_ending

NO_MARK = ""


def print_marks(
    actor: Actor, programme_id: int, region: Region, day: date
) -> tuple[PrintedForm, FormFacts]:
    """The services of a programme with their marks, in as many copies as the conclusion has."""
    view = get_ending(actor, programme_id, region, day)
    title = "Отметки о выполнении индивидуальной программы"
    columns = ("№", "Наименование услуги", "По программе", "Принято", "Отметка", "Причина")
    lines = tuple(
        (
            str(place),
            one.title,
            _quantity(one.planned),
            _quantity(one.accepted),
            view.mark_titles.get(one.mark, "") if view.marked else NO_MARK,
            one.reason,
        )
        for place, one in enumerate(view.marks, 1)
    )
    form = PrintedForm(
        code="programme-marks",
        title=title,
        template=GENERIC,
        copies=view.copies_needed,
        citation=view.marks_citation,
        fields=(
            _field("1", "provider", "Поставщик", FieldKind.TEXT),
            _field("2", "recipient", "Получатель социальных услуг", FieldKind.TEXT),
            _field("3", "programme", "Индивидуальная программа", FieldKind.TEXT),
            _field("4", "moved", "Переезжает в другой регион", FieldKind.TEXT),
            FormField("", "marks", "Услуги", FieldKind.TABLE, Needed.YES, columns),
            _field("s.1", "director", "Руководитель", FieldKind.SIGNATURE),
            _field("s.2", "day", "Дата", FieldKind.DATE),
        ),
    )
    row = view.row
    values = {
        "provider": view.provider,
        "recipient": row.recipient,
        "programme": _programme(row),
        "moved": _moved(view.departure),
    }
    return form, FormFacts(title=title, values=values, tables={"marks": lines})


def _programme(row: EndingRow) -> str:
    """The programme with its last day, or with the one that a review has put in its place."""
    if row.replaced is not None:
        return f"№ {row.number}, заменена программой {row.replaced.named}"
    return f"№ {row.number}, действует до {row.valid_until:%d.%m.%Y}"


def _moved(departure: Departure | None) -> str:
    if departure is None:
        return "нет"
    since = f", с {departure.since:%d.%m.%Y}" if departure.since else ""
    return f"{departure.region}{since}"


def _quantity(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _field(number: str, code: str, title: str, kind: FieldKind) -> FormField:
    return FormField(number, code, title, kind, Needed.NO)
