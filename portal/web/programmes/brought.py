"""A programme that came in an envelope: its fields filled, and in what the typed one differs."""

from __future__ import annotations

from decimal import Decimal

from portal.domain.envelope import ProgrammeFacts
from portal.usecases.programmes import PresentProgramme
from portal.web.programmes.forms import ProgrammeForm

_COPIED = (
    "number",
    "issued_on",
    "decision_date",
    "first_contract_on",
    "valid_from",
    "valid_until",
    "conditions",
    "issuer",
    "issuer_kind",
    "care_leaver",
)


def prefill(form: ProgrammeForm, facts: ProgrammeFacts) -> None:
    """Show what the envelope says; the reader compares it with the paper (AST-TRN-08)."""
    if form.is_submitted() or form.restored or facts.form != form.form_of_service.value:
        return
    for name in _COPIED:
        form[name].data = getattr(facts, name)
    form.stay.data = facts.stay_mode
    form.circumstances.data = list(facts.circumstances or ())
    told = {one.code: one for one in facts.services}
    for field in form.services:
        if one := told.get(field.item.code):
            field.quantity.data, field.frequency.data = one.quantity_per_month, one.frequency or ""


def difference(facts: ProgrammeFacts, command: PresentProgramme) -> str:
    """In which services the entered programme differs from the envelope's; empty when in none."""
    if command.number.strip() != facts.number:
        return ""
    told: dict[str, Decimal] = {one.code: one.quantity_per_month for one in facts.services}
    typed = {one.code: one.quantity_per_month for one in command.services}
    strange = [code for code in sorted({*told, *typed}) if told.get(code) != typed.get(code)]
    if not strange:
        return ""
    return (
        f"В конверте прежнего поставщика у этой программы другие услуги или объём: "
        f"{', '.join(strange)}. Сверьте с бланком: при переводе программа сохраняется."
    )
