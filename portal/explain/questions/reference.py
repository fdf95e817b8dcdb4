"""Questions about a region's tables: services, values, papers, days off, editions, departments.

They prove what is data and is never computed: a price, a moved day off, the day of an edition.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from portal.domain.calendar import SATURDAY
from portal.domain.catalogue import Form
from portal.domain.documents import DocumentRequirement, document_list
from portal.domain.law import Timeline
from portal.domain.people import PopulationGroup
from portal.domain.reference import ReferenceBook
from portal.domain.violations import refuse
from portal.explain.answers import Answer
from portal.explain.question import Question
from portal.explain.shapes import Misshapen, Object, choice, day, left_out, only, text
from portal.regions.registry import Region


def _departments(case: Object, region: Region) -> Answer:
    """The departments with their forms of service."""
    only(case, frozenset())
    return {"departments": {unit.code: unit.form for unit in region.units}}


def _services(case: Object, region: Region) -> Answer:
    """The services of a form on a day, or of a department, with their kinds."""
    only(case, frozenset({"day", "form", "unit"}))
    catalogue = region.rules.service_catalogue.on(day(case, "day"))
    items = catalogue.for_form(choice(case, "form", Form), left_out(case, "unit", text))
    return {
        "services": {item.code: item.kind for item in items},
        "units": {item.code: item.unit_code for item in items if item.unit_code},
        "fractional": [item.code for item in items if item.fractional],
        "count": len(items),
    }


def _value(case: Object, region: Region) -> Answer:
    """A reference value in force on a day, or the refusal that names what is missing."""
    only(case, frozenset({"key", "group", "day"}))
    key, asked_on = text(case, "key"), day(case, "day")
    group = choice(case, "group", PopulationGroup) if case.get("group") else None
    found = ReferenceBook(region.reference_values).find(key, group, asked_on)
    if found is None:
        refuse(
            "reference_missing",
            f"Значения «{key}» на {asked_on:%d.%m.%Y} нет. Добавьте его в справочники.",
            field="key",
        )
    return {
        "amount": str(found.amount),
        "since": found.since.isoformat(),
        "rule": found.citation.rule,
        "citation": found.citation.text,
        "verify": found.citation.verify,
    }


def _values(case: Object, region: Region) -> Answer:
    """Every reference value that begins on a day; the group stands after the key."""
    only(case, frozenset({"since"}))
    since = day(case, "since")
    found = {
        f"{value.key} {value.group}" if value.group else value.key: str(value.amount)
        for value in region.reference_values
        if value.since == since
    }
    return {"values": found, "count": len(found)}


def _editions(case: Object, region: Region) -> Answer:
    """The days on which the editions of each hook begin."""
    only(case, frozenset({"hooks"}))
    wanted = case.get("hooks")
    known = tuple(field.name for field in fields(region.rules))
    names = known if wanted is None else wanted
    if not isinstance(names, list | tuple) or any(name not in known for name in names):
        raise Misshapen("hooks", f"«hooks» — список из этих слов: {', '.join(known)}.")
    return {name: _days(getattr(region.rules, name)) for name in names}


def _days(timeline: Timeline[object]) -> list[str]:
    return [version.since.isoformat() for version in timeline.versions]


def _days_off(case: Object, region: Region) -> Answer:
    """A year's special days, the decree they rest on, and whether that is still to be verified."""
    only(case, frozenset({"year"}))
    year = case.get("year")
    if type(year) is not int:
        raise Misshapen("year", "«year» — год четырьмя цифрами, например 2026.")
    first = date(year, 1, 1)
    region.calendar.is_working(first)
    days = [date.fromordinal(first.toordinal() + shift) for shift in range(_length(year))]
    decree = region.calendar.decree(year)
    weekdays = [one for one in days if one.weekday() < SATURDAY]
    weekends = [one for one in days if one.weekday() >= SATURDAY]
    return {
        "off": [f"{one:%m-%d}" for one in weekdays if not region.calendar.is_working(one)],
        "worked": [f"{one:%m-%d}" for one in weekends if region.calendar.is_working(one)],
        "working_days": sum(region.calendar.is_working(one) for one in days),
        "shortened": [f"{one:%m-%d}" for one in days if one in region.calendar.shortened],
        "rule": decree.rule,
        "decree": decree.text,
        "verify": decree.verify,
    }


def _length(year: int) -> int:
    return date(year, 12, 31).toordinal() - date(year, 1, 1).toordinal() + 1


def _papers(case: Object, region: Region) -> Answer:
    """A list of papers as it is declared: which hold up a contract, which the provider may get."""
    only(case, frozenset({"day", "form", "unit"}))
    form = choice(case, "form", Form)
    lists = region.rules.required_documents.on(day(case, "day"))
    found = document_list(lists, form, left_out(case, "unit", text))
    if found is None:
        refuse("value_invalid", f"Перечня документов для формы «{form.label}» нет.", field="form")
    return {
        "codes": [item.code for item in found.requirements],
        "letters": [item.letter for item in found.requirements],
        "blocking": [item.code for item in found.requirements if item.blocking],
        "obtainable": [item.code for item in found.requirements if item.obtainable_by_provider],
        "optional": [item.code for item in found.requirements if item.optional],
        "when": {item.code: _when(item) for item in found.requirements if _when(item) != "всегда"},
        "accepts": {
            item.code: [_proof(one.code, one.from_age) for one in item.accepts]
            for item in found.requirements
            if item.accepts
        },
        "rule": found.citation.rule,
    }


def _proof(code: str, from_age: int | None) -> str:
    return code if from_age is None else f"{code} с {from_age} лет"


def _when(item: DocumentRequirement) -> str:
    return item.when.text()


def _clauses(case: Object, region: Region) -> Answer:
    """The clauses of the contract on a day with their numbers, and the number of its copies."""
    only(case, frozenset({"day"}))
    rules = region.rules.contract_rules.on(day(case, "day"))
    return {
        "codes": [clause.code for clause in rules.clauses],
        "numbers": {clause.code: clause.number for clause in rules.clauses},
        "when": {
            clause.code: clause.when.text()
            for clause in rules.clauses
            if clause.when.text() != "всегда"
        },
        "copies": rules.copies,
        "starting_papers": list(rules.starting_papers),
    }


def _forms(case: Object, region: Region) -> Answer:
    """The papers that are printed on a day and the number of their copies."""
    only(case, frozenset({"day"}))
    forms = region.rules.printed_forms.on(day(case, "day"))
    return {"copies": {form.code: form.copies for form in forms}}


QUESTIONS: Mapping[str, Question] = {
    "departments": _departments,
    "services": _services,
    "value": _value,
    "values": _values,
    "editions": _editions,
    "days_off": _days_off,
    "paper_list": _papers,
    "clauses": _clauses,
    "printed_forms": _forms,
}
