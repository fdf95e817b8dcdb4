"""Closing a month: every act at once, numbered without a gap, from what was recorded.

The rehearsal (``queries.months.rehearse_month``) and the closing share ``act_drafts.prepare``. A
month is closed once: ``month_closing`` is unique, and so is an act of a contract for a month. A
single contract's month may be closed before (a transfer, a termination); the provider's closing
then skips it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.calendar import last_day, month_of, month_title
from portal.domain.law import Citation
from portal.domain.money import ZERO
from portal.domain.violations import RulesBroken, Violation, refuse
from portal.models import Contract, MonthClosing, MonthState
from portal.regions.registry import Region
from portal.usecases import audit
from portal.usecases.act_drafts import prepare
from portal.usecases.act_issuing import issue_acts, number_acts
from portal.usecases.actor import Actor
from portal.usecases.facts import own
from portal.usecases.month_case import MonthCase, SkippedContract, SkipReason, case_of
from portal.usecases.month_papers import MonthPrinted, print_month_papers
from portal.usecases.queries.month_cases import month_cases, month_law, month_state
from portal.usecases.queries.months import MonthRehearsal, RehearsedAct, rehearse_month
from portal.usecases.transaction import take_turn, transaction

__all__ = [
    "CloseMonth",
    "MonthClosed",
    "MonthPrinted",
    "MonthRehearsal",
    "RehearsedAct",
    "SkippedContract",
    "close_month",
    "print_month_papers",
    "rehearse_month",
]

MONTHLY = Citation(
    "FED-ACT-01",
    "874n",
    "п. 5 примерной формы договора",
    note="акт составляют после оказания услуг; дня закрытия месяца акт не называет",
)


@dataclass(frozen=True, slots=True)
class CloseMonth:
    """Close a month of the provider, or of one contract when ``contract_id`` is given."""

    month: date
    contract_id: int | None = None


@dataclass(frozen=True, slots=True)
class MonthClosed:
    """How many acts were issued, what they come to, and who got none.

    ``warnings``: closed on the last day, when services may still be given.
    """

    acts: int
    total_due: Decimal
    skipped: tuple[SkippedContract, ...]
    act_ids: tuple[int, ...]
    warnings: tuple[str, ...] = ()


def close_month(command: CloseMonth, *, region: Region, actor: Actor, now: datetime) -> MonthClosed:
    """Issue every act of the month, charge it, and take no more records for its days.

    The month may be closed on its last day, with a warning: an act comes after the services
    (FED-ACT-01), and no act of law names the day of closing.
    """
    month = month_of(command.month)
    today = region.today(now)
    with transaction() as session:
        _lock(session, actor.provider_id, month)
        _demand_open(session, actor.provider_id, month)
        cases = month_cases(session, actor.provider_id, month, region, command.contract_id)
        last = _demand_over(session, command, cases, month=month, today=today, actor=actor)
        law = month_law(session, month, region)
        acts, skipped = prepare(cases, law, only=command.contract_id)
        _demand_unblocked(skipped)
        if command.contract_id is None:
            session.add(_closing(month, actor, now))
            session.flush()
        issued = number_acts(session, acts, region=region, actor=actor, month=month, today=today)
        ids = issue_acts(session, issued, command.contract_id, actor=actor, now=now)
        total = sum((act.prepared.draft.payable for act in issued), ZERO)
        audit.record(
            session,
            actor,
            now,
            "month_closed",
            "month" if command.contract_id is None else "contract",
            command.contract_id,
            None,
            {"month": month.isoformat(), "acts": len(ids), "total_due": str(total)},
        )
        return MonthClosed(len(ids), total, skipped, ids, _last_day_warnings(today, last))


def _lock(session: Session, provider_id: int, month: date) -> None:
    """Let one closing of a month run at a time, and no entry of its services beside it."""
    take_turn(session, f"month {provider_id} {month}")
    session.execute(
        select(Contract.id)
        .where(Contract.provider_id == provider_id)
        .order_by(Contract.id)
        .with_for_update()
    )


def _demand_open(session: Session, provider_id: int, month: date) -> None:
    if month_state(session, provider_id, month) is MonthState.CLOSED:
        refuse(
            "month_closed",
            f"Месяц уже закрыт ({month_title(month)}), акты выданы. Откройте список актов.",
            field="month",
            citation=MONTHLY,
        )


def _demand_over(
    session: Session,
    command: CloseMonth,
    cases: Sequence[MonthCase],
    *,
    month: date,
    today: date,
    actor: Actor,
) -> date:
    """The last day of the month, or of one contract in it; refused before that day."""
    end = last_day(month)
    if command.contract_id is not None:
        end = min(end, _only_case(session, command.contract_id, cases, actor).served_until)
    if today < end:
        refuse(
            "value_invalid",
            f"Месяц ещё идёт ({month_title(month)}): закрыть его можно с {end:%d.%m.%Y}. "
            "Посмотреть будущие акты можно уже сейчас.",
            field="month",
            citation=MONTHLY,
        )
    return end


def _last_day_warnings(today: date, last: date) -> tuple[str, ...]:
    if today != last:
        return ()
    return (
        f"Закрыто в последний день, {last:%d.%m.%Y}: услуги, оказанные сегодня после закрытия, в "
        f"акты не войдут ({MONTHLY.text}).",
    )


def _only_case(
    session: Session, contract_id: int, cases: Sequence[MonthCase], actor: Actor
) -> MonthCase:
    case = case_of(cases, contract_id)
    if case is None:
        own(session, Contract, contract_id, actor.provider_id)
        refuse(
            "contract_not_active",
            "В этом месяце договор не действовал, акта не будет. Проверьте месяц.",
            field="month",
        )
    if case.issued is not None:
        refuse(
            "month_closed",
            f"Акт № {case.issued} за этот месяц уже выдан. Откройте его в договоре.",
            field="month",
            citation=MONTHLY,
        )
    return case


def _demand_unblocked(skipped: Sequence[SkippedContract]) -> None:
    """Nothing is issued while one act cannot be made: its number would come out of order."""
    blocked = [row for row in skipped if row.code is SkipReason.BLOCKED]
    if not blocked:
        return
    raise RulesBroken(
        *(
            Violation(
                violation.code,
                f"{row.recipient}, договор № {row.number}. {violation.text}",
                citation=violation.citation,
                subject=f"contract:{row.contract_id}",
            )
            for row in blocked
            for violation in row.violations
        )
    )


def _closing(month: date, actor: Actor, now: datetime) -> MonthClosing:
    return MonthClosing(
        provider_id=actor.provider_id,
        month=month,
        state=MonthState.CLOSED,
        closed_at=now,
        closed_by_id=actor.membership_id,
    )
