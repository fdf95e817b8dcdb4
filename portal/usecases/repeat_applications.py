"""A new application after a refusal, linked to the refused one (MSK-REC-07).

There is no term to wait: another form, or the papers that were missing, is reason enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.domain.admission import (
    REPEAT_REASONS,
    AdmissionRules,
    check_repeat_day,
    reason_to_apply_again,
)
from portal.domain.choices import Choice, ChoiceList
from portal.domain.people import search_key
from portal.domain.violations import refuse
from portal.models import Application, Outcome, RepeatApplication
from portal.usecases.facts import own
from portal.usecases.recognition_refusals import refusal_grounds


@dataclass(frozen=True, slots=True)
class AfterRefusal:
    """The refused application and what the citizen has changed, by the region's code or empty."""

    refused_id: int
    reason: str = ""


def repeat_reasons(rules: AdmissionRules) -> ChoiceList | None:
    """What is told of a new application; None where the region links no applications."""
    return next((one for one in rules.lists if one.code == REPEAT_REASONS), None)


def told_after_refusal(
    rules: AdmissionRules, row: Application, ground: str, day: date
) -> tuple[Choice, ...]:
    """With what the citizen may apply again at once: by the ground recorded, else every reason.

    Nothing is told of a ground that another application does not mend.
    """
    reasons = repeat_reasons(rules)
    if reasons is None or row.outcome is not Outcome.REFUSED or row.outcome_on is None:
        return ()
    listed = refusal_grounds(rules)
    named = next((one for one in listed.choices if one.code == ground), None) if listed else None
    if named is None:
        return reasons.choices
    told = reason_to_apply_again(rules, named, row.outcome_on, max(day, row.outcome_on))
    return (told,) if told else ()


def link_repeat(
    session: Session, row: Application, after: AfterRefusal | None, rules: AdmissionRules
) -> None:
    """Link a line just written to the refused one of the same citizen.

    Raises value_invalid for another's line, one that was not refused, an unknown reason and for an
    application older than the refusal.
    """
    if after is None:
        return
    refused = own(session, Application, after.refused_id, row.provider_id)
    if refused.outcome is not Outcome.REFUSED or refused.outcome_on is None:
        text = f"По заявлению № {refused.number} не отказано. Выберите то, по которому отказали."
        refuse("value_invalid", text, field="repeats")
    if not _same_citizen(refused, row):
        text = f"Заявление № {refused.number} — о другом человеке. Выберите заявление того же."
        refuse("value_invalid", text, field="repeats")
    check_repeat_day(refused.outcome_on, row.applied_on)
    reasons = repeat_reasons(rules)
    if after.reason and reasons is not None:
        reasons.choice(after.reason, field="repeat_reason")
    session.add(
        RepeatApplication(
            provider_id=row.provider_id,
            application_id=row.id,
            refused_id=refused.id,
            reason=after.reason if reasons is not None else "",
        )
    )


def _same_citizen(refused: Application, row: Application) -> bool:
    """By the cards where both lines have one, else by the name."""
    known: Sequence[int | None] = (refused.recipient_id, row.recipient_id)
    if None not in known:
        return known[0] == known[1]
    return search_key(refused.citizen) == search_key(row.citizen)
