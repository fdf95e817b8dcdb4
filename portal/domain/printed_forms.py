"""Printed forms: which paper exists, on which template, with which fields, in how many copies.

The fields of a form are data, in the order of the form: columns differ between regions, the code
that prints them does not (FED-FRM-01, LEN-FRM-01).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.catalogue import Form
from portal.domain.law import Citation
from portal.domain.violations import Violation

CONTRACT = "contract"
ACT = "act"
RECEIPT = "receipt"
FEE_NOTICE = "fee_notice"
AMENDMENT = "amendment"
ENDING_ORDER = "ending_order"
ENDING_AGREEMENT = "ending_agreement"
ENDING_NOTICE = "ending_notice"
CONTRACT_REFUSAL = "contract_refusal"
URGENT_ACT = "urgent_act"
ACT_CORRECTION = "act_correction"
MONTH = "month"
"""All papers of a month joined into one file for the printer; no region prints it otherwise."""
NOTICES = "notices"
"""All notices of a tariff day joined into one file for the printer."""
GENERIC = "form.html"
"""The template that prints any form from its fields."""
WIDE = "register.html"
"""The same across the page: a register with the columns that the act names."""


class FieldKind(StrEnum):
    """What stands in a field of a form."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    MONEY = "money"
    CHOICE = "choice"
    CHECKBOX = "checkbox"
    TABLE = "table"
    SIGNATURE = "signature"
    SEAL = "seal"
    CLAUSE = "clause"
    BLOCK = "block"

    @property
    def printed_as_it_is(self) -> bool:
        """A heading or a sentence of the form: nobody fills it in."""
        return self in (FieldKind.CLAUSE, FieldKind.BLOCK)

    @property
    def by_hand(self) -> bool:
        """Filled with a pen on the paper."""
        return self in (FieldKind.SIGNATURE, FieldKind.SEAL)


class Needed(StrEnum):
    """Whether a field may stay empty; conditional = only in the case that the form names."""

    YES = "yes"
    NO = "no"
    CONDITIONAL = "conditional"


@dataclass(frozen=True, slots=True)
class FormField:
    """A field as the form prints it; ``n`` is its number there (``0.x`` heading, ``s.x`` foot)."""

    n: str
    code: str
    title: str
    kind: FieldKind
    needed: Needed
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """The number the paper shows; heading and foot are not numbered."""
        return "" if self.n.startswith(("0.", "s.")) else self.n


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """A paper a region prints. ``template`` is looked up in the region's own folder first.

    ``edition`` is raised when the template comes to print something else: each paper keeps it.

    Empty ``forms`` or ``unit_codes`` mean every form of service, every department. ``one_of`` names
    fields of which at least one must be filled. A form that may be printed ahead and filled by
    hand is a ``blank``.
    """

    code: str
    title: str
    template: str
    copies: int
    citation: Citation
    fields: tuple[FormField, ...] = ()
    forms: tuple[Form, ...] = ()
    unit_codes: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    blank: bool = False
    edition: str = ""

    @property
    def template_version(self) -> str:
        """What is kept with a printed paper: the template and its edition."""
        return f"{self.template}, {self.edition}" if self.edition else self.template

    def is_for(self, form: Form, unit_code: str | None) -> bool:
        """Whether the paper is used in this form of service and department."""
        right_form = not self.forms or form in self.forms
        return right_form and (not self.unit_codes or unit_code in self.unit_codes)


def check_filled(form: PrintedForm, filled: Mapping[str, str]) -> tuple[Violation, ...]:
    """What keeps a filled form from being complete: unknown fields, needed ones left empty.

    Signatures and seals are put on the paper; a conditional field is for whoever knows the case.
    """
    known = {field.code for field in form.fields}
    found = [
        Violation(
            "value_invalid",
            f"В форме «{form.title}» нет поля «{code}». Уберите его.",
            code,
            form.citation,
        )
        for code in filled
        if code not in known
    ]
    for field in missing_fields(form, filled):
        text = f"В форме «{form.title}» не заполнено: {field.title}. Заполните поле."
        found.append(Violation("value_invalid", text, field.code, form.citation))
    if form.one_of and not any(filled.get(code, "").strip() for code in form.one_of):
        text = f"В форме «{form.title}» нужна хотя бы одна причина. Заполните одно из полей."
        found.append(Violation("value_invalid", text, form.one_of[0], form.citation))
    return tuple(found)


def missing_fields(form: PrintedForm, filled: Mapping[str, str]) -> tuple[FormField, ...]:
    """Fields that must be filled and are empty, in the order of the form."""
    return tuple(
        field
        for field in form.fields
        if field.needed is Needed.YES
        and not field.kind.printed_as_it_is
        and not field.kind.by_hand
        and not filled.get(field.code, "").strip()
    )
