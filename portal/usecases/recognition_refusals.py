"""The ground on which the authority refused, by the region's list, and what it may refuse on.

Rules: MSK-REC-06. A region without a list asks for no ground.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.admission import REFUSAL_GROUNDS, AdmissionRules, foreseen_refusals
from portal.domain.choices import Choice, ChoiceList
from portal.domain.people import Relation, is_minor
from portal.domain.violations import refuse
from portal.models import (
    Application,
    ApplicationPaper,
    HouseholdMember,
    IncomeAssessment,
    Outcome,
    RecognitionRefusal,
)
from portal.usecases.queries.close_people import lives_alone

RELATIVES = "relatives_can_care"


def refusal_grounds(rules: AdmissionRules) -> ChoiceList | None:
    """The region's grounds of a refusal; None where it lists none."""
    return next((one for one in rules.lists if one.code == REFUSAL_GROUNDS), None)


def record_ground(session: Session, row: Application, ground: str, rules: AdmissionRules) -> None:
    """Keep the ground with a refused application; any other outcome has none.

    Raises value_invalid for a ground that the region does not list; words alone stay in the note.
    """
    listed = refusal_grounds(rules)
    known = session.scalars(
        select(RecognitionRefusal).where(RecognitionRefusal.application_id == row.id)
    ).one_or_none()
    if listed is None or row.outcome is not Outcome.REFUSED or not ground:
        if known is not None:
            session.delete(known)
        return
    if ground not in listed.codes:
        text = "Выберите основание отказа из списка: оно названо в решении."
        refuse("value_invalid", text, field="ground", citation=listed.citation)
    if known is None:
        known = RecognitionRefusal(provider_id=row.provider_id, application_id=row.id)
        session.add(known)
    known.ground = ground


def ground_of(session: Session, row: Application) -> str:
    """The code of the ground recorded with an application, empty without one."""
    wanted = select(RecognitionRefusal.ground).where(RecognitionRefusal.application_id == row.id)
    return session.scalar(wanted) or ""


def foreseen(session: Session, row: Application, rules: AdmissionRules) -> tuple[Choice, ...]:
    """What the authority may refuse on: adult relatives in the household of the last income.

    Nobody is spoken of where the person is marked as living alone (MSK-REC-08), or where a paper
    says what keeps a relative from caring (MSK-DOC-03).
    """
    if refusal_grounds(rules) is None or row.recipient_id is None or row.outcome_on is not None:
        return ()
    last = (
        select(IncomeAssessment.id)
        .where(
            IncomeAssessment.provider_id == row.provider_id,
            IncomeAssessment.recipient_id == row.recipient_id,
        )
        .order_by(IncomeAssessment.applied_on.desc(), IncomeAssessment.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    born = session.scalars(
        select(HouseholdMember.born).where(
            HouseholdMember.assessment_id == last, HouseholdMember.relation != Relation.RECIPIENT
        )
    )
    adults = any(not is_minor(one, row.applied_on) for one in born)
    if lives_alone(session, row.recipient_id, row.applied_on) or _obstacle_told(session, row):
        adults = False
    return foreseen_refusals(rules, (RELATIVES,) if adults else ())


def _obstacle_told(session: Session, row: Application) -> bool:
    """Whether a paper of the application names what keeps a relative from caring."""
    told = select(ApplicationPaper.id).where(
        ApplicationPaper.application_id == row.id,
        ApplicationPaper.struck_at.is_(None),
        ApplicationPaper.obstacle != "",
    )
    return session.scalar(told.limit(1)) is not None
