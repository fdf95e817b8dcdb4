"""What of a family is printed: the region's blanks with what is known, the register of families.

Rules: VLA-DOC-07, VLA-REG-02.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.documents.facts import FormFacts
from portal.domain.families import COLLEGIAL_DECISION, HEAD_DECISION, HELP_NEEDED
from portal.domain.printed_forms import PrintedForm
from portal.domain.registers import RegisterSpec, line_of
from portal.domain.violations import NotFound
from portal.models import FamilyCase, FamilyRelation, FamilyStep, Programme
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.family_rules import Prevention, demanded
from portal.usecases.queries.families import name_of, names_of, reached
from portal.usecases.queries.family_view import FamilyView, Person, get_family
from portal.usecases.transaction import reading

_DAY = "%d.%m.%Y"
_ADULTS = (FamilyRelation.PARENT, FamilyRelation.GUARDIAN)
_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A family whose file was opened, by the columns of the region's register."""

    id: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FamilyRegister:
    """The register of families: every file ever opened, the closed ones too (VLA-REG-02)."""

    spec: RegisterSpec
    lines: tuple[RegisterLine, ...]


def family_blanks(view: FamilyView, region: Region, day: date) -> tuple[PrintedForm, ...]:
    """The region's blanks that the provider fills in for the family's file."""
    needed = {one.code for one in view.rules.requirements if view.rules.paper(one.code)}
    forms = region.rules.printed_forms.on(day)
    return tuple(one for one in forms if one.blank and one.code in needed)


def filled_family_blank(
    actor: Actor, family_id: int, code: str, region: Region, day: date
) -> tuple[PrintedForm, FormFacts]:
    """A blank with what is known of the family; raises NotFound for a paper of something else."""
    view = get_family(actor, family_id, region, day)
    form = next((one for one in family_blanks(view, region, day) if one.code == code), None)
    if form is None:
        raise NotFound
    codes = {one.code for one in form.fields}
    values = {name: text for name, text in _values(view).items() if text and name in codes}
    tables = {name: rows for name, rows in _tables(view).items() if rows and name in codes}
    return form, FormFacts(title=form.title, values=values, tables=tables)


def family_register(actor: Actor, region: Region, today: date) -> FamilyRegister:
    """The register by the numbers of files; raises NotFound where the region keeps none."""
    rules = demanded(region, today)
    if rules.register is None:
        raise NotFound
    spec = rules.register
    wanted = (
        select(FamilyCase, Programme.number)
        .outerjoin(Programme, Programme.id == FamilyCase.programme_id)
        .where(*reached(actor), FamilyCase.sequence.is_not(None))
        .options(selectinload(FamilyCase.members), selectinload(FamilyCase.steps))
        .order_by(FamilyCase.year, FamilyCase.sequence)
    )
    with reading() as session:
        rows = session.execute(wanted).all()
        names = names_of(session, [case for case, _ in rows])
        lines = []
        for case, programme in rows:
            minors = [one for one in case.members if one.relation is FamilyRelation.CHILD]
            children = ", ".join(name_of(one, names) for one in minors)
            cells = line_of(spec, _cells(case, rules, children, programme or ""))
            lines.append(RegisterLine(case.id, cells))
    return FamilyRegister(spec, tuple(lines))


def as_table(register: FamilyRegister) -> bytes:
    """The register as a table that office programs open, in UTF-8."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([one.title for one in register.spec.columns])
    for line in register.lines:
        writer.writerow(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in line.cells)
    return target.getvalue().encode("utf-8-sig")


def _cells(case: FamilyCase, rules: Prevention, children: str, programme: str) -> dict[str, str]:
    """The register's columns by their codes."""
    opened, decided, closed = (
        _step_asking(case, rules, fact) for fact in (HELP_NEEDED, HEAD_DECISION, COLLEGIAL_DECISION)
    )
    values = {
        "file_number": case.number or "",
        "family": case.name,
        "minors": children,
        "opened_on": f"{opened.day:{_DAY}}" if opened else "",
        "head_decision": f"{decided.day:{_DAY}}" if decided else "",
        "programme_number": programme,
        "closed_on": f"{closed.day:{_DAY}}" if closed else "",
        "closing_decision": closed.decision if closed else "",
    }
    known = {one.code for one in rules.register.columns} if rules.register else set()
    return {code: text for code, text in values.items() if code in known}


def _step_asking(case: FamilyCase, rules: Prevention, fact: str) -> FamilyStep | None:
    """The last step taken of those that ask for a fact."""
    codes = {guard.step for guard in rules.work.guards for one in guard.demands if one.code == fact}
    return next((one for one in reversed(case.steps) if one.code in codes), None)


def _values(view: FamilyView) -> dict[str, str]:
    ground = f"{view.ground}, {view.received_on:{_DAY}}" if view.ground else ""
    return {
        "family": ", ".join(text for text in (view.row.name, view.address, view.phone) if text),
        "ground": ground,
    }


def _tables(view: FamilyView) -> dict[str, tuple[tuple[str, ...], ...]]:
    children = [one for one in view.people if one.relation is FamilyRelation.CHILD]
    adults = [one for one in view.people if one.relation in _ADULTS]
    return {
        "members": tuple(
            (one.name, _born(one), one.relation.label, one.occupation) for one in view.people
        ),
        "parents": tuple((one.name, _born(one), one.occupation) for one in adults),
        "children": tuple((one.name, _born(one), one.occupation) for one in children),
    }


def _born(person: Person) -> str:
    return f"{person.born:{_DAY}}" if person.born else ""
