"""The contract's clock: by when it is due, and from which moment the term runs."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.contract import ContractRules, ContractState
from portal.domain.contract_due import chosen_term, contract_due
from portal.domain.explanation import Step, in_editions, to_data
from portal.models import Contract, Programme, Provider
from portal.regions.registry import Region
from portal.usecases.work_calendar import work_calendar

WAITING = "Не хватает документа, с которого идёт срок. Пока считаем со дня программы."

ANEW = "Прежний договор по этой программе закончился: срок считаем с нового обращения."


def set_clock(
    session: Session,
    programme: Programme,
    *,
    region: Region,
    started_at: datetime,
    strict: bool,
    waits: bool = False,
) -> None:
    """Store the due moment with its rule and steps, and the federal moment when it is shorter.

    ``strict`` is the provider's choice where the region offers several terms (MSK-CON-02).
    ``waits``: a paper that starts the term is not there yet, so this is the earliest moment.
    """
    started = region.local(started_at)
    rules = region.rules.contract_rules.on(started.date()).for_unit(programme.unit_code)
    found = contract_due(rules, started, work_calendar(session, region), strict=strict)
    steps = (*_choice_of_term(rules, strict=strict), *found.steps)
    if waits:
        steps = (Step(WAITING, None, rules.conclusion.citation), *steps)
    programme.contract_due_at = region.utc(found.due.at)
    programme.contract_due_rule = found.due.rule.citation.rule
    programme.federal_due_at = (
        region.utc(found.shorter_federal.at) if found.shorter_federal else None
    )
    programme.due_steps = to_data(in_editions(steps, region.identity.acts))


def count_anew(session: Session, programme: Programme, *, region: Region, now: datetime) -> None:
    """Count the term from today where the programme's earlier contract was in force and has ended.

    That contract was due by the programme's presentation; the next one is due by the new request.
    """
    earlier = select(Contract.id).where(
        Contract.provider_id == programme.provider_id,
        Contract.programme_id == programme.id,
        Contract.state == ContractState.TERMINATED,
        Contract.in_force_from.is_not(None),
    )
    if session.scalar(earlier.limit(1)) is None:
        return
    rules = region.rules.contract_rules.on(region.today(now)).for_unit(programme.unit_code)
    strict = keeps_strict_term(session, programme.provider_id, rules)
    set_clock(session, programme, region=region, started_at=now, strict=strict)
    anew = Step(ANEW, None, rules.conclusion.citation)
    programme.due_steps = [*to_data((anew,)), *programme.due_steps]


def keeps_strict_term(session: Session, provider_id: int, rules: ContractRules) -> bool:
    """Whether the provider has chosen the stricter of two terms; it waits for no papers."""
    chosen = session.get_one(Provider, provider_id).conclusion_term
    return chosen_term(rules, chosen) is rules.strict_conclusion


def _choice_of_term(rules: ContractRules, *, strict: bool) -> tuple[Step, ...]:
    """Which of two terms of the region applies, and by whose choice."""
    terms, other = rules.conclusion_setting, rules.strict_conclusion
    if terms is None or other is None:
        return ()
    kept = next(item.title for item in terms.choices if (item.code == other.code) is strict)
    why = "так выбрал поставщик в настройках" if strict else "он действует, пока не выбран другой"
    return (Step(f"Из двух сроков взят: {kept} — {why}.", None, terms.citation),)
