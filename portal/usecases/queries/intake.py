"""What the page of a programme tells of the way into service: steps, guards, who acts."""

from dataclasses import dataclass
from datetime import date

from portal.domain.law import Citation
from portal.domain.violations import RulesBroken, Violation
from portal.models import Programme, Role
from portal.regions.registry import Region
from portal.usecases.actor import Actor
from portal.usecases.briefings import still_untold
from portal.usecases.facts import load_case, own
from portal.usecases.intake import (
    INCOME,
    PAPERS,
    SIGNED,
    TOLD,
    UNTOLD_HEALTH,
    health_objections,
    progress_of,
    unit_of_case,
)
from portal.usecases.missing_people import missing_since
from portal.usecases.queries.checklist import document_checklist
from portal.usecases.queries.fee import fee_for
from portal.usecases.queries.gone_elsewhere import gone_with
from portal.usecases.role_access import Subject, sees
from portal.usecases.standing_contracts import standing_contract
from portal.usecases.transaction import reading


@dataclass(frozen=True, slots=True)
class IntakeStage:
    """A state on the way: passed, the present one, or to come."""

    title: str
    passed: bool
    now: bool


@dataclass(frozen=True, slots=True)
class IntakeView:
    """The way of one programme; ``who`` takes the next step, ``stops`` hold it up."""

    stages: tuple[IntakeStage, ...]
    next_step: str
    who: str
    stops: tuple[Violation, ...]
    citation: Citation


def get_intake(actor: Actor, programme_id: int, region: Region, day: date) -> IntakeView | None:
    """How far a programme has come; None where its department has no such way, or NotFound.

    None as well for who goes no further: who has died, is missing or has gone with the programme.
    """
    rules = region.rules.admission_rules.on(day).enrolment
    if rules.intake is None:
        return None
    with reading() as session:
        programme = own(session, Programme, programme_id, actor.provider_id)
        case = load_case(
            session, actor.provider_id, programme.recipient_id, day=day, programme_id=programme.id
        )
        person = case.recipient
        lost = person.died_on is not None or missing_since(person, day) is not None
        if lost or gone_with(session, programme, region, day) is not None:
            return None
        contract = standing_contract(session, programme)
        met = set() if still_untold(session, programme, region, day) else {TOLD}
    checklist = document_checklist(
        actor.provider_id, programme.recipient_id, region, day, programme.id
    )
    if not checklist.blocking:
        met.add(PAPERS)
    if _fee_known(actor, programme, region, day):
        met.add(INCOME)
    if contract is not None and contract.in_force_from is not None:
        met.add(SIGNED)
    unit = unit_of_case(case, region)
    found = progress_of(rules, unit, met, concluded=contract is not None)
    if found is None:
        return None
    step = found.next_step
    return IntakeView(
        stages=tuple(
            IntakeStage(one.title, one.code in found.passed, one.code == found.state)
            for one in found.intake.workflow.states
        ),
        next_step=step.title if step else "",
        who=Role(step.actors[0]).label if step else "",
        stops=found.stops,
        citation=(step or found.intake.workflow.steps[-1]).citation,
    )


def told_health(
    actor: Actor, programme_id: int, region: Region, day: date
) -> tuple[Violation, ...]:
    """Why health forbids a contract on a programme, as far as the reader may know it.

    Whoever does not read of health is told that the director decides (FED-PDP-01, VLA-REC-03).
    """
    with reading() as session:
        programme = own(session, Programme, programme_id, actor.provider_id)
        case = load_case(
            session, actor.provider_id, programme.recipient_id, day=day, programme_id=programme.id
        )
        found = health_objections(case, region)
    return found if not found or sees(actor, Subject.MEDICAL) else (UNTOLD_HEALTH,)


def _fee_known(actor: Actor, programme: Programme, region: Region, day: date) -> bool:
    try:
        found = fee_for(actor.provider_id, programme.recipient_id, programme.id, region, day)
    except RulesBroken:
        return False
    return found is not None
