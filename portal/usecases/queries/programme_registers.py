"""The registers about programmes that a region keeps: duties before the end, revisions asked for.

Rules: AST-REG-03 (the provider's log, one line a programme, red ones first), AST-REG-02 (the
authority's register, of which a provider reads the mirror of its own lines). Columns are the
region's own, in its order.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, extract, false, or_, select
from sqlalchemy.orm import Session, aliased

from portal.documents.facts import FormFacts
from portal.domain.catalogue import Form
from portal.domain.printed_forms import WIDE, FieldKind, FormField, Needed, PrintedForm
from portal.domain.registers import RegisterSpec, line_of
from portal.domain.violations import NotFound
from portal.models import (
    Contract,
    Paper,
    Programme,
    ProgrammeEnding,
    ProgrammeReview,
    Provider,
    Recipient,
    Role,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.queries.programme_endings import EndingRow, ending_row
from portal.usecases.queries.scope import own_people
from portal.usecases.reviewed_programmes import replacements
from portal.usecases.transaction import reading
from portal.usecases.transfer_case import AUTHORITY, authority_of
from portal.usecases.work_calendar import work_calendar

EXPIRY_DUTIES = "expiry_duties"
REVISIONS = "revisions"
FIRST_YEAR = 2014
"""The law of social service has been in force since then."""
_DAY = "%d.%m.%Y"


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A line in the order of the columns; ``overdue`` and ``late`` colour it."""

    programme_id: int
    cells: tuple[str, ...]
    overdue: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class RegisterView:
    """A register of a year, whole; ``years``: this one, the present and all that hold entries."""

    spec: RegisterSpec
    year: int
    lines: tuple[RegisterLine, ...]
    years: tuple[int, ...]


def programme_registers(
    region: Region, day: date, role: Role = Role.DIRECTOR
) -> tuple[RegisterSpec, ...]:
    """The registers about programmes that the region keeps; none in most regions.

    The authority's officer reads those that the authority keeps.
    """
    kept = region.rules.registers.on(day).registers
    return tuple(
        spec
        for spec in kept
        if spec.code in _LINES and (role is not Role.OFFICER or spec.kept_by == AUTHORITY)
    )


def programme_register(
    actor: Actor, region: Region, code: str, year: int, day: date
) -> RegisterView:
    """The lines of a year about people whom the reader serves; an officer reads the authority's.

    Raises NotFound without such a register, and for a year before the law, or after the next one
    and the last that holds entries.
    """
    kept = programme_registers(region, day, actor.role)
    spec = next((one for one in kept if one.code == code), None)
    if spec is None:
        raise NotFound
    with reading() as session:
        held = {int(one) for one in session.scalars(_YEARS[code](session, actor, region, spec))}
        if not FIRST_YEAR <= year <= max(held | {day.year + 1}):
            raise NotFound
        lines = tuple(_LINES[code](session, actor, region, spec, year, day))
    return RegisterView(spec, year, lines, tuple(sorted(held | {day.year, year})))


def print_register(
    actor: Actor, region: Region, code: str, year: int, day: date
) -> tuple[PrintedForm, FormFacts]:
    """The register of a year as a paper across the page."""
    view = programme_register(actor, region, code, year, day)
    columns = tuple(one.title for one in view.spec.columns)
    title = f"{view.spec.title}, {year} год"
    keeper = "Уполномоченный орган" if actor.role is Role.OFFICER else "Поставщик"
    form = PrintedForm(
        code=code,
        title=title,
        template=WIDE,
        copies=1,
        citation=view.spec.citation,
        fields=(
            FormField("", "provider", keeper, FieldKind.TEXT, Needed.NO),
            FormField("", "lines", "Записи", FieldKind.TABLE, Needed.NO, columns),
        ),
    )
    with reading() as session:
        provider = session.get_one(Provider, actor.provider_id).name
    rows = tuple(one.cells for one in view.lines)
    return form, FormFacts(title=title, values={"provider": provider}, tables={"lines": rows})


def _duties(
    session: Session, actor: Actor, region: Region, spec: RegisterSpec, year: int, day: date
) -> Iterator[RegisterLine]:
    """Served programmes that end in the year: red lines first, then by their end (AST-REG-03)."""
    wanted = (
        select(Programme, Recipient, ProgrammeEnding)
        .join(Recipient, Recipient.id == Programme.recipient_id)
        .outerjoin(ProgrammeEnding, ProgrammeEnding.programme_id == Programme.id)
        .where(
            Programme.valid_until.between(date(year, 1, 1), date(year, 12, 31)),
            *_of_duty(actor, spec),
        )
        .order_by(Programme.valid_until, Recipient.name_key, Programme.id)
    )
    calendar = work_calendar(session, region)
    rows = session.execute(wanted).all()
    instead = replacements(session, actor.provider_id, [one[0].id for one in rows])
    lines = [
        _duty_line(
            ending_row(*one, region, calendar, replaced=instead.get(one[0].id)), one[2], spec, day
        )
        for one in rows
    ]
    return iter(sorted(lines, key=lambda one: not one.overdue))


def _of_duty(actor: Actor, spec: RegisterSpec) -> tuple[ColumnElement[bool], ...]:
    """Programmes that belong to the log: served, or with something recorded of their end."""
    served = select(Contract.id).where(
        Contract.provider_id == Programme.provider_id,
        Contract.recipient_id == Programme.recipient_id,
        Contract.programme_id == Programme.id,
    )
    return (
        Programme.provider_id == actor.provider_id,
        Programme.withdrawn_at.is_(None),
        Programme.form.in_(spec.forms or tuple(Form)),
        *own_people(actor),
        or_(served.exists(), ProgrammeEnding.id.is_not(None)),
    )


def _duty_years(
    _session: Session, actor: Actor, _region: Region, spec: RegisterSpec
) -> Select[int]:
    return (
        select(extract("year", Programme.valid_until))
        .distinct()
        .join(Recipient, Recipient.id == Programme.recipient_id)
        .outerjoin(ProgrammeEnding, ProgrammeEnding.programme_id == Programme.id)
        .where(*_of_duty(actor, spec))
    )


def _revision_years(
    session: Session, actor: Actor, region: Region, spec: RegisterSpec
) -> Select[int]:
    return (
        select(extract("year", _entered_on(actor)))
        .distinct()
        .join(Programme, Programme.id == ProgrammeReview.programme_id)
        .join(Recipient, Recipient.id == Programme.recipient_id)
        .where(
            _entered_on(actor).is_not(None),
            Programme.form.in_(spec.forms or tuple(Form)),
            *_of_revision(session, actor, region),
        )
    )


def _entered_on(actor: Actor) -> SQLColumnExpression[date | None]:
    """The day that puts an application into a year: the ministry has it from its receipt on."""
    officer = actor.role is Role.OFFICER
    return ProgrammeReview.ministry_received_on if officer else ProgrammeReview.asked_on


def _of_revision(session: Session, actor: Actor, region: Region) -> tuple[ColumnElement[bool], ...]:
    """A provider's own applications; to the authority those of every provider of its region."""
    if actor.role is not Role.OFFICER:
        return (ProgrammeReview.provider_id == actor.provider_id, *own_people(actor))
    if authority_of(session, region) != actor.provider_id:
        return (false(),)
    served = select(Provider.id).where(
        Provider.region_code == region.code, Provider.is_authority.is_(False)
    )
    return (ProgrammeReview.provider_id.in_(served),)


def _duty_line(
    row: EndingRow, ending: ProgrammeEnding | None, spec: RegisterSpec, day: date
) -> RegisterLine:
    values = {
        "recipient": row.recipient,
        "programme_number": row.number,
        "programme_valid_until": _written(row.valid_until),
        "due": _written(row.due) or row.uncounted,
        "notice_delivered_on": _written(row.notice_delivered_on),
        "conclusion_sent_on": _written(row.conclusion_sent_on),
        "copies": str(row.copies or ""),
        "ministry_receipt": ending.receipt if ending else "",
    }
    return RegisterLine(row.programme_id, line_of(spec, values), row.overdue(day), row.late())


def _revisions(
    session: Session, actor: Actor, region: Region, spec: RegisterSpec, year: int, day: date
) -> Iterator[RegisterLine]:
    """Applications for a revision of the year, in their order (AST-REG-02).

    To a provider those that were written in it, to the authority those that came in it.
    """
    entered_on = _entered_on(actor)
    new = aliased(Programme)
    wanted = (
        select(ProgrammeReview, Programme, Recipient, ProgrammeEnding, Paper.issued_at, new)
        .join(Programme, Programme.id == ProgrammeReview.programme_id)
        .join(Recipient, Recipient.id == Programme.recipient_id)
        .outerjoin(ProgrammeEnding, ProgrammeEnding.programme_id == Programme.id)
        .outerjoin(Paper, Paper.id == ProgrammeEnding.conclusion_paper_id)
        .outerjoin(new, new.id == ProgrammeReview.new_programme_id)
        .where(
            entered_on.between(date(year, 1, 1), date(year, 12, 31)),
            *_of_revision(session, actor, region),
        )
        .order_by(entered_on, ProgrammeReview.id)
    )
    rules = region.rules.programme_rules.on(day).review
    applicants = rules.applicants.codes if rules.applicants else rules.initiators.codes
    entries = [
        (review, person, _conclusion_day(ending, drawn_at, region), _issued(review, issued))
        for review, programme, person, ending, drawn_at, issued in session.execute(wanted)
        if (not spec.forms or programme.form in spec.forms) and review.initiator in applicants
    ]
    for number, (review, person, concluded, issued) in enumerate(entries, start=1):
        values = {
            "number": str(number),
            "received_by_authorised_organisation": _written(review.organisation_received_on),
            "received_by_ministry": _written(review.ministry_received_on),
            "recipient_name": person.full_name,
            "birth_date": _written(person.born),
            "living_conditions_act_date": _written(review.conditions_act_on),
            "living_conditions_act_received": _written(review.conditions_act_received_on),
            "conclusion_date": _written(concluded),
            "new_programme": issued,
        }
        yield RegisterLine(review.programme_id, line_of(spec, values))


def _conclusion_day(
    ending: ProgrammeEnding | None, drawn_at: datetime | None, region: Region
) -> date | None:
    """The day the conclusion was drawn up; the day it was sent where it was drawn by hand."""
    if drawn_at is not None:
        return region.today(drawn_at)
    return ending.conclusion_sent_on if ending is not None else None


def _issued(review: ProgrammeReview, programme: Programme | None) -> str:
    """Day and number of the new programme: of ours, or of one that went with the person."""
    number, day = review.new_number, review.new_issued_on
    if programme is not None:
        number, day = programme.number, programme.issued_on
    return f"{day:{_DAY}}, № {number}" if day else ""


def _written(day: date | None) -> str:
    return f"{day:{_DAY}}" if day else ""


_Lines = Callable[
    [Session, Actor, Region, RegisterSpec, int, date],
    Iterator[RegisterLine],
]
_LINES: Mapping[str, _Lines] = {EXPIRY_DUTIES: _duties, REVISIONS: _revisions}
_Years = Callable[[Session, Actor, Region, RegisterSpec], Select[int]]
_YEARS: Mapping[str, _Years] = {EXPIRY_DUTIES: _duty_years, REVISIONS: _revision_years}
