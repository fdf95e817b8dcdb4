"""The register of applications as pages and paper show it: lines in the region's columns.

Every statement is limited to the reader's provider.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.documents.facts import FormFacts
from portal.domain.admission import APPLICANTS, AdmissionRules, application_path
from portal.domain.choices import Choice, ChoiceList
from portal.domain.printed_forms import WIDE, FieldKind, FormField, Needed, PrintedForm
from portal.domain.registers import Column, Origin, RegisterSpec, left_out, line_of
from portal.models import Application, Outcome, Programme, Provider, RepeatApplication
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.applications import CHANNELS
from portal.usecases.facts import own
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.scope import about_own_people
from portal.usecases.recognition_refusals import foreseen, ground_of, refusal_grounds
from portal.usecases.recorded_sheets import decision_number
from portal.usecases.repeat_applications import repeat_reasons, told_after_refusal
from portal.usecases.transaction import reading

REGIONAL = "applications_numbered"
MOST_REFUSED = 20
MOST_PRINTED = 2000
"""How many lines one printed register holds: a year of a large provider."""


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """One line; ``enrolment`` is day, order and its day as the register writes them."""

    id: int
    number: str
    registered_on: date
    applied_on: date
    recipient_id: int | None
    citizen: str
    applicant: str
    submitted_by: str
    channel: str
    form_and_kind: str
    outcome: Outcome
    outcome_on: date | None
    outcome_note: str
    programme_id: int | None
    enrolment: str
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class LinkedLine:
    """Another line of the same citizen: the refused one or the one that came after it."""

    id: int
    number: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """One line with what its page changes; programmes are those of the citizen.

    ``repeats`` is the refused application it follows, ``repeated_by`` those that follow it;
    ``reasons`` is the region's list of what is told after a refusal, None without one, ``told``
    what of it the citizen of this line is told (MSK-REC-07).
    ``grounds`` are those of a refusal, ``foreseen`` what of them to think of now (MSK-REC-06).
    """

    row: ApplicationRow
    version: int
    contract_allowed: bool
    programmes: tuple[tuple[int, str], ...]
    enrolled_on: date | None
    order_number: str
    order_date: date | None
    repeats: LinkedLine | None = None
    repeated_by: tuple[LinkedLine, ...] = ()
    reasons: ChoiceList | None = None
    told: tuple[Choice, ...] = ()
    grounds: ChoiceList | None = None
    ground: str = ""
    decision_number: str = ""
    foreseen: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """Days of registration, both inclusive."""

    since: date
    until: date


def list_applications(
    actor: Actor, period: Period, region: Region, *, page: int = 1, only_open: bool = False
) -> Page[ApplicationRow]:
    """A page of the register, the newest line first."""
    conditions = [*_within(actor, period)]
    if only_open:
        conditions.append(Application.outcome == Outcome.OPEN)
    wanted = select(Application).where(*conditions)
    newest = wanted.order_by(Application.year.desc(), Application.sequence.desc())
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(Application).where(*conditions))
        rows = session.scalars(paged(newest, page)).all()
    rules = region.rules.admission_rules.on(period.until)
    return Page(rows=tuple(_row(one, rules) for one in rows), total=total or 0, number=page)


def get_application(
    actor: Actor, application_id: int, region: Region, day: date
) -> ApplicationView:
    """One line; raises NotFound for another provider's."""
    rules = region.rules.admission_rules.on(day)
    with reading() as session:
        row = own(session, Application, application_id, actor.provider_id)
        programmes = session.execute(
            select(Programme.id, Programme.number, Programme.issued_on)
            .where(
                Programme.provider_id == actor.provider_id,
                Programme.recipient_id == row.recipient_id,
                Programme.withdrawn_at.is_(None),
            )
            .order_by(Programme.id.desc())
        ).all()
        path = application_path(rules, row.applicant, for_contract=False)
        ground = ground_of(session, row)
        return ApplicationView(
            row=_row(row, rules),
            version=row.version,
            contract_allowed=path.contract_allowed,
            programmes=tuple((one[0], f"№ {one[1]} от {one[2]:%d.%m.%Y}") for one in programmes),
            enrolled_on=row.enrolled_on,
            order_number=row.order_number,
            order_date=row.order_date,
            repeats=_repeats(session, row, rules),
            repeated_by=_repeated_by(session, row),
            reasons=repeat_reasons(rules),
            grounds=refusal_grounds(rules),
            ground=ground,
            told=told_after_refusal(rules, row, ground, day),
            decision_number=decision_number(session, row),
            foreseen=foreseen(session, row, rules),
        )


def refused_applications(
    actor: Actor, recipient_id: int | None, refused_id: int | None
) -> tuple[tuple[int, str], ...]:
    """The refused lines that a new one may follow: of a card, and the one named; id and words."""
    which = Application.id == refused_id
    if recipient_id is not None:
        which = which | (Application.recipient_id == recipient_id)
    with reading() as session:
        rows = session.scalars(
            select(Application)
            .where(
                Application.provider_id == actor.provider_id,
                Application.outcome == Outcome.REFUSED,
                which,
                *about_own_people(actor, Application.recipient_id),
            )
            .order_by(Application.id.desc())
            .limit(MOST_REFUSED)
        )
        return tuple(
            (one.id, f"№ {one.number}, {one.citizen}, отказано {one.outcome_on:%d.%m.%Y}")
            for one in rows
        )


def _repeats(session: Session, row: Application, rules: AdmissionRules) -> LinkedLine | None:
    found = session.execute(
        select(Application, RepeatApplication.reason)
        .join(RepeatApplication, RepeatApplication.refused_id == Application.id)
        .where(RepeatApplication.application_id == row.id)
    ).one_or_none()
    if found is None:
        return None
    reasons = repeat_reasons(rules)
    titles = {one.code: one.title for one in reasons.choices} if reasons else {}
    return LinkedLine(found[0].id, found[0].number, titles.get(found[1], ""))


def _repeated_by(session: Session, row: Application) -> tuple[LinkedLine, ...]:
    rows = session.scalars(
        select(Application)
        .join(RepeatApplication, RepeatApplication.application_id == Application.id)
        .where(RepeatApplication.refused_id == row.id)
        .order_by(Application.id)
    )
    return tuple(LinkedLine(one.id, one.number) for one in rows)


def register_of(region: Region, day: date) -> RegisterSpec:
    """The region's register of applications; the portal's own columns where no act names any."""
    rules = region.rules.registers.on(day)
    found = next((one for one in rules.registers if one.code == REGIONAL), None)
    if found is not None:
        return found
    law = region.rules.admission_rules.on(day).named(APPLICANTS).citation
    return RegisterSpec(
        code="applications",
        title="Журнал регистрации заявлений",
        per="application",
        kept_by="provider",
        columns=(
            _column("number", "№"),
            _column("registered_on", "Зарегистрировано"),
            _column("applicant", "Ф.И.О. гражданина"),
            _column("application_date", "Дата, указанная в заявлении"),
            _column("submitted_by", "Кто подал и в каком качестве"),
            _column("form_and_kind", "Форма и вид обслуживания"),
            _column("outcome", "Чем закончилось", needed=False),
            _column("enrolment", "Дата зачисления, № приказа и его дата", needed=False),
        ),
        citation=law,
    )


def print_register(
    actor: Actor, period: Period, region: Region
) -> tuple[PrintedForm, FormFacts, int]:
    """The register of a period as a paper, and how many lines are not filled in full."""
    spec = register_of(region, period.until)
    rules = region.rules.admission_rules.on(period.until)
    with reading() as session:
        rows = session.scalars(
            select(Application)
            .where(*_within(actor, period))
            .order_by(Application.year, Application.sequence)
            .limit(MOST_PRINTED)
        ).all()
        provider = session.get_one(Provider, actor.provider_id).name
    values = [_values(_row(one, rules), spec) for one in rows]
    titles = tuple(column.title for column in spec.columns)
    form = PrintedForm(
        code="register-applications",
        title=spec.title,
        template=WIDE,
        copies=1,
        citation=spec.citation,
        fields=(
            _field("1", "provider", "Поставщик", FieldKind.TEXT),
            _field("2", "period", "За период", FieldKind.TEXT),
            FormField("", "lines", "Записи", FieldKind.TABLE, Needed.YES, titles),
            _field("s.1", "keeper", "Журнал ведёт", FieldKind.SIGNATURE),
        ),
    )
    facts = FormFacts(
        title=spec.title,
        values={
            "provider": provider,
            "period": f"с {period.since:%d.%m.%Y} по {period.until:%d.%m.%Y}",
        },
        tables={"lines": tuple(line_of(spec, one) for one in values)},
    )
    return form, facts, len(left_out(spec, values))


def _within(actor: Actor, period: Period) -> tuple[ColumnElement[bool], ...]:
    return (
        Application.provider_id == actor.provider_id,
        Application.registered_on >= period.since,
        Application.registered_on <= period.until,
        *about_own_people(actor, Application.recipient_id),
    )


def _row(one: Application, rules: AdmissionRules) -> ApplicationRow:
    who = {item.code: item.title for item in rules.named(APPLICANTS).choices}
    ways = {item.code: item.title for item in rules.named(CHANNELS).choices}
    enrolment = ""
    if one.enrolled_on is not None and one.order_date is not None:
        order = f"приказ № {one.order_number} от {one.order_date:%d.%m.%Y}"
        enrolment = f"{one.enrolled_on:%d.%m.%Y}, {order}"
    return ApplicationRow(
        id=one.id,
        number=one.number,
        registered_on=one.registered_on,
        applied_on=one.applied_on,
        recipient_id=one.recipient_id,
        citizen=one.citizen,
        applicant=who.get(one.applicant, one.applicant),
        submitted_by=one.submitted_by,
        channel=ways.get(one.channel, one.channel),
        form_and_kind=", ".join(part for part in (one.form.label, one.kind) if part),
        outcome=one.outcome,
        outcome_on=one.outcome_on,
        outcome_note=one.outcome_note,
        programme_id=one.programme_id,
        enrolment=enrolment,
        opinion=_opinion(one),
    )


def _opinion(one: Application) -> str:
    """What a child has said, when and to whom; else why it was not taken into account."""
    if one.opinion and one.opinion_on is not None:
        return f"{one.opinion} ({one.opinion_on:%d.%m.%Y}, выслушал: {one.opinion_by})"
    return f"не учтено: {one.opinion_reason}" if one.opinion_exception else ""


def _values(row: ApplicationRow, spec: RegisterSpec) -> Mapping[str, str]:
    """A line by the codes of the columns; those that the register has not are left out."""
    brought = f"{row.submitted_by} ({row.applicant})" if row.submitted_by else ""
    known = {
        "number": row.number,
        "registered_on": f"{row.registered_on:%d.%m.%Y}",
        "applicant": row.citizen,
        "application_date": f"{row.applied_on:%d.%m.%Y}",
        "submitted_by": brought if spec.code == REGIONAL else brought or row.applicant,
        "form_and_kind": row.form_and_kind,
        "outcome": row.outcome.label,
        "enrolment": row.enrolment,
    }
    codes = {column.code for column in spec.columns}
    return {code: value for code, value in known.items() if code in codes}


def _column(code: str, title: str, *, needed: bool = True) -> Column:
    return Column(code, title, needed, Origin.PORTAL)


def _field(number: str, code: str, title: str, kind: FieldKind) -> FormField:
    return FormField(number, code, title, kind, Needed.NO)
