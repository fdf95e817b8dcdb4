"""The contract's clock: by when it is due, and from which moment the term runs."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.contract import ContractRules, contract_due
from portal.domain.explanation import Step, to_data
from portal.models import Programme
from portal.regions.registry import Region
from portal.usecases.work_calendar import work_calendar

WAITING = "Не хватает документа, с которого идёт срок. Пока считаем со дня программы."


def set_clock(
    session: Session,
    programme: Programme,
    *,
    region: Region,
    started_at: datetime,
    waits: bool = False,
) -> None:
    """Store the due moment with its rule and steps, and the federal moment when it is shorter.

    ``waits``: a paper that starts the term is not there yet, so this is the earliest moment.
    """
    started = region.local(started_at)
    rules = region.rules.contract_rules.on(started.date())
    found = contract_due(rules, started, work_calendar(session, region))
    steps = found.steps
    if waits:
        steps = (Step(WAITING, None, rules.conclusion.citation), *steps)
    programme.contract_due_at = region.utc(found.due.at)
    programme.contract_due_rule = found.due.rule.citation.rule
    programme.federal_due_at = (
        region.utc(found.shorter_federal.at) if found.shorter_federal else None
    )
    programme.due_steps = to_data(steps)


def starts_now(rules: ContractRules, present: Collection[str]) -> bool:
    """Whether every paper that starts the term is there."""
    return all(code in present for code in rules.starting_papers)
