"""Programmes that end: by when the provider acts, what is done, the marks that acts suggest.

Every statement is limited to the reader's provider.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.domain.calendar import WorkCalendar, counted
from portal.domain.catalogue import Form
from portal.domain.endings import Handover
from portal.domain.explanation import Step
from portal.domain.law import Citation
from portal.domain.notices import NoticeRule, is_on_time, notice_due
from portal.domain.printed_forms import PrintedForm
from portal.domain.programme_life import ExpiryDue, expiry_due
from portal.domain.violations import Violation
from portal.models import (
    Contract,
    Paper,
    Programme,
    ProgrammeEnding,
    ProgrammeMark,
    Provider,
    Recipient,
)
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.missing_people import missing_since
from portal.usecases.programme_changes import (
    CONCLUSION_SENT,
    PROGRAMME_EXPIRES,
    conclusion_form,
    end_notice,
    ending_line,
)
from portal.usecases.queries.departures import Departure, departure_of
from portal.usecases.queries.gone_elsewhere import gone_by
from portal.usecases.queries.paging import Page, paged
from portal.usecases.queries.programme_marks import MarkRow, marks_of
from portal.usecases.queries.review_rows import (
    ReviewRow,
    outcomes_of,
    review_before_us,
    reviews_of,
)
from portal.usecases.queries.scope import own_people
from portal.usecases.review_application import revision_form, services_text
from portal.usecases.reviewed_programmes import Replacement, replacements
from portal.usecases.transaction import reading
from portal.usecases.work_calendar import work_calendar

AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class EndingRow:
    """A programme that ends; ``due`` is the region's day to act by, where there is such a duty.

    ``notice_due`` and ``conclusion_due`` are the terms of the two papers by their own clauses.
    ``due_steps`` say how ``due`` was counted;
    ``presented_on``: since when the programme is here; ``uncounted`` says which year's calendar is
    missing when the day cannot be counted yet. Of a ``replaced`` one nothing is due any more: a
    review has ended with another in its place.
    """

    programme_id: int
    recipient: str
    number: str
    form: Form
    valid_until: date
    due: date | None
    warn_from: date | None
    notice_delivered_on: date | None
    conclusion_sent_on: date | None
    copies: int | None
    moved_to: str | None
    uncounted: str = ""
    notice_due: date | None = None
    conclusion_due: date | None = None
    due_steps: tuple[Step, ...] = ()
    presented_on: date | None = None
    replaced: Replacement | None = None

    @property
    def done(self) -> bool:
        """Whether notice and conclusion are both out."""
        return self.notice_delivered_on is not None and self.conclusion_sent_on is not None

    @property
    def before_us(self) -> bool:
        """Whether the term was over before the programme came to this provider."""
        return (
            self.due is not None
            and self.presented_on is not None
            and (self.due < self.presented_on)
        )

    def overdue(self, day: date) -> bool:
        """Whether this provider was to do something before the day and has not."""
        if self.replaced or self.done or self.before_us:
            return False
        return self.due is not None and self.due < day

    def late(self) -> bool:
        """Whether what was done came after its day."""
        pairs = (
            (self.notice_delivered_on, self.notice_due or self.due),
            (self.conclusion_sent_on, self.conclusion_due or self.due),
        )
        return any(done is not None and not is_on_time(due, done) for done, due in pairs)


@dataclass(frozen=True, slots=True)
class EndingView:
    """Everything about the end of one programme; ``papers``: notice and conclusion are printed.

    ``marked_since``: marks were recorded after the conclusion that has been sent was drawn.
    ``missing_since``: a court's finding stands, nobody asks in the recipient's name (FED-TER-07).
    ``review_before_us``: since when the provider from whom the person came awaits the outcome of a
    review, as its envelope says (AST-TRN-08).
    """

    row: EndingRow
    recipient_id: int
    version: int
    receipt: str
    notice_handed: Handover | None
    dispatch_number: str
    papers: bool
    moved_on: date | None
    departure: Departure | None
    marked: bool
    marks: tuple[MarkRow, ...]
    mark_titles: Mapping[str, str]
    marks_citation: Citation
    duty_citation: Citation | None
    copies_needed: int
    reviews: tuple[ReviewRow, ...]
    assumed: bool
    initiators: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[int, str], ...]
    application: PrintedForm | None
    wished_services: str
    provider: str
    marked_since: bool = False
    missing_since: date | None = None
    review_before_us: date | None = None

    @property
    def filed(self) -> ReviewRow | None:
        """The newest application by the region's own form."""
        return next((one for one in self.reviews if one.printed), None)


def list_endings(actor: Actor, region: Region, day: date, *, page: int = 1) -> Page[EndingRow]:
    """Served programmes that end within three months, the nearest first.

    Not those that went with the person: the duty goes to who serves (AST-IPP-01).
    """
    served = select(Contract.id).where(
        Contract.provider_id == Programme.provider_id,
        Contract.recipient_id == Programme.recipient_id,
        Contract.programme_id == Programme.id,
    )
    wanted = (
        select(Programme, Recipient, ProgrammeEnding)
        .join(Recipient, Recipient.id == Programme.recipient_id)
        .outerjoin(ProgrammeEnding, ProgrammeEnding.programme_id == Programme.id)
        .where(
            Programme.provider_id == actor.provider_id,
            Programme.withdrawn_at.is_(None),
            Programme.valid_until >= day,
            Programme.valid_until <= day + AHEAD,
            *own_people(actor),
            served.exists(),
            ~gone_by(day),
        )
        .order_by(Programme.valid_until, Recipient.name_key, Programme.id)
    )
    with reading() as session:
        total = session.scalar(wanted.with_only_columns(func.count()).order_by(None))
        rows = session.execute(paged(wanted, page)).all()
        calendar = work_calendar(session, region)
        instead = replacements(session, actor.provider_id, [one[0].id for one in rows])
        found = tuple(
            ending_row(*one, region, calendar, replaced=instead.get(one[0].id)) for one in rows
        )
    return Page(rows=found, total=total or 0, number=page)


def duties_due(actor: Actor, region: Region, day: date) -> tuple[EndingRow, ...]:
    """Programmes whose notice or conclusion is to go out now, or should have; reminded in time."""
    if region.rules.programme_rules.on(day).expiry is None:
        return ()
    rows = (one for one in list_endings(actor, region, day).rows if not one.replaced)
    return tuple(
        row for row in rows if row.warn_from is not None and row.warn_from <= day and not row.done
    )


def ending_row(
    programme: Programme,
    person: Recipient,
    ending: ProgrammeEnding | None,
    region: Region,
    calendar: WorkCalendar,
    *,
    replaced: Replacement | None = None,
) -> EndingRow:
    """A programme with what is done before its end, and by when it is to be."""
    found = counted(lambda: _terms(programme, region, calendar))
    uncounted = found.text if isinstance(found, Violation) else ""
    duty, told, sent = (None, None, None) if isinstance(found, Violation) else found
    return EndingRow(
        programme_id=programme.id,
        recipient=person.full_name,
        number=programme.number,
        form=programme.form,
        valid_until=programme.valid_until,
        due=duty.due.at.date() if duty else None,
        warn_from=duty.warn_from if duty else None,
        notice_delivered_on=ending.notice_delivered_on if ending else None,
        conclusion_sent_on=ending.conclusion_sent_on if ending else None,
        copies=ending.copies if ending else None,
        moved_to=ending.moved_to if ending else None,
        uncounted=uncounted,
        notice_due=told,
        conclusion_due=sent,
        due_steps=duty.due.steps if duty else (),
        presented_on=region.local(programme.presented_at).date(),
        replaced=replaced,
    )


def _terms(
    programme: Programme, region: Region, calendar: WorkCalendar
) -> tuple[ExpiryDue | None, date | None, date | None]:
    """The duty before the end, and by when each of its two papers is out (AST-NOT-01, -02)."""
    day = programme.valid_until
    rules = (
        end_notice(programme, region, code, day) for code in (PROGRAMME_EXPIRES, CONCLUSION_SENT)
    )
    told, sent = (_last_day(rule, day, calendar) for rule in rules)
    return _duty(programme, region, calendar), told, sent


def _last_day(rule: NoticeRule | None, day: date, calendar: WorkCalendar) -> date | None:
    found = notice_due(rule, day, calendar) if rule else None
    return found.at.date() if found else None


def _duty(programme: Programme, region: Region, calendar: WorkCalendar) -> ExpiryDue | None:
    """The duty before the end, for the forms of service whose conclusion the region prints."""
    rules = region.rules.programme_rules.on(programme.valid_until).expiry
    if rules is None or conclusion_form(programme, region, programme.valid_until) is None:
        return None
    return expiry_due(rules, programme.valid_until, calendar)


def get_ending(actor: Actor, programme_id: int, region: Region, day: date) -> EndingView:
    """What the end of a programme asks for and what is done; or NotFound."""
    rules = region.rules.programme_rules.on(day)
    with reading() as session:
        programme = own(
            session,
            Programme,
            programme_id,
            actor.provider_id,
            selectinload(Programme.services),
            selectinload(Programme.recipient),
        )
        ending = ending_line(session, actor.provider_id, programme.id)
        calendar = work_calendar(session, region)
        marks, marked = marks_of(session, programme, region, day)
        form = conclusion_form(programme, region, day)
        return EndingView(
            row=ending_row(
                programme,
                programme.recipient,
                ending,
                region,
                calendar,
                replaced=replacements(session, actor.provider_id, [programme.id]).get(programme.id),
            ),
            recipient_id=programme.recipient_id,
            version=ending.version if ending else 0,
            receipt=ending.receipt if ending else "",
            notice_handed=ending.notice_handed if ending else None,
            dispatch_number=ending.dispatch_number if ending else "",
            papers=form is not None,
            moved_on=ending.moved_on if ending else None,
            departure=departure_of(session, programme, ending),
            marked=marked,
            marks=marks,
            mark_titles={one.code: one.title for one in rules.marks.choices},
            marks_citation=rules.marks.citation,
            duty_citation=rules.expiry.term.citation if rules.expiry and form else None,
            copies_needed=form.copies if form else 1,
            reviews=reviews_of(session, programme, region, day),
            assumed=rules.review.assumed,
            initiators=tuple((one.code, one.title) for one in rules.review.initiators.choices),
            outcomes=outcomes_of(session, programme),
            application=revision_form(region, programme, day),
            wished_services=services_text(programme, region, day),
            provider=session.get_one(Provider, programme.provider_id).name,
            marked_since=_marked_since(session, ending),
            missing_since=missing_since(programme.recipient, day),
            review_before_us=review_before_us(session, programme),
        )


def _marked_since(session: Session, ending: ProgrammeEnding | None) -> bool:
    if ending is None or ending.conclusion_sent_on is None:
        return False
    found = (
        select(ProgrammeMark.id)
        .join(Paper, Paper.id == ending.conclusion_paper_id)
        .where(
            ProgrammeMark.programme_id == ending.programme_id,
            ProgrammeMark.recorded_at > Paper.issued_at,
        )
    )
    return session.scalar(found.limit(1)) is not None
