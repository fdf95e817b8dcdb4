"""From a contract's month to its act: the one path that rehearsal and closing share.

Nothing here reads or writes a database; ``queries.month_cases`` collects the cases. A preview
equals its result because both come out of ``prepare``.

Contracts of one person and form that follow each other within a month share its cap, which is
never doubled (FED-FEE-18): what the former one is charged, the later one no longer has of it; what
an issued act has taken, nobody has any more.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from portal.domain.acts import PART_MONTH, ActDraft
from portal.domain.calendar import days_of, last_day, next_month
from portal.domain.catalogue import Form
from portal.domain.explanation import in_editions
from portal.domain.fee_bounds import SharedBound
from portal.domain.money import ZERO
from portal.domain.suspension import Interval, is_suspended
from portal.domain.violations import RulesBroken, Violation
from portal.usecases.act_parts import charged_by_bound, cut, joined
from portal.usecases.month_case import (
    MonthCase,
    MonthLaw,
    PreparedAct,
    SkippedContract,
    SkipReason,
)

TWO_CONTRACTS = "месяц по двум договорам"


def prepare(
    cases: Iterable[MonthCase], law: MonthLaw, *, only: int | None = None
) -> tuple[tuple[PreparedAct, ...], tuple[SkippedContract, ...]]:
    """The acts of a month and the contracts without one, in the order of the cases.

    With ``only``, those of this contract: of the others only what they take of the cap counts.
    """
    cases = tuple(cases)
    outcomes = _in_turn(cases, law)
    wanted = [outcomes[case.contract_id] for case in cases if only in {None, case.contract_id}]
    acts = tuple(one for one in wanted if isinstance(one, PreparedAct))
    return acts, tuple(one for one in wanted if isinstance(one, SkippedContract))


def _in_turn(cases: Sequence[MonthCase], law: MonthLaw) -> dict[int, PreparedAct | SkippedContract]:
    """What comes of each contract of a person and form: what is issued first, then the oldest."""
    used: defaultdict[tuple[int, Form], Decimal] = defaultdict(lambda: ZERO)
    outcomes: dict[int, PreparedAct | SkippedContract] = {}
    for case in sorted(cases, key=_turn):
        shares = case.recipient_id, case.form
        outcome = _prepare_one(_with_the_rest(case, used[shares], law.month), law)
        outcomes[case.contract_id] = outcome
        used[shares] += _charged(case, outcome)
    return outcomes


def _turn(case: MonthCase) -> tuple[bool, date, int]:
    return case.issued is None, case.served_from, case.contract_id


def _with_the_rest(case: MonthCase, used: Decimal, month: date) -> MonthCase:
    """The case with what the former contracts have left; a bound of its own comes first."""
    if not used:
        return case
    rest = SharedBound(month, next_month(month), used, TWO_CONTRACTS, PART_MONTH)
    return replace(case, bounds=(*case.bounds, rest))


def _charged(case: MonthCase, outcome: PreparedAct | SkippedContract) -> Decimal:
    """What the programme's services come to; without an act a contract takes nothing."""
    if isinstance(outcome, PreparedAct):
        return outcome.draft.payable - outcome.draft.additional_cost
    return case.issued_fee


def suspended_days(
    month: date, pauses: Sequence[Interval], since: date, until: date
) -> tuple[date, ...]:
    """The days of the month that were suspended while the contract ran."""
    if not pauses:
        return ()
    return tuple(
        day for day in days_of(month) if since <= day <= until and is_suspended(day, pauses)
    )


def _prepare_one(case: MonthCase, law: MonthLaw) -> PreparedAct | SkippedContract:
    if case.issued is not None:
        return _skip(case, SkipReason.ACT_ISSUED, f"Акт № {case.issued} за этот месяц уже выдан.")
    if not case.given:
        return _without_services(case, law.month)
    try:
        if case.astray:
            raise RulesBroken(*case.astray)
        parts = cut(case, law)
    except RulesBroken as broken:
        return _skip(case, SkipReason.BLOCKED, str(broken), broken.violations)
    return PreparedAct(
        case=case,
        terms=parts[-1].terms,
        parts=tuple(part.facts for part in parts),
        draft=_in_editions(joined(parts), law),
        spent=tuple((bound, charged) for bound, charged in charged_by_bound(parts) if bound),
    )


def _in_editions(draft: ActDraft, law: MonthLaw) -> ActDraft:
    """The draft with the acts of its explanation in their editions."""
    return replace(draft, steps=in_editions(draft.steps, law.acts))


def _without_services(case: MonthCase, month: date) -> SkippedContract:
    since = max(case.served_from, month)
    until = min(case.served_until, last_day(month))
    paused = suspended_days(month, case.pauses, since, until)
    if paused and len(paused) == (until - since).days + 1:
        return _skip(case, SkipReason.SUSPENDED, "Весь месяц обслуживание приостановлено.")
    return _skip(case, SkipReason.NOTHING_RECORDED, "В этом месяце не записано ни одной услуги.")


def _skip(
    case: MonthCase, code: SkipReason, reason: str, violations: tuple[Violation, ...] = ()
) -> SkippedContract:
    return SkippedContract(case.contract_id, case.recipient, reason, case.number, code, violations)


def days_in_words(days: Sequence[date]) -> str:
    """«10–15.04.2026, 20.04.2026»: runs of days as a reader would write them."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        f"{run[0]:%d}–{run[-1]:%d.%m.%Y}" if len(run) > 1 else f"{run[0]:%d.%m.%Y}" for run in runs
    )
