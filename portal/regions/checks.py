"""Cross-checks of what a region declares, before the application may start.

The same function stands behind the start of the application, the command line and the conformance
tests. A problem is a sentence that begins with the hook at fault.
"""

import string
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from portal.domain.catalogue import Form, Kind, ServiceItem
from portal.domain.conditions import Trait, Traits
from portal.domain.contract import Clause
from portal.domain.documents import DocumentList, document_list
from portal.domain.law import Citation, Timeline
from portal.domain.people import PopulationGroup
from portal.domain.printed_forms import ACT, CONTRACT, RECEIPT
from portal.domain.reference import ReferenceBook
from portal.domain.violations import RulesBroken
from portal.regions.federal.clauses import PLACEHOLDERS
from portal.regions.registry import Region, RegionRules
from portal.regions.structure import check_structure, repeated

MODEL_CLAUSES_COUNT = 18
PER_CENT = range(1, 101)
CASES: tuple[Traits, ...] = (frozenset({Trait.PAID}), frozenset({Trait.FREE}))


def check_region(region: Region, templates: Path | None, day: date) -> tuple[str, ...]:
    """Every problem of a region as of ``day``; empty when it may be used.

    ``templates`` is the folder that holds ``documents``; without it only the templates that the
    region carries itself are looked for.
    """
    missing = tuple(_not_in_force(region.rules, day))
    if missing:
        # Nothing else can be asked of a region whose rules do not cover the day.
        return (*_identity(region), *missing)
    return (
        *_identity(region),
        *_departments(region),
        *_calendar(region, day),
        *_catalogue(region, day),
        *_reference(region, day),
        *_fees(region, day),
        *_documents(region, day),
        *_contract(region, day),
        *_payments(region, day),
        *_suspensions(region, day),
        *_forms(region, templates, day),
        *_citations(region),
        *check_structure(region),
    )


def _not_in_force(rules: RegionRules, day: date) -> Iterator[str]:
    for field in fields(rules):
        timeline: Timeline[object] = getattr(rules, field.name)
        yield from _refusals(field.name, timeline.on, day)


def _identity(region: Region) -> Iterator[str]:
    acts = region.identity.acts
    yield from repeated("region_identity", "act", (act.key for act in acts))
    for act in acts:
        if not act.url:
            yield f"region_identity: act {act.key} has no address"
    yield from repeated("region_identity", "gap", (gap.of for gap in region.identity.gaps))
    for gap in region.identity.gaps:
        if not gap.of.strip() or not gap.reason.strip():
            yield f"region_identity: the gap «{gap.of}» needs a name and a reason"


def _departments(region: Region) -> Iterator[str]:
    yield from repeated("departments", "department", (unit.code for unit in region.units))
    if not region.units:
        yield "departments: there are none"


def _calendar(region: Region, day: date) -> Iterator[str]:
    if day.year not in region.calendar.years:
        yield f"work_calendar: no days off are known for {day.year}"


def _catalogue(region: Region, day: date) -> Iterator[str]:
    items = region.rules.service_catalogue.on(day).items
    units = {unit.code: unit.form for unit in region.units}
    yield from repeated("service_catalogue", "service", (item.code for item in items))
    for item in items:
        if (item.kind is Kind.URGENT) != (item.form is Form.URGENT):
            yield f"service_catalogue: {item.code} is urgent by kind or by form, not by both"
        if item.unit_code is not None and units.get(item.unit_code) is not item.form:
            yield (
                f"service_catalogue: {item.code} names the department {item.unit_code}, which is "
                "unknown or of another form"
            )


def _reference(region: Region, day: date) -> Iterator[str]:
    book = ReferenceBook(region.reference_values)
    for value in region.reference_values:
        if value.amount <= 0:
            yield f"reference_values: {value.key} since {value.since} is not positive"
    yield from _refusals("reference_values", book.threshold_multiplier, day)
    for group in PopulationGroup:
        yield from _refusals("reference_values", book.subsistence_minimum, group, day)
    for item in _contracted(region, day):
        yield from _refusals("reference_values", book.tariff, item.code, day)


def _fees(region: Region, day: date) -> Iterator[str]:
    rules = region.rules.fee_rules.on(day)
    caps = {cap.form: cap for cap in rules.caps}
    yield from repeated("fee_rules", "cap of", (cap.form for cap in rules.caps))
    for form in sorted({item.form for item in _contracted(region, day)} - set(caps)):
        yield f"fee_rules: no cap for the form {form}"
    for form, cap in caps.items():
        if cap.over_threshold != (form in rules.income_frees):
            yield f"fee_rules: the cap of {form} needs a threshold exactly when income can free"
        if cap.percent not in PER_CENT:
            yield f"fee_rules: the cap of {form} is {cap.percent} per cent"
    yield from _refusals("fee_rules", rules.income.on, day)


def _documents(region: Region, day: date) -> Iterator[str]:
    lists = region.rules.required_documents.on(day)
    units = {unit.code for unit in region.units}
    yield from repeated("required_documents", "list of", (_name(item) for item in lists))
    for papers in lists:
        name = _name(papers)
        if papers.unit_code is not None and papers.unit_code not in units:
            yield f"required_documents: the list {name} is of an unknown department"
        yield from repeated(
            f"required_documents: {name}", "paper", (item.code for item in papers.requirements)
        )
        yield from _starting_papers(region, papers, name, day)
    for form in sorted({unit.form for unit in region.units} - {Form.URGENT}):
        if document_list(lists, form, None) is None:
            yield f"required_documents: no general list for the form {form}"


def _name(papers: DocumentList) -> str:
    return f"{papers.form} {papers.unit_code}" if papers.unit_code else papers.form.value


def _starting_papers(region: Region, papers: DocumentList, name: str, day: date) -> Iterator[str]:
    listed = {item.code for item in papers.requirements}
    for code in region.rules.contract_rules.on(day).starting_papers:
        if code not in listed:
            yield f"required_documents: {name} lacks {code}, which starts the contract's term"


def _contract(region: Region, day: date) -> Iterator[str]:
    rules = region.rules.contract_rules.on(day)
    yield from repeated("contract_rules", "clause", (clause.code for clause in rules.clauses))
    for clause in rules.clauses:
        for name in sorted(_placeholders(clause) - set(PLACEHOLDERS)):
            yield f"contract_rules: clause {clause.code} asks for an unknown {{{name}}}"
    for case in CASES:
        yield from _printed_clauses(rules.clauses, case)
    if rules.copies < 1:
        yield "contract_rules: a contract has at least one copy"


def _printed_clauses(clauses: Iterable[Clause], case: Traits) -> Iterator[str]:
    """Problems of the contract as printed for a paid and for a free recipient."""
    numbers = [clause.number for clause in clauses if clause.when.holds(case)]
    name = "contract_rules: " + ", ".join(case)
    yield from repeated(name, "clause", numbers)
    for number in range(1, MODEL_CLAUSES_COUNT + 1):
        if not any(found.rstrip("абвгдежзи").split(".")[0] == str(number) for found in numbers):
            yield f"{name}: clause {number} of the model form is missing (FED-FRM-02)"


def _payments(region: Region, day: date) -> Iterator[str]:
    rules = region.rules.payment_rules.on(day)
    if not rules.channels:
        yield "payment_rules: nobody can pay, there is no channel"


def _suspensions(region: Region, day: date) -> Iterator[str]:
    grounds = region.rules.suspension_rules.on(day).grounds
    yield from repeated("suspension_rules", "ground", (ground.code for ground in grounds))
    for ground in grounds:
        if not ground.forms:
            yield f"suspension_rules: the ground {ground.code} is for no form of service"


def _forms(region: Region, templates: Path | None, day: date) -> Iterator[str]:
    forms = region.rules.printed_forms.on(day)
    codes = [form.code for form in forms]
    yield from repeated("printed_forms", "form", codes)
    for code in (CONTRACT, ACT, RECEIPT):
        if code not in codes:
            yield f"printed_forms: the form {code} is missing"
    for form in forms:
        ours = templates is None or (templates / "documents" / form.template).is_file()
        if not ours and not _carries(region, form.template):
            yield f"printed_forms: {form.code}: no template {form.template}"


def _carries(region: Region, template: str) -> bool:
    package = region.identity.template_package
    if package is None:
        return False
    return files(package).joinpath("templates", region.code, template).is_file()


def _citations(region: Region) -> Iterator[str]:
    declared = {act.key for act in region.identity.acts}
    answers = (region.units, region.calendar, region.reference_values, region.rules)
    found = {citation for answer in answers for citation in citations_of(answer)}
    for rule, act in sorted({(item.rule, item.act) for item in found if item.act not in declared}):
        yield f"region_identity: {rule} cites the act {act}, which is not declared"
    for rule in sorted({item.rule for item in found if not item.unit}):
        yield f"region_identity: {rule} is cited without a clause"


def citations_of(value: object) -> Iterator[Citation]:
    """Every citation inside a declared value, however deep."""
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, Timeline):
        yield from citations_of(value.versions)
    elif isinstance(value, tuple | frozenset):
        for part in value:
            yield from citations_of(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from citations_of(getattr(value, field.name))


def _contracted(region: Region, day: date) -> tuple[ServiceItem, ...]:
    items = region.rules.service_catalogue.on(day).items
    return tuple(item for item in items if item.form is not Form.URGENT)


def _refusals(hook: str, ask: Callable[..., object], *given: object) -> Iterator[str]:
    """What the region answers a question with, when that is a refusal."""
    try:
        ask(*given)
    except RulesBroken as broken:
        yield f"{hook}: {broken}"


def _placeholders(clause: Clause) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(clause.text) if name is not None}
