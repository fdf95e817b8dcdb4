"""What a person pays or would pay, for the card and beside the grid of the income."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wtforms import ValidationError

from portal.domain.fees import FeeDecision
from portal.domain.income import IncomeAssessment as IncomeFound
from portal.domain.violations import RulesBroken, Violation
from portal.usecases.queries.family_income import preview_income
from portal.usecases.queries.fee import fee_for
from portal.usecases.queries.recipients import RecipientView
from portal.web.access import actor, region
from portal.web.clock import today
from portal.web.forms import parse_day, violations_into
from portal.web.recipients.income_form import IncomeForm


@dataclass(frozen=True, slots=True)
class FeeShown:
    """What a person pays or would pay, or why that cannot be said yet."""

    decision: FeeDecision | None
    income: IncomeFound | None = None
    refusals: tuple[Violation, ...] = ()


def fee(recipient_id: int) -> FeeShown:
    """The fee by what is recorded now."""
    try:
        return FeeShown(fee_for(actor().provider_id, recipient_id, None, region(), today()))
    except RulesBroken as error:
        return FeeShown(None, refusals=error.violations)


def income_result(person: RecipientView, form: IncomeForm) -> FeeShown | None:
    """What the grid comes to; its mistakes go under their cells, then there is no result."""
    if form.applied_on.data is None or not form.check_day():
        return None
    if form.problems or not form.has_sums:
        return None
    try:
        found = preview_income(actor(), form.to_command(person.id), region(), today())
    except RulesBroken as error:
        violations_into(form, error, names=form.paths())
        return None
    return FeeShown(found.decision, found.income, found.refusal.violations if found.refusal else ())


def day_typed(text: str) -> date | None:
    """The day somebody has typed, if it is one."""
    try:
        return parse_day(text)
    except ValidationError:
        return None
