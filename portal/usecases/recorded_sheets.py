"""Fields of a paper as somebody copied them: which ones are asked for, kept, and read again.

Rules: FED-FRM-01, FED-FRM-06, FED-REC-03, MSK-FRM-01, MSK-FRM-03, MSK-FRM-04. What the card of the
recipient or the programme itself holds is not asked a second time: the paper takes it from there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.people import is_email
from portal.domain.printed_forms import FieldKind, FormField, Needed, PrintedForm
from portal.domain.violations import RulesBroken, Violation
from portal.models import Application, RecordedSheet
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.role_access import Subject, sees

PROGRAMME, DECISION = "programme", "decision"
APPLICATION, INSPECTION_ACT = "application", "inspection_act"
DECISION_NUMBER = "decision_number"
RECOMMENDED, SUPPORT = "recommended_providers", "social_support"
REFUSALS = "refusals"
EMAIL = "email"
LONGEST_CELL = 1000
MOST_ROWS = 20

NUMBER = FormField("", DECISION_NUMBER, "Номер решения", FieldKind.TEXT, Needed.NO)

_IN_PROGRAMME = frozenset(
    {
        "first_or_repeat",
        "workplace_address",
        EMAIL,
        RECOMMENDED,
        REFUSALS,
        SUPPORT,
        "authority_signature",
    }
)
_IN_DECISION = frozenset(
    {"inspection_act", "other_documents", "draft_order", "contract_order", "authority_signature"}
)
_OF_CARD = frozenset(
    {
        "addressee",
        "applicant_name",
        "surname",
        "first_name",
        "patronymic",
        "birth_date",
        "snils",
        "id_document",
        "passport",
        "address_registered",
        "citizenship_residence",
        "contacts",
        "representative_name",
        "representative_authority",
        "service_form",
        "filled_on",
    }
)
_IN_APPLICATION = frozenset(
    {
        "addressee",
        "applicant_name",
        "surname",
        "first_name",
        "patronymic",
        "representative_name",
        "service_form",
        "filled_on",
    }
)
"""What an application of somebody without a card knows of them."""
_SUBJECTS: Mapping[str, Subject] = {
    **dict.fromkeys(
        ("income", "family_income", "average_income", "benefit_grounds"), Subject.INCOME
    ),
    **dict.fromkeys(
        ("disability_group", "disability_term", "next_examination", "self_care"), Subject.MEDICAL
    ),
    **dict.fromkeys(("address_actual", "workplace_address"), Subject.ADDRESS),
    **dict.fromkeys(("relatives_contacts", EMAIL), Subject.PHONE),
}
"""What only some of the office are shown (FED-PDP-01): the rest neither see nor change it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Texts of fields and rows of tables, by the codes of the form's fields."""

    values: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)


NOTHING = Sheet()


@dataclass(frozen=True, slots=True)
class SheetKey:
    """Which paper it is, and of which programme or application."""

    form: str
    programme_id: int | None = None
    application_id: int | None = None


def form_of(region: Region, code: str, day: date) -> PrintedForm | None:
    """The region's paper with this code on the day; None where it has none."""
    forms = region.rules.printed_forms.on(day)
    return next((one for one in forms if one.code == code), None)


def asked_fields(
    form: PrintedForm | None, code: str, actor: Actor, *, carded: bool = True
) -> tuple[FormField, ...]:
    """The fields that somebody copies from the paper and the reader may see (FED-PDP-01).

    A decision has its number whatever the region's form says (FED-REC-03). Of somebody without a
    card yet the paper asks what a card would know.
    """
    fields = form.fields if form else ()
    known = _OF_CARD if carded else _IN_APPLICATION
    found = tuple(one for one in fields if _is_asked(one, code, known) and _is_shown(one, actor))
    return (NUMBER, *found) if code == DECISION else found


def left_unsaid(form: PrintedForm | None, said: Collection[str]) -> tuple[Violation, ...]:
    """A warning for each field that the form demands and nothing fills; it holds nothing up.

    A box that is not ticked is an answer.
    """
    if form is None:
        return ()
    return tuple(
        Violation(
            "value_invalid",
            f"В записи бумаги «{form.title}» не заполнено: {one.title}. Сверьте с бланком.",
            one.code,
            form.citation,
        )
        for one in form.fields
        if one.needed is Needed.YES
        and one.kind is not FieldKind.CHECKBOX
        and not one.kind.printed_as_it_is
        and not one.kind.by_hand
        and one.code not in said
    )


def sheet_row(session: Session, provider_id: int, key: SheetKey) -> RecordedSheet | None:
    """The record of a paper, if anybody made one."""
    return session.scalars(
        select(RecordedSheet).where(
            RecordedSheet.provider_id == provider_id,
            RecordedSheet.form == key.form,
            RecordedSheet.programme_id == key.programme_id,
            RecordedSheet.application_id == key.application_id,
        )
    ).one_or_none()


def texts_of(row: RecordedSheet | None) -> Sheet:
    """What a record says; nothing without one."""
    if row is None:
        return NOTHING
    tables = cast("Mapping[str, list[list[str]]]", row.tables)
    return Sheet(
        cast("Mapping[str, str]", row.values),
        {code: tuple(tuple(line) for line in rows) for code, rows in tables.items()},
    )


def decision_number(session: Session, application: Application) -> str:
    """The number of the authority's decision on an application, empty without one (FED-REC-03)."""
    key = SheetKey(DECISION, application_id=application.id)
    kept = texts_of(sheet_row(session, application.provider_id, key))
    return kept.values.get(DECISION_NUMBER, "")


def keep_sheet(
    session: Session, key: SheetKey, sheet: Sheet, *, actor: Actor, now: datetime
) -> RecordedSheet:
    """Write the fields given over those recorded before; fields that are not given stay.

    Raises value_invalid for a text or a table that no paper holds.
    """
    if found := _shape(sheet):
        raise RulesBroken(*found)
    row = sheet_row(session, actor.provider_id, key)
    if row is None:
        row = RecordedSheet(
            provider_id=actor.provider_id,
            form=key.form,
            programme_id=key.programme_id,
            application_id=key.application_id,
            values={},
            tables={},
        )
        session.add(row)
    values = {**row.values, **{code: text.strip() for code, text in sheet.values.items()}}
    tables = {**row.tables, **{code: _rows(rows) for code, rows in sheet.tables.items()}}
    row.values = {code: text for code, text in values.items() if text}
    row.tables = {code: rows for code, rows in tables.items() if rows}
    row.recorded_at, row.recorded_by_id = now, actor.membership_id
    session.flush()
    return row


def _is_asked(one: FormField, code: str, known: Collection[str]) -> bool:
    if code == PROGRAMME:
        return one.code in _IN_PROGRAMME
    if code == DECISION:
        return one.code in _IN_DECISION
    return one.code not in known and not one.kind.printed_as_it_is and not one.kind.by_hand


def _is_shown(one: FormField, actor: Actor) -> bool:
    subject = _SUBJECTS.get(one.code)
    return subject is None or sees(actor, subject)


def _rows(rows: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    """The rows in which anything stands."""
    cut = ([cell.strip() for cell in row] for row in rows)
    return [row for row in cut if any(row)]


def _shape(sheet: Sheet) -> tuple[Violation, ...]:
    texts = {**sheet.values, **{code: _longest(rows) for code, rows in sheet.tables.items()}}
    long = tuple(
        Violation("value_invalid", f"Текст длиннее {LONGEST_CELL} знаков. Сократите его.", code)
        for code, text in texts.items()
        if len(text) > LONGEST_CELL
    )
    many = tuple(
        Violation("value_invalid", f"Строк больше {MOST_ROWS}. Проверьте список.", code)
        for code, rows in sheet.tables.items()
        if len(rows) > MOST_ROWS
    )
    return (*long, *many, *_wrong_email(sheet))


def _wrong_email(sheet: Sheet) -> tuple[Violation, ...]:
    """The address is printed on the paper, and somebody writes to it."""
    email = sheet.values.get(EMAIL, "").strip()
    if not email or is_email(email):
        return ()
    text = "Адрес почты записан с ошибкой. Он выглядит так: maria@example.ru."
    return (Violation("value_invalid", text, EMAIL),)


def _longest(rows: tuple[tuple[str, ...], ...]) -> str:
    return max((cell for row in rows for cell in row), key=len, default="")
