"""Questions about the individual programme as a record: content, terms, marks, services (IPP)."""

from collections.abc import Mapping

from portal.domain import programme_rules as law
from portal.domain.catalogue import Form, Kind
from portal.domain.programme import (
    ProgrammeFacts,
    ProgrammeLine,
    check_programme,
    last_possible_day,
)
from portal.domain.timetable import shorter_federal, timetable
from portal.domain.violations import RulesBroken, refuse
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.questions.admission import federal_region, found_by
from portal.explain.questions.given import codes, earliest_day, event, inside
from portal.explain.shapes import Object, choice, day, each, flag, left_out, number, only, text
from portal.regions.registry import Region


def _programme_record(case: Object, region: Region) -> Answer:
    """Which parts of a programme its record leaves empty, and what that holds up."""
    only(case, frozenset({"programme", "for_contract", "day"}))
    rules = region.rules.programme_rules.on(day(case, "day"))
    filled = [key for key, value in inside(case, "programme").items() if value not in ("", [])]
    warned = law.check_registered(rules, filled)
    missing = law.check_complete(rules, filled, for_contract=flag(case, "for_contract"))
    return {
        "missing_for_contract": [item.code for item in missing],
        "complete": not missing,
        "missing_fields": [one.field for one in warned],
        "warning": warned[0].code if warned else None,
    }


def _programme(case: Object, region: Region) -> Answer:
    """Whether a programme may be registered on a day."""
    only(case, frozenset({"form", "issued", "valid_from", "valid_until", "services", "day"}))
    on = day(case, "day")
    facts = ProgrammeFacts(
        number="1",
        issued_on=day(case, "issued"),
        form=choice(case, "form", Form),
        valid_from=day(case, "valid_from"),
        valid_until=day(case, "valid_until"),
        lines=each(case, "services", _line),
    )
    rules, catalogue = region.rules.programme_rules.on(on), region.rules.service_catalogue.on(on)
    found = check_programme(facts, rules, catalogue, on)
    if found:
        raise RulesBroken(*found)
    starter = any(catalogue.item(line.code).citation.verify for line in facts.lines)
    return {"accepted": True, "catalogue_status": "starter" if starter else "regional"}


def _line(one: Object) -> ProgrammeLine:
    only(one, frozenset({"code", "quantity_per_month"}))
    return ProgrammeLine(text(one, "code"), number(one, "quantity_per_month"))


def _programme_terms(case: Object, region: Region) -> Answer:
    """Every date that follows from the events: hand-over, review, revision."""
    names = ("application_submitted", "application_registered", "programme_issued")
    only(case, frozenset(names))
    events = {name: event(case, name) for name in names if name in case}
    on = earliest_day(events)
    dues = timetable(region.rules.programme_rules.on(on).deadlines, events, region.calendar)
    federal = timetable(
        federal_region().rules.programme_rules.on(on).deadlines, events, region.calendar
    )
    shorter = shorter_federal(dues, federal)
    return {
        **{one.rule.code: f"{one.at.date()}" for one in dues},
        "shorter_federal": {one.rule.code: f"{one.at.date()}" for one in shorter},
        "assumed": [one.rule.code for one in dues if one.rule.citation.verify],
        "rules": sorted({one.rule.citation.rule for one in dues}),
    }


def _programme_end(case: Object, region: Region) -> Answer:
    """The last day a programme may have, and how near its end is."""
    only(case, frozenset({"issued", "valid_until", "day"}))
    issued = day(case, "issued")
    rules = region.rules.programme_rules.on(issued)
    longest = last_possible_day(rules.deadline(law.REVIEW), issued)
    until = left_out(case, "valid_until", day)
    on = left_out(case, "day", day)
    return {
        "last_possible_day": f"{longest}",
        "asks_for": None if until else "valid_until",
        "warning_days": law.ending_warning(rules, until or longest, on) if on else None,
    }


def _contract_services(case: Object, region: Region) -> Answer:
    """Whether a contract may leave out or shrink what the programme prescribes."""
    only(case, frozenset({"programme", "contract", "refused", "by", "day"}))
    rules = region.rules.programme_rules.on(day(case, "day"))
    found = law.check_contract_services(
        rules,
        {line.code: line.quantity_per_month for line in each(case, "programme", _line)},
        {line.code: line.quantity_per_month for line in each(case, "contract", _line)},
        frozenset(codes(case, "refused")),
        {},
    )
    if found:
        raise RulesBroken(*found)
    return {
        "allowed": True,
        "may_decline": law.may_decline(rules, text(case, "by")),
        "binding_for": list(rules.binding.binding_for),
        "advisory_for": list(rules.binding.advisory_for),
    }


def _programme_copies(case: Object, region: Region) -> Answer:
    """How many copies there are, who holds them, and what is still to do with the first."""
    only(case, frozenset({"done", "day"}))
    rules = region.rules.programme_rules.on(day(case, "day"))
    return {
        "copies": rules.copies.copies,
        "holders": list(rules.copies.holders),
        "to_do": [item.code for item in law.check_kept_copy(rules, codes(case, "done"))],
        "rule": rules.copies.provider_keeps.citation.rule,
    }


def _completion_marks(case: Object, region: Region) -> Answer:
    """The marks that signed acts suggest, and for which of them a reason is asked."""
    only(case, frozenset({"services", "day"}))
    rules = region.rules.programme_rules.on(day(case, "day"))
    marks = dict(each(case, "services", _suggested))
    asked = [code for code, mark in marks.items() if rules.marks.choice(mark, field="mark").needs]
    return {"marks": marks, "reason_asked_for": asked}


def _suggested(one: Object) -> tuple[str, str]:
    only(one, frozenset({"code", "planned", "accepted"}))
    return text(one, "code"), law.suggested_mark(number(one, "planned"), number(one, "accepted"))


def _completion_mark(case: Object, region: Region) -> Answer:
    """Whether a mark may be set as it is."""
    only(case, frozenset({"mark", "reason", "day"}))
    rules = region.rules.programme_rules.on(day(case, "day"))
    mark = law.check_mark(rules, text(case, "mark"), left_out(case, "reason", text) or "")
    return {"mark": mark.code}


def _volume(case: Object, region: Region) -> Answer:
    """How recorded units divide into the programme's and additional ones."""
    only(case, frozenset({"limit", "recorded", "day"}))
    rules = region.rules.programme_rules.on(day(case, "day"))
    split = law.split_volume(rules, number(case, "limit"), number(case, "recorded"))
    return {
        "within": split.within,
        "additional": split.additional,
        "capped_by_fee_rules": rules.volume.capped_by_fee_rules,
        "rule": rules.volume.citation.rule,
    }


def _service_day(case: Object, region: Region) -> Answer:
    """Whether a service of the programme may be recorded on a day."""
    only(case, frozenset({"since", "until", "day"}))
    on = day(case, "day")
    rules = region.rules.programme_rules.on(on)
    found = law.check_service_day(rules, day(case, "since"), day(case, "until"), on)
    if found:
        raise RulesBroken(*found)
    return {"allowed": True, "rule": rules.period_citation.rule}


def _delivery(case: Object, region: Region) -> Answer:
    """Whether a delivery is covered by the programme and the contract."""
    only(case, frozenset({"programme", "contract", "record", "additional", "day"}))
    rules = region.rules.programme_rules.on(day(case, "day"))
    law.check_delivery(
        rules,
        text(case, "record"),
        frozenset(codes(case, "programme")),
        frozenset(codes(case, "contract")),
        additional=flag(case, "additional"),
    )
    return {"allowed": True, "rule": rules.volume.citation.rule}


def _service_kinds(case: Object, region: Region) -> Answer:
    """The kinds of services with their sections of the form, or the section of one."""
    only(case, frozenset({"kind", "day"}))
    rules = region.rules.programme_rules.on(day(case, "day"))
    asked = choice(case, "kind", Kind) if "kind" in case else None
    return {
        "sections": [f"{item.kind.value} {item.section or '-'}" for item in rules.kinds],
        "section": law.section_of(rules, asked) if asked else None,
        "rule": rules.kinds_citation.rule,
    }


def _stay(case: Object, region: Region) -> Answer:
    """Whether the programme says how the person stays."""
    only(case, frozenset({"form", "mode", "valid_until", "day"}))
    rules = region.rules.programme_rules.on(day(case, "day"))
    found = law.check_stay(
        rules,
        choice(case, "form", Form),
        left_out(case, "mode", text),
        left_out(case, "valid_until", day),
    )
    return {"asks_for": found[0].field if found else None, **found_by(found)}


def _catalogue(case: Object, region: Region) -> Answer:
    """The services of a form or of a department, by their kinds."""
    only(case, frozenset({"form", "unit", "service", "day"}))
    catalogue = region.rules.service_catalogue.on(day(case, "day"))
    unit = left_out(case, "unit", text)
    form = choice(case, "form", Form) if "form" in case else None
    items = [
        item
        for item in catalogue.items
        if (form is None or item.form is form) and (unit is None or item.unit_code == unit)
    ]
    asked = left_out(case, "service", text)
    if asked is not None and asked not in {item.code for item in items}:
        refuse("value_invalid", f"Услуги {asked} нет в перечне отделения.", field="service")
    by_kind = {
        f"codes_of_{kind.value}": [item.code for item in items if item.kind is kind]
        for kind in Kind
    }
    return {
        "count": len(items),
        "kinds": [kind.value for kind in Kind if by_kind[f"codes_of_{kind.value}"]],
        "forms": sorted({item.form.value for item in items}),
        "units": sorted({item.unit_code or "-" for item in items}),
        "catalogue_status": "starter" if any(i.citation.verify for i in items) else "regional",
        **by_kind,
    }


QUESTIONS: Mapping[str, Question] = {
    "programme_record": _programme_record,
    "programme": _programme,
    "programme_terms": _programme_terms,
    "programme_end": _programme_end,
    "contract_services": _contract_services,
    "programme_copies": _programme_copies,
    "completion_marks": _completion_marks,
    "completion_mark": _completion_mark,
    "programme_volume": _volume,
    "service_day": _service_day,
    "programme_delivery": _delivery,
    "service_kinds": _service_kinds,
    "stay": _stay,
    "catalogue": _catalogue,
}
