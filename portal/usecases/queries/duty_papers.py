"""Papers of duties: the draft of a programme, the act of an inspection, as the region prints them.

Nothing is stored: people fill in the rest by hand and sign.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from portal.documents.facts import FormFacts
from portal.domain.printed_forms import PrintedForm
from portal.models import DutyKind
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.blanks import filled_blank
from portal.usecases.queries.duties import DutyView, get_duty

DRAFT_FORM, INSPECTION_FORM = "programme", "inspection_act"
OF_ANOTHER_PROGRAMME = ("programme_number", "programme_date", "valid_until")


def draft_paper(
    actor: Actor, draft_id: int, region: Region, day: date
) -> tuple[PrintedForm, FormFacts]:
    """The draft on the region's form with what the card knows; raises NotFound."""
    duty = get_duty(actor, draft_id, DutyKind.PROGRAMME_DRAFT, region)
    form, facts = filled_blank(actor, duty.recipient_id or 0, DRAFT_FORM, region, day)
    values = {code: text for code, text in facts.values.items() if code not in OF_ANOTHER_PROGRAMME}
    return form, replace(facts, values=values)


def inspection_paper(
    actor: Actor, inspection_id: int, region: Region, day: date
) -> tuple[PrintedForm, FormFacts]:
    """The act of the inspection with its day and the commission; raises NotFound."""
    duty = get_duty(actor, inspection_id, DutyKind.INSPECTION, region)
    if duty.recipient_id is None:
        form = region.printed_form(INSPECTION_FORM, day)
        known = named(duty.about)
    else:
        form, facts = filled_blank(actor, duty.recipient_id, INSPECTION_FORM, region, day)
        known = dict(facts.values)
    visited = duty.day("visited_on")
    values = {
        **known,
        "act_date": f"{visited:%d.%m.%Y}" if visited else "",
        "inspectors": "; ".join(commission_names(duty)),
    }
    declared = {field.code for field in form.fields}
    told = {code: text for code, text in values.items() if text and code in declared}
    return form, FormFacts(title=form.title, values=told, tables={})


def commission_names(duty: DutyView) -> tuple[str, ...]:
    """Everybody of the commission, the chair first."""
    members = duty.facts.get("members")
    names = list(members.values()) if isinstance(members, dict) else []
    others = str(duty.facts.get("others", "")).splitlines()
    everybody = [str(duty.facts.get("chair", "")), *map(str, names), *others]
    return tuple(name.strip() for name in everybody if name.strip())


def named(citizen: str) -> dict[str, str]:
    """A citizen without a card yet, by the usual order of the name."""
    parts = citizen.split(maxsplit=2)
    return dict(zip(("surname", "first_name", "patronymic"), parts, strict=False))
