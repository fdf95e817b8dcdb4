"""By when a contract is concluded, and until when somebody may come with a decision.

Rules: FED-CON-01, MSK-CON-02, MSK-CON-03.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.domain.calendar import WorkCalendar
from portal.domain.contract import ApproachWindow, ContractRules
from portal.domain.deadlines import DeadlineRule, Due, due
from portal.domain.explanation import Step
from portal.domain.violations import Violation


@dataclass(frozen=True, slots=True)
class ContractDue:
    """By when the contract must be concluded, and the federal moment when that one is earlier."""

    due: Due
    shorter_federal: Due | None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The derivation, with the federal warning as its last step."""
        if self.shorter_federal is None:
            return self.due.steps
        federal = self.shorter_federal
        warning = Step(
            f"Федеральный срок короче: {federal.at:%d.%m.%Y %H:%M}. Лучше успеть к нему.",
            federal.at.isoformat(),
            federal.rule.citation,
        )
        return (*self.due.steps, warning)


def contract_due(
    rules: ContractRules, presented_at: datetime, calendar: WorkCalendar, *, strict: bool = False
) -> ContractDue:
    """The moment the contract is due after the programme was presented (naive local moments).

    ``strict`` asks for the stricter term where the region has one (MSK-CON-02).
    """
    term = rules.strict_conclusion if strict and rules.strict_conclusion else rules.conclusion
    regional = due(term, presented_at, calendar)
    federal = due(rules.federal_conclusion, presented_at, calendar)
    return ContractDue(regional, federal if federal.at < regional.at else None)


def chosen_term(rules: ContractRules, code: str | None) -> DeadlineRule:
    """The term a provider keeps to: the one it has chosen, else the region's own (MSK-CON-02).

    A choice that the region no longer offers is as none.
    """
    strict = rules.strict_conclusion
    return strict if strict is not None and strict.code == code else rules.conclusion


def approach_until(
    window: ApproachWindow, decided_on: date, service_from: date, service_until: date
) -> date:
    """The last day a person may come to a provider with the decision (both days inclusive).

    Never before the decision itself, however short the service is.
    """
    last = decided_on + timedelta(days=window.days)
    if window.of_term is None:
        return last
    days = (service_until - service_from).days + 1
    part = days * window.of_term.numerator // window.of_term.denominator
    return max(decided_on, min(last, service_from + timedelta(days=part - 1)))


def window_closing(window: ApproachWindow, last: date, day: date) -> tuple[Violation, ...]:
    """A warning from ``warn_days`` before the last day of the window, and on it (MSK-CON-03)."""
    if not 0 <= (last - day).days <= window.warn_days:
        return ()
    text = (
        f"Обратиться с этой программой к поставщику можно до {last:%d.%m.%Y}. Если договор здесь "
        "не заключат, к другому поставщику надо успеть до этого дня: скажите об этом получателю."
    )
    return (Violation("approach_window_closes", text, None, window.citation),)
