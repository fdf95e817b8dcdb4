"""A contract before it exists: what it would say, and what is still missing for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.domain.calendar import counted
from portal.domain.catalogue import Form
from portal.domain.fee_rules import FeeMode
from portal.domain.fees import FeeDecision
from portal.domain.law import Citation
from portal.domain.people import full_name, is_minor
from portal.domain.representation import minority_end
from portal.domain.schedule import temporary_until
from portal.domain.suspension import Ground, optional_grounds
from portal.domain.violations import NotFound, RulesBroken, Violation
from portal.domain.visit_plan import VisitPlan, check_vague_lines
from portal.models import Programme, Recipient, Representative
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.contract_gaps import gaps_of
from portal.usecases.contract_starts import (
    days_served_twice,
    days_without_care,
    proposed_start,
)
from portal.usecases.course_ends import CourseEnd, course_end_of
from portal.usecases.facts import CaseFile, load_case
from portal.usecases.intake import health_objections
from portal.usecases.missing_people import missing_since
from portal.usecases.name_forms import (
    Declined,
    declined_basis,
    declined_name,
    declined_phrase,
    kept_genitives,
)
from portal.usecases.paper_parties import (
    customer,
    customer_representative,
    provider_signatory,
)
from portal.usecases.queries.briefings import BriefingView, get_briefing
from portal.usecases.queries.checklist import Checklist, document_checklist
from portal.usecases.queries.contract_views import ProgrammeView
from portal.usecases.queries.contracts import programme_view
from portal.usecases.queries.fee import fee_for
from portal.usecases.queries.free_by_age import grounds_by_age
from portal.usecases.queries.older_income import OlderIncome, income_of_earlier_application
from portal.usecases.queries.visit_plans import plan_for_draft
from portal.usecases.signatories import (
    Side,
    eligible_representatives,
    signing_on,
    who_signs,
)
from portal.usecases.signing_returns import open_return
from portal.usecases.standing_contracts import standing_contract
from portal.usecases.transaction import reading
from portal.usecases.visit_plans import frequencies_of
from portal.usecases.work_calendar import work_calendar

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ModesDiffer:
    """The way of payment of the decision and of the calculation, in the region's words.

    ``may_follow``: the decision asks for less than the calculation, so it may be followed.
    """

    decided: str
    calculated: str
    may_follow: bool
    citation: Citation


@dataclass(frozen=True, slots=True)
class GroundsToName:
    """What the contract says of suspension: the grounds of the law, and those it may leave out."""

    always: tuple[Ground, ...]
    optional: tuple[Ground, ...]
    citation: Citation


@dataclass(frozen=True, slots=True)
class DraftText:
    """What the text would lack or decline: ``gaps`` stop the signing, ``by_hand`` nothing.

    ``returned`` is why the text before was sent back.
    """

    gaps: tuple[Violation, ...] = ()
    names: tuple[Declined, ...] = ()
    returned: str = ""


@dataclass(frozen=True, slots=True)
class TermsOfService:
    """How the services will be given: the plan made, and what is still open about it.

    ``temporary_until`` is the last day of temporary service that begins today, None where the
    region knows none (MSK-SCH-03), and ``temporary_fits`` whether a contract here may end by it;
    ``vague`` are lines without days and hours (MSK-SCH-02);
    ``starts_on`` is a later first day that follows from the record (FED-CON-06), ``late`` tells of
    days without care before one that is made too late (FED-TRN-01). ``course`` is the one with
    which the contract may end before the programme does (VLA-SCH-01, VLA-SCH-03), and
    ``course_first`` the first working day on which one counted by days can begin.
    """

    plan: VisitPlan | None
    vague: tuple[Violation, ...]
    temporary_until: date | None
    temporary_clause: Citation | None
    temporary_fits: bool
    starts_on: date | None = None
    doubt: Violation | None = None
    course: CourseEnd | None = None
    course_first: date | None = None


@dataclass(frozen=True, slots=True)
class DraftView:
    """What a contract on a programme would say, before it exists.

    ``decision`` is None while the fee cannot be found; ``refusals`` say why. The law lets the
    contract name ``representatives``; ``side`` says whether the recipient signs at all, and
    ``who_signs`` says so in words (FED-MIN-01). ``modes`` differ in decision and calculation
    (MSK-FEE-01); ``briefing`` is what the recipient has been told. ``grounds`` of a suspension are
    chosen where the region leaves them to the contract (MSK-SUS-02). ``free_until`` is the last day
    of a service that is free by age, where the programme goes on after it (FED-MIN-02).
    ``missing_since``: a court has found the recipient missing, so there is nobody to conclude with.
    ``older_income`` was recorded for an application that another contract rests on (FED-FEE-02).
    """

    programme: ProgrammeView
    form: Form
    valid_from: date
    recipient_id: int
    recipient: str
    representatives: tuple[Representative, ...]
    side: Side
    who_signs: str
    checklist: Checklist
    decision: FeeDecision | None
    refusals: tuple[Violation, ...]
    open_contract_id: int | None
    modes: ModesDiffer | None
    briefing: BriefingView
    grounds: GroundsToName | None
    text: DraftText
    terms: TermsOfService
    free_until: date | None = None
    older_income: OlderIncome | None = None
    missing_since: date | None = None
    health: tuple[Violation, ...] = ()

    @property
    def names(self) -> tuple[Declined, ...]:
        """The names that the text declines."""
        return self.text.names


def get_draft(actor: Actor, programme_id: int, region: Region, day: date) -> DraftView:
    """A programme of the reader's provider on the way to its contract."""
    with reading() as session:
        programme, person = _found(session, actor, programme_id)
        signing = signing_on(person, _representatives(session, person), day)
        rules = region.rules.contract_rules.on(day)
        representatives = eligible_representatives(signing, rules)
        open_contract = standing_contract(session, programme)
        text = _text(session, person, representatives, day, actor.membership_id)
        if open_contract and (returned := open_return(session, open_contract)):
            text = replace(text, returned=returned.told)
        older_income = income_of_earlier_application(session, programme, region, day)
        case = load_case(session, actor.provider_id, person.id, day=day, programme_id=programme.id)
        terms = _terms(session, programme, case, region)
        health = health_objections(case, region)
    decision, refusals = _fee(actor, programme, region, day)
    return DraftView(
        programme=programme_view(programme),
        form=programme.form,
        valid_from=programme.valid_from,
        recipient_id=person.id,
        recipient=full_name(person.surname, person.name, person.patronymic),
        representatives=representatives,
        side=signing.side,
        who_signs=who_signs(signing),
        # Whoever may not sign the contract brings no papers of authority for it (FED-DOC-01).
        checklist=document_checklist(
            actor.provider_id, person.id, region, day, represented=bool(representatives)
        ),
        decision=decision,
        refusals=refusals,
        open_contract_id=open_contract.id if open_contract else None,
        modes=_modes(programme, decision, region, day),
        briefing=get_briefing(actor, programme.id, region, day),
        grounds=_grounds(region, programme.form, day),
        text=text,
        terms=terms,
        free_until=_free_until(programme, person, decision, region, day),
        older_income=older_income,
        missing_since=missing_since(person, day),
        health=health,
    )


def _found(session: Session, actor: Actor, programme_id: int) -> tuple[Programme, Recipient]:
    found = session.execute(
        select(Programme, Recipient)
        .join(Recipient, Recipient.id == Programme.recipient_id)
        .where(Programme.provider_id == actor.provider_id, Programme.id == programme_id)
        .options(selectinload(Recipient.identity_papers))
    ).one_or_none()
    if found is None:
        raise NotFound
    programme, person = found
    return programme, person


def _free_until(
    programme: Programme, person: Recipient, decision: FeeDecision | None, region: Region, day: date
) -> date | None:
    """The eve of the eighteenth birthday that ends a free service within the programme."""
    if decision is None or not decision.free or not is_minor(person.born, day):
        return None
    by_age = grounds_by_age(region.rules.fee_rules.on(day))
    minority = region.rules.representation_rules.on(day).minority
    eve = minority_end(minority, person.born).free_through
    return eve if decision.free_ground in by_age and eve < programme.valid_until else None


def _text(
    session: Session,
    person: Recipient,
    representatives: Sequence[Representative],
    day: date,
    drawn_by: int,
) -> DraftText:
    """What the text would say of the parties, whoever of the representatives signs."""
    kept = kept_genitives(session, person.provider_id)
    party = customer(person, person.identity_papers)
    acting = [customer_representative(one, kept) for one in representatives]
    names = [declined_name(one.name, one.sex, kept) for one in acting if one]
    names += [declined_basis(one.basis, kept) for one in representatives if one.basis]
    try:
        director = provider_signatory(session, person.provider_id, day, drawn_by)
    except RulesBroken:
        pass
    else:
        names = [
            declined_phrase(director.position, kept),
            declined_name(director.name, director.sex, kept),
            *names,
        ]
    gaps = [gap for one in (None, *acting) for gap in gaps_of(party, one)]
    return DraftText(
        gaps=tuple(dict.fromkeys(gaps)),
        names=tuple(dict.fromkeys(names)),
    )


def _terms(
    session: Session, programme: Programme, case: CaseFile, region: Region
) -> TermsOfService:
    day = case.day
    rules = region.rules.schedule_rules.on(day)
    plan = plan_for_draft(session, programme.id)
    told = frequencies_of(session, programme.id)
    bounded = rules.temporary if programme.form is Form.HOME else None
    last = temporary_until(bounded, day) if bounded else None
    bound = region.rules.contract_rules.on(day).term_equals_programme
    start = proposed_start(session, programme, day)
    course = course_end_of(session, case, region)
    return TermsOfService(
        plan=plan,
        vague=check_vague_lines(rules, programme.form, told, plan),
        temporary_until=last,
        temporary_clause=bounded.citation if bounded else None,
        temporary_fits=last is not None and (not bound or programme.valid_until <= last),
        starts_on=start,
        doubt=days_without_care(session, programme, day, region)
        or days_served_twice(session, programme, start or day),
        course=course,
        course_first=_first_day(session, course, start or day + _DAY, region),
    )


def _first_day(
    session: Session, course: CourseEnd | None, since: date, region: Region
) -> date | None:
    """The first working day from ``since`` on; None where no course is counted, or no calendar."""
    if course is None or course.course is None:
        return None
    calendar = work_calendar(session, region)
    first = counted(lambda: calendar.next_working(since))
    return None if isinstance(first, Violation) else first


def _grounds(region: Region, form: Form, day: date) -> GroundsToName | None:
    rules = region.rules.suspension_rules.on(day)
    if rules.by_contract is None:
        return None
    optional = optional_grounds(rules, form)
    always = (one for one in rules.grounds if form in one.forms and one not in optional)
    return GroundsToName(tuple(always), optional, rules.by_contract.citation)


def _modes(
    programme: Programme, decision: FeeDecision | None, region: Region, day: date
) -> ModesDiffer | None:
    rules = region.rules.fee_rules.on(day)
    told, clause = programme.decision_mode, rules.mode_in_decision
    if decision is None or told is None or clause is None or told is decision.mode:
        return None
    titles = {choice.code: choice.title for choice in rules.modes.choices}
    return ModesDiffer(titles[told], titles[decision.mode], told is FeeMode.FREE, clause)


def _representatives(session: Session, person: Recipient) -> tuple[Representative, ...]:
    """Everybody who has ever been recorded to act for a person, the newest first."""
    return tuple(
        session.scalars(
            select(Representative)
            .where(Representative.recipient_id == person.id)
            .order_by(Representative.since.desc(), Representative.id.desc())
        )
    )


def _fee(
    actor: Actor, programme: Programme, region: Region, day: date
) -> tuple[FeeDecision | None, tuple[Violation, ...]]:
    try:
        decision = fee_for(actor.provider_id, programme.recipient_id, programme.id, region, day)
    except RulesBroken as broken:
        return None, broken.violations
    return decision, ()
